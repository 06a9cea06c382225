"""Every kind of reply, smallest and largest, over the product's knowledge."""

import random
from collections.abc import Iterator

from bot.advice.recommendation import recommend
from bot.advice.scoring import Standing
from bot.dialog import digressions, retelling
from bot.dialog.conversation import TICK_LIST, Answer, Conversation
from bot.dialog.replies import (
    AnyReply,
    Card,
    CardDone,
    Fault,
    Help,
    Known,
    Note,
    NotUnderstood,
    NotYet,
    OldButton,
    Opened,
    Reasoned,
    Stopped,
    Unchanged,
    VerdictGiven,
)
from bot.knowledge.comparison import Comparison
from bot.knowledge.library import Library
from bot.knowledge.question import NOT_SURE

PEOPLE = ("U00ANA", "U00BO", "U00CHEN")
LONG_WORDS = "inventory is down every Monday and then nobody can order anything " * 8


def verdicts(library: Library, comparison: Comparison, count: int = 300) -> Iterator[VerdictGiven]:
    """Verdicts on random answers: none to ten of them, shrugs among them."""
    chance = random.Random(7)
    for _ in range(count):
        questions = chance.sample(list(comparison.weighs), chance.randint(0, 10))
        chosen = {q: chance.choice([*comparison.weighs[q], NOT_SURE]) for q in questions}
        yield VerdictGiven(verdict=recommend(library, comparison, Standing(chosen)))


def cards(library: Library, comparison: Comparison) -> Iterator[Card]:
    """Each question with nothing known and with everything known; the longest tick list."""
    everything = tuple(
        Answer(question=q.id, choice=q.choices[0].id, person=who, at=n, words=LONG_WORDS)
        for n, q in enumerate(library.weighed(comparison))
        for who in PEOPLE[:2]
    )
    notes = (
        Note(kind="differs", people=PEOPLE[:2], labels=("Yes", "No")),
        Note(kind="which_one", labels=("Yes", "No")),
        Note(kind="changed", people=PEOPLE[:1], labels=("Yes", "No")),
        Note(kind="taken_back", labels=("Yes",)),
        Note(kind="skipped"),
    )
    ticks = tuple(
        (q.id, choice.id)
        for q in library.weighed(comparison)
        for choice in q.choices
        if choice.tick
    )
    for asking in (*comparison.weighs, TICK_LIST):
        for answers, said in (((), ()), (everything, notes)):
            conversation = Conversation(
                starter=PEOPLE[0],
                phase="asking",
                comparison=comparison.id,
                answers=answers,
                asking=asking,
                ticks=ticks[:10],
                asked=(asking,),
                card=1,
            )
            for news in ((), answers[:3]):
                yield retelling.card(library, comparison, conversation, said, news, 3)


def samples(library: Library, comparison: Comparison) -> Iterator[AnyReply]:
    """Everything that can be said."""
    given = list(verdicts(library, comparison))
    yield from given
    yield from cards(library, comparison)
    known = tuple(Known(question="q", brief="a brief answer", people=PEOPLE) for _ in range(10))
    for why in ("moved", "decided", "stopped", "started_over"):
        for some in ((), known):
            yield CardDone.model_validate({"why": why, "known": some})
    for about in ("how_sure", "why_this", "would_flip"):
        for each in given[:40]:
            yield Reasoned.model_validate({"about": about, "verdict": each.verdict})
    yield NotYet()
    yield Unchanged(verdict=given[0].verdict, notes=(Note(kind="skipped"),))
    yield from (digressions.faq_answer(comparison, entry) for entry in comparison.faq)
    yield digressions.did_you_mean(comparison.faq[:3])
    yield digressions.side_by_side(comparison)
    yield digressions.all_pros_and_cons(comparison)
    for understood in (True, False):
        yield digressions.choose(library, understood)
    for question in comparison.weighs:
        conversation = Conversation(
            starter=PEOPLE[0], phase="asking", comparison=comparison.id, asking=question
        )
        for command in ("why_asked", "explain", "help", "list"):
            yield from digressions.look(library, conversation, command, None)  # type: ignore[misc]  # every reply is one of AnyReply
    yield Help(comparisons=(), phase=None)
    yield NotUnderstood()
    yield NotUnderstood(labels=("Yes", "No"))
    yield NotUnderstood(ticks=10)
    yield OldButton(private=True)
    yield Stopped()
    yield Fault(private=True)
    yield Opened(person=PEOPLE[0], text="short")
    yield Opened(person=PEOPLE[0], text=LONG_WORDS * 10)
