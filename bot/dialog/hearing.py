"""What a message means while there is a question or a verdict: one meaning, or silence.

In this order: not for us, a command, a question to the FAQ, an answer to the open question,
ticks, answers to other questions, then whatever comes nearest.
"""

from dataclasses import dataclass
from typing import Literal, cast

from bot.dialog import digressions
from bot.dialog.conversation import TICK_LIST, Answer
from bot.dialog.inputs import COMMANDS, Command, Ticked
from bot.dialog.manners import is_for_us
from bot.dialog.replies import Note, NotUnderstood, NotYet, Reasoned, Reply
from bot.dialog.talk import Talk
from bot.dialog.understanding import Reply as Replied
from bot.knowledge.question import Question


@dataclass(frozen=True)
class Silence:
    """Not for us."""


@dataclass(frozen=True)
class Obey:
    """A command."""

    command: Command


@dataclass(frozen=True)
class Take:
    """Answers."""

    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class AskWhich:
    """Several choices of the open question at once: never guess."""

    note: Note


@dataclass(frozen=True)
class Say:
    """Something to say that changes nothing."""

    reply: Reply


_ABOUT_THE_VERDICT = {
    "how_sure": "how_sure",
    "why_not": "why_this",
    "why_this": "why_this",
    "what_would_flip": "would_flip",
}
_NOT_YET = frozenset(
    "agree change_answer export go_back next_decision object record_decision show_working summary"
    " what_if who_said".split()
)
"""Requests that are understood, so that they are neither guessed at nor taken as answers."""

Meaning = Silence | Obey | Take | Ticked | AskWhich | Say


def hear(talk: Talk, text: str) -> Meaning:
    """What the message means."""
    heard, question, comparison = talk.heard, talk.question, talk.comparison
    reply = talk.words.reply(text, question) if question else None
    if comparison is None or not is_for_us(talk.conversation, talk.heard, text, reply):
        return Silence()
    request = talk.words.request(text) if heard.addressed else None
    wanted = str(request.kind) if request else ""
    verdict = talk.conversation.verdict
    if talk.conversation.phase == "advising" and verdict and wanted in _ABOUT_THE_VERDICT:
        about = _ABOUT_THE_VERDICT[wanted]
        return Say(Reasoned.model_validate({"about": about, "verdict": verdict}))
    if heard.addressed and (command := commanded(talk, text)):
        return Obey(command)
    asks = talk.words.is_question(text)
    faq = talk.words.faq(text, comparison) if heard.addressed else None
    if asks and faq and faq.entry:
        return Say(digressions.faq_answer(comparison, faq.entry))
    if wanted == "what_if":
        return Say(NotYet())  # a supposition is nobody's answer
    if question and reply and len(reply.choices) > 1:
        tied = tuple(question.choice(each).label for each in reply.choices)
        return AskWhich(Note(kind="which_one", labels=tied))
    if question and reply and (reply.choices or reply.shrug):
        return Take(_replied(talk, question, reply, text))
    if talk.words.chat(text):
        return Silence()
    if not asks and (ticked := _ticked(talk, text)):
        return ticked
    if not asks and (answers := talk.read(text)):
        return Take(answers)
    if faq and faq.entry:
        return Say(digressions.faq_answer(comparison, faq.entry))
    if wanted == "compare":
        return Say(digressions.side_by_side(comparison))
    if wanted in _NOT_YET:
        return Say(NotYet())
    if faq and faq.suggestions:
        return Say(digressions.did_you_mean(faq.suggestions))
    labels = tuple(each.label for each in question.choices) if question else ()
    return Say(NotUnderstood(labels=labels, ticks=len(talk.conversation.ticks)))


def commanded(talk: Talk, text: str) -> Command | None:
    """The command that the whole message is, of those we obey."""
    command = talk.words.command(text)
    return cast(Command, command) if command in COMMANDS else None


def _replied(talk: Talk, question: Question, reply: Replied, text: str) -> tuple[Answer, ...]:
    """The answer to the open question, and what else the message says."""
    if reply.shrug:
        return (talk.answer(question.id, reply.shrug),)
    words = None if reply.bare else reply.words
    more = tuple(each for each in talk.read(text) if each.question != question.id)
    return (talk.answer(question.id, reply.choices[0], words), *more)


def _ticked(talk: Talk, text: str) -> Ticked | None:
    if talk.conversation.asking != TICK_LIST:
        return None
    conditions = [(talk.library.question(q), c) for q, c in talk.conversation.ticks]
    said = talk.words.ticks(text, conditions)
    if said.shrug:
        return Ticked(rest="not_sure")
    if not said.said and not said.none:
        return None
    # Words that name one condition say nothing of the others.
    rest: Literal["no", "not_sure"] = "no" if said.none or said.rest else "not_sure"
    return Ticked(ticked=tuple((each.question, each.choice) for each in said.said), rest=rest)
