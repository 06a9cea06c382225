"""Answers → points: exact integers, each with its reason.

    c(q,a,o) = Σ_d need(q,a,d) · rating(o,d) − against(q,a,o)
    S(o)     = −price(o) + Σ_answered c(q,a,o) + Σ_fulfilled rules points(o)

A combination's rating is its best part's where the dimension is splittable, its worst
part's where it is the whole system's, unless overridden. An answer that rules an option
out does so before points count. Ties go to the simpler option (the lower rank).
Pure; knows the knowledge schema only.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from bot.knowledge.comparison import Combination, Comparison, Exit, Option, fulfilled
from bot.knowledge.question import NOT_SURE


@dataclass(frozen=True)
class Standing:
    """What stands after all that people said: the only input of every conclusion."""

    chosen: Mapping[str, str] = field(default_factory=dict)
    """question → choice, `not_sure` or `doesnt_matter`."""
    excluded: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """open question → choices that were ticked off as not true here."""

    def but(self, question: str, choice: str) -> "Standing":
        """The same with one answer given or changed."""
        return Standing({**self.chosen, question: choice}, self.excluded)

    def without(self, question: str) -> "Standing":
        """The same with one question open again."""
        return Standing({q: c for q, c in self.chosen.items() if q != question}, self.excluded)

    @cached_property
    def key(self) -> tuple[object, ...]:
        """Equal for equal standings, whatever the order of the answers."""
        return (frozenset(self.chosen.items()), frozenset(self.excluded.items()))

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Standing) and self.key == other.key


@dataclass(frozen=True)
class Line:
    """Points for one option, and where they come from."""

    points: int
    because: str
    question: str | None = None
    choice: str | None = None
    """Both None: the price of a combination, or a rule of several answers."""


Points = tuple[int, ...]
"""One number an option, in the table's order."""


Moments = tuple[list[float], list[list[float]]]
"""Mean of each option, and their covariance."""


def moments(rows: list[Points]) -> Moments:
    """Mean and covariance of rows of points, each row equally likely."""
    n = len(rows)
    mean = [sum(column) / n for column in zip(*rows, strict=True)]
    centred = [[value - m for value, m in zip(row, mean, strict=True)] for row in rows]
    size = range(len(mean))
    return mean, [[sum(row[i] * row[k] for row in centred) / n for k in size] for i in size]


class Table:
    """A comparison as numbers: options by rank, points of each answer. Built once."""

    def __init__(self, comparison: Comparison) -> None:
        self.comparison = comparison
        self.options: tuple[str, ...] = tuple(each.id for each in comparison.choosable)
        """Simplest first, so that the first of the best wins a tie."""
        self.base: Points = tuple(
            -each.price if isinstance(each, Combination) else 0 for each in comparison.choosable
        )
        ratings = {each.id: _ratings(comparison, each) for each in comparison.choosable}
        self.points: Mapping[str, Mapping[str, Points]] = {
            question: {
                choice: tuple(
                    sum(need * ratings[option][d] for d, need in meaning.needs.items())
                    - meaning.against.get(option, 0)
                    for option in self.options
                )
                for choice, meaning in meanings.items()
            }
            for question, meanings in comparison.weighs.items()
        }
        self.rules_out: Mapping[str, Mapping[str, frozenset[int]]] = {
            question: {
                choice: frozenset(map(self.options.index, meaning.rules_out))
                for choice, meaning in meanings.items()
                if meaning.rules_out
            }
            for question, meanings in comparison.weighs.items()
        }
        self.rules = tuple(
            (rule, tuple(rule.points.get(option, 0) for option in self.options))
            for rule in comparison.together
        )

        size = range(len(self.options))
        self.most: Mapping[str, tuple[Points, ...]] = {
            question: tuple(
                tuple(self.most_gained(question, choices, rival, best) for best in size)
                for rival in size
            )
            for question, choices in self.points.items()
        }
        """question → rival → leader → points that the rival can gain at most, all choices open."""
        self.spread: Mapping[str, Moments] = {
            question: moments(list(choices.values())) for question, choices in self.points.items()
        }
        """question → mean and covariance of its points, choices equally likely."""
        conditions = [rule.when for rule in comparison.together]
        conditions += [each.when for each in comparison.exits]
        self.entangled: frozenset[str] = frozenset(
            [question for when in conditions for question in when]
            + [question for question, choices in self.rules_out.items() if choices]
        )
        """Questions whose answers do more than add points of their own."""

    def most_gained(self, question: str, choices: Iterable[str], rival: int, best: int) -> int:
        """Points that the rival can gain on the leader by an answer that leaves it in; or none."""
        points, out = self.points[question], self.rules_out[question]
        gains = (
            points[choice][rival] - points[choice][best]
            for choice in choices
            if rival not in out.get(choice, ())
        )
        return max(0, max(gains, default=0))

    def of(self, question: str, choice: str) -> Points:
        """The points of one answer; zeros for a shrug or a question not weighed here."""
        return self.points.get(question, {}).get(choice) or (0,) * len(self.options)

    def scores(self, chosen: Mapping[str, str]) -> Points:
        """S(o) of every option."""
        rows = [self.base]
        rows += [self.of(question, choice) for question, choice in chosen.items()]
        rows += [points for rule, points in self.rules if fulfilled(rule.when, chosen)]
        return tuple(map(sum, zip(*rows, strict=True)))

    def alive(self, chosen: Mapping[str, str]) -> tuple[int, ...]:
        """The options (by position) that no answer rules out."""
        dead: frozenset[int] = frozenset().union(
            *(self.rules_out.get(q, {}).get(choice, frozenset()) for q, choice in chosen.items())
        )
        return tuple(n for n in range(len(self.options)) if n not in dead)

    def possible(self, question: str, standing: Standing) -> tuple[str, ...]:
        """The choices that an open question can still take, shrugs apart."""
        out = standing.excluded.get(question, frozenset())
        return tuple(choice for choice in self.points[question] if choice not in out)

    def open_questions(self, standing: Standing, unsure_too: bool = False) -> tuple[str, ...]:
        """The weighed questions nobody has answered; with `unsure_too` also those shrugged at."""
        chosen = standing.chosen
        return tuple(
            question
            for question in self.points
            if question not in chosen or (unsure_too and chosen[question] == NOT_SURE)
        )

    def lines(self, option: str, chosen: Mapping[str, str]) -> Iterator[Line]:
        """Every point of one option; they sum to its score exactly."""
        n = self.options.index(option)
        entry = self.comparison.choosable_by_id(option)
        if isinstance(entry, Combination) and entry.price:
            yield Line(-entry.price, entry.price_reason)
        for question, choice in chosen.items():
            if points := self.of(question, choice)[n]:
                because = self.comparison.weighs[question][choice].because
                yield Line(points, because, question, choice)
        for rule, points_of in self.rules:
            if points_of[n] and fulfilled(rule.when, chosen):
                yield Line(points_of[n], rule.because)

    def differences(self, option: str, rival: str, chosen: Mapping[str, str]) -> list[Line]:
        """Why one option is ahead of another, largest first; they sum to the margin exactly."""
        sums: dict[tuple[str, str | None, str | None], int] = {}
        for sign, each in ((1, option), (-1, rival)):
            for line in self.lines(each, chosen):
                key = (line.because, line.question, line.choice)
                sums[key] = sums.get(key, 0) + sign * line.points
        lines = [Line(points, *key) for key, points in sums.items() if points]
        return sorted(lines, key=lambda line: (-abs(line.points), line.because))


@lru_cache(maxsize=2048)
def table_of(comparison: Comparison) -> Table:
    """The comparison's table, built at the first call."""
    return Table(comparison)


def leader(scores: Points, alive: tuple[int, ...]) -> int:
    """The position of the best option alive; the simpler one on a tie."""
    return max(alive, key=lambda n: (scores[n], -n))


def runner_up(scores: Points, alive: tuple[int, ...], best: int) -> int | None:
    """The position of the best option beside the leader; None where the leader is alone."""
    others = tuple(n for n in alive if n != best)
    return leader(scores, others) if others else None


def exit_of(comparison: Comparison, chosen: Mapping[str, str]) -> Exit | None:
    """The first exit whose condition the answers fulfil."""
    return next((each for each in comparison.exits if fulfilled(each.when, chosen)), None)


def _ratings(comparison: Comparison, entry: Option | Combination) -> dict[str, int]:
    if isinstance(entry, Option):
        return {each.id: each.ratings[entry.id] for each in comparison.dimensions}
    derived = {
        each.id: (max if each.scope == "splittable" else min)(
            each.ratings[part] for part in entry.parts
        )
        for each in comparison.dimensions
    }
    return derived | dict(entry.override)
