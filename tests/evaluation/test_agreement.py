"""The bot agrees with published decisions as often as we promise, knowledge alone."""

from pathlib import Path

import pytest

from bot.knowledge.library import Library
from tests.evaluation.agreement import MOST_ASKED, agrees, cases, play

CASES = Path(__file__).parent / "cases"


@pytest.mark.parametrize(("name", "promised"), [("verdicts.yaml", 0.95), ("hard.yaml", 0.80)])
def test_with_the_facts_given_and_three_asked_it_agrees_as_promised(
    product: Library, name: str, promised: float
) -> None:
    found = list(cases(CASES / name, product))
    good = [agrees(case, play(product, case, "facts", MOST_ASKED)) for case in found]
    assert sum(good) >= promised * len(found)


def test_with_nothing_known_and_nothing_asked_it_could_not(product: Library) -> None:
    """The check can fail: without facts and questions, hardly any case comes out."""
    found = list(cases(CASES / "verdicts.yaml", product))
    good = [agrees(case, play(product, case, "nothing", 0)) for case in found]
    assert sum(good) < 0.6 * len(found)
