"""Advice on a knowledge base that loads: what is thin or doubtful, not what is wrong."""

from collections.abc import Iterator

from bot.advice.scoring import Standing, table_of
from bot.advice.sensitivity import outcome_of
from bot.knowledge.comparison import Comparison
from bot.knowledge.library import Library

FEWEST_WORDINGS = 3


def lint(library: Library) -> list[str]:
    """One line a piece of advice."""
    return [line for each in library.comparisons.values() for line in _comparison(library, each)]


def _comparison(library: Library, comparison: Comparison) -> Iterator[str]:
    table = table_of(comparison)
    for case in comparison.cases:
        outcome = outcome_of(table, Standing(dict(case.answers)))
        if outcome.option not in case.fits:
            fits = " or ".join(case.fits)
            yield f"{comparison.id}: case {case.name!r} gives {outcome.option}, not {fits}"
    for question in library.weighed(comparison):
        for choice in question.choices:
            if len(choice.says) < FEWEST_WORDINGS:
                yield (
                    f"questions: {question.id}.{choice.id} has {len(choice.says)} wording(s);"
                    f" at least {FEWEST_WORDINGS} help it to be read"
                )
        if not any(any(points) for points in table.points[question.id].values()):
            yield f"{comparison.id}: no answer to {question.id} moves anything"
