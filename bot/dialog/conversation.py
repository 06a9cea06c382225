"""A conversation: its phase, and the append-only tuple of answers that all else follows from."""

from collections.abc import Iterable, Mapping
from typing import Literal

from bot.advice.recommendation import Value, Verdict
from bot.advice.scoring import Standing
from bot.knowledge.question import SHRUGS

Phase = Literal["choosing", "asking", "advising", "closed"]
TICK_LIST = "tick"
"""What is asked when it is the tick list, not a question by its id."""


class Answer(Value):
    """One statement of one person about one question; later ones replace it, none is erased."""

    question: str
    choice: str | None
    """A choice, a shrug, or None: taken back."""
    excluded: bool = False
    """True: *not* this choice (left unticked)."""
    person: str
    at: int
    """Microseconds since 1970: an older statement never beats a newer one of the same person."""
    words: str | None = None
    """The words it was read from."""
    message: str | None = None
    """The message that the words stood in: if it is edited or deleted, so is the answer."""


class Conversation(Value):
    """All that is stored of a talk, but for the diary."""

    v: Literal[1] = 1
    starter: str
    phase: Phase = "choosing"
    opening: str = ""
    """The words that it was opened with."""
    comparison: str | None = None
    answers: tuple[Answer, ...] = ()
    asking: str | None = None
    """The open question's id, or `tick`."""
    ticks: tuple[tuple[str, str], ...] = ()
    """(question, choice) on the open tick list."""
    asked: tuple[str, ...] = ()
    """What has been asked so far, the open one included."""
    unlimited: bool = False
    """After *ask me more*: on to proof, however many it takes."""
    card: int = 0
    """How many cards have been posted; the last is the one that changes in place."""
    card_stands: bool = False
    """Whether that last card still asks."""
    written_after_card: bool = False
    """Whether anyone wrote after it, so that an answer has to come below."""
    verdict: Verdict | None = None
    """As given."""


def statements(answers: Iterable[Answer]) -> Mapping[str, Mapping[str, Answer]]:
    """question → person → the newest statement; taken back ones and exclusions left out."""
    newest: dict[str, dict[str, Answer]] = {}
    for answer in answers:
        if answer.excluded:
            continue
        of_question = newest.setdefault(answer.question, {})
        before = of_question.get(answer.person)
        if before is None or answer.at >= before.at:
            of_question[answer.person] = answer
    return {
        question: kept
        for question, people in newest.items()
        if (kept := {who: said for who, said in people.items() if said.choice is not None})
    }


def standing_answers(answers: Iterable[Answer]) -> Mapping[str, Answer]:
    """question → the statement that counts: the newest; a choice before anyone's shrug."""
    return {
        question: max(people.values(), key=lambda each: (each.choice not in SHRUGS, each.at))
        for question, people in statements(answers).items()
    }


def standing(answers: tuple[Answer, ...]) -> Standing:
    """What the answers come to. What was left unticked is out, and nothing more is concluded:
    whoever skims a list of ten has not said the opposite of each."""
    given = standing_answers(answers)
    chosen = {question: answer.choice or "" for question, answer in given.items()}
    excluded: dict[str, frozenset[str]] = {}
    for answer in answers:
        if answer.excluded and answer.choice and answer.question not in given:
            already = excluded.get(answer.question, frozenset())
            excluded[answer.question] = already | {answer.choice}
    return Standing(chosen, excluded)


def disagreements(answers: Iterable[Answer]) -> Mapping[str, Mapping[str, str]]:
    """question → person → choice, where people's newest statements differ."""
    return {
        question: {who: said.choice for who, said in people.items() if said.choice is not None}
        for question, people in statements(answers).items()
        if len({said.choice for said in people.values()}) > 1
    }
