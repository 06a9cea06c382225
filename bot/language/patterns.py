"""Patterns over words: the small language in which authors say what means what.

    words apart by spaces      each must follow the one before, compared by stem
    a|b|c                      one of these
    word?                      may be missing
    {person} {now}             any word of that family (`families.py`)
    ...                        up to four words of any kind, within the sentence
    {n} {n>=3} {n<100}         a number that counts something
    {time>=60s} {rate>=1000/s} {size>256kb} {list>=3}
                               a duration, a rate, a size, so many things listed;
                               comparisons may follow each other: {time>=1s<60s}

How they are found in a text is `matching.py`'s. Nothing here knows what a pattern means.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise, product
from typing import NamedTuple

from bot.language.families import FAMILIES
from bot.language.numbers import SIZE_UNITS, TIME_UNITS, Kind, Quantity
from bot.language.tokens import tokenise

GAP = 4
"""How many words a gap may span."""
_MOST_VARIANTS = 32


class Word(NamedTuple):
    """One position: any of these stems."""

    stems: frozenset[str]
    optional: bool = False


class Number(NamedTuple):
    """One position: a quantity of this kind that passes all tests."""

    kind: Kind
    tests: tuple[tuple[str, float], ...]
    optional: bool = False

    def takes(self, quantity: Quantity) -> bool:
        """Whether this quantity is meant."""
        return quantity.kind == self.kind and all(
            _COMPARE[sign](quantity.value, bound) for sign, bound in self.tests
        )


class Gap(NamedTuple):
    """Up to `GAP` words of any kind."""

    optional: bool = True


Element = Word | Number | Gap


class Pattern(NamedTuple):
    """A compiled pattern; a text need only match one of its variants."""

    text: str
    variants: tuple[tuple[Element, ...], ...]


_COMPARE = {
    ">=": lambda value, bound: value >= bound,
    "<=": lambda value, bound: value <= bound,
    ">": lambda value, bound: value > bound,
    "<": lambda value, bound: value < bound,
    "=": lambda value, bound: value == bound,
}
_PART = re.compile(r"\{[^{}]*\}\??|[^\s{}]+|[{}]")
_NUMBER = re.compile(r"\{\s*(?P<kind>[a-z]+)(?P<tests>[^}]*)\}(?P<optional>\??)$")
_TEST = re.compile(
    r"\s*(?P<sign>>=|<=|=|>|<)\s*(?P<value>\d+(?:\.\d+)?)\s*(?P<unit>/?[a-z]*)\s*", re.I
)
_KINDS: Mapping[str, Kind] = {
    "n": "n",
    "time": "time",
    "rate": "rate",
    "size": "size",
    "list": "list",
}


@lru_cache(maxsize=65_536)
def compile_pattern(text: str) -> Pattern:
    """The pattern, or a ValueError that says what is wrong with it."""
    choices: list[tuple[tuple[Element, ...], ...]] = []
    for part in _PART.findall(text):
        if part == "...":
            choices.append(((Gap(),),))
        elif (family := FAMILIES.get(part.removesuffix("?").strip("{}"))) and "{" in part:
            choices.append(_of(text, "|".join(family) + "?" * part.endswith("?")))
        elif "{" in part or "}" in part:
            choices.append(((_number(part, text),),))
        else:
            choices.append(_of(text, part))
    variants = tuple(
        tuple(element for sequence in variant for element in sequence)
        for variant in product(*choices)
    )
    if len(variants) > _MOST_VARIANTS:
        raise ValueError(f"pattern {text!r}: too many alternatives of several words")
    for variant in variants:
        if all(element.optional for element in variant):
            raise ValueError(f"pattern {text!r}: it needs at least one word that must be there")
        if isinstance(variant[0], Gap) or isinstance(variant[-1], Gap):
            raise ValueError(f"pattern {text!r}: a gap (...) needs words on both sides")
        for here, after in pairwise(variant):
            if isinstance(here, Gap) and isinstance(after, Gap):
                raise ValueError(f"pattern {text!r}: two gaps (...) in a row")
    return Pattern(text, variants)


def _of(text: str, part: str) -> tuple[tuple[Element, ...], ...]:
    try:
        return _words(part)
    except ValueError as error:
        raise ValueError(f"pattern {text!r}: {error}") from None


@lru_cache(maxsize=65_536)
def _words(part: str) -> tuple[tuple[Element, ...], ...]:
    """What one position may hold; the same ones stand in many patterns."""
    optional = part.endswith("?")
    single: set[str] = set()
    several: list[tuple[Element, ...]] = []
    for alternative in part.removesuffix("?").split("|"):
        found = tokenise(alternative).tokens
        if not found or any(not token.stem for token in found):
            raise ValueError(f"{alternative!r} is no word")
        if "..." in alternative or not _COVERS.fullmatch(alternative):
            raise ValueError(f"{alternative!r} holds a sign that patterns don't know")
        if len(found) == 1:
            single.add(found[0].stem)
        else:
            several.append(tuple(Word(frozenset({token.stem})) for token in found))
    made: list[tuple[Element, ...]] = []
    if single:
        made.append((Word(frozenset(single), optional and not several),))
    made += several
    return (*made, ()) if optional and several else tuple(made)


_COVERS = re.compile(r"\d+\.\d+|\w+(?:['’-]\w+)*")


def _number(part: str, text: str) -> Number:
    found = _NUMBER.match(part)
    if found is None:
        raise ValueError(f"pattern {text!r}: {part!r} is no number; write {{n}} or {{time>=60s}}")
    kind = _KINDS.get(found["kind"])
    if kind is None:
        raise ValueError(
            f"pattern {text!r}: unknown kind {found['kind']!r};"
            f" there are {', '.join((*_KINDS, *FAMILIES))}"
        )
    tests: list[tuple[str, float]] = []
    rest = found["tests"]
    while rest:
        test = _TEST.match(rest)
        if test is None:
            raise ValueError(f"pattern {text!r}: {rest.strip()!r} compares nothing")
        tests.append((test["sign"], float(test["value"]) * _unit(kind, test["unit"], text)))
        rest = rest[test.end() :]
    return Number(kind, tuple(tests), bool(found["optional"]))


def _unit(kind: Kind, unit: str, text: str) -> float:
    """What one of this unit is in the kind's own unit."""
    unit = unit.lower()
    if kind in ("n", "list"):
        known: Mapping[str, float] = {"": 1.0, "k": 1e3}
    elif kind == "time":
        known = TIME_UNITS
    elif kind == "size":
        known = SIZE_UNITS
    else:
        known = {f"/{name}": 1 / seconds for name, seconds in TIME_UNITS.items()}
    if unit not in known:
        raise ValueError(f"pattern {text!r}: {kind} can't be compared in {unit or 'no unit'!r}")
    return known[unit]
