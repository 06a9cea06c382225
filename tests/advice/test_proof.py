"""`proved` against brute force over every completion of the answers.

Sound always: what is proved can't change. Exact where there are no together-rules: what
can't change is proved. The planted faults show that the same check would notice.
"""

from collections.abc import Callable, Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.advice import proof
from bot.advice.proof import contenders, proved
from bot.advice.scoring import Standing, Table, table_of
from bot.advice.sensitivity import outcome_of
from bot.knowledge.comparison import Comparison
from bot.knowledge.library import Library
from tests.advice.random_comparisons import outcomes, sample, situations

Situation = tuple[Comparison, Standing]


def wrong(situations: Iterable[Situation], unsure_too: bool = False) -> int:
    """How many proved outcomes some completion contradicts."""
    count = 0
    for comparison, standing in situations:
        table = table_of(comparison)
        if proved(table, standing, unsure_too):
            known = _without_unsure(table, standing) if unsure_too else standing
            count += outcomes(table, standing, unsure_too) != {outcome_of(table, known)}
    return count


def _without_unsure(table: Table, standing: Standing) -> Standing:
    asked = table.open_questions(standing, unsure_too=True)
    return Standing({q: c for q, c in standing.chosen.items() if q not in asked})


@settings(max_examples=250, deadline=None)
@given(situations(), st.booleans())
def test_a_proved_outcome_is_the_only_one_that_can_come(
    situation: Situation, unsure_too: bool
) -> None:
    assert wrong([situation], unsure_too) == 0


@settings(max_examples=250, deadline=None)
@given(situations(rules=False), st.booleans())
def test_without_together_rules_the_only_outcome_is_always_proved(
    situation: Situation, unsure_too: bool
) -> None:
    comparison, standing = situation
    table = table_of(comparison)
    only_one = len(outcomes(table, standing, unsure_too)) == 1
    assert proved(table, standing, unsure_too) == only_one


def test_proofs_are_sound_over_a_fixed_sample_and_come_late_now_and_then() -> None:
    late = total = 0
    for comparison, standing in sample(600, seed=1, questions=(1, 4)):
        table = table_of(comparison)
        only_one = len(outcomes(table, standing)) == 1
        is_proved = proved(table, standing, unsure_too=False)
        assert only_one or not is_proved
        total += is_proved
        if only_one and not is_proved:
            assert comparison.together
            late += 1
    print(f"{total} proved, 0 unsound, {late} late")
    assert total > 100
    assert late < total / 20


@settings(max_examples=150, deadline=None)
@given(situations(rules=False, exits=False))
def test_whoever_can_still_lead_is_a_contender(situation: Situation) -> None:
    comparison, standing = situation
    table = table_of(comparison)
    possible = {q: table.possible(q, standing) for q in table.open_questions(standing)}
    names = {table.options[n] for n in contenders(table, dict(standing.chosen), possible)}
    assert {each.option for each in outcomes(table, standing)} - {None} <= names


def _without_inner_zero(
    table: Table,
    best: int,
    rival: int,
    chosen: dict[str, str],
    possible: dict[str, tuple[str, ...]],
) -> int:
    """The bound as if every open question were sure to be answered with a choice."""
    scores = table.scores(chosen)
    bound = scores[rival] - scores[best]
    for question, choices in possible.items():
        points = (
            table.points[question][choice]
            for choice in choices
            if rival not in table.rules_out[question].get(choice, ())
        )
        bound += max((each[rival] - each[best] for each in points), default=0)
    for rule, of_rule in table.rules:
        if not rule.when.keys() <= chosen.keys() and proof.could_hold(rule.when, chosen, possible):
            bound += max(0, of_rule[rival] - of_rule[best])
    return bound


def _without_rules(
    table: Table,
    best: int,
    rival: int,
    chosen: dict[str, str],
    possible: dict[str, tuple[str, ...]],
) -> int:
    """The bound as if no together-rule were still to come."""
    scores = table.scores(chosen)
    gains = [
        max(
            0,
            *(
                table.points[question][choice][rival] - table.points[question][choice][best]
                for choice in choices
            ),
            0,
        )
        for question, choices in possible.items()
    ]
    return scores[rival] - scores[best] + sum(gains)


def _tie_to_the_leader(table: Table, rival: int, best: int, ahead_by: int) -> bool:
    return ahead_by > 0


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("upper_bound", _without_inner_zero),
        ("upper_bound", _without_rules),
        ("overtakes", _tie_to_the_leader),
        ("could_hold", lambda when, chosen, possible: False),
    ],
    ids=["no inner zero", "no rules", "ties to the leader", "no exits"],
)
def test_a_broken_proof_would_be_caught(
    monkeypatch: pytest.MonkeyPatch, name: str, broken: Callable[..., object]
) -> None:
    fixed = list(sample(400, seed=2, questions=(2, 4)))
    assert wrong(fixed) == 0
    monkeypatch.setattr(proof, name, broken)
    assert wrong(fixed) > 0


def test_the_products_proofs_agree_with_brute_force(product: Library) -> None:
    """With all but a few questions answered, so that every completion can be tried."""
    for comparison in product.comparisons.values():
        table = table_of(comparison)
        for case in comparison.cases:
            chosen = dict(case.answers)
            for n, (question, meanings) in enumerate(comparison.weighs.items()):
                if question not in chosen and n % 9:
                    chosen[question] = list(meanings)[n % len(meanings)]
            standing = Standing(chosen)
            only_one = len(outcomes(table, standing)) == 1
            assert only_one or not proved(table, standing, unsure_too=False)
