"""What can be asked at any time without changing an answer: FAQ, why, what it means, help."""

from collections.abc import Iterable

from bot.advice.recommendation import CommonQuestion, claim, fact
from bot.advice.scoring import table_of
from bot.dialog.conversation import Conversation, standing
from bot.dialog.inputs import Command
from bot.dialog.replies import (
    AllProsAndCons,
    ChooseComparison,
    ComparisonList,
    ComparisonListed,
    DidYouMean,
    Explained,
    FaqAnswer,
    Help,
    NotUnderstood,
    OptionProsAndCons,
    Reply,
    Row,
    SideBySide,
    WhyAsked,
)
from bot.knowledge.comparison import Comparison, Faq, Option
from bot.knowledge.library import Library


def look(
    library: Library, conversation: Conversation, command: Command, value: str | None
) -> tuple[Reply, ...]:
    """The answer to a command that only reads."""
    comparison = library.comparisons.get(conversation.comparison or "")
    if command == "help":
        phase = conversation.phase if comparison else None
        return (Help(comparisons=_listed(library), phase=phase),)
    if command == "list" or comparison is None:
        return (ComparisonList(comparisons=_listed(library)),)
    if command == "side_by_side":
        return (side_by_side(comparison),)
    if command == "all_pros_and_cons":
        return (all_pros_and_cons(comparison),)
    if command == "faq":
        entry = next((each for each in comparison.faq if each.id == value), None)
        return (faq_answer(comparison, entry) if entry else NotUnderstood(),)
    question = library.questions.get(conversation.asking or "")
    if question is None and conversation.ticks:
        question = library.question(conversation.ticks[0][0])
    if question is None:
        return (Help(comparisons=_listed(library), phase=conversation.phase),)
    if command == "explain":
        return (Explained(prompt=question.prompt, example=question.example),)
    table = table_of(comparison)
    stands = standing(conversation.answers)
    choices = table.possible(question.id, stands)
    between = tuple(
        comparison.choosable_by_id(table.options[n]).name
        for n in table.alive(stands.chosen)
        if any(table.points[question.id][choice][n] for choice in choices)
    )
    if len(between) == len(table.options):
        between = ()
    return (WhyAsked(prompt=question.prompt, why=question.why, between=between),)


def choose(library: Library, understood: bool) -> ChooseComparison:
    """Ask which decision it is."""
    return ChooseComparison(comparisons=_listed(library), understood=understood)


def faq_answer(comparison: Comparison, entry: Faq) -> FaqAnswer:
    """One entry as it is posted."""
    return FaqAnswer(
        id=entry.id,
        question=entry.asks[0],
        short=entry.short,
        long=claim(comparison, entry.long, entry.source, *entry.also),
    )


def did_you_mean(entries: Iterable[Faq]) -> DidYouMean:
    """Up to a few entries to choose from."""
    return DidYouMean(
        suggestions=tuple(
            CommonQuestion(id=each.id, question=each.asks[0], short=each.short) for each in entries
        )
    )


def side_by_side(comparison: Comparison) -> SideBySide:
    """Every dimension worth a row."""
    names = {option.id: option.name for option in comparison.options}
    return SideBySide(
        title=comparison.title,
        names=tuple(names.values()),
        rows=tuple(
            Row(
                dimension=each.name,
                standings=tuple(
                    fact(comparison, each.standing[option]) if option in each.standing else None
                    for option in names
                ),
                better=tuple(names[option] for option in each.better),
            )
            for each in comparison.dimensions
            if each.compared
        ),
    )


def all_pros_and_cons(comparison: Comparison) -> AllProsAndCons:
    """Every option with all that speaks for and against it."""
    return AllProsAndCons(
        options=tuple(
            OptionProsAndCons(
                name=each.name,
                tagline=each.tagline,
                pros=tuple(fact(comparison, pro) for pro in each.pros),
                cons=tuple(fact(comparison, con) for con in each.cons),
                choose_when=tuple(fact(comparison, when) for when in each.choose_when)
                if isinstance(each, Option)
                else (),
                cost=fact(comparison, each.cost),
                timeline=fact(comparison, each.timeline),
            )
            for each in comparison.choosable
        )
    )


def _listed(library: Library) -> tuple[ComparisonListed, ...]:
    return tuple(
        ComparisonListed(id=each.id, title=each.title, about=each.about)
        for each in library.comparisons.values()
    )
