"""Each flip really flips, and no smaller change would."""

from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.advice.scoring import Standing, Table, table_of
from bot.advice.sensitivity import Change, Flip, flips, outcome_of
from bot.knowledge.comparison import Comparison
from bot.knowledge.library import Library
from tests.advice.random_comparisons import sample, situations
from tests.advice.test_scoring import situations_of

Situation = tuple[Comparison, Standing]


def after(standing: Standing, flip: Flip) -> Standing:
    """The standing with these changes made."""
    for change in flip.changes:
        standing = standing.but(change.question, change.choice)
    return standing


def fewest(table: Table, standing: Standing) -> int | None:
    """By brute force: how many answers must change to get to another option or exit."""
    now = outcome_of(table, standing)
    changes = [
        [Change(q, c) for c in table.possible(q, standing) if standing.chosen.get(q) != c]
        for q in table.points
    ]
    for size in range(1, len(changes) + 1):
        for questions in combinations(changes, size):
            for some in product(*questions):
                then = outcome_of(table, after(standing, Flip(some, now)))
                if then != now and then.option is not None:
                    return size
    return None


def check_flips(comparison: Comparison, standing: Standing) -> None:
    """Every flip leads where it says, and that is elsewhere."""
    table = table_of(comparison)
    now = outcome_of(table, standing)
    for flip in flips(table, standing):
        assert outcome_of(table, after(standing, flip)) == flip.outcome != now
        assert flip.outcome.option is not None
        assert len({change.question for change in flip.changes}) == len(flip.changes)
        for change in flip.changes:
            assert standing.chosen.get(change.question) != change.choice
            assert change.choice in table.possible(change.question, standing)


@settings(max_examples=200, deadline=None)
@given(situations(vetoes=0.15))
def test_each_flip_really_flips(situation: Situation) -> None:
    check_flips(*situation)


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_each_flip_really_flips_in_the_product(product: Library, data: st.DataObject) -> None:
    check_flips(*data.draw(situations_of(product)))


@settings(max_examples=200, deadline=None)
@given(situations(vetoes=0.15, rules=False, exits=False))
def test_no_smaller_change_flips(situation: Situation) -> None:
    """Without together-rules and exits, where largest gains first is exact."""
    comparison, standing = situation
    table = table_of(comparison)
    if outcome_of(table, standing).option is None:
        return
    found = [len(flip.changes) for flip in flips(table, standing)]
    assert min(found, default=None) == fewest(table, standing)


def test_a_single_flip_is_never_missed_and_more_seldom() -> None:
    """Rules and exits can make two changes do what no sum of gains foretells."""
    missed = total = 0
    for comparison, standing in sample(400, seed=4, vetoes=0.1):
        table = table_of(comparison)
        if outcome_of(table, standing).option is None:
            continue
        found = min((len(flip.changes) for flip in flips(table, standing)), default=None)
        expected = fewest(table, standing)
        if expected == 1:
            assert found == 1
        total += 1
        missed += found != expected
    print(f"{missed} of {total} smallest flips missed, all of them of several changes")
    assert missed < total / 50


def test_flips_of_given_answers_come_before_those_that_need_a_new_one() -> None:
    seen = 0
    for comparison, standing in sample(200, seed=6, exits=False):
        table = table_of(comparison)
        found = flips(table, standing)
        if found and len(found[0].changes) == 1:
            new = [flip.changes[0].question not in standing.chosen for flip in found]
            assert new == sorted(new)
            seen += len(set(new)) == 2
    assert seen > 10
