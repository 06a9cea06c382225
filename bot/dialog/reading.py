"""Answers in free text: the patterns of the questions, found and weighed by their sense.

Used by `understanding.py` for openings, threads and whole sentences. What is denied,
supposed, asked, quoted, past or contradicted is no answer; the rest comes with its words.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from bot.knowledge.question import Choice, Question
from bot.language import short
from bot.language.cues import Scope, Sense, over, senses
from bot.language.matching import Match, Patterns, Sight
from bot.language.patterns import Number, Pattern, compile_pattern
from bot.language.tokens import Tokens, tokenise

LONGEST_QUOTE = 60
SHORT_SENTENCE = 14
_SHORT_WAVE = 9
_REMEMBERED = 64
"""How many texts a reader remembers having looked at."""


class Read(NamedTuple):
    """An answer found in free text, with the words that gave it."""

    question: str
    choice: str
    words: str
    start: int
    end: int


class Overheard(NamedTuple):
    """An answer found in a thread: in which message, by whom."""

    message: int
    person: str
    read: Read


class Meaning(NamedTuple):
    """A match that is meant as said."""

    match: Match
    question: str
    choice: str
    opposite: str | None
    """What it would mean were it denied."""
    mixed: str | None
    """What it means beside a match that says another choice of another thing."""


class Seen(NamedTuple):
    """A text looked at once: all that questions are read from."""

    sight: Sight
    scopes: tuple[Scope, ...]
    matches: tuple[Match, ...]


_BLOCKS = frozenset({Sense.HYPOTHETICAL, Sense.QUESTION, Sense.QUOTED, Sense.ELSEWHERE})
_INCIDENT = frozenset("was were went had got could did broke lost failed".split())
"""Past forms: a pattern with one of these speaks of the past itself."""
_CORRECTS = re.compile(
    r"\b(?:actually|wait|no wait|correction|scrap that|now it|but now|nowadays|since the|these days"
    r"|sorry|i mean|make that|or rather)\b",
    re.IGNORECASE,
)
_OTHER_THING = re.compile(
    r"^(?:no,? )?not (?:that|this|here|ours|us|our (?:problem|case|system|team|flow))\b"
    r"|\b(?:is|are)(?:n[o']?t| not) (?:in|part of|about) (?:this|that|it|the flow|scope)\b"
    r"|\bnot part of (?:this|it)\b|\bout of scope\b|^(?:just )?(?:kidding|joking)\b",
    re.IGNORECASE,
)
"""What waves off the message before it."""
_JOINS = frozenset("and but while whereas though although yet or".split())
"""Between these words one clause ends and another begins, comma or not."""


class Reader:
    """The patterns of some questions, and what each means."""

    def __init__(self, questions: Sequence[Question], names: Sequence[str] = ()) -> None:
        """`names` are patterns of what only names a decision: no answer lies inside one."""
        self._says: list[tuple[Question, Choice]] = []
        patterns = []
        for question in questions:
            for choice in question.choices:
                for phrase in choice.says:
                    pattern = compile_pattern(phrase)
                    if not _bare_number(pattern):
                        self._says.append((question, choice))
                        patterns.append(pattern)
        self._patterns = Patterns(patterns)
        self._names = Patterns(compile_pattern(name) for name in names)
        self.look = lru_cache(maxsize=_REMEMBERED)(self._look)
        """A turn reads one text for several ends; it is looked at once."""

    def _look(self, text: str) -> Seen:
        tokens = tokenise(text)
        sight = Sight(tokens)
        named = self._names.find(sight)
        matches = (
            match
            for match in self._patterns.find(sight)
            if not any(name.first <= match.first and match.last <= name.last for name in named)
        )
        return Seen(sight, senses(tokens), tuple(matches))

    def meanings(self, seen: Seen, only: Collection[str] | None = None) -> list[Meaning]:
        """Matches that are meant as said, question by question."""
        matches: dict[str, list[tuple[Match, Question, Choice]]] = defaultdict(list)
        for match in seen.matches:
            question, choice = self._says[match.pattern]
            if only is None or question.id in only:
                matches[question.id].append((match, question, choice))
        return [
            meaning
            for found in matches.values()
            for match, question, choice in found
            if not any(_swallows(other, match) for other, _, _ in found)
            if (meaning := _in_sense(question, choice, match, seen)) is not None
        ]

    def read(self, text: str, only: Collection[str] | None = None) -> tuple[Read, ...]:
        """Answers to any question (or to `only` these) found in free text."""
        seen = self.look(text)
        tokens = seen.sight.tokens
        return tuple(as_read(tokens, each) for each in agreed(self.meanings(seen, only), tokens))

    def read_thread(
        self, messages: Sequence[tuple[str, str]], only: Collection[str] | None = None
    ) -> tuple[Overheard, ...]:
        """Answers in a thread of (person, text), oldest first.

        Beside each message by itself: a question that the next person affirms or denies
        tells, what the next one waves off ("not that", "not our problem") doesn't, and a
        person's later word replaces the earlier one. Two people's different answers both
        stay: that is a disagreement, not for words to settle.
        """
        heard: list[Overheard] = []
        for number, (person, text) in enumerate(messages):
            if number and _waves_off(text):
                heard = [each for each in heard if each.message != number - 1]
            reads = list(self.read(text, only))
            if number and messages[number - 1][0] != person:
                reads = self._nodded(messages[number - 1][1], text, only) + reads
            for read in reads:
                heard = [
                    each
                    for each in heard
                    if (each.person, each.read.question) != (person, read.question)
                ]
                heard.append(Overheard(number, person, read))
        return tuple(heard)

    def _nodded(self, question: str, answer: str, only: Collection[str] | None) -> list[Read]:
        """What a question tells once it is affirmed, or its opposite once denied."""
        asked, said = tokenise(question), tokenise(answer)
        if not said.tokens or len(asked.tokens) > SHORT_SENTENCE or not asked.asked:
            return []
        yes = short.yes_or_no(said, 0, said.end_of_clause(0))
        if yes is None or said.asked:
            return []
        seen = _without(self.look(question), frozenset({Sense.QUESTION}))
        reads = []
        for meaning in agreed(self.meanings(seen, only), asked):
            choice = meaning.choice if yes else meaning.opposite
            if choice is not None:
                reads.append(as_read(asked, meaning._replace(choice=choice)))
        return reads


def _bare_number(pattern: Pattern) -> bool:
    """Whether the pattern is a plain number: it counts as a whole message only."""
    return all(
        isinstance(each, Number) and each.kind == "n"
        for variant in pattern.variants
        for each in variant
    )


def _without(seen: Seen, senses: frozenset[Sense]) -> Seen:
    """The same text where these senses count for nothing."""
    scopes = tuple(scope for scope in seen.scopes if scope.sense not in senses)
    return seen._replace(scopes=scopes)


def _swallows(other: Match, match: Match) -> bool:
    """Whether the other match says more with words of this one."""
    return (
        other.first < match.last
        and match.first < other.last
        and other.last - other.first > match.last - match.first
    )


def _in_sense(question: Question, choice: Choice, match: Match, seen: Seen) -> Meaning | None:
    """What the match means where it stands, if anything."""
    words = seen.sight.tokens.words()
    denials = set()
    for scope in over(seen.scopes, match.first, match.last, match.used):
        if scope.sense in _BLOCKS:
            return None
        if scope.sense is Sense.OFFER and not _lists(match, seen.sight):
            return None
        if scope.sense is Sense.PAST and _INCIDENT.isdisjoint(words[at] for at in match.used):
            return None
        if scope.sense is Sense.NEGATED:
            denials.add(scope.cue)
    if not denials:
        return Meaning(match, question.id, choice.id, choice.negated, question.mixed)
    # Two denials may undo each other or not: people don't count them either.
    if len(denials) > 1 or choice.negated is None:
        return None
    return Meaning(match, question.id, choice.negated, choice.id, question.mixed)


def _lists(match: Match, sight: Sight) -> bool:
    return any(
        quantity.kind == "list" and match.first <= quantity.first and quantity.last <= match.last
        for quantities in sight.numbers.values()
        for quantity in quantities
    )


def agreed(meanings: Iterable[Meaning], tokens: Tokens) -> list[Meaning]:
    """One meaning a question: what all its matches say, or the last where it corrects."""
    by_question: dict[str, list[Meaning]] = defaultdict(list)
    for meaning in meanings:
        by_question[meaning.question].append(meaning)
    agreed = [one for each in by_question.values() if (one := _one(each, tokens)) is not None]
    return sorted(agreed, key=lambda each: (each.match.first, each.question))


def _one(meanings: Sequence[Meaning], tokens: Tokens) -> Meaning | None:
    if len({each.choice for each in meanings}) == 1:
        return max(meanings, key=lambda each: (len(each.match.used), -each.match.first))
    last = meanings[-1]
    begin = max(each.match.last for each in meanings if each.choice != last.choice)
    if begin <= last.match.first:
        between = tokens.text[tokens.tokens[begin - 1].end : tokens.tokens[last.match.last - 1].end]
        if _CORRECTS.search(between):
            return last
    return _mixed(meanings, tokens)


def _mixed(meanings: Sequence[Meaning], tokens: Tokens) -> Meaning | None:
    """What different choices of different things come to, where the question has a name for it."""
    mixed = meanings[0].mixed
    if mixed is None:
        return None
    named = [each for each in meanings if each.choice == mixed]
    if named:
        return max(named, key=lambda each: (len(each.match.used), -each.match.first))
    in_order = sorted(meanings, key=lambda each: each.match.first)
    first = in_order[0]
    other = next(each for each in in_order if each.choice != first.choice)
    if not _apart(first.match, other.match, tokens):
        return None
    used = (*first.match.used, *other.match.used)
    match = Match(first.match.pattern, first.match.first, other.match.last, used)
    return Meaning(match, first.question, mixed, None, mixed)


def _apart(first: Match, other: Match, tokens: Tokens) -> bool:
    """Whether two matches stand in different clauses."""
    if first.last > other.first:
        return False
    return tokens.clause[first.last - 1] != tokens.clause[other.first] or not _JOINS.isdisjoint(
        tokens.words()[first.last : other.first]
    )


def fills_sentence(match: Match, tokens: Tokens) -> bool:
    """Whether the words that were read are most of a short sentence."""
    begin, end = tokens.first_of_clause(match.first), tokens.end_of_clause(match.last - 1)
    return (
        len(match.used) >= 2
        and tokens.end_of_sentence(match.first) - tokens.first_of_sentence(match.first)
        <= SHORT_SENTENCE
        and 2 * len(match.used) >= end - begin
    )


def _waves_off(text: str) -> bool:
    """Whether a message says that what was said before it is about something else."""
    tokens = tokenise(text)
    return len(tokens.tokens) <= _SHORT_WAVE and _OTHER_THING.search(text) is not None


def as_read(tokens: Tokens, meaning: Meaning) -> Read:
    start, end = quote(tokens, meaning.match.first, meaning.match.last)
    return Read(meaning.question, meaning.choice, tokens.text[start:end], start, end)


def quote(tokens: Tokens, first: int, last: int) -> tuple[int, int]:
    """The span of these tokens, grown to the clause or sentence where that stays short."""
    start, end = tokens.tokens[first].start, tokens.tokens[last - 1].end
    for begin, stop in (
        (tokens.first_of_sentence(first), tokens.end_of_sentence(last - 1)),
        (tokens.first_of_clause(first), tokens.end_of_clause(last - 1)),
    ):
        wide = tokens.tokens[begin].start, tokens.tokens[stop - 1].end
        if wide[1] - wide[0] <= LONGEST_QUOTE:
            return wide
    while end - start > LONGEST_QUOTE and last - first > 1:
        last -= 1
        end = tokens.tokens[last - 1].end
    return start, min(end, start + LONGEST_QUOTE)
