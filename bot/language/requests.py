"""Requests that are about something: "what if …", "who said …", "what does … cost".

Only the frame is known here; what stands in it is for whoever knows the comparison. Unlike
a command, a request need not be the whole message, so it is for messages to the bot alone.
"""

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from bot.language.commands import command
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
    "why_this",
    "how_sure",
    "what_would_flip",
    "go_back",
    "agree",
    "export",
    "next_decision",
    "show_working",
    "summary",
]


class Request(NamedTuple):
    """What is wanted, and the words that say about what."""

    kind: RequestKind
    about: str
    reason: str = ""
    """What follows "because", where a decision is told."""


_COMMANDS: dict[str, RequestKind] = {
    "agree": "agree",
    "export": "export",
    "go_back": "go_back",
    "how_sure": "how_sure",
    "next_decision": "next_decision",
    "show_working": "show_working",
    "summary": "summary",
    "what_would_flip": "what_would_flip",
    "why_asked": "why_this",
    "why_not": "why_not",
    "why_this": "why_this",
}
"""Commands (`commands.py`) that ask for something too: as whole messages they come first."""
_OPENING: dict[RequestKind, tuple[str, ...]] = {
    "object": (
        "i|we object|disagree", "i|we am|are against it|this|that", "objection", "objections", "veto", "i|we veto", "not with me|us", "not ok|okay|fine|good with|for|by me|us",
        "i|we do not agree|like|buy|support|want", "i|we am|are not ok|okay|fine|happy|comfortable with", "i|we am|are not convinced|sold", "i|we am|are not on board",
        "i|we have concerns|doubts|objections", "i have|we have a concern|objection|problem", "bad idea", "i|we am|are not in favour|favor", "strongly? disagree",
    ),
    "how_sure": (
        "how sure|certain|confident", "how reliable|solid|close|clear|firm are|is|was you|that|this|it", "are you really|absolutely|quite|so|very|that|100? sure|certain|confident", "you sure",
        "is that|this|it a|your? final|certain|close|sure|solid", "would you bet", "do you really|honestly think|believe|mean", "what is your|the confidence|certainty|margin",
        "how much do|would you trust|bet", "how big|large is the lead|margin|gap", "can we|i rely|count|trust on? that|this|it|you", "and? how far ahead",
    ),
    "what_would_flip": (
        "what would|could|might|can flip|tip|overturn|sway it|that|this|the|your|you? verdict|advice|outcome|answer|result|mind? to|towards|for?",
        "what would|could|might|can change the|your verdict|advice|outcome|answer|result|recommendation|mind to|towards|for?",
        "what would|could|might|can make|get|convince|persuade you say|recommend|choose|pick|prefer|change|switch|to? to?",
        "what would|could have|need to? be|become|change|happen different|true|otherwise? for you to say|recommend|pick|choose", "what would|could have|need to? be|become|change|happen different|true|otherwise? for|to? get?",
        "when would|does|do|will you|it|that|this flip|change|tip|say|recommend|prefer|pick|choose", "when would|are|is be? calls|events|both|the|a|an ... better|right|best",
        "what must|needs|has to? be|become|change|happen ... for|to", "could|can|would anything|something change|flip|tip it|that|this|the|your? verdict|mind|outcome|answer?", "what flips|tips it|that|this|the? verdict? to|towards?", "under what|which conditions|circumstances would|is|are|do|does", "what does|would it take for|to? get|say|have?",
        "how could|can we|it|this|that get|flip|change to?", "what is missing for",
    ),
    "show_working": (
        "show how|the|your ... points|working|scores|sums|maths|math|calculation|numbers", "the|your? working|points|scores|sums|maths|math|calculation", "where do|does the|those|these|your|that ... points|scores|numbers|figures|score|number come from",
        "how did|do|does|have you|it get|got|come|came|arrive|arrived to|at|up|on ... points|score|number|that|this|it|there|verdict|result", "how did|do|does|have you calculate|compute|calculated|computed|weigh|weighed|score|count",
        "how are|were|is the|those|these|that ... calculated|computed|weighed|scored|counted|worked", "how many points", "explain how|the|your? points|scores|score|working|calculation|sums", "walk through the|your", "break down the|it|that|this|your", "what are the|your points|scores|sums",
    ),
    "summary": (
        "summary", "recap", "sum up|it|this|that", "summarise|summarize", "short|quick|brief summary|recap", "a|the short|quick|brief? summary|recap", "give me|us? a|the short|quick|brief? summary|recap",
        "what have|did|do you read|heard|hear|understand|understood|got|know|noted|note from|so|about|of|down|here?", "what answers|facts do you have", "which answers|facts do|have|did you|we",
        "where do|are we stand|now|so", "remind me|us? what|where", "what have|did we said|say|answered|answer|told|tell",
    ),
    "next_decision": (
        "what is|comes|are the? next", "what should|do|can|shall|must we decide|do|ask|settle|choose|look next|now|after|then", "what do we have|need to decide|settle|choose next|now|then|after", "what decision|decisions comes|come|is|are|follow|follows next|now|then|left?",
        "what follows|comes from|after that|this|it", "go|move|on to? the next decision|comparison|topic", "next decision|comparison|topic", "which decision comes|is|follows next|then|now?", "and? what now|next", "what else do|should|must we need|have? to? decide|settle",
    ),
    "go_back": (
        "can|could|may we|i? go|step|get|jump back to?", "let us|me go|step|get|jump back to?", "go|step|get|jump back to|by|one|a? to|step|question?", "back to", "take|bring me|us back to?", "back one? step|question|please", "undo", "take that|it|this back", "previous question|step", "return to the", "ask that|the last|previous question? again",
        "i|we want|need|like to go back to?", "revisit",
    ),
    "agree": (
        "i|we agree|concur|second", "agree|agreed", "fine by|with|for me|us", "ok|okay|good for|with|by me|us", "works for me|us", "i|we am|are fine|ok|okay|good|happy|on board with?", "count me|us in", "sounds good|right|great|reasonable|fine", "i|we support|like it|that|this|the",
        "no objection|objections", "let us do that|it|this", "approved", "looks good", "makes sense",
    ),
    "export": (
        "export", "download", "adr", "give|send|make|write|create|draft|generate|get|want|need|have|produce|turn|save|put|file|store|print|copy ... adr|markdown|md|pdf|document|doc|confluence|wiki|notion|readme", "open|create|make|raise a|an? pr|pull|ticket|issue", "copy as|it|this|that", "as markdown|an|adr",
        "write|put it|this|that up|down", "save it|this|that",
    ),
    "what_if": (
        "what if", "say we|it|there|they|that|the|our", "what happens|changes if|when", "suppose|supposing|imagine|assume|assuming", "let us say|assume|suppose",
        "would|does|could|will it|that|this|anything|the verdict|outcome|answer? change|flip|differ|matter if|when|with|at|for",
        "would|does|will it|that|this|the verdict|outcome? still? hold|stand if|when|with|at|for", "how about if", "and if",
        "what about with|at", "what would change|happen if|with|at",
    ),
    "who_said": (
        "who said|says|claimed|told|wrote|answered|ticked|decided|thinks|thought|put", "whose idea|answer|claim|word|opinion was|is? it?",
        "who was it that|who", "who came up with", "where does|did ... come from", "says who",
    ),
    "change_answer": (
        "change the|my|our|that?", "correction", "i|we want|need|like|have to? change|correct|revise|edit|fix the|my|our|that|an?", "let me|us? change|correct|revise|edit|fix the|my|our|that|an?", "change|correct|edit|revise|fix|update an|that|this|one? answer", "scrap that", "that|it was wrong|mistaken", "that is no longer true|right|so", "i|we was|were wrong", "can|could|may i|we change|correct|revise|edit|fix the|my|our|that|an|back?", "edit the|my|our?", "make that|it",
        "correct|revise|update the|my|our?", "wait no", "actually", "i misspoke", "i take ... back", "no wait",
    ),
    "cost": (
        "what would|does|do|will|did ... cost", "price|price-tag|cost|costs tag? of|for", "how much is|are|would|does|do|will|for", "how expensive|pricey|costly|cheap", "is|are|would it|that|this|events|calls|both|they be? very|too|so|more? expensive|cheap|cheaper|costly|pricey", "price|pricing", "what is|will|would|are be? the ... bill|cost|costs|price|prices|pricing",
        "what is the price|cost tag? of|for", "what am i paying|charged for", "what would|will|do|does|must|should we|i|it|you pay|cost",
    ),
    "compare": (
        "compare", "put|show|place|set|lay ... next to each other|another", "put|show|set ... side by side", "side by side", "next to each other",
        "how do|would they|both|these|those compare|differ|stack", "what is the difference|differences", "difference|differences between|in|on", "compared|comparison", "how do|does ... compare|differ", "which of? one|them|both|the|these|those? two? is better|worse|best|faster|cheaper|simpler",
    ),
    "record_decision": (
        "we|i will|shall do|take|use|go|pick", "we|i are|am going with", "we|i go|went with", "let us go|do|take|use|pick with?", "decided", "decision", "we|i decided|chose|picked|agreed|settled on|to|for?",
        "the|our|final|my decision is", "final|our decision", "the|our team decided|chose|picked|agreed|settled on|to|for?", "record", "we have decided|chosen|agreed|settled on|to|for?", "i have decided|chosen on|to|for?",
    ),
    "why_not": ("why not", "why did|do|does|would|are|is you|it|that|this not", "why did|do|does|would|are|is not you|it|that|this", "what is|was|speaks against|wrong with?", "what speaks|is against|wrong ... with?", "why is|are|did it|you not", "what about"),
    "why_this": (
        "why do|did|would|are you recommend|recommending|suggest|suggesting|say|saying|pick|picking|choose|choosing|prefer|preferring|think|advise|advising so|that|this|it?", "why is|was|are|would that|this|it|calls|events|both|be? the? best|better|right|recommended|first|ahead",
        "why should|shall|would|must|do we|i use|do|go|take|pick|choose|need with?", "why should|shall|would|must it|that|this be?", "what makes you say|think|believe|recommend|pick|choose", "what makes|made that|this|it|calls|events|both the? best|better|right|win", "what speaks|is for", "on what grounds", "reasons for?", "what is|are the|your reason|reasons|rationale|reasoning|argument|arguments for|behind?", "justify", "because of? what",
    ),
    "explain": (
        "what is|are meant by", "explain", "define", "what do you mean by|with", "what does|do ... mean", "meaning of", "what is|are an|a",
    ),
}  # fmt: skip
"""Wordings with which a message begins, politeness aside; earlier kinds win."""
_ANYWHERE: dict[RequestKind, tuple[str, ...]] = {
    "what_if": ("what then", "what would that|it change"),
    "compare": ("next to each other", "side by side", "vs|versus ... on|regarding|in"),
    "cost": ("price tag", "how much ... cost", "what ... cost"),
}
_POLITE = frozenset(
    "please pls ok okay so well and hey hi hm hmm but then now just can could you tell show me us also"
    " one more thing btw fwiw right alright archdecide".split()
)
_ON = frozenset({"on", "by", "in", "for", "regarding", "about", "at", "with"})
_REASONS = frozenset({"because", "since", "cause", "cos"})


_ALONE: dict[tuple[str, ...], RequestKind] = {
    **dict.fromkeys((("cost",), ("costs",), ("price",), ("pricing",), ("prices",)), "cost"),
    **dict.fromkeys((("really",), ("sure",), ("really", "sure"), ("certain",)), "how_sure"),
}
"""Whole messages; "sure" asks only with its mark, without it is a yes."""
_PLUS = re.compile(r"\s*([+-])1\b")
_SHORT_WHY = 3
_AUXILIARIES = frozenset("is are was were do does did can could should would will has have".split())


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
    if (told := command(text)) and (asked := _COMMANDS.get(told)):
        return Request(asked, "")
    alone = _ALONE.get(tokens.words())
    if alone and (alone == "cost" or tokens.asked):
        return Request(alone, tokens.text.strip() if alone == "cost" else "")
    if plus := _PLUS.match(text):
        return Request("object" if plus[1] == "-" else "agree", text[plus.end() :].strip())
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
    if (about := _why(tokens, words)) is not None:
        return Request("why_this", about)
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


def _why(tokens: Tokens, words: tuple[str, ...]) -> str | None:
    """What "why both?" asks about; None for "why do messages come twice"."""
    first = next((at for at, word in enumerate(words) if word not in _POLITE), 0)
    after = words[first + 1 :]
    if words[first] != "why" or not 0 < len(after) <= _SHORT_WHY or after[0] in _AUXILIARIES:
        return None
    return _rest(tokens, first + 1)


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
