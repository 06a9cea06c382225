"""Everything that is just said: lines of text, and a few things to press."""

from bot.dialog.replies import (
    AllProsAndCons,
    AnyReply,
    Card,
    CardDone,
    ChooseComparison,
    ComparisonList,
    ComparisonListed,
    DidYouMean,
    FaqAnswer,
    SideBySide,
    VerdictGiven,
)
from bot.rendering import phrases, plain
from bot.rendering.blocks import parts
from bot.rendering.blocks.card import card, card_done
from bot.rendering.blocks.verdict import verdict
from bot.rendering.voice import MRKDWN

MOST_LISTED = 10


def blocks(reply: AnyReply) -> list[parts.Block]:
    """The Block Kit of any reply; its first block bears the reply's mark."""
    first, *rest = _blocks(reply)
    return [{**first, "block_id": mark(reply)}, *rest]


def mark(reply: AnyReply) -> str:
    """What a message is, in a word or two: `card:consistency`, `verdict:both`, `faq:ordering`."""
    match reply:
        case Card():
            return f"card:{reply.question}"
        case VerdictGiven():
            return f"verdict:{reply.verdict.exit or reply.verdict.option or 'clash'}"
        case FaqAnswer():
            return f"faq:{reply.id}"
        case _:
            return reply.kind


def _blocks(reply: AnyReply) -> list[parts.Block]:
    match reply:
        case Card():
            return card(reply)
        case CardDone():
            return card_done(reply)
        case VerdictGiven():
            return verdict(reply)
        case DidYouMean():
            asked = [
                parts.button(f"faq:{n}", phrases.shortened(each.question, 70), f"faq.{each.id}")
                for n, each in enumerate(reply.suggestions)
            ]
            return [parts.section(["Did you mean:"]), parts.actions("suggestions", asked)]
        case ComparisonList() | ChooseComparison():
            return [_lines(reply), *_choose(reply.comparisons)]
        case SideBySide():
            return [_table(reply)]
        case AllProsAndCons():
            return [parts.section(plain.option(each, MRKDWN)) for each in reply.options]
        case _:
            return [_lines(reply)]


def _lines(reply: AnyReply) -> parts.Block:
    return parts.section(plain.lines(reply, MRKDWN))


def _choose(comparisons: tuple[ComparisonListed, ...]) -> list[parts.Block]:
    buttons = [
        parts.button(f"choose:{n}", phrases.shortened(each.title, 70), f"comparison.{each.id}")
        for n, each in enumerate(comparisons[:MOST_LISTED])
    ]
    return [parts.actions("comparisons", buttons)] if buttons else []


def _table(reply: SideBySide) -> parts.Block:
    def cell(text: str) -> parts.Block:
        return {"type": "raw_text", "text": text}

    header = [cell(phrases.ASPECT), *(cell(name) for name in reply.names)]
    rows = [
        [
            cell(row.dimension),
            *(
                cell(f"{'✓ ' if name in row.better else ''}{standing.text if standing else '–'}")
                for name, standing in zip(reply.names, row.standings, strict=True)
            ),
        ]
        for row in reply.rows
    ]
    return {
        "type": "table",
        "rows": [header, *rows],
        "column_settings": [{"is_wrapped": True} for _ in header],
    }
