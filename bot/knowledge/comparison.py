"""A comparison: options, what answers mean for them, and what people ask about them.

The frozen schema of one file in `knowledge/comparisons/`. It knows questions by their
ids only; that these exist is checked by the library, which has all in hand.
"""

import datetime
from collections.abc import Iterable, Mapping
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from bot.knowledge.authored import Authored, Id, Text
from bot.knowledge.question import Phrase

Rating = Annotated[int, Field(ge=0, le=3)]
Need = Annotated[int, Field(ge=1, le=3)]
Condition = Mapping[Id, tuple[Id, ...]]
"""question id → the choices that fulfil it; all questions must be fulfilled."""

AnswerRef = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]+\.[a-z0-9_-]+$")]
"""An answer by name: `question.choice`."""

Short = Annotated[str, StringConstraints(min_length=1, max_length=160, strip_whitespace=True)]
"""A line on a phone."""


class Source(Authored):
    """Where a claim comes from, and how far it can be trusted."""

    title: Text
    address: Annotated[str, StringConstraints(pattern=r"^https://")] | None = None
    date: datetime.date
    """When it was written, or read where the page bears no date."""
    kind: Literal["sourced", "estimate", "common knowledge"]


class Fact(Authored):
    """One claim and where it comes from."""

    text: Short
    source: Id
    also: tuple[Id, ...] = ()
    """Further sources, where one doesn't say all of it."""


class Pro(Fact):
    """A pro or a con; `for` names the answer (question.choice) that makes it matter."""

    matters_when: AnswerRef | None = Field(default=None, alias="for")


class Option(Authored):
    """One way to go."""

    id: Id
    name: Short
    verb: Short
    """What one does who goes this way ("call"): names the part in a combination's split."""
    headline: Short
    """The first line of the verdict."""
    tagline: Short
    rank: int
    """Simplest first; breaks exact ties and nothing else."""
    says: tuple[Phrase, ...] = ()
    """Words by which people name it."""
    cost: Fact
    timeline: Fact
    choose_when: Annotated[tuple[Fact, ...], Field(min_length=5, max_length=5)]
    pros: Annotated[tuple[Pro, ...], Field(min_length=3, max_length=7)]
    cons: Annotated[tuple[Pro, ...], Field(min_length=3, max_length=7)]
    counts_as: Text | None = None
    """What is taken for this option by convention."""


class Combination(Authored):
    """Several options side by side, each for its own operations.

    Its ratings are derived: the best part where the dimension splits by operation, the
    worst part where it is the whole system's; `override` says otherwise, with a reason.
    """

    id: Id
    name: Short
    headline: Short
    tagline: Short
    rank: int
    parts: Annotated[tuple[Id, ...], Field(min_length=2)]
    price: Annotated[int, Field(ge=0)]
    """Points that running several costs."""
    price_reason: Short
    override: Mapping[Id, Rating] = {}
    override_reason: Short | None = None
    split: Mapping[Id, Short]
    """part → what goes there, in general words."""
    says: tuple[Phrase, ...] = ()
    cost: Fact
    timeline: Fact
    pros: Annotated[tuple[Pro, ...], Field(min_length=1, max_length=7)]
    cons: Annotated[tuple[Pro, ...], Field(min_length=1, max_length=7)]


class Dimension(Authored):
    """One respect in which the options differ, rated 0 (poor) to 3 (strong)."""

    id: Id
    name: Short
    quality: Id
    """The quality attribute it belongs to, e.g. `modifiability`."""
    scope: Literal["splittable", "whole_system"]
    """Whether each operation can have its own standing, or the system has one."""
    compared: bool = True
    """False for a dimension that only weighs and is not worth a row side by side."""
    ratings: Mapping[Id, Rating]
    standing: Mapping[Id, Fact]
    """option → how it does here, in a line."""

    @property
    def better(self) -> tuple[str, ...]:
        """The options with the best rating; all of them when even."""
        best = max(self.ratings.values())
        return tuple(option for option, rating in self.ratings.items() if rating == best)


class Meaning(Authored):
    """What one choice means for this comparison."""

    needs: Mapping[Id, Need] = {}
    """dimension → how much it matters to go from rating 0 to rating 3."""
    against: Mapping[Id, Annotated[int, Field(ge=1, le=30)]] = {}
    """option or combination → points against it, by exact id."""
    rules_out: tuple[Id, ...] = ()
    """What cannot work at all; only where a source says so."""
    because: Short
    source: Id | None = None


class Rule(Authored):
    """Points for several answers together, beyond what each means alone."""

    when: Condition
    points: Mapping[Id, Annotated[int, Field(ge=-30, le=30)]]
    because: Short


class Exit(Authored):
    """A situation in which none of the usual answers is worth its price."""

    id: Id
    when: Condition
    counts_as: Id
    headline: Short
    text: Text
    source: Id


class Assumption(Authored):
    """What we take for granted while nobody has said otherwise; words only, no points."""

    assume: Id
    text: Short


class Case(Authored):
    """A situation with a known outcome: the comparison's own test."""

    name: Short
    answers: Mapping[Id, Id]
    fits: Annotated[tuple[Id, ...], Field(min_length=1)]
    source: Id
    """`estimate` where the outcome is only the author's judgement."""


class Faq(Authored):
    """What people ask, and the answer."""

    id: Id
    asks: Annotated[tuple[Text, ...], Field(min_length=3)]
    short: Short
    """One line, enough to go on."""
    long: Text
    source: Id
    also: tuple[Id, ...] = ()
    matters_when: tuple[str, ...] = Field(default=(), alias="for")
    """Answers (question.choice) or option ids that make it worth offering unasked."""


class Comparison(Authored):
    """All that is known of one decision."""

    id: Id
    title: Short
    about: Short
    """What is decided, in a line for the list."""
    aliases: tuple[Short, ...] = ()
    opens_with: tuple[Phrase, ...] = ()
    """Wordings by which people bring this decision up, beyond the options' names."""
    options: Annotated[tuple[Option, ...], Field(min_length=2)]
    combinations: tuple[Combination, ...] = ()
    dimensions: Annotated[tuple[Dimension, ...], Field(min_length=1)]
    weighs: Mapping[Id, Mapping[Id, Meaning]]
    """question → choice → meaning; the order of the questions is the author's order."""
    together: Annotated[tuple[Rule, ...], Field(max_length=3)] = ()
    exits: tuple[Exit, ...] = ()
    default: Mapping[Id, Assumption] = {}
    undecided: Fact
    """The advice for whoever can't answer."""
    leads_to: Mapping[Id, Id] = {}
    cases: tuple[Case, ...] = ()
    faq: tuple[Faq, ...] = ()
    sources: Mapping[Id, Source]

    def __hash__(self) -> int:
        """Cheap, so that what is worked out from a comparison can be kept by it."""
        return hash(self.id)

    @property
    def choosable(self) -> tuple[Option | Combination, ...]:
        """Options and combinations, simplest first."""
        return tuple(sorted((*self.options, *self.combinations), key=lambda each: each.rank))

    def choosable_by_id(self, option_id: str) -> Option | Combination:
        """The option or combination with this id; KeyError where there is none."""
        for each in self.choosable:
            if each.id == option_id:
                return each
        raise KeyError(option_id)


def fulfilled(when: Condition, answers: Mapping[str, str]) -> bool:
    """Whether these answers (question → choice) fulfil the whole condition."""
    return all(answers.get(question) in choices for question, choices in when.items())


def mentions(when: Condition, questions: Iterable[str]) -> bool:
    """Whether the condition depends on any of these questions."""
    return not when.keys().isdisjoint(questions)
