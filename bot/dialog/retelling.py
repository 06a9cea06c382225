"""How a conversation is told back on a card: what is known, by whom, in which words."""

from bot.dialog.conversation import (
    TICK_LIST,
    Answer,
    Conversation,
    standing_answers,
    statements,
)
from bot.dialog.replies import Button, Card, Known, Note, TickBox
from bot.knowledge.comparison import Comparison
from bot.knowledge.library import Library
from bot.knowledge.question import DOESNT_MATTER, NOT_SURE, SHRUGS, Question

TICK_PROMPT = "Is any of this true here?"
_SHRUGGED = {NOT_SURE: "not sure", DOESNT_MATTER: "doesn't matter"}


def slot(conversation: Conversation) -> str:
    """The name of the message that the present card fills."""
    return f"card:{conversation.card}"


def card(
    library: Library,
    comparison: Comparison,
    conversation: Conversation,
    notes: tuple[Note, ...],
    news: tuple[Answer, ...],
    limit: int,
) -> Card:
    """The card for the open question; what is news is repeated with its words."""
    asking = conversation.asking or ""
    question = library.questions.get(asking)
    fresh = tuple(
        Known(
            question=each.question,
            brief=brief(library.question(each.question), each.choice),
            people=(each.person,),
            words=each.words,
        )
        for each in news
        if each.words and each.choice and not each.excluded
    )
    told = {each.question for each in fresh}
    return Card(
        slot=slot(conversation),
        comparison=comparison.id,
        title=comparison.title,
        number=len(conversation.asked),
        of=None if conversation.unlimited else limit,
        question=asking,
        prompt=question.prompt if question else TICK_PROMPT,
        choices=tuple(Button(id=each.id, label=each.label) for each in question.choices)
        if question
        else (),
        ticks=tuple(_tick_box(library, *each) for each in conversation.ticks)
        if asking == TICK_LIST
        else (),
        notes=notes,
        known=tuple(
            each for each in known(library, comparison, conversation) if each.question not in told
        ),
        fresh=fresh,
    )


def known(
    library: Library, comparison: Comparison, conversation: Conversation
) -> tuple[Known, ...]:
    """The answers that stand, in the order in which they first came; a shrug is none."""
    people = statements(conversation.answers)
    return tuple(
        Known(
            question=question_id,
            brief=brief(library.question(question_id), answer.choice),
            people=tuple(
                who for who, said in people[question_id].items() if said.choice == answer.choice
            ),
        )
        for question_id, answer in standing_answers(conversation.answers).items()
        if question_id in library.questions
        and question_id in comparison.weighs
        and answer.choice not in SHRUGS
    )


def differing(
    library: Library, conversation: Conversation, answers: tuple[Answer, ...]
) -> tuple[Note, ...]:
    """A note for each new answer that replaces another one, one's own or somebody else's."""
    stood = standing_answers(conversation.answers)
    notes = []
    for answer in answers:
        before = stood.get(answer.question)
        if before is None or answer.excluded or answer.choice in (before.choice, None):
            continue
        if answer.choice in SHRUGS and before.person != answer.person:
            continue  # a choice stands before anyone else's shrug
        question = library.question(answer.question)
        same = before.person == answer.person
        notes.append(
            Note(
                kind="changed" if same else "differs",
                people=(answer.person,) if same else (before.person, answer.person),
                labels=(brief(question, before.choice), brief(question, answer.choice)),
            )
        )
    return tuple(notes)


def brief(question: Question, choice: str | None) -> str:
    """A choice in half a line; a shrug in words."""
    if choice is None:
        return ""
    shrugged = _SHRUGGED.get(choice)
    return f"{question.prompt} {shrugged}" if shrugged else question.choice(choice).brief


def _tick_box(library: Library, question: str, choice: str) -> TickBox:
    entry = library.question(question).choice(choice)
    return TickBox(question=question, choice=choice, label=entry.tick or entry.label)
