"""All that stands is a function of the answers: who said what when, never of who came first."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dialog.conversation import (
    Answer,
    Conversation,
    disagreements,
    standing,
    standing_answers,
    statements,
)
from bot.knowledge.question import DOESNT_MATTER, NOT_SURE


def said(
    question: str, choice: str | None, person: str = "ana", at: int = 1, excluded: bool = False
) -> Answer:
    """A statement in one line."""
    return Answer(question=question, choice=choice, person=person, at=at, excluded=excluded)


@st.composite
def talks(draw: st.DrawFn) -> tuple[Answer, ...]:
    """Statements of three people about three questions, each at its own moment."""
    moments = draw(st.lists(st.integers(0, 1000), unique=True, max_size=10))
    return tuple(
        Answer(
            question=draw(st.sampled_from(["q0", "q1", "q2"])),
            choice=draw(st.sampled_from(["a", "b", NOT_SURE, DOESNT_MATTER, None])),
            person=draw(st.sampled_from(["ana", "bo", "chen"])),
            at=at,
            excluded=draw(st.integers(0, 4)) == 0,
        )
        for at in moments
    )


@settings(max_examples=200, deadline=None)
@given(talks(), st.integers(0, 2**32))
def test_the_order_of_arrival_changes_nothing(answers: tuple[Answer, ...], seed: int) -> None:
    shuffled = tuple(Random(seed).sample(answers, len(answers)))
    assert standing(shuffled) == standing(answers)
    assert disagreements(shuffled) == disagreements(answers)
    assert statements(shuffled) == statements(answers)


def test_standing_by_arrival_would_be_caught() -> None:
    """The planted fault: what arrives last counts, whenever it was said."""

    def by_arrival(answers: tuple[Answer, ...]) -> dict[str, str | None]:
        return {each.question: each.choice for each in answers}

    early, late = said("q", "a", at=1), said("q", "b", at=2)
    assert by_arrival((early, late)) != by_arrival((late, early))
    assert standing((early, late)) == standing((late, early))


def test_an_older_statement_never_replaces_a_newer_one_of_the_same_person() -> None:
    newer, older = said("q", "a", at=2), said("q", "b", at=1)
    assert standing((newer, older)).chosen == {"q": "a"}
    assert statements((newer, older)) == {"q": {"ana": newer}}


def test_of_two_statements_at_one_moment_the_later_in_the_message_counts() -> None:
    assert standing((said("q", "a"), said("q", "b"))).chosen == {"q": "b"}


def test_the_newest_statement_of_anyone_stands() -> None:
    answers = (said("q", "a", "ana", 1), said("q", "b", "bo", 3), said("q", "a", "chen", 2))
    assert standing(answers).chosen == {"q": "b"}
    assert standing_answers(answers)["q"].person == "bo"


def test_a_choice_stands_before_anyones_later_shrug() -> None:
    for shrug in (NOT_SURE, DOESNT_MATTER):
        answers = (said("q", "a", "ana", 1), said("q", shrug, "bo", 2))
        assert standing(answers).chosen == {"q": "a"}


def test_ones_own_later_shrug_replaces_ones_choice() -> None:
    assert standing((said("q", "a", at=1), said("q", NOT_SURE, at=2))).chosen == {"q": NOT_SURE}


def test_an_answer_taken_back_no_longer_stands() -> None:
    taken_back = (said("q", "a", at=1), said("q", None, at=2))
    assert standing(taken_back).chosen == {}
    assert statements(taken_back) == {}
    assert standing((*taken_back, said("q", "b", at=3))).chosen == {"q": "b"}


def test_taking_back_leaves_what_others_said() -> None:
    answers = (said("q", "a", "ana", 1), said("q", "b", "bo", 2), said("q", None, "bo", 3))
    assert standing(answers).chosen == {"q": "a"}
    assert disagreements(answers) == {}


def test_taking_back_what_was_said_later_is_no_effect_of_an_earlier_word() -> None:
    assert standing((said("q", "a", at=2), said("q", None, at=1))).chosen == {"q": "a"}


def test_an_exclusion_is_no_answer_and_holds_while_the_question_is_open() -> None:
    answers = (said("q", "a", excluded=True), said("q", "b", "bo", excluded=True))
    assert standing(answers).chosen == {}
    assert standing(answers).excluded == {"q": frozenset({"a", "b"})}
    answered = (*answers, said("q", "c", at=2))
    assert standing(answered).chosen == {"q": "c"}
    assert standing(answered).excluded == {}
    assert standing((*answered, said("q", None, at=3))).excluded == standing(answers).excluded


def test_who_differs_is_named_with_what_they_said() -> None:
    answers = (
        said("q", "a", "ana", 1),
        said("q", "b", "bo", 2),
        said("p", "a", "ana", 3),
        said("p", "a", "bo", 4),
        said("q", "c", "chen", 5, excluded=True),
    )
    assert disagreements(answers) == {"q": {"ana": "a", "bo": "b"}}


def test_a_disagreement_ends_when_someone_comes_round() -> None:
    answers = (said("q", "a", "ana", 1), said("q", "b", "bo", 2), said("q", "a", "bo", 3))
    assert disagreements(answers) == {}


def test_a_stored_conversation_of_a_later_version_can_be_read() -> None:
    """Keys that we don't know are ignored, on every level."""
    stored = Conversation(starter="ana", answers=(said("q", "a"),)).model_dump(mode="json")
    stored["mood"] = "good"
    stored["answers"][0]["gesture"] = "nod"
    read = Conversation.model_validate(stored)
    assert read == Conversation(starter="ana", answers=(said("q", "a"),))
