"""Words → meaning, given what is known and what was just asked.

Joins `bot/language`, which knows no question, to the questions and comparisons of a
library. Built once; nothing here changes afterwards. Precise rather than eager: a false
answer costs more trust than a question asked twice, so whatever is denied, supposed,
asked, quoted, past or contradicted is left alone, and what is read carries its words.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from bot.knowledge.comparison import Comparison, Faq
from bot.knowledge.question import Choice, Question
from bot.language import commands, short
from bot.language.cues import Scope, Sense, over, senses
from bot.language.labels import Found, Labels
from bot.language.matching import Match, Number, Pattern, Patterns, Sight, compile_pattern
from bot.language.naming import Names, Subject, as_pattern
from bot.language.ranking import Ranked, Ranking
from bot.language.tokens import Tokens, tokenise

LONGEST_QUOTE = 60


class Read(NamedTuple):
    """An answer found in free text, with the words that gave it."""

    question: str
    choice: str
    words: str
    start: int
    end: int


class Reply(NamedTuple):
    """What a message says to the open question."""

    choices: tuple[str, ...] = ()
    """One is an answer, none is no answer, several are a tie: ask."""
    shrug: Literal["not_sure", "doesnt_matter"] | None = None
    words: str = ""
    plain: bool = False
    """Nothing but an answer, or a choice's own words meant as such."""
    bare: bool = False
    """A yes, a no or a number and nothing else: an answer only from whoever was asked."""


class Said(NamedTuple):
    """A condition of the tick list that a message says is true, with the words."""

    question: str
    choice: str
    words: str


class Ticks(NamedTuple):
    """What a message says to a tick list."""

    said: tuple[Said, ...] = ()
    none: bool = False
    """Nothing of it is true: "none", "no"."""
    shrug: bool = False
    rest: bool = False
    """Only those said and no other: numbers, "all", or the conditions' own labels."""


class FaqFound(NamedTuple):
    """An entry if it is certainly meant, else what may be meant, else nothing."""

    entry: Faq | None = None
    suggestions: tuple[Faq, ...] = ()
    words: tuple[str, ...] = ()


class Overheard(NamedTuple):
    """An answer found in a thread: in which message, by whom."""

    message: int
    person: str
    read: Read


class _Meaning(NamedTuple):
    """A match that is meant as said."""

    match: Match
    question: str
    choice: str
    opposite: str | None
    """What it would mean were it denied."""


_BLOCKS = frozenset({Sense.HYPOTHETICAL, Sense.QUESTION, Sense.QUOTED, Sense.ELSEWHERE})
_INCIDENT = frozenset("was were went had got could did broke lost failed".split())
"""Past forms: a pattern with one of these speaks of the past itself."""
_CORRECTS = re.compile(
    r"\b(?:actually|wait|no wait|correction|scrap that|now it|but now|nowadays|since the|these days"
    r"|sorry|i mean|make that|or rather)\b",
    re.IGNORECASE,
)
_NAMED = re.compile(r"(?<!\w)@\w")
_GOOD_SCORE = 4.0
_GOOD_SHARE = 0.5
_GOOD_LEAD = 1.25
_FAIR_SCORE = 2.0
_FAIR_SHARE = 0.25
_SHORT_SENTENCE = 14
_SHORT_WAVE = 9
_OTHER_THING = re.compile(
    r"^(?:no,? )?not (?:that|this|here|ours|us|our (?:problem|case|system|team|flow))\b"
    r"|\b(?:is|are)(?:n[o']?t| not) (?:in|part of|about) (?:this|that|it|the flow|scope)\b"
    r"|\bnot part of (?:this|it)\b|\bout of scope\b|^(?:just )?(?:kidding|joking)\b",
    re.IGNORECASE,
)
"""What waves off the message before it."""


class Understanding:
    """Reads words for one library."""

    def __init__(
        self,
        questions: Sequence[Question],
        comparisons: Sequence[Comparison],
        synonyms: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self._questions = {question.id: question for question in questions}
        self._comparisons = tuple(comparisons)
        self._reader = _Reader(questions)
        self._names = Names([_subject(comparison) for comparison in comparisons])
        self._labels = {question.id: _labels(question) for question in questions}
        self._rankings = {
            comparison.id: Ranking({faq.id: faq.asks for faq in comparison.faq}, synonyms)
            for comparison in comparisons
        }

    def read(self, text: str, only: Collection[str] | None = None) -> tuple[Read, ...]:
        """Answers to any question (or to `only` these) found in free text."""
        sight = Sight(tokenise(text))
        meanings = self._reader.meanings(sight, senses(sight.tokens), only)
        return tuple(_read(sight.tokens, each) for each in _agreed(meanings, sight.tokens))

    def read_thread(self, messages: Sequence[tuple[str, str]]) -> tuple[Overheard, ...]:
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
            reads = list(self.read(text))
            if number and messages[number - 1][0] != person:
                reads = self._nodded(messages[number - 1][1], text) + reads
            for read in reads:
                heard = [
                    each
                    for each in heard
                    if (each.person, each.read.question) != (person, read.question)
                ]
                heard.append(Overheard(number, person, read))
        return tuple(heard)

    def _nodded(self, question: str, answer: str) -> list[Read]:
        """What a question tells once it is affirmed, or its opposite once denied."""
        asked, said = tokenise(question), tokenise(answer)
        if not said.tokens or len(asked.tokens) > _SHORT_SENTENCE or not asked.asked:
            return []
        yes = short.yes_or_no(said, 0, said.end_of_clause(0))
        if yes is None or said.asked:
            return []
        sight = Sight(asked)
        scopes = [scope for scope in senses(asked) if scope.sense is not Sense.QUESTION]
        reads = []
        for meaning in _agreed(self._reader.meanings(sight, scopes, None), asked):
            choice = meaning.choice if yes else meaning.opposite
            if choice is not None:
                reads.append(_read(asked, meaning._replace(choice=choice)))
        return reads

    def reply(self, text: str, question: Question) -> Reply:
        """What the message says to this question, were it meant for it."""
        tokens = tokenise(text)
        if not tokens.tokens:
            return Reply()
        labels = self._labels_of(question)
        scopes = senses(tokens)
        to_others = _NAMED.search(text) is not None
        jokes = short.joking(tokens)
        said = [each for each in labels.find(tokens) if not _clouded(scopes, each)]
        if said:
            choices = tuple(dict.fromkeys(each.id for each in said))
            plain = all(each.whole for each in said) and not to_others and not jokes
            return Reply(choices, words=_words(tokens, said[0]), plain=plain)
        if found := short.shrug(tokens):
            return Reply(shrug=found, words=_short(text), plain=not to_others)
        if tokens.asked or to_others:
            return self._from_sentence(text, tokens, question, labels)
        return self._bare(text, tokens, question, labels) or self._from_sentence(
            text, tokens, question, labels
        )

    def _labels_of(self, question: Question) -> Labels:
        return self._labels[question.id] if self._knows(question) else _labels(question)

    def _bare(self, text: str, tokens: Tokens, question: Question, labels: Labels) -> Reply | None:
        """A message that is a yes, a no, a number or an amount and nothing else."""
        answer = short.yes_or_no(tokens, 0, len(tokens.tokens))
        if answer is not None and (choices := labels.side(answer)):
            return Reply(choices, words=_short(text), plain=True, bare=True)
        if amount := _amount(tokens, question):
            return Reply(amount, words=_short(text), plain=True, bare=True)
        if question.quantity:
            return None
        place = short.position(tokens)
        if place is not None and place <= len(question.choices):
            choice = question.choices[place - 1 if place > 0 else -1]
            return Reply((choice.id,), words=_short(text), plain=True, bare=True)
        return None

    def _from_sentence(
        self, text: str, tokens: Tokens, question: Question, labels: Labels
    ) -> Reply:
        """A leading yes or no, and what the sentences say beyond it."""
        sight = Sight(tokens)
        reader = self._reader if self._knows(question) else _Reader((question,))
        meanings = _agreed(reader.meanings(sight, senses(tokens), {question.id}), tokens)
        choices = [each.choice for each in meanings]
        plain = any(_fills_sentence(each.match, tokens) for each in meanings)
        words = _read(tokens, meanings[0]).words if meanings else ""
        first = tokens.end_of_clause(0)
        answer = short.yes_or_no(tokens, 0, first)
        if answer is not None and first < len(tokens.tokens) and 0 not in tokens.asked:
            sided = labels.side(answer)
            plain = plain and (not sided or set(sided) >= set(choices))
            if len(sided) == 1 or not choices:
                choices += sided
            words = words or _short(text)
        plain = plain and not _NAMED.search(text) and not short.joking(tokens) and not tokens.asked
        return Reply(tuple(dict.fromkeys(choices)), words=words if choices else "", plain=plain)

    def _knows(self, question: Question) -> bool:
        return self._questions.get(question.id) is question

    def ticks(self, text: str, conditions: Sequence[tuple[Question, str]]) -> Ticks:
        """Which conditions of a tick list the message says are true."""
        tokens = tokenise(text)
        words = tokens.words()
        if not words:
            return Ticks()
        for first, last in short.core(words, 0, len(words)):
            said = " ".join(words[first:last])
            if said in _NONE:
                return Ticks(none=True, rest=True)
            if said in _ALL:
                everything = tuple(Said(q.id, choice, text.strip()) for q, choice in conditions)
                return Ticks(everything, rest=True)
        if short.shrug(tokens) or short.yes_or_no(tokens, 0, len(words)) is True:
            return Ticks(shrug=short.shrug(tokens) is not None)
        if short.yes_or_no(tokens, 0, len(words)) is False:
            return Ticks(none=True, rest=True)
        picked = short.positions(tokens)
        if picked and all(number and number <= len(conditions) for number in picked):
            chosen = dict.fromkeys(
                conditions[number - 1 if number > 0 else -1] for number in picked
            )
            return Ticks(tuple(Said(q.id, c, _short(text)) for q, c in chosen), rest=True)
        return Ticks(self._conditions(text, conditions))

    def _conditions(
        self, text: str, conditions: Sequence[tuple[Question, str]]
    ) -> tuple[Said, ...]:
        said: dict[tuple[str, str], Said] = {}
        for question, choice in conditions:
            reply = self.reply(text, question)
            if reply.choices == (choice,) and not reply.bare:
                said[question.id, choice] = Said(question.id, choice, reply.words)
            tick = question.choice(choice).tick
            if tick and not self.is_question(text) and _holds(text, tick):
                said.setdefault((question.id, choice), Said(question.id, choice, _short(text)))
        for read in self.read(text, only={question.id for question, _ in conditions}):
            if any(q.id == read.question and c == read.choice for q, c in conditions):
                key = (read.question, read.choice)
                said.setdefault(key, Said(read.question, read.choice, read.words))
        return tuple(said.values())

    def command(self, text: str) -> str | None:
        """The command that the whole message is."""
        return commands.command(text)

    def comparison(self, text: str) -> Comparison | None:
        """Which decision an opening is about."""
        if named := self._names.find(text):
            return next(each for each in self._comparisons if each.id == named)
        asked = {read.question for read in self.read(text)}
        if len(asked) < 2:
            return None
        ranked = sorted(
            self._comparisons, key=lambda each: -len(asked.intersection(each.weighs.keys()))
        )
        best = len(asked.intersection(ranked[0].weighs.keys())) if ranked else 0
        return ranked[0] if best >= 2 else None

    def faq(self, text: str, comparison: Comparison) -> FaqFound:
        """The entry that answers, if that is certain; else up to three that may."""
        ranked = self._rankings[comparison.id].search(text, limit=3)
        if not ranked:
            return FaqFound()
        entries = {faq.id: faq for faq in comparison.faq}
        best = ranked[0]
        lead = best.score / ranked[1].score if len(ranked) > 1 else _GOOD_LEAD
        if best.score >= _GOOD_SCORE and best.share >= _GOOD_SHARE and lead >= _GOOD_LEAD:
            return FaqFound(entries[best.id], (), best.words)
        fair = [each for each in ranked if _fair(each)]
        return FaqFound(None, tuple(entries[each.id] for each in fair), best.words if fair else ())

    def is_question(self, text: str) -> bool:
        """Whether the message asks rather than tells."""
        tokens = tokenise(text)
        return bool(tokens.asked) or any(
            scope.sense in (Sense.QUESTION, Sense.OFFER) for scope in senses(tokens)
        )


def _subject(comparison: Comparison) -> Subject:
    parts = []
    for option in comparison.choosable:
        name = as_pattern(option.name)
        parts.append((option.id, (*option.says, *((name,) if name else ()))))
    return Subject(
        comparison.id,
        (comparison.id, comparison.title, *comparison.aliases),
        comparison.opens_with,
        tuple(parts),
    )


def _labels(question: Question) -> Labels:
    return Labels({choice.id: choice.label for choice in question.choices})


def _clouded(scopes: Sequence[Scope], found: Found) -> bool:
    """Whether a label stands in any sense but its own."""
    return any(True for _ in over(scopes, found.first, found.last, range(found.first, found.last)))


def _amount(tokens: Tokens, question: Question) -> tuple[str, ...]:
    """The choices that an amount as the whole message means, by the numbers they speak of."""
    sight = Sight(tokens)
    size = len(tokens.tokens)
    for first, last in short.core(tokens.words(), 0, size):
        for quantity in sight.numbers.get(first, ()):
            if quantity.last != last or (quantity.kind == "n" and not question.quantity):
                continue
            found = tuple(
                choice.id
                for choice in question.choices
                if any(number.takes(quantity) for number in _numbers(choice))
            )
            if found:
                return found
    return ()


@lru_cache(maxsize=4_096)
def _numbers_in(phrase: str) -> tuple[Number, ...]:
    return tuple(
        element
        for variant in compile_pattern(phrase).variants
        for element in variant
        if isinstance(element, Number)
    )


def _numbers(choice: Choice) -> Iterable[Number]:
    return (number for phrase in choice.says for number in _numbers_in(phrase))


def _words(tokens: Tokens, found: Found) -> str:
    start, end = _quote(tokens, found.first, found.last)
    return tokens.text[start:end]


_NONE = frozenset(
    {
        "none", "none of them", "none of these", "none of those", "none of that", "nothing",
        "neither", "none of it", "none is true", "no to all", "none apply", "none applies",
        "nothing of that", "none of these apply", "not one", "nope none", "no none", "none of the above",
    }
)  # fmt: skip
_ALL = frozenset(
    {
        "all", "all of them", "all of these", "all of it", "everything", "all true", "all of that",
        "all are true", "yes to all", "every one", "all of the above", "both", "both of them",
    }
)  # fmt: skip


def _fair(ranked: Ranked) -> bool:
    return ranked.score >= _FAIR_SCORE and ranked.share >= _FAIR_SHARE


class _Reader:
    """The patterns of some questions, and what each means."""

    def __init__(self, questions: Sequence[Question]) -> None:
        self._says: list[tuple[str, Choice]] = []
        patterns = []
        for question in questions:
            for choice in question.choices:
                for phrase in choice.says:
                    pattern = compile_pattern(phrase)
                    if not _bare_number(pattern):
                        self._says.append((question.id, choice))
                        patterns.append(pattern)
        self._patterns = Patterns(patterns)

    def meanings(
        self, sight: Sight, scopes: Sequence[Scope], only: Collection[str] | None
    ) -> list[_Meaning]:
        """Matches that are meant as said, from left to right."""
        matches: dict[str, list[tuple[Match, Choice]]] = defaultdict(list)
        for match in self._patterns.find(sight):
            question, choice = self._says[match.pattern]
            if only is None or question in only:
                matches[question].append((match, choice))
        return [
            meaning
            for question, found in matches.items()
            for match, choice in found
            if not any(_swallows(other, match) for other, _ in found)
            if (meaning := _in_sense(question, choice, match, sight, scopes)) is not None
        ]


def _bare_number(pattern: Pattern) -> bool:
    """Whether the pattern is a plain number: it counts as a whole message only."""
    return all(
        isinstance(each, Number) and each.kind == "n"
        for variant in pattern.variants
        for each in variant
    )


def _swallows(other: Match, match: Match) -> bool:
    """Whether the other match says more with words of this one."""
    return (
        other.first < match.last
        and match.first < other.last
        and other.last - other.first > match.last - match.first
    )


def _in_sense(
    question: str, choice: Choice, match: Match, sight: Sight, scopes: Sequence[Scope]
) -> _Meaning | None:
    """What the match means where it stands, if anything."""
    words = sight.tokens.words()
    denials = set()
    for scope in over(scopes, match.first, match.last, match.used):
        if scope.sense in _BLOCKS:
            return None
        if scope.sense is Sense.OFFER and not _lists(match, sight):
            return None
        if scope.sense is Sense.PAST and _INCIDENT.isdisjoint(words[at] for at in match.used):
            return None
        if scope.sense is Sense.NEGATED:
            denials.add(scope.cue)
    if not denials:
        return _Meaning(match, question, choice.id, choice.negated)
    # Two denials may undo each other or not: people don't count them either.
    if len(denials) > 1 or choice.negated is None:
        return None
    return _Meaning(match, question, choice.negated, choice.id)


def _lists(match: Match, sight: Sight) -> bool:
    return any(
        quantity.kind == "list" and match.first <= quantity.first and quantity.last <= match.last
        for quantities in sight.numbers.values()
        for quantity in quantities
    )


def _agreed(meanings: Iterable[_Meaning], tokens: Tokens) -> list[_Meaning]:
    """One meaning a question: what all its matches say, or the last where it corrects."""
    by_question: dict[str, list[_Meaning]] = defaultdict(list)
    for meaning in meanings:
        by_question[meaning.question].append(meaning)
    agreed = [one for each in by_question.values() if (one := _one(each, tokens)) is not None]
    return sorted(agreed, key=lambda each: (each.match.first, each.question))


def _one(meanings: Sequence[_Meaning], tokens: Tokens) -> _Meaning | None:
    if len({each.choice for each in meanings}) == 1:
        return max(meanings, key=lambda each: (len(each.match.used), -each.match.first))
    last = meanings[-1]
    begin = max(each.match.last for each in meanings if each.choice != last.choice)
    if begin > last.match.first:
        return None
    between = tokens.text[tokens.tokens[begin - 1].end : tokens.tokens[last.match.last - 1].end]
    return last if _CORRECTS.search(between) else None


def _fills_sentence(match: Match, tokens: Tokens) -> bool:
    """Whether the words that were read are most of a short sentence."""
    begin, end = tokens.first_of_clause(match.first), tokens.end_of_clause(match.last - 1)
    return (
        len(match.used) >= 2
        and tokens.end_of_sentence(match.first) - tokens.first_of_sentence(match.first)
        <= _SHORT_SENTENCE
        and 2 * len(match.used) >= end - begin
    )


def _waves_off(text: str) -> bool:
    """Whether a message says that what was said before it is about something else."""
    tokens = tokenise(text)
    return len(tokens.tokens) <= _SHORT_WAVE and _OTHER_THING.search(text) is not None


def _read(tokens: Tokens, meaning: _Meaning) -> Read:
    start, end = _quote(tokens, meaning.match.first, meaning.match.last)
    return Read(meaning.question, meaning.choice, tokens.text[start:end], start, end)


def _quote(tokens: Tokens, first: int, last: int) -> tuple[int, int]:
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


def _short(text: str) -> str:
    """A message as a quote: whole, or its first words."""
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_QUOTE else text[:LONGEST_QUOTE].rsplit(" ", 1)[0]


def _holds(text: str, label: str) -> bool:
    """Whether the message holds the label's telling words, not denied nor supposed."""
    tokens = tokenise(text)
    wanted = [t.stem for t in tokenise(label).tokens if t.text not in _LIGHT]
    stems = tokens.stems()
    at = [stems.index(its) for its in wanted if its in stems]
    if len(wanted) < 2 or len(at) < len(wanted):
        return False
    senses_there = list(over(senses(tokens), min(at), max(at) + 1))
    return not senses_there


_LIGHT = frozenset(
    "a an the it is are be to of in on at for we our us them they this that would will do does and"
    " or some any i you there".split()
)
