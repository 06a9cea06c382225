"""Numbers with what they count."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.lists import lists
from bot.language.numbers import quantities
from bot.language.tokens import tokenise


def only(text: str) -> tuple[str, float]:
    (found,) = quantities(tokenise(text))
    return found.kind, found.value


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("4", "n", 4),
        ("four services", "n", 4),
        ("2k users", "n", 2_000),
        ("40 million", "n", 40_000_000),
        ("100M messages", "n", 100_000_000),
        ("1,000", "n", 1_000),
        ("two thousand orders", "n", 2_000),
        ("300ms", "time", 0.3),
        ("takes 6 seconds", "time", 6),
        ("2 min", "time", 120),
        ("takes 5m", "time", 300),
        ("up to 4 hours", "time", 14_400),
        ("half an hour", "time", 1_800),
        ("an hour", "time", 3_600),
        ("5-10 minutes", "time", 600),
        ("5 to 10 minutes", "time", 600),
        ("a 30-second limit", "time", 30),
        ("2 h 30 min", "time", 9_000),
        ("2k rps", "rate", 2_000),
        ("20k orders a sec", "rate", 20_000),
        ("500/s", "rate", 500),
        ("500 msgs/s", "rate", 500),
        ("3000 tps", "rate", 3_000),
        ("256kb", "size", 262_144),
        ("5 megabytes", "size", 5_242_880),
    ],
)
def test_a_number_is_brought_to_one_unit(text: str, kind: str, value: float) -> None:
    found, amount = only(text)
    assert found == kind
    assert amount == pytest.approx(value)


def test_a_rate_over_days_is_a_rate_too() -> None:
    kind, amount = only("200 invoices a day")
    assert kind == "rate"
    assert amount == pytest.approx(200 / 86_400)


@pytest.mark.parametrize("text", ["$40", "40 dollars", "30 percent", "30%", "at 3am"])
def test_money_shares_and_clock_times_count_nothing(text: str) -> None:
    assert only(text)[0] == "other"


@pytest.mark.parametrize(
    "text", ["v1.2.3", "see #42", "on 2026-11-25", "at 10:30", "p50", "the 2nd"]
)
def test_names_made_of_digits_are_no_numbers(text: str) -> None:
    assert quantities(tokenise(text)) == ()


def test_million_and_minutes_are_told_apart_by_what_follows() -> None:
    assert only("5m users") == ("n", 5_000_000)
    assert only("it takes 5m") == ("time", 300)


@given(st.text(alphabet="0123456789.,kmM/sahd an-$%\n", max_size=30))
def test_no_text_of_digits_and_units_makes_it_stumble(text: str) -> None:
    tokens = tokenise(text)
    last = 0
    for quantity in quantities(tokens):
        assert last <= quantity.first < quantity.last <= len(tokens.tokens)
        last = quantity.last


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("call inventory, payment and email", 3),
        ("call inventory, payment, and email", 3),
        ("should it tell search and billing", 2),
        ("tracking, billing, notify, the dashboard", 4),
        ("tell the user service, the mail service and billing", 3),
    ],
)
def test_things_listed_are_counted(text: str, count: int) -> None:
    assert [each.value for each in lists(tokenise(text))] == [count]


@pytest.mark.parametrize(
    "text", ["we wait and they don't", "yes, at once", "well, ok, then we do it", "so, no, and yes"]
)
def test_clauses_are_no_list(text: str) -> None:
    assert lists(tokenise(text)) == ()


@given(st.text(alphabet="ab, and.\n", max_size=60))
def test_lists_lie_inside_the_text(text: str) -> None:
    tokens = tokenise(text)
    for each in lists(tokens):
        assert 0 <= each.first < each.last <= len(tokens.tokens)
        assert each.value >= 2
