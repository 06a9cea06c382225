"""Which of several subjects a text names: by name, by its parts' names, by set wordings.

A subject is known by an id; what it is, is not known here. A name that is denied ("we
don't need RabbitMQ") names nothing.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from bot.language.cues import Sense, over, senses
from bot.language.matching import Patterns, Sight, whole
from bot.language.patterns import compile_pattern
from bot.language.short import core
from bot.language.tokens import tokenise


class Subject(NamedTuple):
    """One thing that can be named."""

    id: str
    names: tuple[str, ...] = ()
    """Plain text; a single word counts only where little else is said."""
    wordings: tuple[str, ...] = ()
    """Patterns."""
    parts: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """(part, patterns): two parts named are as good as the subject itself, and so is one
    that is the whole message."""


class _Clue(NamedTuple):
    subject: str
    part: str | None


_ENOUGH = 3.0
_ENOUGH_IN_A_QUESTION = 1.5
_SET_WORDING = 3.0
_FEW_WORDS = 5
_DECIDES = frozenset(
    "should shall or vs versus better wrong choose choosing decide pick switch"
    " compare overkill worth".split()
)


def as_pattern(name: str) -> str | None:
    """A plain name as a pattern; None where it holds no word."""
    words = [token.text for token in tokenise(name).tokens if token.stem]
    return " ".join(words) if words and all(word[0].isalnum() for word in words) else None


class Names:
    """Subjects made ready to be found."""

    def __init__(self, subjects: Sequence[Subject]) -> None:
        self._clues: list[_Clue] = []
        self._single: dict[tuple[str, ...], str] = {}
        patterns = []
        for subject in subjects:
            clues: list[tuple[str | None, str]] = [(None, each) for each in subject.wordings]
            for name in subject.names:
                stems = tokenise(name).stems()
                self._single.setdefault(stems, subject.id)
                if len(stems) > 1 and (pattern := as_pattern(name)):
                    clues.append((None, pattern))
            clues += [(part, phrase) for part, phrases in subject.parts for phrase in phrases]
            for part, phrase in clues:
                self._clues.append(_Clue(subject.id, part))
                patterns.append(compile_pattern(phrase))
        self._patterns = Patterns(patterns)
        self._compiled = tuple(patterns)

    def scores(self, text: str) -> dict[str, float]:
        """How clearly each subject is named; about 3 is beyond doubt."""
        sight = Sight(tokenise(text))
        scopes = senses(sight.tokens)
        parts: dict[str, set[str]] = defaultdict(set)
        said: dict[str, float] = defaultdict(float)
        for match in self._patterns.find(sight):
            clue = self._clues[match.pattern]
            if any(
                scope.sense in (Sense.NEGATED, Sense.ELSEWHERE)
                for scope in over(scopes, match.first, match.last, match.used)
            ):
                continue
            if clue.part is not None:
                parts[clue.subject].add(clue.part)
            else:
                said[clue.subject] = max(said[clue.subject], _SET_WORDING + len(match.used) / 10)
        for subject, named in parts.items():
            said[subject] += 1.5 if len(named) == 1 else 3.0 + len(named) / 10
        return dict(said)

    def find(self, text: str) -> str | None:
        """The one subject that is named, or None."""
        tokens = tokenise(text)
        sight = Sight(tokens)
        stems, words = tokens.stems(), tokens.words()
        if len(words) <= _FEW_WORDS:
            for first, last in core(words, 0, len(words)):
                if subject := self._single.get(stems[first:last]):
                    return subject
                if first < last and (subject := self._by_part(sight, first, last)):
                    return subject
        ranked = sorted(self.scores(text).items(), key=lambda each: (-each[1], each[0]))
        if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
            return None
        decides = bool(tokens.asked) or not _DECIDES.isdisjoint(words)
        enough = _ENOUGH_IN_A_QUESTION if decides else _ENOUGH
        return ranked[0][0] if ranked[0][1] >= enough else None

    def _by_part(self, sight: Sight, first: int, last: int) -> str | None:
        """The one subject of which these words are a part's name and nothing else."""
        subjects = {
            clue.subject
            for clue, pattern in zip(self._clues, self._compiled, strict=True)
            if clue.part is not None and whole(pattern, sight, first, last)
        }
        return subjects.pop() if len(subjects) == 1 else None
