"""The verdict: what it says is what the points say, and how sure it says it is."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.advice.recommendation import CLOSE_MARGIN, recommend
from bot.advice.scoring import Standing, table_of
from bot.advice.sensitivity import outcome_of
from bot.knowledge.comparison import Comparison
from bot.knowledge.library import Library
from bot.knowledge.question import NOT_SURE
from tests.advice.random_comparisons import (
    comparison_of,
    library_of,
    option,
    outcomes,
    sample,
    situations,
)
from tests.advice.test_scoring import situations_of

Situation = tuple[Comparison, Standing]


def check_verdict(library: Library, comparison: Comparison, standing: Standing) -> None:
    """Outcome, margin and reasons are those of the table."""
    table = table_of(comparison)
    verdict = recommend(library, comparison, standing)
    now = outcome_of(table, standing)
    assert (verdict.option, verdict.exit) == (now.option, now.exit)
    if verdict.margin is None:
        assert verdict.runner_up is None
    else:
        assert verdict.runner_up is not None
        scores = dict(zip(table.options, table.scores(standing.chosen), strict=True))
        assert verdict.margin == scores[verdict.option or ""] - scores[verdict.runner_up.id]
        assert sum(reason.points for reason in verdict.reasons) == verdict.margin
        assert verdict.margin >= 0 or verdict.exit is not None
    for flip in verdict.flips:
        changed = standing
        for change in flip.changes:
            changed = changed.but(change.question, change.choice)
        assert outcome_of(table, changed).option == flip.option


@settings(max_examples=200, deadline=None)
@given(situations(vetoes=0.2))
def test_a_verdict_says_what_the_points_say(situation: Situation) -> None:
    check_verdict(library_of(situation[0]), *situation)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_verdict_of_the_product_says_what_the_points_say(
    product: Library, data: st.DataObject
) -> None:
    check_verdict(product, *data.draw(situations_of(product)))


def _label(comparison: Comparison, standing: Standing, margin: int | None) -> str:
    """By brute force, as the rule for labels says."""
    table = table_of(comparison)
    if len(outcomes(table, standing, unsure_too=True)) == 1:
        return "certain"
    if len(outcomes(table, standing)) == 1:
        return "settled"
    return "close" if margin is not None and margin <= CLOSE_MARGIN else "leaning"


@settings(max_examples=200, deadline=None)
@given(situations(vetoes=0.15, rules=False))
def test_the_label_is_what_every_completion_says(situation: Situation) -> None:
    comparison, standing = situation
    verdict = recommend(library_of(comparison), comparison, standing)
    assert verdict.certainty == _label(comparison, standing, verdict.margin)


def test_every_label_comes_up_and_certain_is_never_said_too_early() -> None:
    seen = set()
    for comparison, standing in sample(300, seed=8, vetoes=0.1):
        verdict = recommend(library_of(comparison), comparison, standing)
        label = _label(comparison, standing, verdict.margin)
        seen.add(verdict.certainty)
        if verdict.certainty in ("certain", "settled"):
            assert label in ("certain", verdict.certainty)
    assert seen == {"certain", "settled", "leaning", "close"}


def test_settled_names_the_unsure_answer_that_could_change_it(tiny: Library) -> None:
    comparison = tiny.comparisons["calls-or-events"]
    verdict = recommend(tiny, comparison, Standing({"waits": "no", "receivers": NOT_SURE}))
    assert verdict.certainty == "settled"
    assert verdict.could_change is not None
    assert (verdict.could_change.question, verdict.could_change.unsure) == ("receivers", True)


def test_a_close_verdict_names_an_open_question_that_could_change_it(tiny: Library) -> None:
    comparison = tiny.comparisons["calls-or-events"]
    verdict = recommend(tiny, comparison, Standing({"waits": "yes"}))
    assert (verdict.certainty, verdict.margin) == ("close", 2)
    assert verdict.could_change is not None
    assert (verdict.could_change.question, verdict.could_change.unsure) == ("receivers", False)


def test_a_certain_verdict_names_nothing_that_could_change_it(tiny: Library) -> None:
    comparison = tiny.comparisons["calls-or-events"]
    verdict = recommend(tiny, comparison, Standing({"waits": "yes", "receivers": "several"}))
    assert (verdict.certainty, verdict.option, verdict.could_change) == ("certain", "both", None)
    assert [(part.option, part.verb) for part in verdict.split] == [
        ("calls", "Call"),
        ("events", "Publish"),
    ]


def test_a_clash_names_a_smallest_set_of_answers() -> None:
    clashes = 0
    for comparison, standing in sample(500, seed=3, vetoes=0.35, questions=(3, 6), exits=False):
        verdict = recommend(library_of(comparison), comparison, standing)
        if verdict.option is not None:
            assert verdict.clash == ()
            continue
        clashes += 1
        table = table_of(comparison)
        given_answers = standing.chosen
        assert not table.alive({q: given_answers[q] for q in verdict.clash})
        for smaller in combinations(given_answers, len(verdict.clash) - 1):
            assert table.alive({q: given_answers[q] for q in smaller})
    assert clashes > 20


def test_a_clash_is_the_smallest_set_even_where_dropping_one_by_one_gets_stuck() -> None:
    """Without q0 the other three still clash; but q0 and q3 do it alone."""

    def out(*options: str) -> dict[str, dict[str, object]]:
        ruling: dict[str, object] = {"because": "b", "rules_out": options, "source": "s"}
        return {"c0": ruling, "c1": {"because": "b"}}

    comparison = comparison_of(
        {
            "options": [option(f"o{n}", n) for n in range(4)],
            "dimensions": [
                {"id": "d", "name": "d", "quality": "q", "scope": "splittable", "standing": {},
                 "ratings": {f"o{n}": 0 for n in range(4)}}
            ],
            "weighs": {
                "q0": out("o0", "o1", "o2"), "q1": out("o0", "o1"), "q2": out("o2"),
                "q3": out("o3"),
            },
        }
    )  # fmt: skip
    standing = Standing({"q0": "c0", "q1": "c0", "q2": "c0", "q3": "c0"})
    assert set(recommend(library_of(comparison), comparison, standing).clash) == {"q0", "q3"}


def test_an_exit_comes_before_a_clash() -> None:
    seen = 0
    for comparison, standing in sample(600, seed=5, vetoes=0.4):
        table = table_of(comparison)
        if not table.alive(standing.chosen) and outcome_of(table, standing).exit:
            check_verdict(library_of(comparison), comparison, standing)
            seen += 1
    assert seen > 3


def test_an_exit_is_said_with_its_words_and_counts_as_its_option(product: Library) -> None:
    seen = 0
    for comparison in product.comparisons.values():
        for way_out in comparison.exits:
            answers = {question: choices[0] for question, choices in way_out.when.items()}
            verdict = recommend(product, comparison, Standing(answers))
            assert verdict.exit == way_out.id
            assert verdict.option == way_out.counts_as
            assert verdict.headline == way_out.headline
            assert verdict.exit_text is not None
            assert verdict.exit_text.text == way_out.text
            seen += 1
    assert seen


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_pros_and_cons_that_the_answers_make_matter_come_first(
    product: Library, data: st.DataObject
) -> None:
    comparison, standing = data.draw(situations_of(product))
    verdict = recommend(product, comparison, standing)
    if verdict.option is None:
        return
    said = {f"{question}.{choice}" for question, choice in standing.chosen.items()}
    entry = comparison.choosable_by_id(verdict.option)
    for authored, shown in ((entry.pros, verdict.pros), (entry.cons, verdict.cons)):
        order = {pro.text: 0 if pro.matters_when in said else 2 if pro.matters_when else 1
                 for pro in authored}  # fmt: skip
        ranks = [order[claim.text] for claim in shown]
        assert ranks == sorted(ranks)
        assert sorted(claim.text for claim in shown) == sorted(order)


def test_the_products_cases_come_out_as_their_sources_say(product: Library) -> None:
    agreed = total = 0
    for comparison in product.comparisons.values():
        for case in comparison.cases:
            verdict = recommend(product, comparison, Standing(dict(case.answers)))
            agreed += verdict.option in case.fits
            total += 1
    assert total
    assert agreed >= 0.8 * total


@pytest.mark.parametrize("answers", [{}, {"waits": NOT_SURE, "receivers": NOT_SURE}])
def test_whoever_answers_nothing_gets_the_advice_for_the_undecided(
    tiny: Library, answers: dict[str, str]
) -> None:
    comparison = tiny.comparisons["calls-or-events"]
    verdict = recommend(tiny, comparison, Standing(answers))
    assert verdict.undecided is not None
    assert verdict.undecided.text == comparison.undecided.text
    answered = recommend(tiny, comparison, Standing({"waits": "no"}))
    assert answered.undecided is None
