"""In what sense words are said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.cues import Sense, over, senses
from bot.language.tokens import tokenise


def about(text: str, word: str) -> set[Sense]:
    """The senses in which this word of the text stands."""
    tokens = tokenise(text)
    at = tokens.words().index(word)
    return {scope.sense for scope in over(senses(tokens), at, at + 1, (at,))}


@pytest.mark.parametrize(
    ("text", "word", "sense"),
    [
        ("we don't need replay", "replay", Sense.NEGATED),
        ("nobody waits for mail", "waits", Sense.NEGATED),
        ("without losing one", "losing", Sense.NEGATED),
        ("no wait time here", "time", Sense.NEGATED),
        ("there is no actually useful reply", "reply", Sense.NEGATED),
        ("if we cached it they go on", "go", Sense.HYPOTHETICAL),
        ("maybe three services", "services", Sense.HYPOTHETICAL),
        ("tell me if it lags", "lags", Sense.HYPOTHETICAL),
        ("later would be ok then", "later", Sense.HYPOTHETICAL),
        ("insurance joins next year", "insurance", Sense.HYPOTHETICAL),
        ("suppose stock is stale", "stale", Sense.HYPOTHETICAL),
        ("does it have to be exact", "exact", Sense.QUESTION),
        ("stock is exact?", "exact", Sense.QUESTION),
        ("why is there a queue", "queue", Sense.QUESTION),
        ("should it call a, b and c, or publish?", "c", Sense.OFFER),
        ('he says "always exact"', "exact", Sense.QUOTED),
        ("> always exact", "exact", Sense.QUOTED),
        ("the handbook says all must use the bus", "bus", Sense.QUOTED),
        ("it used to take long", "long", Sense.PAST),
        ("when we did billing replay was needed", "replay", Sense.PAST),
        ("at the bank it was always exact", "exact", Sense.PAST),
        ("that is a different pipeline with replay", "replay", Sense.ELSEWHERE),
    ],
)
def test_a_cue_gives_its_sense(text: str, word: str, sense: Sense) -> None:
    assert about(text, word) == {sense}


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("not only mail waits", "waits"),
        ("the app tells them if it opened", "opened"),
        ("they must see whether it worked", "worked"),
        ("no doubt it waits", "waits"),
        ("no, we wait", "wait"),
        ("no we wait", "wait"),
        ("no actually mail waits", "waits"),
        ("ok no in fact mail waits", "waits"),
        ("no wait we wait there", "there"),
        ("we don't retry, it waits", "waits"),
        ("we don't retry but it waits", "waits"),
        ("we don't retry because it waits", "waits"),
        ("we don't retry and it waits", "waits"),
        ("if mail is down the order should go through", "order"),
        ("even if mail is down it waits", "waits"),
        ("it would be nice to see it at once", "once"),
        ("we couldn't sell a ticket", "sell"),
        ("it can wait, right?", "wait"),
        ("should be done later", "later"),
        ("email was down on Monday", "down"),
    ],
)
def test_what_only_looks_like_a_cue_gives_none(text: str, word: str) -> None:
    assert about(text, word) <= ({Sense.NEGATED} if "couldn't" in text else set())


def test_words_of_the_match_itself_deny_nothing() -> None:
    tokens = tokenise("nobody waits")
    assert list(over(senses(tokens), 0, 2, (0, 1))) == []
    assert [scope.sense for scope in over(senses(tokens), 0, 2, (1,))] == [Sense.NEGATED]


@given(st.text())
def test_scopes_lie_inside_the_text(text: str) -> None:
    tokens = tokenise(text)
    for scope in senses(tokens):
        assert 0 <= scope.first <= scope.last <= len(tokens.tokens)


@given(
    st.lists(
        st.sampled_from("not no if would never maybe when we did at , . ? but and or why".split())
    ).map(" ".join)
)
def test_any_pile_of_cues_is_borne(text: str) -> None:
    tokens = tokenise(text)
    for scope in senses(tokens):
        assert all(0 <= at < len(tokens.tokens) for at in scope.cue)
