"""Requests that are about something: "what if …", "who said …", "what does … cost".

Only the frame is known here; what stands in it is for whoever knows the comparison. Unlike
a command, a request need not be the whole message, so it is for messages to the bot alone.
"""

from functools import lru_cache
from typing import Literal, NamedTuple

from bot.language.cues import Sense, over, senses
from bot.language.matching import Match, Patterns, Sight
from bot.language.patterns import compile_pattern
from bot.language.tokens import Tokens, tokenise

RequestKind = Literal[
    "what_if",
    "change_answer",
    "who_said",
    "compare",
    "cost",
    "record_decision",
    "object",
    "explain",
    "why_not",
]


class Request(NamedTuple):
    """What is wanted, and the words that say about what."""

    kind: RequestKind
    about: str
    reason: str = ""
    """What follows "because", where a decision is told."""


_OPENING: dict[RequestKind, tuple[str, ...]] = {
    "object": (
        "i|we object|disagree", "i am|we are against it|this|that", "objection", "veto", "i|we veto", "not with me|us",
        "i|we do not agree",
    ),
    "what_if": (
        "what if", "what happens|changes if|when", "suppose|supposing|imagine|assume|assuming", "let us say|assume|suppose",
        "would|does|could|will it|that|this|anything|the verdict|outcome|answer? change|flip|differ|matter if|when|with|at|for",
        "would|does|will it|that|this|the verdict|outcome? still? hold|stand if|when|with|at|for", "how about if", "and if",
        "what about with|at", "what would change|happen if|with|at",
    ),
    "who_said": (
        "who said|says|claimed|told|wrote|answered|ticked|decided|thinks|thought|put", "whose idea|answer|claim|word|opinion was|is? it?",
        "who was it that|who", "who came up with", "where does|did ... come from", "says who",
    ),
    "change_answer": (
        "change the|my|our|that?", "correction", "scrap that", "i was|we were wrong", "edit the|my|our?", "make that|it",
        "correct|revise|update the|my|our?", "wait no", "actually", "i misspoke", "i take ... back", "no wait",
    ),
    "cost": (
        "what would|does|do|will|did ... cost", "price|price-tag|cost|costs tag? of|for", "how much is|are|would|does|do|will|for", "how expensive|pricey|costly|cheap is|are|would",
        "what is the price|cost tag? of|for", "what am i paying|charged for", "what would|will we|i|it pay|cost",
    ),
    "compare": (
        "compare", "put|show|place|set|lay ... next to each other|another", "put|show|set ... side by side", "side by side", "next to each other",
        "how do|would they|both|these|those compare|differ|stack", "what is the difference|differences", "difference|differences between|in|on", "which one? is better|worse|best|faster|cheaper|simpler",
    ),
    "record_decision": (
        "we|i will|shall do|take|use|go|pick", "we|i are|am going with", "we|i go|went with", "let us go|do|take|use|pick with?", "decided", "decision", "we|i decided|chose|picked|agreed|settled on|to|for?",
        "the decision is", "record", "we have decided|chosen|agreed|settled on|to|for?", "i have decided|chosen on|to|for?",
    ),
    "why_not": ("why not", "what speaks|is against|wrong ... with?", "why is|are|did it|you not", "what about"),
    "explain": (
        "what is|are meant by", "explain", "define", "what do you mean by|with", "what does|do ... mean", "meaning of", "what is|are an|a",
    ),
}  # fmt: skip
"""Wordings with which a message begins, politeness aside; earlier kinds win."""
_ANYWHERE: dict[RequestKind, tuple[str, ...]] = {
    "what_if": ("what then", "what would that|it change"),
    "compare": ("next to each other", "side by side"),
    "cost": ("price tag", "how much ... cost", "what ... cost"),
}
_POLITE = frozenset(
    "please pls ok okay so well and hey hi hm hmm but then now just can could you tell show me us also"
    " one more thing btw fwiw right alright archdecide".split()
)
_ON = frozenset({"on", "by", "in", "for", "regarding", "about", "at", "with"})
_REASONS = frozenset({"because", "since", "cause", "cos"})


class _Table(NamedTuple):
    kinds: tuple[RequestKind, ...]
    patterns: Patterns


def _table(wordings: dict[RequestKind, tuple[str, ...]]) -> _Table:
    pairs = [(kind, compile_pattern(each)) for kind, some in wordings.items() for each in some]
    return _Table(tuple(kind for kind, _ in pairs), Patterns(pattern for _, pattern in pairs))


@lru_cache(maxsize=1)
def _tables() -> tuple[_Table, _Table]:
    return _table(_OPENING), _table(_ANYWHERE)


def request(text: str) -> Request | None:
    """The request that the message makes, or None."""
    tokens = tokenise(text)
    if not tokens.tokens:
        return None
    sight = Sight(tokens)
    words = tokens.words()
    starts = [0]
    while starts[-1] < len(words) - 1 and words[starts[-1]] in _POLITE:
        starts.append(starts[-1] + 1)
    opening, anywhere = _tables()
    for first in starts:
        found = [each for each in opening.patterns.find(sight) if each.first == first]
        if found:
            best = min(found, key=lambda each: (each.pattern, -each.last))
            return _made(opening.kinds[best.pattern], best, tokens)
    for match in anywhere.patterns.find(sight):
        if not any(
            scope.sense in (Sense.QUOTED, Sense.NEGATED)
            for scope in over(senses(tokens), match.first, match.last, match.used)
        ):
            return _made(anywhere.kinds[match.pattern], match, tokens)
    return None


def _made(kind: RequestKind, match: Match, tokens: Tokens) -> Request:
    """The request with what it is about, cut from the text as it was written."""
    words = tokens.words()
    if kind == "cost" or (kind == "what_if" and _says_nothing(match, tokens)):
        return Request(kind, tokens.text.strip())
    after = match.last
    if kind == "compare":
        at = max((at for at in range(len(words)) if words[at] in _ON), default=after - 1)
        return Request(kind, _rest(tokens, max(after, at + 1)))
    if kind == "explain":
        between = [at for at in range(match.first, match.last) if at not in match.used]
        if between:
            return Request(kind, _part(tokens, between[0], between[-1] + 1))
    if kind == "record_decision":
        for at in range(after, len(words)):
            if words[at] in _REASONS:
                return Request(kind, _part(tokens, after, at), _rest(tokens, at + 1))
    return Request(kind, _rest(tokens, after))


def _says_nothing(match: Match, tokens: Tokens) -> bool:
    """Whether the frame stands last, so that what it is about stands before it."""
    return match.last == len(tokens.tokens)


def _rest(tokens: Tokens, first: int) -> str:
    return _part(tokens, first, len(tokens.tokens))


def _part(tokens: Tokens, first: int, last: int) -> str:
    if first >= last:
        return ""
    end = len(tokens.text) if last == len(tokens.tokens) else tokens.tokens[last].start
    return tokens.text[tokens.tokens[first].start : end].strip().strip(",:;-–").strip()
