"""The whole knowledge base in hand: found by id, checked across files, hashed.

Pure: it is built from parsed entries and never reads a file (that is `loader.py`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from bot.knowledge.authored import Authored, Text
from bot.knowledge.comparison import Combination, Comparison, Condition, Meaning, Option
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


def dangling(
    comparison: Comparison, questions: Mapping[str, Question] | None
) -> Iterator[Dangling]:
    """Every reference of the comparison that doesn't lead anywhere, and every id used twice.

    Where the questions aren't known (None), references to them aren't checked.
    """
    options = [option.id for option in comparison.options]
    choosable = options + [combination.id for combination in comparison.combinations]
    dimensions = [dimension.id for dimension in comparison.dimensions]

    def one_of(value: str, known: Iterable[str], what: str, *path: str | int) -> Iterator[Dangling]:
        if value not in known:
            yield Dangling(path, f"{what} {value!r} doesn't exist{nearest(value, known)}")

    def answer(question: str, choice: str, *path: str | int) -> Iterator[Dangling]:
        if questions is None:
            return
        if question not in questions:
            yield from one_of(question, questions, "question", *path)
        elif not questions[question].has(choice):
            ids = [each.id for each in questions[question].choices]
            yield from one_of(choice, ids, f"choice of {question}", *path)

    def condition(when: Condition, *path: str | int) -> Iterator[Dangling]:
        for question, choices in when.items():
            # The proof counts on it: a question that isn't weighed is never open.
            weighed = list(one_of(question, comparison.weighs, "weighed question", *path, question))
            yield from weighed
            for k, choice in enumerate(choices if not weighed else ()):
                yield from answer(question, choice, *path, question, k)

    both: tuple[Option | Combination, ...] = (*comparison.options, *comparison.combinations)
    places: list[Path] = [("options", n) for n in range(len(options))]
    places += [("combinations", n) for n in range(len(comparison.combinations))]
    yield from _twice(choosable, "option", [(*at, "id") for at in places])
    yield from _twice([str(each.rank) for each in both], "rank", [(*at, "rank") for at in places])
    for name, entries in (
        ("dimensions", comparison.dimensions),
        ("exits", comparison.exits),
        ("faq", comparison.faq),
    ):
        ids = [each.id for each in entries]
        yield from _twice(ids, name.removesuffix("s"), [(name, n, "id") for n in range(len(ids))])

    for at, option in zip(places, both, strict=True):
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
                fact.source, comparison.sources, "source", "options", n, "choose_when", k, "source"
            )
    for n, combination in enumerate(comparison.combinations):
        here: Path = ("combinations", n)
        for k, part in enumerate(combination.parts):
            yield from one_of(part, options, "option", *here, "parts", k)
        for part in combination.split:
            yield from one_of(part, options, "option", *here, "split", part)
        for dimension in combination.override:
            yield from one_of(dimension, dimensions, "dimension", *here, "override", dimension)
    for n, each in enumerate(comparison.dimensions):
        for option_id in options:
            if option_id not in each.ratings:
                yield Dangling(("dimensions", n, "ratings"), f"no rating for {option_id!r}")
        for option_id in each.ratings:
            yield from one_of(option_id, options, "option", "dimensions", n, "ratings", option_id)
        for option_id, fact in each.standing.items():
            yield from one_of(option_id, options, "option", "dimensions", n, "standing", option_id)
            to: Path = ("dimensions", n, "standing", option_id, "source")
            yield from one_of(fact.source, comparison.sources, "source", *to)
    for question, meanings in comparison.weighs.items():
        asked = questions is None or question in questions
        if questions is not None:
            yield from one_of(question, questions, "question", "weighs", question)
        for choice, meaning in meanings.items():
            to = ("weighs", question, choice)
            if asked:
                yield from answer(question, choice, *to)
            for dimension in meaning.needs:
                yield from one_of(dimension, dimensions, "dimension", *to, "needs", dimension)
            for option_id in meaning.against:
                yield from one_of(option_id, choosable, "option", *to, "against", option_id)
            for k, option_id in enumerate(meaning.rules_out):
                yield from one_of(option_id, choosable, "option", *to, "rules_out", k)
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
        yield from answer(question, assumption.assume, "default", question, "assume")
    undecided = comparison.undecided.source
    yield from one_of(undecided, comparison.sources, "source", "undecided", "source")
    for option_id in comparison.leads_to:
        yield from one_of(option_id, choosable, "option", "leads_to", option_id)
    for n, case in enumerate(comparison.cases):
        yield from one_of(case.source, comparison.sources, "source", "cases", n, "source")
        for question, choice in case.answers.items():
            yield from answer(question, choice, "cases", n, "answers", question)
        for k, option_id in enumerate(case.fits):
            yield from one_of(option_id, choosable, "option", "cases", n, "fits", k)
    for n, faq in enumerate(comparison.faq):
        yield from one_of(faq.source, comparison.sources, "source", "faq", n, "source")
        for k, matters_when in enumerate(faq.matters_when):
            question, _, choice = matters_when.partition(".")
            if choice:
                yield from answer(question, choice, "faq", n, "for", k)
            else:
                yield from one_of(question, choosable, "option", "faq", n, "for", k)


def _twice(values: Sequence[str], what: str, places: Sequence[Path]) -> Iterator[Dangling]:
    """Each value that stands before already, at the place where it stands again."""
    for n, (value, place) in enumerate(zip(values, places, strict=True)):
        if value in values[:n]:
            yield Dangling(place, f"{what} {value!r} stands more than once")


def nearest(value: str, known: Iterable[str]) -> str:
    """The end of a message on a name that isn't known: the one that was meant, or all there are."""
    names = sorted(known)
    near = get_close_matches(value, names, n=1, cutoff=0.7)
    if near:
        return f"; did you mean {near[0]!r}?"
    return f"; there are: {', '.join(names[:12])}{', …' if len(names) > 12 else ''}"
