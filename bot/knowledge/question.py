"""Questions, their choices and the words that answer them: shared by all comparisons.

A question knows nothing of any comparison. What an answer *means* is said by the
comparison that weighs it (`comparison.py`).
"""

from collections import Counter
from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from bot.knowledge.authored import Authored, Id, Text
from bot.language.patterns import compile_pattern

NOT_SURE = "not_sure"
DOESNT_MATTER = "doesnt_matter"
SHRUGS = frozenset({NOT_SURE, DOESNT_MATTER})
"""Answers that every question takes beside its own choices."""

Label = Annotated[str, StringConstraints(min_length=1, max_length=24)]
Tick = Annotated[str, StringConstraints(min_length=1, max_length=60)]
Prompt = Annotated[str, StringConstraints(min_length=1, max_length=200)]


def _compiles(phrase: str) -> str:
    compile_pattern(phrase)
    return phrase


Phrase = Annotated[str, StringConstraints(min_length=1, max_length=120), AfterValidator(_compiles)]
"""A pattern over words, as `bot/language/patterns.py` reads it."""


class Choice(Authored):
    """One answer of a question."""

    id: Id
    label: Label
    """What stands on the button."""
    tick: Tick | None = None
    """The same as a statement, for the tick list; choices without one never stand there."""
    says: tuple[Phrase, ...] = ()
    """Words that mean this choice, wherever they are said."""
    short: Text | None = None
    """How a card repeats it in half a line; the label where there is none."""
    negated: Id | None = None
    """The choice that the negation of those words means, if it means one."""

    @property
    def brief(self) -> str:
        """The choice in half a line."""
        return self.short or self.label


class Question(Authored):
    """One thing that can be asked."""

    id: Id
    prompt: Prompt
    why: Text
    """Why anyone asks: what the answer changes."""
    example: Text
    """Something that a person sees or does, for whoever doesn't know the words."""
    quantity: bool = False
    """True where a bare number is an amount ("4"), not the position of a choice."""
    choices: Annotated[tuple[Choice, ...], Field(min_length=2, max_length=5)]
    mixed: Id | None = None
    """The choice that is meant when different choices are said of different things."""
    replaces: Id | None = None
    """An older question id whose answers still count for this one."""

    @model_validator(mode="after")
    def _choices_are_distinct(self) -> Self:
        for what, values in (
            ("choice id", [choice.id for choice in self.choices]),
            ("label", [choice.label.casefold() for choice in self.choices]),
        ):
            for value, times in Counter(values).items():
                if times > 1:
                    raise ValueError(f"{what} {value!r} stands {times} times")
        ids = {choice.id for choice in self.choices}
        if taken := ids & SHRUGS:
            raise ValueError(f"{sorted(taken)[0]!r} is accepted by every question; leave it out")
        for choice in self.choices:
            if choice.negated is not None and choice.negated not in ids:
                raise ValueError(
                    f"choice {choice.id!r}: negated names {choice.negated!r},"
                    f" not one of {', '.join(sorted(ids))}"
                )
        if self.mixed is not None and self.mixed not in ids:
            raise ValueError(f"mixed names {self.mixed!r}, not one of {', '.join(sorted(ids))}")
        return self

    def choice(self, choice_id: str) -> Choice:
        """The choice with this id; KeyError where there is none."""
        for choice in self.choices:
            if choice.id == choice_id:
                return choice
        raise KeyError(choice_id)

    def has(self, choice_id: str) -> bool:
        """Whether this is one of the question's own choices."""
        return any(choice.id == choice_id for choice in self.choices)
