"""The whole knowledge base in hand: found by id, checked across files, hashed.

Pure: it is built from parsed entries and never reads a file (that is `loader.py`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from bot.knowledge.authored import Authored, Text
from bot.knowledge.comparison import Comparison, Condition, Meaning
from bot.knowledge.question import Question


class Term(Authored):
    """A word of the trade, explained to someone who doesn't know it."""

    term: Text
    plain: Text
    example: Text
    synonyms: tuple[Text, ...] = ()


@dataclass(frozen=True, eq=False)
class Library:
    """All questions, terms and comparisons, with the content hash of each comparison."""

    questions: Mapping[str, Question]
    glossary: tuple[Term, ...]
    comparisons: Mapping[str, Comparison]
    hashes: Mapping[str, str] = field(default_factory=dict)
    """comparison id → first 7 hex digits of the SHA-256 of its file."""

    def question(self, question_id: str) -> Question:
        """The question with this id; KeyError where there is none."""
        return self.questions[question_id]

    def weighed(self, comparison: Comparison) -> Iterator[Question]:
        """The questions that matter to this comparison, in the author's order."""
        return (self.questions[question_id] for question_id in comparison.weighs)

    def next_of(self, comparison: Comparison, option_id: str) -> Comparison | None:
        """The comparison that this outcome leads to, where it exists."""
        return self.comparisons.get(comparison.leads_to.get(option_id, ""))


Path = tuple[str | int, ...]
"""Where in a file: keys and list positions, outermost first."""


@dataclass(frozen=True)
class Dangling:
    """A reference from one entry that leads nowhere."""

    path: Path
    message: str


def complete(comparison: Comparison, questions: Mapping[str, Question]) -> Comparison:
    """The comparison with every choice of its questions weighed; unmentioned ones mean nothing."""
    neutral = Meaning(because="makes no difference here")
    weighs = {
        question: {
            choice.id: meanings.get(choice.id, neutral) for choice in questions[question].choices
        }
        for question, meanings in comparison.weighs.items()
    }
    return comparison.model_copy(update={"weighs": weighs})


def dangling(comparison: Comparison, questions: Mapping[str, Question]) -> Iterator[Dangling]:
    """Every reference of the comparison that doesn't lead anywhere, and every id used twice."""
    options = [option.id for option in comparison.options]
    choosable = options + [combination.id for combination in comparison.combinations]
    dimensions = [dimension.id for dimension in comparison.dimensions]
    faqs = [faq.id for faq in comparison.faq]

    def one_of(value: str, known: Iterable[str], what: str, *path: str | int) -> Iterator[Dangling]:
        if value not in known:
            yield Dangling(path, f"{what} {value!r} doesn't exist{_nearest(value, known)}")

    def answer(question: str, choice: str, *path: str | int) -> Iterator[Dangling]:
        if question not in questions:
            yield from one_of(question, questions, "question", *path)
        elif not questions[question].has(choice):
            ids = [each.id for each in questions[question].choices]
            yield from one_of(choice, ids, f"choice of {question}", *path)

    def condition(when: Condition, *path: str | int) -> Iterator[Dangling]:
        for question, choices in when.items():
            for choice in choices:
                yield from answer(question, choice, *path, question)

    yield from _twice(choosable, "option", ("options",))
    yield from _twice(dimensions, "dimension", ("dimensions",))
    yield from _twice(faqs, "faq", ("faq",))
    yield from _twice([str(each.rank) for each in comparison.choosable], "rank", ("options",))

    for n, option in enumerate((*comparison.options, *comparison.combinations)):
        combined = n >= len(options)
        at: Path = ("combinations", n - len(options)) if combined else ("options", n)
        for group in ("pros", "cons"):
            for k, pro in enumerate(getattr(option, group)):
                yield from one_of(pro.source, comparison.sources, "source", *at, group, k, "source")
                if pro.matters_when:
                    yield from answer(*pro.matters_when.split(".", 1), *at, group, k, "for")
        for name in ("cost", "timeline"):
            fact = getattr(option, name)
            yield from one_of(fact.source, comparison.sources, "source", *at, name, "source")
    for n, option in enumerate(comparison.options):
        for k, fact in enumerate(option.choose_when):
            yield from one_of(
                fact.source, comparison.sources, "source", "options", n, "choose_when", k
            )
    for n, combination in enumerate(comparison.combinations):
        here: Path = ("combinations", n)
        for part in (*combination.parts, *combination.split):
            yield from one_of(part, options, "option", *here, "parts")
        for dimension in combination.override:
            yield from one_of(dimension, dimensions, "dimension", *here, "override")
    for n, each in enumerate(comparison.dimensions):
        for option_id in options:
            if option_id not in each.ratings:
                yield Dangling(("dimensions", n, "ratings"), f"no rating for {option_id!r}")
        for option_id in each.ratings:
            yield from one_of(option_id, options, "option", "dimensions", n, "ratings", option_id)
        for option_id, fact in each.standing.items():
            yield from one_of(option_id, options, "option", "dimensions", n, "standing", option_id)
            yield from one_of(
                fact.source, comparison.sources, "source", "dimensions", n, "standing", option_id
            )
    for question, meanings in comparison.weighs.items():
        for choice, meaning in meanings.items():
            to: Path = ("weighs", question, choice)
            yield from answer(question, choice, *to)
            for dimension in meaning.needs:
                yield from one_of(dimension, dimensions, "dimension", *to, "needs", dimension)
            for option_id in (*meaning.against, *meaning.rules_out):
                yield from one_of(option_id, choosable, "option", *to, "against", option_id)
            if meaning.source is not None:
                yield from one_of(meaning.source, comparison.sources, "source", *to, "source")
            elif meaning.rules_out:
                yield Dangling(to, "rules_out needs a source that says so")
    for n, rule in enumerate(comparison.together):
        yield from condition(rule.when, "together", n, "when")
        for option_id in rule.points:
            yield from one_of(option_id, choosable, "option", "together", n, "points", option_id)
    for n, way_out in enumerate(comparison.exits):
        yield from condition(way_out.when, "exits", n, "when")
        yield from one_of(way_out.counts_as, choosable, "option", "exits", n, "counts_as")
        yield from one_of(way_out.source, comparison.sources, "source", "exits", n, "source")
    for question, assumption in comparison.default.items():
        yield from answer(question, assumption.assume, "default", question)
    yield from one_of(comparison.undecided.source, comparison.sources, "source", "undecided")
    for option_id in comparison.leads_to:
        yield from one_of(option_id, choosable, "option", "leads_to", option_id)
    for n, case in enumerate(comparison.cases):
        yield from one_of(case.source, comparison.sources, "source", "cases", n, "source")
        for question, choice in case.answers.items():
            yield from answer(question, choice, "cases", n, "answers", question)
        for option_id in case.fits:
            yield from one_of(option_id, choosable, "option", "cases", n, "fits")
    for n, faq in enumerate(comparison.faq):
        yield from one_of(faq.source, comparison.sources, "source", "faq", n, "source")
        for matters_when in faq.matters_when:
            question, _, choice = matters_when.partition(".")
            if choice:
                yield from answer(question, choice, "faq", n, "for")
            else:
                yield from one_of(question, choosable, "option", "faq", n, "for")


def _twice(values: Sequence[str], what: str, path: Path) -> Iterator[Dangling]:
    for value in sorted({value for value in values if values.count(value) > 1}):
        yield Dangling(path, f"{what} {value!r} stands more than once")


def _nearest(value: str, known: Iterable[str]) -> str:
    names = sorted(known)
    near = get_close_matches(value, names, n=1)
    if near:
        return f"; did you mean {near[0]!r}?"
    return f"; there are: {', '.join(names[:12])}{', …' if len(names) > 12 else ''}"
