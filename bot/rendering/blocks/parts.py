"""The few Block Kit shapes that we use, within Slack's limits."""

from collections.abc import Iterable, Sequence
from typing import Any

Block = dict[str, Any]

SECTION_LENGTH = 3_000
BUTTON_VALUE_LENGTH = 2_000
OPTION_LENGTH = 75


def plain_text(text: str) -> Block:
    """Text without marks; Slack escapes it itself."""
    return {"type": "plain_text", "text": text, "emoji": False}


def mrkdwn(text: str) -> Block:
    """Marked text; `verbatim` keeps Slack from linking names and addresses in it."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def section(lines: Iterable[str], **more: Any) -> Block:
    """Lines of text, cut at Slack's limit."""
    return {"type": "section", "text": mrkdwn("\n".join(lines)[:SECTION_LENGTH]), **more}


def context(lines: Sequence[str]) -> Block:
    """Small grey lines; Slack takes ten."""
    return {"type": "context", "elements": [mrkdwn(line[:SECTION_LENGTH]) for line in lines[:10]]}


def actions(block_id: str, elements: Sequence[Block]) -> Block:
    """Controls in a row."""
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def button(action_id: str, label: str, value: str, primary: bool = False) -> Block:
    """A button; the value is what comes back."""
    made = {
        "type": "button",
        "action_id": action_id,
        "text": plain_text(label[:OPTION_LENGTH]),
        "value": value[:BUTTON_VALUE_LENGTH],
    }
    return {**made, "style": "primary"} if primary else made


def option(label: str, value: str) -> Block:
    """One entry of a select, an overflow menu or checkboxes."""
    return {"text": plain_text(label[:OPTION_LENGTH]), "value": value}


def overflow(action_id: str, options: Sequence[tuple[str, str]]) -> Block:
    """The … menu: (label, value), five at most."""
    return {
        "type": "overflow",
        "action_id": action_id,
        "options": [option(label, value) for label, value in options],
    }


def folded(title: str, lines: Sequence[str]) -> Block:
    """A collapsed container."""
    return {
        "type": "container",
        "title": plain_text(title),
        "is_collapsible": True,
        "default_collapsed": True,
        "child_blocks": [section(lines)],
    }
