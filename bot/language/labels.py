"""Labels said in words: the text on a button, typed by a person in a hurry.

A label counts where it is a whole clause (padding aside), so that "one step at a time" is
not "One step". "Yes, seconds are fine" may be said as "yes", "seconds are fine" or both. A
slip of a letter is forgiven where only one label is that near.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from rapidfuzz.distance import OSA

from bot.language.short import core
from bot.language.tokens import Tokens, tokenise

_SHORTEST_FUZZY = 5
_MOST_SLIPS = 2
_GOES_ON = frozenset({"for", "because", "since", "cause", "cos"})
"""After these comes a reason or a place, not another sense of the words before."""
_LONGEST_ASIDE = 8
_LIGHT = frozenset(
    "a an the it is are be to of in on at for we our us they this that do does and or you".split()
)


class Found(NamedTuple):
    """A label in a text: tokens [first, last)."""

    id: str
    first: int
    last: int
    whole: bool
    """Whether it is the whole clause, not only a part of it."""


class Labels:
    """The labels of one question (id → label)."""

    def __init__(self, labels: Mapping[str, str]) -> None:
        self._forms: dict[tuple[str, ...], set[str]] = {}
        self._spelled: dict[str, set[str]] = {}
        self._sides: dict[bool, list[str]] = {True: [], False: []}
        for its, label in labels.items():
            for form in _forms(label):
                self._forms.setdefault(form, set()).add(its)
            for words in _worded(label):
                self._spelled.setdefault(" ".join(words), set()).add(its)
            side = tokenise(label).words()[:1]
            if side in (("yes",), ("no",)):
                self._sides[side == ("yes",)].append(its)

        self._longest = max(map(len, self._spelled), default=0)

    def side(self, yes: bool) -> tuple[str, ...]:
        """The choices whose label begins with Yes, or with No."""
        return tuple(self._sides[yes])

    def find(self, tokens: Tokens) -> tuple[Found, ...]:
        """Labels that are said: whole clauses if there are any, else parts of clauses."""
        stems, words = tokens.stems(), tokens.words()
        spans = [each for begin, end in _spans(tokens) for each in core(words, begin, end)]
        found = [
            Found(its, first, last, True)
            for first, last in spans
            for its in sorted(self._forms.get(stems[first:last], ()))
        ]
        if not found:
            found = [
                Found(its, first, last, True)
                for first, last in spans
                for its in self._nearly(" ".join(words[first:last]))
            ]
        if not found:
            found = list(self._aside(tokens, spans)) or list(self._inside(stems, tokens))
        return tuple(_longest(found))

    def _nearly(self, said: str) -> tuple[str, ...]:
        """The labels meant by a misspelling, if one stands out."""
        if not _SHORTEST_FUZZY <= len(said) <= self._longest + _MOST_SLIPS:
            return ()
        allowed = 1 if len(said) < 9 else _MOST_SLIPS
        near: dict[int, set[str]] = {}
        for form, its in self._spelled.items():
            if len(form) >= _SHORTEST_FUZZY:
                distance = OSA.distance(said, form, score_cutoff=allowed)
                if distance <= allowed:
                    near.setdefault(distance, set()).update(its)
        best = near[min(near)] if near else set()
        return tuple(best) if len(best) == 1 else ()

    def _aside(self, tokens: Tokens, spans: Sequence[tuple[int, int]]) -> Iterator[Found]:
        """A label at the head of its clause, with a reason or a place after it."""
        stems, words = tokens.stems(), tokens.words()
        for first, last in spans:
            for form, ids in self._forms.items():
                end = first + len(form)
                if (
                    len(form) >= 3
                    and stems[first:end] == form
                    and end < last <= end + _LONGEST_ASIDE
                    and words[end] in _GOES_ON
                ):
                    yield from (Found(its, first, end, True) for its in sorted(ids))

    def _inside(self, stems: tuple[str, ...], tokens: Tokens) -> Iterator[Found]:
        """Labels of several telling words somewhere in a sentence."""
        for form, ids in self._forms.items():
            if len(form) < 2 or sum(its not in _LIGHT for its in form) < 2:
                continue
            if form[0] not in stems:
                continue
            for at in range(len(stems) - len(form) + 1):
                end = at + len(form)
                if stems[at:end] == form and tokens.sentence[at] == tokens.sentence[end - 1]:
                    yield from (Found(its, at, end, False) for its in sorted(ids))


def _worded(label: str) -> list[tuple[str, ...]]:
    """The ways to say a label: whole, and without its leading yes or no."""
    words = tokenise(label).words()
    rest = words[1:] if words and words[0] in ("yes", "no") else ()
    # "No need" is one saying; only a yes or no that stands apart can be left out.
    if rest and "," not in label.split(" ", 1)[0]:
        rest = ()
    return [form for form in (words, rest) if form and form not in (("yes",), ("no",))]


def _forms(label: str) -> list[tuple[str, ...]]:
    tokens = tokenise(label)
    stems = tokens.stems()
    size = len(stems)
    return [stems[size - len(words) :] for words in _worded(label)]


def _spans(tokens: Tokens) -> Iterator[tuple[int, int]]:
    """The whole text, and every run of clauses within a sentence."""
    size = len(tokens.tokens)
    yield 0, size
    starts = [at for at in range(size) if at == 0 or tokens.clause[at] != tokens.clause[at - 1]]
    for number, begin in enumerate(starts):
        for other in starts[number : number + 3]:
            if tokens.sentence[other] == tokens.sentence[begin]:
                yield begin, tokens.end_of_clause(other)


def _longest(found: list[Found]) -> Iterator[Found]:
    """Without those that lie inside a longer one."""
    kept: list[Found] = []
    for each in sorted(set(found), key=lambda one: (one.first - one.last, one.first)):
        if not any(
            other.first <= each.first
            and each.last <= other.last
            and (other.first, other.last) != (each.first, each.last)
            for other in kept
        ):
            kept.append(each)
    yield from sorted(kept, key=lambda one: (one.first, one.id))
