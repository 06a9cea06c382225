"""The card: one message that asks, and changes in place."""

from bot.dialog.replies import Card, CardDone
from bot.rendering import phrases, plain
from bot.rendering.blocks import parts
from bot.rendering.voice import MRKDWN

MENU = (
    (phrases.NOT_WHAT_WE_SAID, "not_what_we_said"),
    (phrases.WHAT_DOES_THIS_MEAN, "explain"),
    (phrases.WHY_ASK, "why_asked"),
    (phrases.LEAVE, "leave"),
)


def card(reply: Card) -> list[parts.Block]:
    """Question first: the phone shows it. Then answers, what is known, controls."""
    # A new block_id for each question: Slack keeps ticks of a block whose id stays.
    asked = f"{reply.slot}:{reply.number}:{reply.question}"
    question = parts.section([MRKDWN.bold(MRKDWN.ours(phrases.question(reply)))])
    below = [phrases.note(each, MRKDWN) for each in reply.notes]
    below += phrases.so_far(reply, MRKDWN)
    controls = parts.actions(
        f"controls:{asked}",
        [
            parts.button("command:decide_now", phrases.DECIDE_NOW, "decide_now"),
            parts.overflow("menu", MENU),
        ],
    )
    answers = _ticks(reply, asked) if reply.ticks else [_choices(reply, asked)]
    return [question, *answers, *([parts.context(below)] if below else []), controls]


def _choices(reply: Card, asked: str) -> parts.Block:
    buttons = [
        parts.button(f"answer:{each.id}", each.label, f"{reply.question}.{each.id}")
        for each in reply.choices
    ]
    not_sure = parts.button("answer:not_sure", phrases.NOT_SURE_LABEL, f"{reply.question}.not_sure")
    return parts.actions(f"ask:{asked}", [*buttons, not_sure])


def _ticks(reply: Card, asked: str) -> list[parts.Block]:
    boxes = {
        "type": "checkboxes",
        "action_id": "ticks",
        "options": [
            parts.option(each.label, f"{each.question}.{each.choice}") for each in reply.ticks
        ],
    }
    listed = " ".join(f"{each.question}.{each.choice}" for each in reply.ticks)
    return [
        parts.actions(f"ticks:{asked}", [boxes]),
        parts.actions(
            f"send:{asked}",
            [
                parts.button("ticked:these", phrases.THATS_ALL, listed, primary=True),
                parts.button("ticked:none", phrases.NONE_OF_IT, listed),
                parts.button("ticked:not_sure", phrases.NOT_SURE_LABEL, listed),
            ],
        ),
    ]


def card_done(reply: CardDone) -> list[parts.Block]:
    """One small line."""
    return [parts.context([plain.card_done(reply, MRKDWN)])]
