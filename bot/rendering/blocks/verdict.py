"""The verdict: on one phone screen, with the rest folded or behind a press."""

from bot.dialog.replies import VerdictGiven
from bot.rendering import phrases, plain
from bot.rendering.blocks import parts
from bot.rendering.voice import MRKDWN

MENU = (
    (phrases.SIDE_BY_SIDE, "side_by_side"),
    (phrases.ALL_PROS_AND_CONS, "all_pros_and_cons"),
    (phrases.START_OVER, "start_over"),
    (phrases.LEAVE, "leave"),
)


def verdict(reply: VerdictGiven) -> list[parts.Block]:
    """Headline and reasons as text, folds, then the controls."""
    given = reply.verdict
    notes = [phrases.note(each, MRKDWN) for each in reply.notes]
    controls = []
    if given.certainty in ("leaning", "close") and given.option is not None:
        controls.append(parts.button("command:ask_more", phrases.ASK_MORE, "ask_more"))
    if given.common_questions:
        controls.append(
            {
                "type": "static_select",
                "action_id": "faq",
                "placeholder": parts.plain_text(phrases.ASK_SOMETHING),
                "options": [
                    parts.option(phrases.shortened(each.question, 75), f"faq.{each.id}")
                    for each in given.common_questions
                ],
            }
        )
    controls.append(parts.overflow("menu", MENU))
    return [
        parts.section(plain.verdict(given, MRKDWN)),
        *([parts.context(notes)] if notes else []),
        *(parts.folded(title, lines) for title, lines in plain.verdict_folds(given, MRKDWN)),
        parts.actions("controls", controls),
    ]
