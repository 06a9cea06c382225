"""Comparisons at random, small enough to be checked against every possible answer."""

from collections.abc import Iterator, Mapping
from itertools import product
from random import Random
from typing import Any
from zlib import crc32

from hypothesis import strategies as st

from bot.advice.scoring import Standing, Table
from bot.advice.sensitivity import Outcome, outcome_of
from bot.knowledge.comparison import Comparison
from bot.knowledge.library import Library
from bot.knowledge.question import DOESNT_MATTER, NOT_SURE, Question

_FACT = {"text": "so it is", "source": "s"}
_OPTION = {
    "verb": "Do",
    "headline": "This one.",
    "tagline": "a way to go",
    "cost": _FACT,
    "timeline": _FACT,
    "choose_when": [_FACT] * 5,
    "pros": [_FACT] * 3,
    "cons": [_FACT] * 3,
}


def comparison_of(parts: Mapping[str, Any]) -> Comparison:
    """A valid comparison from what matters to the advice; the words are filled in."""
    names = "".join(sorted(option["id"] for option in parts["options"]))
    return Comparison.model_validate(
        {
            "id": f"c{crc32(repr(parts).encode()):x}",
            "title": names,
            "about": "something",
            "undecided": _FACT,
            "sources": {"s": {"title": "S", "date": "2026-11-25", "kind": "estimate"}},
            **parts,
        }
    )


def option(option_id: str, rank: int) -> dict[str, Any]:
    """An option with all its words."""
    return {"id": option_id, "name": option_id.upper(), "rank": rank, **_OPTION}


def combination(option_id: str, rank: int, parts: list[str], price: int) -> dict[str, Any]:
    """A combination with all its words."""
    return {
        "id": option_id, "name": option_id.upper(), "rank": rank, "parts": parts, "price": price,
        "price_reason": "two to run", "split": dict.fromkeys(parts, "its part"),
        "headline": "Both.", "tagline": "each where it fits", "cost": _FACT, "timeline": _FACT,
        "pros": [_FACT], "cons": [_FACT],
    }  # fmt: skip


def parts_of(
    rng: Random,
    questions: tuple[int, int] = (1, 4),
    vetoes: float = 0.08,
    rules: bool = True,
    exits: bool = True,
) -> dict[str, Any]:
    """What matters to the advice, at random."""
    options = [f"o{n}" for n in range(rng.randint(2, 4))]
    ranks = rng.sample(range(1, 20), len(options) + 1)
    choosable = list(options)
    parts: dict[str, Any] = {
        "options": [option(each, rank) for each, rank in zip(options, ranks, strict=False)]
    }
    if rng.random() < 0.6:
        price = rng.randint(0, 6)
        parts["combinations"] = [combination("both", ranks[-1], rng.sample(options, 2), price)]
        choosable.append("both")
    dimensions = [f"d{n}" for n in range(rng.randint(1, 4))]
    parts["dimensions"] = [
        {
            "id": each, "name": each, "quality": "q", "standing": {},
            "scope": rng.choice(["splittable", "whole_system"]),
            "ratings": {o: rng.randint(0, 3) for o in options},
        }
        for each in dimensions
    ]  # fmt: skip
    weighs: dict[str, dict[str, Any]] = {}
    for q in range(rng.randint(*questions)):
        weighs[f"q{q}"] = {}
        for c in range(rng.randint(2, 4)):
            meaning: dict[str, Any] = {"because": f"q{q} is c{c}", "source": "s"}
            meaning["needs"] = {d: rng.randint(1, 3) for d in dimensions if rng.random() < 0.4}
            meaning["against"] = {o: rng.randint(1, 8) for o in choosable if rng.random() < 0.2}
            meaning["rules_out"] = [o for o in choosable if rng.random() < vetoes]
            weighs[f"q{q}"][f"c{c}"] = meaning
    parts["weighs"] = weighs

    def condition() -> dict[str, list[str]]:
        asked = rng.sample(sorted(weighs), rng.randint(1, min(2, len(weighs))))
        return {q: rng.sample(sorted(weighs[q]), rng.randint(1, 2)) for q in asked}

    if rules and rng.random() < 0.5:
        parts["together"] = [
            {
                "when": condition(), "because": f"rule {n}",
                "points": {o: rng.randint(-9, 9) for o in choosable if rng.random() < 0.6},
            }
            for n in range(rng.randint(1, 2))
        ]  # fmt: skip
    if exits and rng.random() < 0.4:
        parts["exits"] = [
            {
                "id": f"e{n}", "when": condition(), "counts_as": rng.choice(choosable),
                "headline": "Neither.", "text": "Leave it.", "source": "s",
            }
            for n in range(rng.randint(1, 2))
        ]  # fmt: skip
    return parts


def standing_of(rng: Random, comparison: Comparison) -> Standing:
    """Some questions answered or shrugged at, some open with a choice or two excluded."""
    chosen: dict[str, str] = {}
    excluded: dict[str, frozenset[str]] = {}
    for question, meanings in comparison.weighs.items():
        if rng.random() < 0.5:
            chosen[question] = rng.choice([*meanings, *meanings, NOT_SURE, DOESNT_MATTER])
        elif rng.random() < 0.3:
            excluded[question] = frozenset(rng.sample(sorted(meanings), rng.randint(1, 2)))
    return Standing(chosen, excluded)


def situations(**of: Any) -> st.SearchStrategy[tuple[Comparison, Standing]]:
    """A comparison, and what has been said of it."""

    def made(rng: Random) -> tuple[Comparison, Standing]:
        comparison = comparison_of(parts_of(rng, **of))
        return comparison, standing_of(rng, comparison)

    return st.integers(0, 2**48).map(lambda seed: made(Random(seed)))


def sample(count: int, seed: int, **of: Any) -> Iterator[tuple[Comparison, Standing]]:
    """The same situations each time, for averages and for planted faults."""
    for n in range(count):
        rng = Random(seed * 1_000_003 + n)
        comparison = comparison_of(parts_of(rng, **of))
        yield comparison, standing_of(rng, comparison)


def completions(
    table: Table, standing: Standing, unsure_too: bool = False, shrugs: bool = True
) -> Iterator[Standing]:
    """Every way in which the open questions could still be answered."""
    asked = table.open_questions(standing, unsure_too)
    extra = (NOT_SURE, DOESNT_MATTER) if shrugs else ()
    for choices in product(*((*table.possible(q, standing), *extra) for q in asked)):
        filled = {**standing.chosen, **dict(zip(asked, choices, strict=True))}
        yield Standing(filled, standing.excluded)


def outcomes(table: Table, standing: Standing, unsure_too: bool = False) -> set[Outcome]:
    """All outcomes that can still come of it."""
    return {outcome_of(table, each) for each in completions(table, standing, unsure_too)}


def library_of(comparison: Comparison) -> Library:
    """A library that holds this comparison and its questions."""
    questions = {
        question: Question.model_validate(
            {
                "id": question, "prompt": f"{question}?", "why": "so", "example": "thus",
                "choices": [{"id": c, "label": c, "tick": f"{question} {c}"} for c in meanings],
            }
        )
        for question, meanings in comparison.weighs.items()
    }  # fmt: skip
    return Library(questions, (), {comparison.id: comparison}, {comparison.id: "0000000"})
