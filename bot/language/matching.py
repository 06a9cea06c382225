"""Finds patterns in a text: thousands of them, a handful of which are tried.

An index by the rarest words of each pattern, or by pairs of adjacent words, leaves out those
that can't match. What a pattern is stands in `patterns.py`.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise, product
from typing import NamedTuple

from bot.language.lists import lists
from bot.language.numbers import Kind, Quantity, quantities
from bot.language.patterns import GAP, Element, Gap, Number, Pattern, Word
from bot.language.tokens import STOP_WORDS, Tokens

_EVERYWHERE = 100
"""How many patterns' worth of tries a word costs that stands in every text."""


class Match(NamedTuple):
    """Where a pattern was found: tokens [first, last), and those that it names itself."""

    pattern: int
    first: int
    last: int
    used: tuple[int, ...]


class Sight:
    """A text made ready for patterns: tokens, stems by place, quantities by first token."""

    __slots__ = ("numbers", "places", "sentence", "stems", "tokens")

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self.stems = tokens.stems()
        self.sentence = tokens.sentence
        self.places: dict[str, list[int]] = defaultdict(list)
        for at, its in enumerate(self.stems):
            if its:
                self.places[its].append(at)
        self.numbers: dict[int, list[Quantity]] = defaultdict(list)
        for quantity in (*quantities(tokens), *lists(tokens)):
            self.numbers[quantity.first].append(quantity)
            self.places[_key(quantity.kind)].append(quantity.first)


def _key(kind: Kind) -> str:
    """Under what the index keeps a number; no stem looks like it."""
    return f"{{{kind}}}"


def _keys(element: Element) -> frozenset[str]:
    match element:
        case Word(stems):
            return stems
        case Number(kind):
            return frozenset({_key(kind)})
        case Gap():
            return frozenset()


class _Entry(NamedTuple):
    """One variant in the index; `others` are all words that must be there beside the key's."""

    pattern: int
    elements: tuple[Element, ...]
    starts: frozenset[str]
    others: tuple[frozenset[str], ...]
    row: tuple[frozenset[str], ...]
    """The stems position by position, where the variant is nothing but words in a row."""
    offset: int
    """Where in that row the pair of words stands under which it is indexed."""


class Patterns:
    """Many patterns, of which a text is tried against those that it can match only.

    Two words in a row are the rarest thing that a pattern asks for, so a variant that has
    such a pair is kept under it; any other under its rarest word.
    """

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        variants = [
            (number, variant)
            for number, pattern in enumerate(patterns)
            for variant in pattern.variants
        ]
        common: Counter[str] = Counter()
        for _, variant in variants:
            common.update({key for element in variant for key in _keys(element)})
        self._pairs: dict[str, dict[str, list[_Entry]]] = defaultdict(lambda: defaultdict(list))
        self._index: dict[str, list[_Entry]] = defaultdict(list)
        for number, variant in variants:
            row, pair = _row(variant), _pair(variant)
            if pair is None:
                needed = _by_rarity((e for e in variant if not e.optional), common)
                entry = _Entry(number, variant, starts(variant), tuple(needed[1:]), row, 0)
                for key in needed[0]:
                    self._index[key].append(entry)
                continue
            others = (e for at, e in enumerate(variant) if not e.optional and at not in pair)
            entry = _Entry(
                number, variant, starts(variant), tuple(_by_rarity(others, common)), row, pair[0]
            )
            for first, second in product(_keys(variant[pair[0]]), _keys(variant[pair[1]])):
                self._pairs[first][second].append(entry)

    def find(self, sight: Sight) -> list[Match]:
        """All matches, from left to right; one pattern's matches never overlap."""
        present = frozenset(sight.places)
        candidates: dict[int, _Entry] = {}
        found: list[Match] = []
        for at, (first, second) in enumerate(pairwise(sight.stems)):
            following = self._pairs.get(first)
            if following is None:
                continue
            for entry in following.get(second, ()):
                if not entry.row:
                    if _may_match(entry, present):
                        candidates[id(entry)] = entry
                elif match := _in_a_row(entry, at - entry.offset, sight):
                    found.append(match)
        for key in present:
            for entry in self._index.get(key, ()):
                if _may_match(entry, present):
                    candidates[id(entry)] = entry
        for entry in candidates.values():
            found += _matches(entry, sight)
        return sorted(_apart(found), key=lambda each: each[1:]) if found else []


def _by_rarity(elements: Iterable[Element], common: Mapping[str, int]) -> list[frozenset[str]]:
    """The keys of each element, those first that fewest texts have."""
    return sorted(
        map(_keys, elements),
        key=lambda keys: (
            sum(common[key] + _EVERYWHERE * (key in STOP_WORDS) for key in keys),
            sorted(keys),
        ),
    )


def _row(variant: Sequence[Element]) -> tuple[frozenset[str], ...]:
    """The stems of a variant of plain words; empty for any other."""
    words = [each.stems for each in variant if isinstance(each, Word) and not each.optional]
    return tuple(words) if len(words) == len(variant) else ()


def _pair(variant: Sequence[Element]) -> tuple[int, int] | None:
    """The two words in a row that can be said in the fewest ways."""
    pairs = [
        (len(one.stems) * len(two.stems), at)
        for at, (one, two) in enumerate(pairwise(variant))
        if isinstance(one, Word) and isinstance(two, Word) and not one.optional and not two.optional
    ]
    return (min(pairs)[1], min(pairs)[1] + 1) if pairs else None


def _may_match(entry: _Entry, present: frozenset[str]) -> bool:
    return not any(others.isdisjoint(present) for others in entry.others)


def _in_a_row(entry: _Entry, first: int, sight: Sight) -> Match | None:
    """The match of plain words that begins here, if it is one."""
    stems, row = sight.stems, entry.row
    last = first + len(row)
    if first < 0 or last > len(stems) or sight.sentence[first] != sight.sentence[last - 1]:
        return None
    for index, wanted in enumerate(row, first):
        if stems[index] not in wanted:
            return None
    return Match(entry.pattern, first, last, tuple(range(first, last)))


def starts(variant: Sequence[Element]) -> frozenset[str]:
    """The keys with which a match of this variant can begin."""
    starts: set[str] = set()
    for element in variant:
        starts |= _keys(element)
        if not element.optional:
            break
    return frozenset(starts)


def _matches(entry: _Entry, sight: Sight) -> Iterator[Match]:
    begin = 0
    for at in sorted({at for key in entry.starts for at in sight.places.get(key, ())}):
        if at < begin:
            continue
        made = _walk(entry.elements, 0, at, sight.sentence[at], sight)
        if made is not None:
            used = made[1]
            yield Match(entry.pattern, used[0], used[-1] + 1, used)
            begin = used[-1] + 1


def _apart(found: list[Match]) -> list[Match]:
    """Of two variants of one pattern on the same words, the longer match."""
    kept: dict[int, list[Match]] = defaultdict(list)
    for match in sorted(found, key=lambda each: (each.first - each.last, each.first)):
        others = kept[match.pattern]
        if all(match.last <= other.first or other.last <= match.first for other in others):
            others.append(match)
    return [match for matches in kept.values() for match in matches]


def _walk(
    elements: Sequence[Element], index: int, at: int, sentence: int, sight: Sight
) -> tuple[int, tuple[int, ...]] | None:
    """Match elements[index:] from token `at` on: where it ends and which tokens it used."""
    if index == len(elements):
        return at, ()
    element = elements[index]
    if isinstance(element, Gap):
        return next(filter(None, _skip(elements, index + 1, at, sentence, sight)), None)
    if at < len(sight.sentence) and sight.sentence[at] == sentence:
        if isinstance(element, Word):
            if sight.stems[at] in element.stems:
                rest = _walk(elements, index + 1, at + 1, sentence, sight)
                if rest is not None:
                    return rest[0], (at, *rest[1])
        else:
            for quantity in sight.numbers.get(at, ()):
                if element.takes(quantity):
                    rest = _walk(elements, index + 1, quantity.last, sentence, sight)
                    if rest is not None:
                        return rest[0], (*range(at, quantity.last), *rest[1])
    return _walk(elements, index + 1, at, sentence, sight) if element.optional else None


def _skip(
    elements: Sequence[Element], index: int, at: int, sentence: int, sight: Sight
) -> Iterator[tuple[int, tuple[int, ...]] | None]:
    for skipped in range(GAP + 1):
        yield _walk(elements, index, at + skipped, sentence, sight)


def whole(pattern: Pattern, sight: Sight, first: int = 0, last: int | None = None) -> bool:
    """Whether the pattern covers exactly the tokens [first, last)."""
    end = len(sight.stems) if last is None else last
    return any(_covers(variant, 0, first, end, sight) for variant in pattern.variants)


def _covers(elements: Sequence[Element], index: int, at: int, end: int, sight: Sight) -> bool:
    if index == len(elements):
        return at == end
    element = elements[index]
    match element:
        case Gap():
            return any(
                _covers(elements, index + 1, at + skipped, end, sight)
                for skipped in range(min(GAP, end - at) + 1)
            )
        case Word(stems):
            if (
                at < end
                and sight.stems[at] in stems
                and _covers(elements, index + 1, at + 1, end, sight)
            ):
                return True
        case Number():
            for quantity in sight.numbers.get(at, ()):
                if element.takes(quantity) and _covers(
                    elements, index + 1, quantity.last, end, sight
                ):
                    return True
    return element.optional and _covers(elements, index + 1, at, end, sight)
