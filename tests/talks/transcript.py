"""A transcript: lines of people, and what the bot does after each.

    talk: two people settle it
    knowledge: tiny                      # or product (the default)
    lines:
      - ana: "@archdecide call or publish?"        # said; also press, tick, choose, command, rest
        reads: {consumers: several}                # answers that stand afterwards, among others
        bot: [card: waits]                         # messages, in order; [] is silence
        says: ["1 of 3"]                           # words that one of them holds
        certainty: certain                         # of the verdict

A message is named as in its first block: `card: Q` posted, `update: Q` the card changed in
place, `verdict: O`, `faq: F`, or the reply's kind alone. The card that shrinks to a line when
another message takes its place is tidying, and not listed. Private answers are `private: kind`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent.parent / "transcripts"
_KEYS = frozenset({"bot", "reads", "says", "certainty"})


@dataclass(frozen=True)
class Line:
    """One act of one person, and what is expected after it."""

    person: str
    act: Mapping[str, Any]
    """{"say": text}, {"press": choice}, {"tick": {q: c}}, {"choose": v} or {"command": c}"""
    bot: tuple[str, ...] | None
    reads: Mapping[str, str] = field(default_factory=dict)
    says: tuple[str, ...] = ()
    certainty: str | None = None


@dataclass(frozen=True)
class Transcript:
    """A whole talk."""

    name: str
    talk: str
    knowledge: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Seen:
    """What was seen after a line, at whatever level."""

    bot: tuple[str, ...]
    texts: tuple[str, ...]
    answers: Mapping[str, str]
    certainty: str | None


def transcripts() -> list[Transcript]:
    """All of them, by file name."""
    return [_read(path) for path in sorted(FOLDER.glob("*.yaml"))]


def _read(path: Path) -> Transcript:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    lines = []
    for entry in data["lines"]:
        (person,) = set(entry) - _KEYS
        act = entry[person]
        bot = entry.get("bot")
        lines.append(
            Line(
                person=person,
                act={"say": act} if isinstance(act, str) else act,
                bot=None if bot is None else tuple(_named(each) for each in bot),
                reads=entry.get("reads", {}),
                says=tuple(entry.get("says", ())),
                certainty=entry.get("certainty"),
            )
        )
    return Transcript(path.stem, data["talk"], data.get("knowledge", "product"), tuple(lines))


def _named(entry: str | Mapping[str, str]) -> str:
    if isinstance(entry, str):
        return entry
    ((kind, subject),) = entry.items()
    return f"{kind}:{subject}"


def check(line: Line, seen: Seen) -> None:
    """Assert that what was seen is what the line expects."""
    if line.bot is not None:
        assert seen.bot == line.bot, (line.act, seen.texts)
    for question, choice in line.reads.items():
        assert seen.answers.get(question) == choice, (line.act, seen.answers)
    for words in line.says:
        assert any(words in text for text in seen.texts), (words, seen.texts)
    if line.certainty is not None:
        assert seen.certainty == line.certainty
