"""All that the bot can say, as self-contained values: facts and figures, never ids to look up.

How they are worded is `rendering`'s to say; where they go is the runtime's, by `slot` and
`private`.
"""

from typing import Annotated, Literal

from pydantic import Field

from bot.advice.recommendation import Claim, CommonQuestion, Value, Verdict


class Button(Value):
    """A choice as it stands on a button."""

    id: str
    label: str


class TickBox(Value):
    """A condition as it stands in the tick list."""

    question: str
    choice: str
    label: str


class Known(Value):
    """An answer that stands, as the card repeats it."""

    question: str
    brief: str
    people: tuple[str, ...]
    words: str | None = None
    """The words it was read from, while that is still news."""


class Note(Value):
    """Something that the card says above the question: what was just understood."""

    kind: Literal["changed", "differs", "taken_back", "skipped", "which_one"]
    people: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()


class Reply(Value):
    """What all replies have in common."""

    slot: str | None = None
    """Names the one message that this reply fills: posted the first time, updated later."""
    private: bool = False
    """Only for whoever asked."""


class Card(Reply):
    """The one message that asks: a question, or the tick list (`ticks` not empty)."""

    kind: Literal["card"] = "card"
    comparison: str
    title: str
    number: int
    of: int | None
    """None after *ask me more*."""
    question: str
    """The question's id; `tick` for the tick list."""
    prompt: str
    choices: tuple[Button, ...] = ()
    ticks: tuple[TickBox, ...] = ()
    notes: tuple[Note, ...] = ()
    known: tuple[Known, ...] = ()
    fresh: tuple[Known, ...] = ()
    """Read from the last message: said back with its words."""


class CardDone(Reply):
    """A card that asks no longer, shrunk to one line."""

    kind: Literal["card_done"] = "card_done"
    why: Literal["moved", "decided", "stopped", "started_over"]
    known: tuple[Known, ...] = ()


class VerdictGiven(Reply):
    """The recommendation."""

    kind: Literal["verdict"] = "verdict"
    verdict: Verdict
    known: tuple[Known, ...] = ()
    notes: tuple[Note, ...] = ()


class Unchanged(Reply):
    """An answer after the verdict that leaves the outcome as it is."""

    kind: Literal["unchanged"] = "unchanged"
    verdict: Verdict
    notes: tuple[Note, ...] = ()


class Reasoned(Reply):
    """An answer about the verdict that stands."""

    kind: Literal["reasoned"] = "reasoned"
    about: Literal["how_sure", "why_this", "would_flip"]
    verdict: Verdict


class FaqAnswer(Reply):
    """One entry of the FAQ."""

    kind: Literal["faq"] = "faq"
    id: str
    question: str
    short: str
    long: Claim


class DidYouMean(Reply):
    """FAQ entries that may be what was asked."""

    kind: Literal["did_you_mean"] = "did_you_mean"
    suggestions: tuple[CommonQuestion, ...]


class WhyAsked(Reply):
    """Why the open question is asked."""

    kind: Literal["why_asked"] = "why_asked"
    prompt: str
    why: str
    between: tuple[str, ...]
    """Names of the options that it still separates."""


class Explained(Reply):
    """What the open question means, for someone who doesn't know the words."""

    kind: Literal["explained"] = "explained"
    prompt: str
    example: str


class Row(Value):
    """One dimension, side by side."""

    dimension: str
    standings: tuple[Claim | None, ...]
    better: tuple[str, ...]


class SideBySide(Reply):
    """All dimensions, option beside option."""

    kind: Literal["side_by_side"] = "side_by_side"
    title: str
    names: tuple[str, ...]
    rows: tuple[Row, ...]


class OptionProsAndCons(Value):
    """All that speaks for and against one option."""

    name: str
    tagline: str
    pros: tuple[Claim, ...]
    cons: tuple[Claim, ...]
    choose_when: tuple[Claim, ...] = ()
    cost: Claim
    timeline: Claim


class AllProsAndCons(Reply):
    """Every option's pros and cons."""

    kind: Literal["all_pros_and_cons"] = "all_pros_and_cons"
    options: tuple[OptionProsAndCons, ...]


class ComparisonListed(Value):
    """A comparison, in the list of what we can settle."""

    id: str
    title: str
    about: str


class ComparisonList(Reply):
    """What we can settle."""

    kind: Literal["list"] = "list"
    comparisons: tuple[ComparisonListed, ...]


class ChooseComparison(Reply):
    """Asks which decision it is."""

    kind: Literal["choose"] = "choose"
    comparisons: tuple[ComparisonListed, ...]
    """What we can settle."""
    understood: bool
    """False: words came, and they are about none of these."""


class Help(Reply):
    """What one can say."""

    kind: Literal["help"] = "help"
    comparisons: tuple[ComparisonListed, ...]
    phase: str | None


class NotUnderstood(Reply):
    """Said only to whoever addressed us: what we would have understood."""

    kind: Literal["not_understood"] = "not_understood"
    labels: tuple[str, ...] = ()
    """Choices of the open question."""
    ticks: int = 0
    """Conditions on the open tick list."""


class NotYet(Reply):
    """Understood, but not something that we can do."""

    kind: Literal["not_yet"] = "not_yet"


class OldButton(Reply):
    """A press that no longer counts."""

    kind: Literal["old_button"] = "old_button"


class Fault(Reply):
    """Something went wrong on our side; nothing changed."""

    kind: Literal["fault"] = "fault"


class Stopped(Reply):
    """The talk is over without a verdict."""

    kind: Literal["stopped"] = "stopped"


class Opened(Reply):
    """The root message of a talk that a slash command began."""

    kind: Literal["opened"] = "opened"
    person: str
    text: str


AnyReply = Annotated[
    Card
    | CardDone
    | VerdictGiven
    | Unchanged
    | Reasoned
    | FaqAnswer
    | DidYouMean
    | WhyAsked
    | Explained
    | SideBySide
    | AllProsAndCons
    | ComparisonList
    | ChooseComparison
    | Help
    | NotUnderstood
    | NotYet
    | OldButton
    | Fault
    | Stopped
    | Opened,
    Field(discriminator="kind"),
]
