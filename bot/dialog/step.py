"""The dialog: (conversation, what was heard, library) → (conversation, replies). Pure.

A function a phase, and below them what they share. What a message means is asked of
`hearing.py`, which question comes next of `asking.py`, how an answer is told back of
`retelling.py`. `transitions.py` declares where each phase may lead.
"""

from typing import assert_never

from bot.advice.recommendation import recommend
from bot.dialog import asking, digressions, retelling
from bot.dialog.conversation import TICK_LIST, Answer, Conversation, standing, statements
from bot.dialog.hearing import AskWhich, Obey, Say, Silence, Take, commanded, hear
from bot.dialog.inputs import (
    LOOKS,
    Answered,
    Command,
    Commanded,
    Deleted,
    Edited,
    Heard,
    Said,
    Ticked,
)
from bot.dialog.replies import (
    Card,
    CardDone,
    Note,
    NotUnderstood,
    OldButton,
    Reply,
    Stopped,
    Unchanged,
    VerdictGiven,
)
from bot.dialog.talk import Talk
from bot.knowledge.comparison import Comparison
from bot.knowledge.library import Library

QUESTIONS = 3
"""Asked at most, the tick list included, unless the operator sets another number."""

MOST_READ = 4_000
"""Characters of a message that are read: several times the longest that people write by hand,
and little enough that no text keeps the others waiting."""

Replies = tuple[Reply, ...]
Stepped = tuple[Conversation, Replies]


def step(
    conversation: Conversation | None, heard: Heard, library: Library, limit: int = QUESTIONS
) -> Stepped:
    """What the conversation becomes, and what is said; no replies is silence."""
    if conversation is None:
        conversation = Conversation(starter=heard.person)
    if isinstance(heard.input, Said | Edited) and len(heard.input.text) > MOST_READ:
        read = heard.input.model_copy(update={"text": heard.input.text[:MOST_READ]})
        heard = heard.model_copy(update={"input": read})
    talk = Talk(library, conversation, heard, limit)
    match conversation.phase:
        case "choosing":
            return _choosing(talk)
        case "asking" | "advising":
            return _under_way(talk)
        case "closed":
            return _closed(talk)
        case _:
            assert_never(conversation.phase)


def _choosing(talk: Talk) -> Stepped:
    match talk.heard.input:
        case Said(text=text):
            if not talk.heard.addressed:
                return talk.conversation, ()
            if command := commanded(talk, text):
                return _obey(talk, command, None)
            comparison = _picked(talk, text) or talk.words.comparison(text)
            if comparison is None:
                return talk.conversation, (
                    digressions.choose(
                        talk.library, understood=not text.strip() or talk.words.greets(text)
                    ),
                )
            return _begin(talk, comparison, text)
        case Answered(question=question, choice=choice):
            comparison = talk.library.comparisons.get(choice) if question == "comparison" else None
            if comparison is not None:
                return _begin(talk, comparison, talk.conversation.opening)
            weighing = [
                each for each in talk.library.comparisons.values() if question in each.weighs
            ]
            if not weighing or not talk.acceptable(question, choice):
                return talk.conversation, (OldButton(private=True),)
            return _take(talk.but(comparison=weighing[0].id), (talk.answer(question, choice),), ())
        case Ticked():
            return talk.conversation, (OldButton(private=True),)
        case Edited() | Deleted():
            return talk.conversation, ()
        case Commanded(command=command, value=value):
            return _obey(talk, command, value)
        case _:
            assert_never(talk.heard.input)


def _under_way(talk: Talk) -> Stepped:
    """Asking and advising: answers and follow-ups are heard alike before and after the verdict."""
    match talk.heard.input:
        case Said(text=text):
            return _hear(talk, text)
        case Edited(text=text):
            return _reread(talk, text)
        case Deleted():
            return _reread(talk, "")
        case Answered(question=question, choice=choice):
            if not talk.acceptable(question, choice):
                return talk.conversation, (OldButton(private=True),)
            return _take(talk, (talk.answer(question, choice),), ())
        case Ticked() as ticked:
            return _tick(talk, ticked)
        case Commanded(command=command, value=value):
            return _obey(talk, command, value)
        case _:
            assert_never(talk.heard.input)


def _closed(talk: Talk) -> Stepped:
    match talk.heard.input:
        case Said():
            if not talk.heard.addressed:
                return talk.conversation, ()
            return _choosing(talk.with_(_afresh(talk)))
        case Edited() | Deleted():
            return talk.conversation, ()
        case Answered() | Ticked():
            return talk.conversation, (OldButton(private=True),)
        case Commanded(command=command, value=value):
            return _obey(talk, command, value)
        case _:
            assert_never(talk.heard.input)


def _picked(talk: Talk, text: str) -> Comparison | None:
    """The comparison whose number on the list this is."""
    listed = tuple(talk.library.comparisons.values())
    number = int(text) if text.isdecimal() and len(text) <= 3 else 0
    return listed[number - 1] if 0 < number <= len(listed) else None


def _begin(talk: Talk, comparison: Comparison, text: str) -> Stepped:
    """Start on a comparison with what its opening already says."""
    begun = talk.but(comparison=comparison.id, opening=talk.conversation.opening or text)
    return _take(begun, begun.read(text), ())


def _hear(talk: Talk, text: str) -> Stepped:
    """Do what the message means."""
    if talk.comparison is None and talk.heard.addressed:
        return _choosing(talk)
    meaning = hear(talk, text)
    talk = talk.but(written_after_card=True)
    match meaning:
        case Silence():
            return talk.conversation, ()
        case Obey(command=command):
            return _obey(talk, command, None)
        case Take(answers=answers):
            return _take(talk, answers, ())
        case Ticked():
            return _tick(talk, meaning)
        case AskWhich(note=note):
            return _show_card(talk, (note,), ())
        case Say(reply=reply):
            return talk.conversation, (reply,)
        case _:
            assert_never(meaning)


def _reread(talk: Talk, text: str) -> Stepped:
    """Revise the answers that were read from a message by what stands in it now."""
    before = {
        answer.question: answer
        for people in statements(talk.conversation.answers).values()
        for answer in people.values()
        if answer.message == talk.heard.message and answer.person == talk.heard.person
    }
    if not before:
        return talk.conversation, ()  # it was not for us, and an edit doesn't make it so
    now = {answer.question: answer for answer in talk.read(text)}
    for question in before.keys() - now.keys():
        reply = talk.words.reply(text, talk.library.question(question))
        if len(reply.choices) == 1:
            now[question] = talk.answer(question, reply.choices[0], reply.words)
    if {q: a.choice for q, a in before.items()} == {q: a.choice for q, a in now.items()}:
        return talk.conversation, ()
    gone = [answer for question, answer in before.items() if question not in now]
    withdrawn = [each.model_copy(update={"choice": None, "at": talk.heard.at}) for each in gone]
    briefs = tuple(
        retelling.brief(talk.library.question(each.question), each.choice) for each in gone
    )
    notes = (Note(kind="taken_back", labels=briefs),) if briefs else ()
    return _take(talk, (*withdrawn, *now.values()), notes)


def _tick(talk: Talk, ticked: Ticked) -> Stepped:
    """Each tick is an answer; *That's all* also says of each unticked one: not this."""
    listed = ticked.listed if ticked.listed is not None else talk.conversation.ticks
    if not all(talk.acceptable(question, choice) for question, choice in ticked.ticked):
        return talk.conversation, (OldButton(private=True),)
    if talk.conversation.asking != TICK_LIST and not ticked.ticked:
        return talk.conversation, (OldButton(private=True),)
    answers = [talk.answer(question, choice) for question, choice in ticked.ticked]
    given = {question for question, _ in ticked.ticked}
    if ticked.rest == "no":
        answers += [
            talk.answer(question, choice).model_copy(update={"excluded": True})
            for question, choice in listed
            if question not in given and talk.acceptable(question, choice)
        ]
    if talk.conversation.asking == TICK_LIST:
        talk = talk.but(asking=None, ticks=())
    return _take(talk, tuple(answers), ())


def _obey(talk: Talk, command: Command, value: str | None) -> Stepped:
    """Do what was asked for by name."""
    conversation, comparison = talk.conversation, talk.comparison
    if command in LOOKS:
        told = digressions.look(talk.library, conversation, command, value)
        # Asked by a press, it concerns whoever pressed; asked aloud, everyone.
        private = isinstance(talk.heard.input, Commanded)
        return conversation, tuple(each.model_copy(update={"private": private}) for each in told)
    if command in ("stop", "leave"):
        closed = talk.but(phase="closed", card_stands=False, asking=None, ticks=())
        stopped = (Stopped(),) if command == "stop" and isinstance(talk.heard.input, Said) else ()
        return closed.conversation, (*stopped, *_shrunk(talk, "stopped"))
    if comparison is None:
        return conversation, (digressions.choose(talk.library, understood=True),)
    if command == "start_over":
        again = talk.with_(_afresh(talk)).but(comparison=comparison.id)
        anew, replies = _go_on(again, (), ())
        return anew, (*replies, *_shrunk(talk, "started_over"))
    if conversation.phase == "closed":
        return conversation, (OldButton(private=True),)
    match command:
        case "decide_now":
            if conversation.phase == "advising" and isinstance(talk.heard.input, Commanded):
                return conversation, ()  # somebody else was quicker; the verdict stands above
            return _speak(talk, ())
        case "ask_more":
            # What was skipped may be asked again; an open question stays open.
            still = (conversation.asking,) if talk.question else ()
            more = talk.but(unlimited=True, asked=still, asking=still[0] if still else None)
            return _go_on(more, (), ())
        case "skip":
            return _go_on(talk.but(asking=None, ticks=()), (Note(kind="skipped"),), ())
        case "not_what_we_said":
            return _take_back(talk)
        case _:
            raise ValueError(f"unknown command {command!r}")


def _take_back(talk: Talk) -> Stepped:
    """Withdraw what was last read from words and still stands, whoever said it."""
    stands = [
        each
        for people in statements(talk.conversation.answers).values()
        for each in people.values()
        if each.words
    ]
    if not stands:
        return talk.conversation, (NotUnderstood(),)
    last = max(each.at for each in stands)
    read = [each for each in stands if each.at == last]
    withdrawn = tuple(
        each.model_copy(update={"choice": None, "words": None, "at": talk.heard.at})
        for each in read
    )
    briefs = tuple(
        retelling.brief(talk.library.question(each.question), each.choice) for each in read
    )
    return _take(talk, withdrawn, (Note(kind="taken_back", labels=briefs),))


def _take(talk: Talk, answers: tuple[Answer, ...], notes: tuple[Note, ...]) -> Stepped:
    """Add these answers and go on: the one way into the tuple of answers."""
    notes += retelling.differing(talk.library, talk.conversation, answers)
    talk = talk.but(answers=talk.conversation.answers + answers)
    if any(answer.question == talk.conversation.asking for answer in answers):
        talk = talk.but(asking=None)
    return _go_on(talk, notes, answers)


def _go_on(talk: Talk, notes: tuple[Note, ...], news: tuple[Answer, ...]) -> Stepped:
    """Ask the next question that can still change the outcome, or speak."""
    conversation, comparison = talk.conversation, talk.comparison
    if comparison is None:
        return conversation, (digressions.choose(talk.library, understood=True),)
    if conversation.phase == "advising" and not conversation.unlimited:
        return _reconsider(talk, notes)
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
    told = tuple(note for note in notes if note.kind != "skipped")
    return conversation, (VerdictGiven(verdict=verdict, known=known, notes=told), *shrunk)


def _reconsider(talk: Talk, notes: tuple[Note, ...]) -> Stepped:
    """After the verdict: a new one only where the outcome is another; else a line."""
    before = talk.conversation.verdict
    after, replies = _speak(talk, notes)
    if before is None or after.verdict is None:
        return after, replies
    if (before.option, before.exit) != (after.verdict.option, after.verdict.exit):
        return after, replies
    pressed = not isinstance(talk.heard.input, Said)
    return after, (Unchanged(verdict=after.verdict, notes=notes, private=pressed and not notes),)


def _shrunk(talk: Talk, why: str) -> tuple[CardDone, ...]:
    conversation, comparison = talk.conversation, talk.comparison
    if not conversation.card_stands or comparison is None:
        return ()
    known = retelling.known(talk.library, comparison, conversation)
    return (
        CardDone.model_validate({"slot": retelling.slot(conversation), "why": why, "known": known}),
    )


def _afresh(talk: Talk) -> Conversation:
    """The same thread, nothing said yet; cards keep counting, for each has a message of its own."""
    return Conversation(starter=talk.conversation.starter, card=talk.conversation.card)
