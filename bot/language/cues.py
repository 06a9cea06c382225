"""In what sense words are said: denied, supposed, asked, quoted, of another time or system.

A pass in the manner of ConText: cue words, a direction, a scope that ends at punctuation or
at a word such as "but". Wordings that only look like cues ("not only", "no doubt") come
first and take their words out of the running. What a sense means for an answer is decided
by whoever asks; here is only where it holds.
"""

from collections.abc import Iterable, Iterator
from enum import Enum
from typing import NamedTuple

from bot.language.tokens import Tokens


class Sense(Enum):
    """Why words may not mean what they say."""

    NEGATED = "negated"
    HYPOTHETICAL = "hypothetical"
    QUESTION = "question"
    OFFER = "offer"
    """Asked, but as a choice between ways to go: what it tells of the world stands."""
    QUOTED = "quoted"
    PAST = "past"
    ELSEWHERE = "elsewhere"


class Scope(NamedTuple):
    """A sense holds for tokens [first, last), because of the words at `cue`."""

    sense: Sense
    cue: tuple[int, ...]
    first: int
    last: int


def _phrases(lines: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Phrases by their first word, longest first."""
    by_first: dict[str, list[tuple[str, ...]]] = {}
    for line in lines.strip().splitlines():
        for phrase in line.split(","):
            words = tuple(phrase.split())
            by_first.setdefault(words[0], []).append(words)
    return {
        first: tuple(sorted(phrases, key=len, reverse=True)) for first, phrases in by_first.items()
    }


_NO_CUES = _phrases("""
    not only, not just, not to mention, no doubt, no problem, no problems, no worries, no matter
    no question, not a problem, not an issue, no issue, no later than, no fewer than, no less than
    no more than, not until, why not, or not, if not, nothing but, no wonder, not bad, no longer than
    i would say, i would think, i would guess, i would call, i would go, we would say, we would like
    i would like, would like to, would love, would prefer, would be best
    would be nice, would be great, would be good, would be handled, would be better
    as if, even if, what would you, if possible, if any, as could be, could not, we would rather
""")
_NEGATIONS = _phrases("""
    not, no, never, without, nobody, none, neither, nor, hardly, rarely, no longer, nothing, not yet
    avoid, avoids, avoiding, stop using, instead of, rather than, rid of, no one, far from
""")
_SUPPOSED = _phrases("""
    maybe, perhaps, possibly, suppose, supposing, imagine, what if, in case, considering
    assuming, assume, provided, as long as, unless, not sure if
    not sure whether, not sure, unsure, no idea, wondering, wonder, whether, hopefully, wish
    dont know if, do not know, i doubt, doubt that
""")
_ANYWHERE = _phrases("""
    might, would, could, next year, next month, next quarter, some day, someday, one day
    in the future, in future, down the road, at some point, sooner or later, hypothetically
    in theory, theoretically, in an ideal world, ideally
""")
_PAST = _phrases("""
    used to, previously, formerly, back then, back when, in the past, last year, last job, years ago
    year ago, months ago, once upon, last time, before the rewrite, before the migration
    before we moved, old system, originally, at first
""")
_ELSEWHERE = _phrases("""
    fwiw, btw, just saying, do not copy, unlike, my last job, my old job, my previous job, our last project, different pipeline
    different system, different service, different project, different flow, different team
    different story, different topic, different thing, another pipeline, another system
    another project, another topic, another story, another flow, separate system, separate project
    not our problem, out of scope, not part of this, not in scope, the nightly one
    in other companies, other teams do, at my last, in my last, at my previous, in our old, at our old
""")
_WE_DID = frozenset({"did", "had", "were", "was", "built", "ran", "used", "tried", "moved"})
_SAYS = frozenset({"says", "say", "said", "claims", "claimed", "recommends", "suggests", "wants"})
_HEARSAY = frozenset(
    "handbook docs documentation doc consultant consultants blog article book vendor internet chatgpt"
    " people everybody everyone they wiki tutorial guide copilot gpt somebody someone reddit".split()
)
_SUBJECTS = frozenset(
    "i we you they he she it that this there the a our my your their these those nobody everybody"
    " everything nothing someone".split()
)
_ENDS_DENIAL = frozenset(
    "because since so while when if until unless which who whose as whenever once then".split()
)
_RULE = frozenset({"must", "should", "shall", "needs", "need", "has", "have", "will", "goes", "ok"})
_UNREAL = frozenset({"would", "could", "might", "maybe", "went", "were", "had", "did", "cached"})
_AUXILIARIES = frozenset(
    "is are was were do does did can could should would will may must shall has have had am".split()
)
_ASKS = frozenset("what why how who whose whom which where".split())
_TAGS = frozenset({"no", "right", "yes", "yeah", "correct", "huh", "eh", "true", "ok", "okay"})
_CHOOSES = frozenset({"should", "shall"})
_OF_KNOWING = frozenset(
    "see sees saw tell tells told know knows learn learns hear hears show shows say says check"
    " checks ask asks confirm confirms decide decides verify verifies".split()
)
"""After these "if" and "whether" tell what is learnt, and suppose nothing."""
_LEAD = frozenset("so ok okay well and but hm hmm hey hi also then now right anyway".split())
_TURNS = frozenset("actually rather sorry ok okay honestly".split())
_TURNS_PERHAPS = frozenset({"wait", "really", "well"})
_TURNS_OF_TWO = frozenset({("hold", "on"), ("hang", "on"), ("in", "fact")})
"""With these somebody turns round after a no: "no actually nobody waits"."""
_CUES = frozenset((*_NEGATIONS, *_SUPPOSED, *_ANYWHERE, *_PAST, *_ELSEWHERE, *_SAYS)) | {
    "if",
    "when",
    "at",
    "in",
}
"""The words at which a cue can begin."""
_REACH = 8
"""How many words a denial reaches at most."""


def senses(tokens: Tokens) -> tuple[Scope, ...]:
    """All scopes of the text."""
    words = tokens.words()
    free = [True] * len(words)
    for at in range(len(words)):
        if words[at] not in _NO_CUES:
            continue
        phrase = _phrase_at(_NO_CUES, words, at, tokens)
        if phrase is not None:
            for index in range(at, at + len(phrase)):
                free[index] = False
    scopes: list[Scope] = []
    for at in range(len(words)):
        if free[at] and words[at] in _CUES:
            scopes += _at(tokens, words, at)
    scopes += _asked(tokens, words)
    scopes += [
        Scope(Sense.QUOTED, (), at, at + 1) for at, quoted in enumerate(tokens.quoted) if quoted
    ]
    return tuple(scopes)


def over(
    scopes: Iterable[Scope], first: int, last: int, used: Iterable[int] = ()
) -> Iterator[Scope]:
    """The scopes that touch tokens [first, last) and whose cue is not among those used.

    A pattern that itself says "nobody waits" is not denied by its own "nobody".
    """
    own = frozenset(used)
    for scope in scopes:
        if (
            scope.first < last
            and first < scope.last
            and not (scope.cue and own.issuperset(scope.cue))
        ):
            yield scope


def _phrase_at(
    phrases: dict[str, tuple[tuple[str, ...], ...]],
    words: tuple[str, ...],
    at: int,
    tokens: Tokens,
) -> tuple[str, ...] | None:
    for phrase in phrases.get(words[at], ()):
        end = at + len(phrase)
        if words[at:end] == phrase and tokens.sentence[end - 1] == tokens.sentence[at]:
            return phrase
    return None


def _at(tokens: Tokens, words: tuple[str, ...], at: int) -> Iterator[Scope]:
    clause = (tokens.first_of_clause(at), tokens.end_of_clause(at))
    sentence = (tokens.first_of_sentence(at), tokens.end_of_sentence(at))
    phrase = _phrase_at(_NEGATIONS, words, at, tokens)
    if phrase and not _exclaimed(words, at, clause):
        after = at + len(phrase)
        cue = tuple(range(at, after))
        yield Scope(Sense.NEGATED, cue, at, _denied_until(words, after, clause[1]))
    learnt = _is_learnt(words, at)
    if (phrase := _phrase_at(_SUPPOSED, words, at, tokens)) and not learnt:
        yield Scope(Sense.HYPOTHETICAL, tuple(range(at, at + len(phrase))), at, clause[1])
    if phrase := _phrase_at(_ANYWHERE, words, at, tokens):
        yield Scope(Sense.HYPOTHETICAL, tuple(range(at, at + len(phrase))), *clause)
    if words[at] == "if" and not learnt and not _is_rule(words[at + 1 : sentence[1]]):
        # Said last, a condition holds for what was said before it too.
        opens = _LEAD.issuperset(words[clause[0] : at])
        begin = at if opens else sentence[0]
        yield Scope(Sense.HYPOTHETICAL, (at,), begin, sentence[1])
    if phrase := _phrase_at(_PAST, words, at, tokens):
        yield Scope(Sense.PAST, tuple(range(at, at + len(phrase))), *sentence)
    if words[at : at + 2] == ("when", "we") and not _WE_DID.isdisjoint(words[at + 2 : at + 3]):
        yield Scope(Sense.PAST, (at,), *sentence)
    if at == sentence[0] and words[at] in ("at", "in") and "was" in words[at : at + 6]:
        yield Scope(Sense.PAST, (at,), *sentence)
    if phrase := _phrase_at(_ELSEWHERE, words, at, tokens):
        yield Scope(Sense.ELSEWHERE, tuple(range(at, at + len(phrase))), *sentence)
    if words[at] in _SAYS and at and words[at - 1] in _HEARSAY:
        yield Scope(Sense.QUOTED, (at,), at, sentence[1])


def _exclaimed(words: tuple[str, ...], at: int, clause: tuple[int, int]) -> bool:
    """Whether this "no" answers somebody instead of denying the words after it."""
    first, end = clause
    if words[at] != "no":
        return False
    if at + 1 == end or words[at + 1] in _SUBJECTS:
        return True
    if at > first and not _LEAD.issuperset(words[first:at]):
        return False
    after = at + 1
    while after < end and (turned := _turn(words, after)):
        after += turned
    if after in (at + 1, end):
        return after == end
    # "No wait time" denies, "no wait they do" turns round.
    sure = not _TURNS_PERHAPS.issuperset(words[at + 1 : after])
    return sure or words[after] in _SUBJECTS or words[after] in _NEGATIONS


def _turn(words: tuple[str, ...], at: int) -> int:
    """How many words at this place turn round what was said."""
    if words[at : at + 2] in _TURNS_OF_TWO:
        return 2
    return int(words[at] in _TURNS or words[at] in _TURNS_PERHAPS)


def _denied_until(words: tuple[str, ...], at: int, clause_end: int) -> int:
    end = min(clause_end, at + _REACH)
    for index in range(at, end):
        if words[index] in _ENDS_DENIAL and index > at:
            return index
        if words[index] in ("and", "or") and index + 1 < end and words[index + 1] in _SUBJECTS:
            return index
    return end


def _is_learnt(words: tuple[str, ...], at: int) -> bool:
    """Whether "if" or "whether" follows a verb of knowing: "tells them if it worked"."""
    if words[at] not in ("if", "whether") or not at:
        return False
    before = words[max(0, at - 3) : at]
    return (
        "me" not in before
        and "us" not in before[:-1]
        and not _OF_KNOWING.isdisjoint(before[-2:])
        and not ("not" in before or "dont" in before)
    )


def _is_rule(after: tuple[str, ...]) -> bool:
    """Whether "if" states what must hold ("if mail is down the order should go through")."""
    return not _RULE.isdisjoint(after) and _UNREAL.isdisjoint(after)


def _asked(tokens: Tokens, words: tuple[str, ...]) -> Iterator[Scope]:
    at = 0
    while at < len(words):
        end = tokens.end_of_sentence(at)
        first = at
        while first < end - 1 and words[first] in _LEAD:
            first += 1
        asks = _interrogative(words, first, end)
        marked = tokens.sentence[at] in tokens.asked
        if asks or (marked and not _tagged(tokens, words, at, end)):
            sense = Sense.QUESTION
            if "or" in words[first:end] and words[first] in _CHOOSES:
                sense = Sense.OFFER
            yield Scope(sense, (), at, end)
        at = end


def _interrogative(words: tuple[str, ...], first: int, end: int) -> bool:
    if words[first] in _ASKS:
        return True
    following = words[first + 1] if first + 1 < end else ""
    if words[first] == "when":
        return following in _AUXILIARIES
    if words[first] in _AUXILIARIES:
        # "should be done later" leaves out its subject: it tells, it doesn't ask.
        return following not in ("be", "not", "have", "")
    return False


def _tagged(tokens: Tokens, words: tuple[str, ...], at: int, end: int) -> bool:
    """Whether the question mark only asks for a nod: "it can wait, right?"."""
    return end - at > 2 and words[end - 1] in _TAGS
