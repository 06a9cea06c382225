"""How one surface writes: what is bold, how a person is named, what must be escaped."""

import re
from collections.abc import Callable
from dataclasses import dataclass

_MARKS = str.maketrans({"*": "∗", "~": "∼", "`": "ˋ"})
_EDGE_UNDERSCORE = re.compile(r"(?<!\w)_|_(?!\w)")


@dataclass(frozen=True)
class Voice:
    """A surface's way of writing; phrases are worded with it."""

    bold: Callable[[str], str]
    person: Callable[[str], str]
    ours: Callable[[str], str]
    """Words of the knowledge base."""
    theirs: Callable[[str], str]
    """Words that people typed: must not break out of their place."""
    link: Callable[[str, str], str]
    """(address, title)."""


def _same(text: str) -> str:
    return text


def _title_and_address(address: str, title: str) -> str:
    return f"{title} ({address})"


def plain_voice(person: Callable[[str], str] = _same) -> Voice:
    """No marks at all: a terminal, a file."""
    return Voice(_same, person, _same, _same, _title_and_address)


def escaped(text: str) -> str:
    """Slack's three characters; after this no mention, link or channel ping can begin."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _quoted(text: str) -> str:
    """People's words: neither pings nor marks survive, look-alikes stand in."""
    without_marks = _EDGE_UNDERSCORE.sub("ˍ", text.translate(_MARKS))
    return escaped(" ".join(without_marks.split()))


def _mention(person: str) -> str:
    return f"<@{person}>" if re.fullmatch(r"[A-Z0-9]{2,32}", person) else escaped(person)


def _slack_link(address: str, title: str) -> str:
    return f"<{escaped(address).replace('|', '%7C')}|{escaped(title)}>"


SLACK_TEXT = Voice(_same, _mention, escaped, _quoted, lambda address, title: escaped(title))
"""The top-level text of a message: what a notification shows and a screen reader reads."""

MRKDWN = Voice(lambda text: f"*{text}*", _mention, escaped, _quoted, _slack_link)
"""The blocks of a message."""
