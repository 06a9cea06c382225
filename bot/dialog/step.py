"""The dialog: (conversation, what was heard, library) → (conversation, replies). Pure.

A function a phase; what they share is below them. Which question comes next is asked of
`asking.py`, how an answer is worded back of `retelling.py`. `transitions.py` declares where
each phase may lead.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, assert_never, cast

from bot.advice.recommendation import recommend
from bot.dialog import asking, digressions, retelling
from bot.dialog.conversation import TICK_LIST, Answer, Conversation, standing
from bot.dialog.inputs import COMMANDS, LOOKS, Answered, Command, Commanded, Heard, Said, Ticked
from bot.dialog.manners import is_for_us
from bot.dialog.replies import (
    Card,
    CardDone,
    Note,
    NotUnderstood,
    OldButton,
    Reply,
    Stopped,
    VerdictGiven,
)
from bot.dialog.understanding import Reply as Meant
from bot.dialog.understanding import Understanding
from bot.knowledge.comparison import Comparison
from bot.knowledge.library import Library
from bot.knowledge.question import DOESNT_MATTER, NOT_SURE, SHRUGS, Question

QUESTIONS = 3
"""Asked at most, the tick list included, unless the operator sets another number."""

Replies = tuple[Reply, ...]
Stepped = tuple[Conversation, Replies]


@lru_cache(maxsize=4)
def understanding_of(library: Library) -> Understanding:
    """How words are read with this library; built once for each."""
    synonyms = {term.term: term.synonyms for term in library.glossary}
    return Understanding(
        tuple(library.questions.values()), tuple(library.comparisons.values()), synonyms
    )


@dataclass(frozen=True)
class Talk:
    """What every phase's function has in hand."""

    library: Library
    conversation: Conversation
    heard: Heard
    limit: int

    @property
    def words(self) -> Understanding:
        """How we read words, for this library."""
        return understanding_of(self.library)

    @property
    def comparison(self) -> Comparison | None:
        """What is being decided, once that is known (and still in the library)."""
        return self.library.comparisons.get(self.conversation.comparison or "")

    @property
    def question(self) -> Question | None:
        """The open question; None for a tick list or none."""
        return self.library.questions.get(self.conversation.asking or "")

    def with_(self, conversation: Conversation) -> "Talk":
        """The same, a step further."""
        return Talk(self.library, conversation, self.heard, self.limit)


def step(
    conversation: Conversation | None, heard: Heard, library: Library, limit: int = QUESTIONS
) -> Stepped:
    """What the conversation becomes, and what is said; no replies is silence."""
    if conversation is None:
        conversation = Conversation(starter=heard.person)
    talk = Talk(library, conversation, heard, limit)
    match conversation.phase:
        case "choosing":
            return _choosing(talk)
        case "asking":
            return _asking(talk)
        case "advising":
            return _advising(talk)
        case "closed":
            return _closed(talk)
        case _:
            assert_never(conversation.phase)


def _choosing(talk: Talk) -> Stepped:
    match talk.heard.input:
        case Said(text=text):
            if not talk.heard.addressed:
                return talk.conversation, ()
            if command := _commanded(talk, text):
                return _obey(talk, command, None)
            comparison = talk.words.comparison(text)
            if comparison is None:
                return talk.conversation, (digressions.choose(talk.library, bool(text.strip())),)
            return _begin(talk, comparison, text)
        case Answered(question=question, choice=choice):
            comparison = talk.library.comparisons.get(choice) if question == "comparison" else None
            if comparison is not None:
                return _begin(talk, comparison, talk.conversation.opening)
            weighing = [
                each for each in talk.library.comparisons.values() if question in each.weighs
            ]
            if not weighing or not _acceptable(talk, question, choice):
                return talk.conversation, (OldButton(private=True),)
            begun = talk.conversation.model_copy(update={"comparison": weighing[0].id})
            return _take(talk.with_(begun), (_answer(talk, question, choice),), ())
        case Ticked():
            return talk.conversation, (OldButton(private=True),)
        case Commanded(command=command, value=value):
            return _obey(talk, command, value)
        case _:
            assert_never(talk.heard.input)


def _asking(talk: Talk) -> Stepped:
    match talk.heard.input:
        case Said(text=text):
            return _hear(talk, text)
        case Answered(question=question, choice=choice):
            if not _acceptable(talk, question, choice):
                return talk.conversation, (OldButton(private=True),)
            return _take(talk, (_answer(talk, question, choice),), ())
        case Ticked() as ticked:
            return _tick(talk, ticked)
        case Commanded(command=command, value=value):
            return _obey(talk, command, value)
        case _:
            assert_never(talk.heard.input)


_advising = _asking
"""Follow-ups and changed answers are heard alike before and after the verdict."""


def _closed(talk: Talk) -> Stepped:
    match talk.heard.input:
        case Said():
            if not talk.heard.addressed:
                return talk.conversation, ()
            return _choosing(talk.with_(_afresh(talk)))
        case Answered() | Ticked():
            return talk.conversation, (OldButton(private=True),)
        case Commanded(command=command, value=value):
            return _obey(talk, command, value)
        case _:
            assert_never(talk.heard.input)


def _begin(talk: Talk, comparison: Comparison, text: str) -> Stepped:
    """Start on a comparison with what its opening already says."""
    begun = talk.conversation.model_copy(
        update={"comparison": comparison.id, "opening": talk.conversation.opening or text}
    )
    read = talk.words.read(text, only=comparison.weighs.keys())
    answers = tuple(_answer(talk, each.question, each.choice, each.words) for each in read)
    return _take(talk.with_(begun), answers, ())


def _hear(talk: Talk, text: str) -> Stepped:
    """A message while there is a question or a verdict: command, FAQ, answers, or not for us."""
    heard, question, comparison = talk.heard, talk.question, talk.comparison
    if comparison is None:
        return _choosing(talk) if heard.addressed else (talk.conversation, ())
    reply = talk.words.reply(text, question) if question else None
    if not is_for_us(talk.conversation, heard, text, reply):
        return talk.conversation.model_copy(update={"written_after_card": True}), ()
    talk = talk.with_(talk.conversation.model_copy(update={"written_after_card": True}))
    if heard.addressed and (command := _commanded(talk, text)):
        return _obey(talk, command, None)
    asks = talk.words.is_question(text)
    if heard.addressed and asks:
        faq = talk.words.faq(text, comparison)
        if faq.entry is not None:
            return talk.conversation, (digressions.faq_answer(comparison, faq.entry),)
    if question and reply and len(reply.choices) > 1:
        labels = tuple(question.choice(each).label for each in reply.choices)
        return _show_card(talk, (Note(kind="which_one", labels=labels),), ())
    if question and reply and (reply.choices or reply.shrug):
        return _take(talk, _replied(talk, question, reply, text, comparison), ())
    if talk.conversation.asking == TICK_LIST and not asks:
        conditions = [(talk.library.question(q), c) for q, c in talk.conversation.ticks]
        said = talk.words.ticks(text, conditions)
        if said.shrug:
            return _tick(talk, Ticked(rest="not_sure"))
        if said.said or said.none:
            ticked = tuple((each.question, each.choice) for each in said.said)
            rest: Literal["no", "not_sure"] = "no" if said.none or said.rest else "not_sure"
            return _tick(talk, Ticked(ticked=ticked, rest=rest))
    if not asks and (read := talk.words.read(text, only=comparison.weighs.keys())):
        answers = tuple(_answer(talk, each.question, each.choice, each.words) for each in read)
        return _take(talk, answers, ())
    faq = talk.words.faq(text, comparison)
    if faq.entry is not None:
        return talk.conversation, (digressions.faq_answer(comparison, faq.entry),)
    if faq.suggestions:
        return talk.conversation, (digressions.did_you_mean(faq.suggestions),)
    labels = tuple(choice.label for choice in question.choices) if question else ()
    return talk.conversation, (NotUnderstood(labels=labels),)


def _commanded(talk: Talk, text: str) -> Command | None:
    """The command that the whole message is, of those we obey."""
    command = talk.words.command(text)
    return cast(Command, command) if command in COMMANDS else None


def _replied(
    talk: Talk, question: Question, reply: Meant, text: str, comparison: Comparison
) -> tuple[Answer, ...]:
    """The answer to the open question, and what else the message says."""
    if reply.shrug:
        return (_answer(talk, question.id, reply.shrug),)
    more = talk.words.read(text, only=comparison.weighs.keys())
    words = None if reply.bare else reply.words
    return (
        _answer(talk, question.id, reply.choices[0], words),
        *(
            _answer(talk, each.question, each.choice, each.words)
            for each in more
            if each.question != question.id
        ),
    )


def _tick(talk: Talk, ticked: Ticked) -> Stepped:
    """Each tick is an answer; *That's all* also says of each unticked one: not this."""
    listed = ticked.listed if ticked.listed is not None else talk.conversation.ticks
    if not all(_acceptable(talk, question, choice) for question, choice in ticked.ticked):
        return talk.conversation, (OldButton(private=True),)
    if talk.conversation.asking != TICK_LIST and not ticked.ticked:
        return talk.conversation, (OldButton(private=True),)
    answers = [_answer(talk, question, choice) for question, choice in ticked.ticked]
    given = {question for question, _ in ticked.ticked}
    if ticked.rest == "no":
        answers += [
            _answer(talk, question, choice).model_copy(update={"excluded": True})
            for question, choice in listed
            if question not in given and _acceptable(talk, question, choice)
        ]
    done = talk.conversation
    if done.asking == TICK_LIST:
        done = done.model_copy(update={"asking": None, "ticks": ()})
    return _take(talk.with_(done), tuple(answers), ())


def _obey(talk: Talk, command: Command, value: str | None) -> Stepped:  # noqa: C901 (one row a command)
    """Do what was asked for by name."""
    conversation, comparison = talk.conversation, talk.comparison
    if command in LOOKS:
        return conversation, digressions.look(talk.library, conversation, command, value)
    if command in ("stop", "leave"):
        closed = conversation.model_copy(update={"phase": "closed", "card_stands": False})
        closed = closed.model_copy(update={"asking": None, "ticks": ()})
        stopped = (Stopped(),) if command == "stop" and talk.heard.message else ()
        return closed, (*stopped, *_shrunk(talk, "stopped"))
    if comparison is None:
        return conversation, (digressions.choose(talk.library, understood=True),)
    if command == "start_over":
        again = talk.with_(_afresh(talk).model_copy(update={"comparison": comparison.id}))
        again_stepped = _go_on(again, (), ())
        return again_stepped[0], (*again_stepped[1], *_shrunk(talk, "started_over"))
    if conversation.phase == "closed":
        return conversation, (OldButton(private=True),)
    match command:
        case "decide_now":
            return _speak(talk, ())
        case "ask_more":
            return _go_on(talk.with_(conversation.model_copy(update={"unlimited": True})), (), ())
        case "skip":
            skipped = conversation.model_copy(update={"asking": None, "ticks": ()})
            return _go_on(talk.with_(skipped), (Note(kind="skipped"),), ())
        case "not_what_we_said":
            return _take_back(talk)
        case _:
            raise ValueError(f"unknown command {command!r}")


def _take_back(talk: Talk) -> Stepped:
    """Withdraw what was last read from words."""
    read = [each for each in talk.conversation.answers if each.words and each.choice]
    if not read:
        return talk.conversation, (NotUnderstood(),)
    last = max(each.at for each in read)
    withdrawn = tuple(
        each.model_copy(update={"choice": None, "words": None, "at": talk.heard.at})
        for each in read
        if each.at == last
    )
    briefs = tuple(
        talk.library.question(each.question).choice(each.choice).brief
        for each in read
        if each.at == last and each.choice not in (None, NOT_SURE, DOESNT_MATTER)
        and each.choice is not None
    )
    return _take(talk, withdrawn, (Note(kind="taken_back", labels=briefs),))


def _take(talk: Talk, answers: tuple[Answer, ...], notes: tuple[Note, ...]) -> Stepped:
    """Add these answers and go on: the one way into the tuple of answers."""
    before = talk.conversation
    after = before.model_copy(update={"answers": before.answers + answers})
    notes += retelling.differing(talk.library, before, answers)
    answered = {answer.question for answer in answers}
    if after.asking in answered:
        after = after.model_copy(update={"asking": None})
    return _go_on(talk.with_(after), notes, answers)


def _go_on(talk: Talk, notes: tuple[Note, ...], news: tuple[Answer, ...]) -> Stepped:
    """Ask the next question that can still change the outcome, or speak."""
    conversation, comparison = talk.conversation, talk.comparison
    if comparison is None:
        return conversation, (digressions.choose(talk.library, understood=True),)
    if conversation.phase == "advising" and not conversation.unlimited:
        return _speak(talk, notes)
    stands = standing(conversation.answers)
    if asking.settled(comparison, stands):
        return _speak(talk, notes)
    if conversation.asking is None:
        conversation = asking.next_asked(talk.library, comparison, conversation, talk.limit)
        if conversation.asking is None:
            return _speak(talk.with_(conversation), notes)
    conversation = conversation.model_copy(update={"phase": "asking"})
    return _show_card(talk.with_(conversation), notes, news)


def _show_card(talk: Talk, notes: tuple[Note, ...], news: tuple[Answer, ...]) -> Stepped:
    """Change the card in place; move it below where someone wrote after it."""
    conversation = talk.conversation
    by_message = isinstance(talk.heard.input, Said)
    anew = not conversation.card_stands or by_message
    shrunk = _shrunk(talk, "moved") if anew else ()
    conversation = conversation.model_copy(
        update={
            "card": conversation.card + anew,
            "card_stands": True,
            "written_after_card": conversation.written_after_card and not anew,
        }
    )
    talk = talk.with_(conversation)
    return conversation, (_card(talk, notes, news), *shrunk)


def _card(talk: Talk, notes: tuple[Note, ...], news: tuple[Answer, ...]) -> Card:
    comparison, conversation = talk.comparison, talk.conversation
    if comparison is None or conversation.asking is None:
        raise ValueError("a card needs an open question")
    return retelling.card(talk.library, comparison, conversation, notes, news, talk.limit)


def _speak(talk: Talk, notes: tuple[Note, ...]) -> Stepped:
    """Give the verdict; the card, no longer needed, shrinks to a line."""
    comparison = talk.comparison
    if comparison is None:
        return talk.conversation, (digressions.choose(talk.library, understood=True),)
    stands = standing(talk.conversation.answers)
    verdict = recommend(talk.library, comparison, stands)
    shrunk = _shrunk(talk, "decided")
    conversation = talk.conversation.model_copy(
        update={
            "phase": "advising",
            "verdict": verdict,
            "asking": None,
            "ticks": (),
            "unlimited": False,
            "card_stands": False,
        }
    )
    known = retelling.known(talk.library, comparison, conversation)
    return conversation, (VerdictGiven(verdict=verdict, known=known, notes=notes), *shrunk)


def _shrunk(talk: Talk, why: str) -> tuple[CardDone, ...]:
    conversation, comparison = talk.conversation, talk.comparison
    if not conversation.card_stands or comparison is None:
        return ()
    known = retelling.known(talk.library, comparison, conversation)
    return (CardDone.model_validate({"slot": retelling.slot(conversation), "why": why, "known": known}),)


def _afresh(talk: Talk) -> Conversation:
    """The same thread, nothing said yet; cards keep counting, for each has a message of its own."""
    return Conversation(starter=talk.conversation.starter, card=talk.conversation.card)


def _answer(talk: Talk, question: str, choice: str, words: str | None = None) -> Answer:
    return Answer(
        question=question,
        choice=choice,
        person=talk.heard.person,
        at=talk.heard.at,
        words=words,
    )


def _acceptable(talk: Talk, question: str, choice: str) -> bool:
    known = talk.library.questions.get(question)
    return known is not None and (choice in SHRUGS or known.has(choice))


