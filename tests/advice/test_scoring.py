"""Points are exact, and nothing but the answers decides: no order, no position, no newcomer."""

from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.advice.scoring import Standing, Table, exit_of, leader, table_of
from bot.advice.sensitivity import outcome_of
from bot.knowledge.comparison import Comparison
from bot.knowledge.library import Library
from bot.knowledge.question import SHRUGS
from tests.advice.random_comparisons import (
    comparison_of,
    option,
    parts_of,
    sample,
    situations,
    standing_of,
)

seeds = st.integers(0, 2**48)
LAWS = settings(max_examples=150, deadline=None)


def situations_of(library: Library) -> st.SearchStrategy[tuple[Comparison, Standing]]:
    """The product's own comparisons with answers at random."""
    comparisons = list(library.comparisons.values())

    def made(seed: int) -> tuple[Comparison, Standing]:
        rng = Random(seed)
        comparison = rng.choice(comparisons)
        return comparison, standing_of(rng, comparison)

    return seeds.map(made)


def check_lines(comparison: Comparison, standing: Standing) -> None:
    """Shown lines sum to the score, shown differences to the margin, exactly."""
    table = table_of(comparison)
    scores = table.scores(standing.chosen)
    for n, each in enumerate(table.options):
        lines = list(table.lines(each, standing.chosen))
        assert sum(line.points for line in lines) == scores[n]
        assert all(line.points for line in lines)
        for k, rival in enumerate(table.options):
            differences = table.differences(each, rival, standing.chosen)
            assert sum(line.points for line in differences) == scores[n] - scores[k]


def check_order(comparison: Comparison, standing: Standing, rng: Random) -> None:
    """The same answers in another order are the same standing and the same outcome."""
    table = table_of(comparison)
    items = list(standing.chosen.items())
    rng.shuffle(items)
    again = Standing(dict(items), standing.excluded)
    assert again == standing
    assert hash(again) == hash(standing)
    assert table.scores(again.chosen) == table.scores(standing.chosen)
    assert outcome_of(table, again) == outcome_of(table, standing)


def check_shrugs(comparison: Comparison, standing: Standing) -> None:
    """Not sure and doesn't matter move no point and rule nothing out."""
    table = table_of(comparison)
    without = Standing({q: c for q, c in standing.chosen.items() if c not in SHRUGS})
    assert table.scores(without.chosen) == table.scores(standing.chosen)
    assert outcome_of(table, without) == outcome_of(table, standing)


def check_monotony(comparison: Comparison, standing: Standing) -> None:
    """An answer that helps the leader at least as much as any rival never unseats it."""
    table = table_of(comparison)
    alive = table.alive(standing.chosen)
    if table.rules or not alive:
        return
    best = leader(table.scores(standing.chosen), alive)
    for question in table.open_questions(standing):
        for choice, points in table.points[question].items():
            if best in table.rules_out[question].get(choice, ()):
                continue
            if all(points[best] >= points[rival] for rival in alive):
                then = {**standing.chosen, question: choice}
                assert leader(table.scores(then), table.alive(then)) == best


@LAWS
@given(situations(), seeds)
def test_the_laws_of_points_hold_for_any_comparison(
    situation: tuple[Comparison, Standing], seed: int
) -> None:
    comparison, standing = situation
    check_lines(comparison, standing)
    check_order(comparison, standing, Random(seed))
    check_shrugs(comparison, standing)
    check_monotony(comparison, standing)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_the_laws_of_points_hold_for_the_product(product: Library, data: st.DataObject) -> None:
    comparison, standing = data.draw(situations_of(product))
    check_lines(comparison, standing)
    check_order(comparison, standing, Random(0))
    check_shrugs(comparison, standing)
    check_monotony(comparison, standing)


def _reordered(rng: Random, parts: dict[str, Any]) -> dict[str, Any]:
    """The same comparison with everything that has no rank written in another order."""
    other = dict(parts)
    for name in ("options", "dimensions", "together"):
        if name in parts:
            other[name] = rng.sample(parts[name], len(parts[name]))
    other["weighs"] = {
        question: dict(rng.sample(list(choices.items()), len(choices)))
        for question, choices in rng.sample(list(parts["weighs"].items()), len(parts["weighs"]))
    }
    return other


@LAWS
@given(seeds)
def test_the_order_in_the_file_changes_no_outcome(seed: int) -> None:
    rng = Random(seed)
    parts = parts_of(rng)
    comparison, other = comparison_of(parts), comparison_of(_reordered(rng, parts))
    standing = standing_of(rng, comparison)
    assert outcome_of(table_of(comparison), standing) == outcome_of(table_of(other), standing)
    assert table_of(comparison).scores(standing.chosen) == table_of(other).scores(standing.chosen)


@LAWS
@given(seeds)
def test_a_new_option_never_reorders_the_old_ones(seed: int) -> None:
    rng = Random(seed)
    parts = parts_of(rng)
    before = comparison_of(parts)
    ratings = [{**each["ratings"], "new": rng.randint(0, 3)} for each in parts["dimensions"]]
    rank = rng.choice([0, 50])
    more = dict(
        parts,
        options=[*parts["options"], option("new", rank)],
        dimensions=[
            dict(each, ratings=with_new)
            for each, with_new in zip(parts["dimensions"], ratings, strict=True)
        ],
    )
    after = comparison_of(more)
    standing = standing_of(rng, before)
    old, new = table_of(before), table_of(after)
    scores = dict(zip(new.options, new.scores(standing.chosen), strict=True))
    assert [scores[each] for each in old.options] == list(old.scores(standing.chosen))
    assert [each for each in new.options if each != "new"] == list(old.options)
    outcome = outcome_of(new, standing)
    if outcome.option != "new":
        assert outcome == outcome_of(old, standing)


def test_a_table_that_normalised_over_the_options_would_be_caught() -> None:
    """Rank reversal, the fault of weighted sums normalised over the options at hand."""

    def normalised_leader(comparison: Comparison, chosen: dict[str, str]) -> str:
        table = Table(comparison)
        totals = dict.fromkeys(table.options, 0.0)
        for question, choice in chosen.items():
            points = table.of(question, choice)
            whole = sum(points) or 1
            for each, value in zip(table.options, points, strict=True):
                totals[each] += value / whole
        return max(totals, key=lambda each: totals[each])

    def two(ratings: dict[str, int]) -> dict[str, Any]:
        return {
            "options": [option(each, rank) for rank, each in enumerate(ratings)],
            "dimensions": [
                {"id": each, "name": each, "quality": "q", "scope": "splittable", "standing": {},
                 "ratings": {o: (r if each == "d0" else 3 - r) for o, r in ratings.items()}}
                for each in ("d0", "d1")
            ],
            "weighs": {
                "q0": {"c0": {"needs": {"d0": 1}, "because": "b"}},
                "q1": {"c0": {"needs": {"d1": 1}, "because": "b"}},
            },
        }  # fmt: skip

    chosen = {"q0": "c0", "q1": "c0"}
    few, many = comparison_of(two({"a": 1, "b": 2})), comparison_of(two({"a": 1, "b": 2, "x": 0}))
    before, after = normalised_leader(few, chosen), normalised_leader(many, chosen)
    assert {before, after} == {"a", "b"}, "this planted fault reorders the old options"
    ours = [outcome_of(table_of(each), Standing(chosen)).option for each in (few, many)]
    assert ours == ["a", "a"]


def test_a_combination_takes_the_best_part_where_it_splits_and_the_worst_where_not() -> None:
    for comparison, _ in sample(200, seed=5):
        table = table_of(comparison)
        for both in comparison.combinations:
            n = table.options.index(both.id)
            assert table.base[n] == -both.price
            for question, meanings in comparison.weighs.items():
                for choice, meaning in meanings.items():
                    expected = -meaning.against.get(both.id, 0)
                    for each in comparison.dimensions:
                        of_parts = [each.ratings[part] for part in both.parts]
                        rating = max(of_parts) if each.scope == "splittable" else min(of_parts)
                        expected += meaning.needs.get(each.id, 0) * rating
                    assert table.points[question][choice][n] == expected


@LAWS
@given(situations())
def test_ties_go_to_the_simpler_option(situation: tuple[Comparison, Standing]) -> None:
    comparison, standing = situation
    table = table_of(comparison)
    alive = table.alive(standing.chosen)
    if not alive or exit_of(comparison, standing.chosen):
        return
    scores = table.scores(standing.chosen)
    ranks = {each.id: each.rank for each in comparison.choosable}
    first = min(alive, key=lambda n: (-scores[n], ranks[table.options[n]]))
    assert outcome_of(table, standing).option == table.options[first]
