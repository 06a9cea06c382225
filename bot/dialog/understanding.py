"""Words → meaning, given what is known and what was just asked.

Joins `bot/language`, which knows no question, to the questions and comparisons of a
library. Built once; nothing here changes afterwards. Precise rather than eager: a false
answer costs more trust than a question asked twice, so whatever is denied, supposed,
asked, quoted, past or contradicted is left alone, and what is read carries its words.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Literal, NamedTuple

from bot.dialog.amounts import amount
from bot.dialog.conditions import ALL, NONE, holds
from bot.dialog.reading import (
    LONGEST_QUOTE,
    Meaning,
    Overheard,
    Read,
    Reader,
    agreed,
    as_read,
    fills_sentence,
    quote,
)
from bot.knowledge.comparison import Comparison, Faq
from bot.knowledge.question import Question
from bot.language import commands, requests, short
from bot.language.cues import Scope, Sense, over
from bot.language.labels import Found, Labels
from bot.language.naming import Names, Subject, as_pattern
from bot.language.ranking import Ranked, Ranking
from bot.language.requests import Request
from bot.language.tokens import Tokens, tokenise


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


_QUALIFIES = frozenset({"but", "except", "only", "unless", "depends", "sometimes", "if", "mostly"})
"""Right after a yes or a no these take half of it back."""
_NAMED = re.compile(r"(?<!\w)@\w")
_GOOD_SCORE = 4.0
_GOOD_SHARE = 0.5
_GOOD_LEAD = 1.25
_FAIR_SCORE = 2.5
_FAIR_SHARE = 0.18


_OR = re.compile(r"\bor\b", re.IGNORECASE)


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
        self._reader = Reader(questions, [name for each in comparisons for name in _names(each)])
        self._names = Names([_subject(comparison) for comparison in comparisons])
        self._labels = {question.id: _labels(question) for question in questions}
        self._rankings = {
            comparison.id: Ranking({faq.id: faq.asks for faq in comparison.faq}, synonyms)
            for comparison in comparisons
        }
        self._asks = {
            comparison.id: {
                tokenise(asked).stems(): faq for faq in comparison.faq for asked in faq.asks
            }
            for comparison in comparisons
        }
        """An entry asked in its own words is found, however few entries there are."""

    def read(self, text: str, only: Collection[str] | None = None) -> tuple[Read, ...]:
        """Answers to any question (or to `only` these) found in free text."""
        return self._reader.read(text, only)

    def read_thread(
        self, messages: Sequence[tuple[str, str]], only: Collection[str] | None = None
    ) -> tuple[Overheard, ...]:
        """Answers in a thread of (person, text), oldest first."""
        return self._reader.read_thread(messages, only)

    def reply(self, text: str, question: Question) -> Reply:
        """What the message says to this question, were it meant for it."""
        tokens = tokenise(text)
        if not tokens.tokens:
            return Reply()
        labels = self._labels_of(question)
        scopes = self._reader.look(text).scopes
        to_others = _NAMED.search(text) is not None
        jokes = short.joking(tokens)
        if tied := self._either(text, labels):
            return Reply(tied, words=_short(text))
        said = [each for each in labels.find(tokens) if not _clouded(scopes, each)]
        if said:
            choices = tuple(dict.fromkeys(each.id for each in said))
            plain = all(each.whole for each in said) and not to_others and not jokes
            return Reply(choices, words=_words(tokens, said[0]), plain=plain)
        if found := short.shrug(tokens):
            return Reply(shrug=found, words=_short(text), plain=not to_others)
        if half := self._half(text, tokens, question, plain=not to_others and not jokes):
            return half
        if tokens.asked or to_others:
            return self._from_sentence(text, tokens, question, labels)
        return self._bare(text, tokens, question, labels) or self._from_sentence(
            text, tokens, question, labels
        )

    def _either(self, text: str, labels: Labels) -> tuple[str, ...]:
        """The choices of "this or that", where each side is a label: a tie, not an answer."""
        found = [labels.find(tokenise(side)) for side in _OR.split(text)]
        if len(found) < 2 or not all(found):
            return ()
        tied = tuple(dict.fromkeys(each.id for side in found for each in side))
        return tied if len(tied) > 1 else ()

    def _labels_of(self, question: Question) -> Labels:
        return self._labels[question.id] if self._knows(question) else _labels(question)

    def _half(self, text: str, tokens: Tokens, question: Question, plain: bool) -> Reply | None:
        """The choice for some of it, where the message limits itself to a part."""
        answered = short.only_a_part(tokens)
        if question.mixed is None or answered is None:
            return None
        if not answered and self._meant(text, tokens, question):
            return None
        plain = plain and answered
        return Reply((question.mixed,), words=_short(text), plain=plain, bare=plain)

    def _meant(self, text: str, tokens: Tokens, question: Question) -> list[Meaning]:
        """What the words mean for this question."""
        reader = self._reader if self._knows(question) else Reader((question,))
        return agreed(reader.meanings(reader.look(text), {question.id}), tokens)

    def _bare(self, text: str, tokens: Tokens, question: Question, labels: Labels) -> Reply | None:
        """A message that is a yes, a no, a number or an amount and nothing else."""
        answer = short.yes_or_no(tokens, 0, len(tokens.tokens))
        if answer is not None and (choices := labels.side(answer)):
            return Reply(choices, words=_short(text), plain=True, bare=True)
        if amounts := amount(tokens, question):
            return Reply(amounts, words=_short(text), plain=True, bare=True)
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
        meanings = self._meant(text, tokens, question)
        choices = [each.choice for each in meanings]
        plain = any(fills_sentence(each.match, tokens) for each in meanings)
        words = as_read(tokens, meanings[0]).words if meanings else ""
        first = tokens.end_of_clause(0)
        answer = short.yes_or_no(tokens, 0, first)
        unqualified = _QUALIFIES.isdisjoint(tokens.words()[first : first + 3])
        if (
            answer is not None
            and unqualified
            and first < len(tokens.tokens)
            and 0 not in tokens.asked
        ):
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
            if said in NONE:
                return Ticks(none=True, rest=True)
            if said in ALL:
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
            if tick and not self.is_question(text) and holds(text, tick):
                said.setdefault((question.id, choice), Said(question.id, choice, _short(text)))
        for read in self.read(text, only={question.id for question, _ in conditions}):
            if any(q.id == read.question and c == read.choice for q, c in conditions):
                key = (read.question, read.choice)
                said.setdefault(key, Said(read.question, read.choice, read.words))
        return tuple(said.values())

    def command(self, text: str) -> str | None:
        """The command that the whole message is."""
        return commands.command(text)

    def greets(self, text: str) -> bool:
        """Whether the message only says hello."""
        return short.greets(tokenise(text))

    def request(self, text: str) -> Request | None:
        """A request about something ("what if …", "who said …"), for messages to the bot."""
        return requests.request(text)

    def chat(self, text: str) -> bool:
        """Whether the message only thanks or nods: there is nothing to answer.

        To be asked after `reply`: "ok" or "fine" may be a choice's own label.
        """
        return short.small_talk(tokenise(text))

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
        said = tokenise(text)
        if (asked := self._asks[comparison.id].get(said.stems())) is not None:
            return FaqFound(asked, (), said.words())
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
            scope.sense in (Sense.QUESTION, Sense.OFFER) for scope in self._reader.look(text).scopes
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


def _names(comparison: Comparison) -> list[str]:
    """The names of several words, as patterns: "sync or async" answers nothing."""
    names = (as_pattern(each) for each in (comparison.title, *comparison.aliases))
    return [name for name in names if name and " " in name]


def _labels(question: Question) -> Labels:
    return Labels({choice.id: choice.label for choice in question.choices})


def _clouded(scopes: Sequence[Scope], found: Found) -> bool:
    """Whether a label stands in any sense but its own."""
    return any(True for _ in over(scopes, found.first, found.last, range(found.first, found.last)))


def _words(tokens: Tokens, found: Found) -> str:
    start, end = quote(tokens, found.first, found.last)
    return tokens.text[start:end]


def _fair(ranked: Ranked) -> bool:
    return ranked.score >= _FAIR_SCORE and ranked.share >= _FAIR_SHARE


def _short(text: str) -> str:
    """A message as a quote: whole, or its first words."""
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_QUOTE else text[:LONGEST_QUOTE].rsplit(" ", 1)[0]
