"""The pattern syntax, and finding many patterns at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.matching import Patterns, Sight, whole
from bot.language.patterns import compile_pattern
from bot.language.tokens import tokenise


def found(pattern: str, text: str) -> bool:
    return bool(Patterns([compile_pattern(pattern)]).find(Sight(tokenise(text))))


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("never oversell", "we never oversold; never overselling"),
        ("later|eventually is fine", "Eventually is fine"),
        ("only one? service", "only service"),
        ("only one? service", "only one services"),
        ("call ... email", "call stock, payment and email"),
        ("must see ... at once", "must see at once"),
        ("{n>=3} services", "four services"),
        ("{n} services", "1 service"),
        ("takes {time>=60s}", "it takes 2 minutes"),
        ("takes {time>=1s<60s}", "it takes 40 sec"),
        ("{rate>=1000/s}", "about 2k rps"),
        ("{rate<1/s}", "200 invoices a day"),
        ("{size>256kb}", "pictures of 5 MB"),
        ("call {list>=3}", "call stock, payment and email"),
        ("don't wait", "we do not wait"),
        ("can't|won't wait", "it won't wait"),
        ("fire-and-forget", "fire and forget"),
        ("yes at once", "Yes, at once"),
        ("{person} waits", "the nurse waits"),
        ("refused {now}", "it is refused on the spot"),
        ("{person}? waits", "it waits"),
        ("is {down} ... nobody", "when it is not there today nobody can work"),
    ],
)
def test_a_pattern_finds_what_it_says(pattern: str, text: str) -> None:
    assert found(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("never oversell", "we never wait and oversell"),
        ("call ... email", "call a b c d e email"),
        ("call ... email", "we call. Then email"),
        ("at once", "look at. Once more"),
        ("{n>=3} services", "two services"),
        ("{n>=3} services", "6 seconds services"),
        ("takes {time>=60s}", "it takes 40 sec"),
        ("takes {time>=1s<60s}", "it takes 2 minutes"),
        ("{rate>=1000/s}", "200 invoices a day"),
        ("{size>256kb}", "8 kb"),
        ("call {list>=3}", "call stock and payment"),
        ("never", "`never` :never: @never"),
        ("{person} waits", "the parcel waits"),
    ],
)
def test_a_pattern_finds_nothing_else(pattern: str, text: str) -> None:
    assert not found(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "complaint"),
    [
        ("", "at least one word"),
        ("maybe?", "at least one word"),
        ("... later", "words on both sides"),
        ("later ...", "words on both sides"),
        ("a ... ... b", "two gaps"),
        ("{count>3}", "unknown kind 'count'"),
        ("{n>x}", "compares nothing"),
        ("{time>=60}", "can't be compared"),
        ("{rate>=3}", "can't be compared"),
        ("{n>=3", "is no number"),
        ("a||b", "is no word"),
        ("late!r", "don't know"),
    ],
)
def test_a_malformed_pattern_says_what_is_wrong(pattern: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        compile_pattern(pattern)


def test_a_match_names_its_place_and_only_the_words_of_the_pattern() -> None:
    (match,) = Patterns([compile_pattern("must ... see")]).find(
        Sight(tokenise("they must not see"))
    )
    assert (match.first, match.last, match.used) == (1, 4, (1, 3))


def test_one_pattern_is_found_as_often_as_it_is_said() -> None:
    patterns = Patterns([compile_pattern("at once")])
    assert len(patterns.find(Sight(tokenise("at once, I said at once")))) == 2


def test_whole_wants_every_word() -> None:
    pattern = compile_pattern("decide now?")
    assert whole(pattern, Sight(tokenise("decide")))
    assert whole(pattern, Sight(tokenise("decide now")))
    assert not whole(pattern, Sight(tokenise("decide now what")))


WORDS = st.sampled_from("call mail late never services three 4 ms at once the".split())
PHRASES = st.lists(
    st.sampled_from(["call", "mail|late", "never?", "...", "at", "once", "{n>=3}", "{time<1s}"]),
    min_size=1,
    max_size=5,
).map(" ".join)


def valid(phrase: str) -> bool:
    try:
        compile_pattern(phrase)
    except ValueError:
        return False
    return True


@given(st.lists(PHRASES.filter(valid), max_size=8), st.lists(WORDS, max_size=30))
def test_the_index_finds_what_each_pattern_finds_alone(
    phrases: list[str], words: list[str]
) -> None:
    patterns = [compile_pattern(phrase) for phrase in phrases]
    sight = Sight(tokenise(" ".join(words)))
    together = {
        (match.pattern, match.first, match.last) for match in Patterns(patterns).find(sight)
    }
    alone = {
        (number, match.first, match.last)
        for number, pattern in enumerate(patterns)
        for match in Patterns([pattern]).find(sight)
    }
    assert together == alone


@given(st.text())
def test_any_text_can_be_searched(text: str) -> None:
    patterns = [compile_pattern(each) for each in ("a ... b", "{n}", "{list>=2} c?", "not")]
    for match in Patterns(patterns).find(Sight(tokenise(text))):
        assert 0 <= match.first < match.last


@given(st.text(max_size=40))
def test_what_compiles_can_be_searched_and_the_rest_is_a_value_error(text: str) -> None:
    if valid(text):
        Patterns([compile_pattern(text)]).find(Sight(tokenise(text)))
    else:
        with pytest.raises(ValueError, match="pattern"):
            compile_pattern(text)
