"""The declared table is exactly what `step` does, and its picture in the docs is up to date."""

from collections.abc import Iterator
from pathlib import Path

from bot.dialog.conversation import Conversation, Phase
from bot.dialog.inputs import (
    COMMANDS,
    Answered,
    Commanded,
    Deleted,
    Edited,
    Heard,
    Input,
    InputKind,
    Said,
    Ticked,
)
from bot.dialog.step import step
from bot.dialog.transitions import TRANSITIONS, diagram
from bot.knowledge.library import Library

DIAGRAM = Path(__file__).parents[2] / "bot" / "dialog" / "README.md"
DEPTH = 4

SAYINGS = (
    "should we call or publish an event?",
    "the user waits for it, and several services react",
    "which laptop should I buy?",
    "yes",
    "several",
    "none",
    "not sure",
    "stop",
    "start over",
    "decide now",
    "ask me more",
    "help",
    "what if a message comes twice?",
    "",
)


def inputs() -> Iterator[Input]:
    """Every kind of thing that a person can do, in several ways."""
    yield from (Said(text=text) for text in SAYINGS)
    yield Edited(text="nobody waits, and several services react")
    yield Edited(text="")
    yield Deleted()
    for choice in ("yes", "no", "not_sure", "nonsense"):
        yield Answered(question="waits", choice=choice)
    yield Answered(question="receivers", choice="several")
    yield Answered(question="comparison", choice="calls-or-events")
    yield Answered(question="nonsense", choice="yes")
    yield Ticked.of({"receivers": "several"})
    yield Ticked.of({"receivers": "nonsense"})
    yield Ticked()
    yield Ticked(rest="not_sure")
    for command in sorted(COMMANDS):
        yield Commanded.model_validate({"command": command, "value": "both_at_once"})


def edges(library: Library) -> dict[tuple[Phase, InputKind], set[Phase]]:
    """What `step` does, walked breadth-first from nothing."""
    seen: dict[tuple[Phase, InputKind], set[Phase]] = {}
    level = [Conversation(starter="ana")]
    known = set()
    for depth in range(DEPTH):
        following = []
        for conversation in level:
            for n, given in enumerate(inputs()):
                for addressed in (True, False):
                    at = depth * 1_000 + n
                    heard = Heard(
                        person="ana", at=at, addressed=addressed, input=given, message="1"
                    )
                    for limit in (3, 0):
                        after, _ = step(conversation, heard, library, limit)
                        start = (conversation.phase, given.kind)
                        seen.setdefault(start, set()).add(after.phase)
                        place = (
                            after.phase,
                            after.asking,
                            after.comparison,
                            frozenset((a.question, a.choice) for a in after.answers),
                            after.unlimited,
                        )
                        if place not in known:
                            known.add(place)
                            following.append(after)
        level = following
    return seen


def test_what_step_does_is_exactly_what_the_table_declares(tiny: Library) -> None:
    assert {key: frozenset(ends) for key, ends in edges(tiny).items()} == dict(TRANSITIONS)


def test_the_picture_in_the_dialog_readme_is_drawn_from_the_table() -> None:
    assert diagram() in DIAGRAM.read_text(encoding="utf-8")
