"""Which of a few hundred texts a query means: BM25 over stems and synonyms.

Small and exact on purpose: every score can be traced to words. `share` says how much of the
query was understood at all, so that the caller can say "I don't know" instead of offering
the best of a bad lot.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from math import log
from typing import NamedTuple

from bot.language.tokens import STOP_WORDS, tokenise

_K1 = 1.2
_B = 0.5
_COMMON_SHARE = 0.15
_COMMON_AT_LEAST = 4
"""In a small collection 15 % are but an entry or two: no word is common before this many."""
_SYNONYM_WEIGHT = 0.8


class Ranked(NamedTuple):
    """An entry that shares words with the query."""

    id: str
    score: float
    share: float
    """How much of the query's weight its words explain, 0 to 1."""
    words: tuple[str, ...]
    """The query's words that were found in it."""


class Ranking:
    """Entries (id → texts) made ready to be searched."""

    def __init__(
        self,
        entries: Mapping[str, Sequence[str]],
        synonyms: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self._size = len(entries)
        counts = {
            entry: Counter(its for text in texts for its, _ in _content(text))
            for entry, texts in entries.items()
        }
        lengths = {entry: sum(count.values()) for entry, count in counts.items()}
        average = sum(lengths.values()) / max(1, len(lengths)) or 1.0
        spread: Counter[str] = Counter()
        for count in counts.values():
            spread.update(count.keys())
        most = max(_COMMON_AT_LEAST, _COMMON_SHARE * self._size)
        self._common = frozenset(its for its, times in spread.items() if times > most)
        self._idf = {its: self._weight(times) for its, times in spread.items()}
        self._impacts: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for entry, count in counts.items():
            norm = _K1 * (1 - _B + _B * lengths[entry] / average)
            for its, times in count.items():
                if its not in self._common:
                    impact = self._idf[its] * times * (_K1 + 1) / (times + norm)
                    self._impacts[its].append((entry, impact))
        self._synonyms = _both_ways(synonyms or {})

    def _weight(self, times: int) -> float:
        return log(1 + (self._size - times + 0.5) / (times + 0.5))

    def search(self, text: str, limit: int = 3) -> tuple[Ranked, ...]:
        """The best entries, best first; none where no word is shared."""
        asked = {its: word for its, word in _content(text) if its not in self._common}
        scores: dict[str, float] = defaultdict(float)
        explained: dict[str, float] = defaultdict(float)
        matched: dict[str, list[str]] = defaultdict(list)
        total = 0.0
        for its, word in asked.items():
            best: dict[str, float] = {}
            weight = 0.0
            for other, factor in ((its, 1.0), *((s, _SYNONYM_WEIGHT) for s in self._like(its))):
                for entry, impact in self._impacts.get(other, ()):
                    best[entry] = max(best.get(entry, 0.0), factor * impact)
                    weight = max(weight, self._idf[other])
            # A word that stands nowhere counts in full: what is unknown must not be hidden.
            weight = weight or self._weight(0)
            total += weight
            for entry, impact in best.items():
                scores[entry] += impact
                explained[entry] += weight
                matched[entry].append(word)
        ranked = [
            Ranked(entry, score, explained[entry] / total, tuple(matched[entry]))
            for entry, score in scores.items()
        ]
        return tuple(sorted(ranked, key=lambda each: (-each.score, each.id))[:limit])

    def _like(self, its: str) -> tuple[str, ...]:
        return self._synonyms.get(its, ())


def _content(text: str) -> list[tuple[str, str]]:
    """(stem, word) of all words that carry meaning, in order; a number means nothing alone."""
    return [
        (token.stem, token.text)
        for token in tokenise(text).tokens
        if token.stem and token.text not in STOP_WORDS and not token.text[0].isdecimal()
    ]


def _both_ways(synonyms: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """stem → the stems of everything that is called the same."""
    alike: dict[str, set[str]] = defaultdict(set)
    for word, others in synonyms.items():
        group = [[its for its, _ in _content(name)] for name in (word, *others)]
        for name in group:
            for other in group:
                # Only a name of one word can stand for others; as part of a longer name it
                # would drag in everything that the longer one means.
                if name is not other and len(name) == 1:
                    alike[name[0]].update(other)
    return {its: tuple(sorted(others - {its})) for its, others in alike.items()}
