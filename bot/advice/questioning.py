"""What to ask next: the question after whose answer we would most often be right if we spoke.

    ask argmax_q Σ_a p(a) · max_o P(o leads once every open answer is in | a)

choices equally likely; ties to the author's order. Two such questions, then one tick list
of the deciding conditions that are still open, then we speak. P is estimated, not folded
out: scores at the end are taken as normal, and the largest of the rivals' by Clark's
formulas for the maximum of two normals (C. E. Clark, Operations Research 9 (1961) 145).
That the estimate picks as well as the exact share is checked in
`tests/advice/test_questioning.py`; whether anything can still change is never estimated
(that is `proof.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import erf, exp, pi, sqrt

from bot.advice.proof import contenders, could_hold, proved, upper_bound
from bot.advice.scoring import Standing, Table, leader, moments, table_of
from bot.knowledge.comparison import Comparison
from bot.knowledge.question import Question

SINGLE_QUESTIONS = 2
"""Asked one by one before the tick list, of three in all."""
MAX_TICKS = 10
"""What Slack's checkboxes take."""
_NOTHING = 1e-9
_SQRT_2 = sqrt(2.0)
_SQRT_2PI = sqrt(2.0 * pi)


@dataclass(frozen=True)
class Condition:
    """A statement for the tick list: one choice of one question."""

    question: str
    choice: str


@lru_cache(maxsize=4096)
def next_question(
    comparison: Comparison, standing: Standing, asked: frozenset[str] = frozenset()
) -> str | None:
    """The question to ask now; None where none that wasn't asked yet can change anything."""
    table = table_of(comparison)
    candidates = _candidates(table, standing, asked)
    if not candidates:
        return None
    outlook = Outlook(table, standing)
    return max(candidates, key=lambda question: round(outlook.share_after(question), 9))


@lru_cache(maxsize=4096)
def next_towards_proof(
    comparison: Comparison, standing: Standing, asked: frozenset[str] = frozenset()
) -> str | None:
    """The question that brings the proof nearest, for whoever wants to be asked more.

    Greedy on the goal value φ = (Π slack(L))^(1/alive), slack(L) = Σ over what L's worst
    rival could still gain, 5 points more for each open question that could rule L out;
    φ is 0 when proved.
    """
    table = table_of(comparison)
    candidates = _candidates(table, standing, asked)
    if not candidates:
        return None

    def expected(question: str) -> float:
        choices = table.possible(question, standing)
        return sum(_goal_value(table, standing.but(question, each)) for each in choices) / len(
            choices
        )

    return min(candidates, key=lambda question: round(expected(question), 9))


def _candidates(table: Table, standing: Standing, asked: frozenset[str]) -> list[str]:
    if proved(table, standing, unsure_too=False):
        return []
    chosen = dict(standing.chosen)
    possible = {q: table.possible(q, standing) for q in table.open_questions(standing)}
    between = contenders(table, chosen, possible)
    undecided = [rule.when for rule, points in table.rules if len({points[n] for n in between}) > 1]
    undecided += [each.when for each in table.comparison.exits]
    joint = {q for when in undecided if could_hold(when, chosen, possible) for q in when}
    return [
        question
        for question, choices in possible.items()
        if question not in asked
        and len(choices) > 1
        and (question in joint or _tells_apart(table, question, choices, between))
    ]


def _goal_value(table: Table, standing: Standing) -> float:
    if proved(table, standing, unsure_too=False):
        return 0.0
    alive = table.alive(standing.chosen)
    possible = {q: table.possible(q, standing) for q in table.open_questions(standing)}
    chosen = dict(standing.chosen)
    product = 1.0
    for best in alive:
        bounds = [
            upper_bound(table, best, rival, chosen, possible) for rival in alive if rival != best
        ]
        threats = sum(
            any(best in table.rules_out[question].get(choice, ()) for choice in choices)
            for question, choices in possible.items()
        )
        product *= max(0, max(bounds, default=0)) + 5.0 * threats
    return float(product ** (1 / len(alive))) if alive else 0.0


@lru_cache(maxsize=4096)
def tick_list(
    comparison: Comparison, standing: Standing, conditions: tuple[Condition, ...]
) -> tuple[Condition, ...]:
    """Of these conditions those that alone could change today's leader, likeliest first."""
    table = table_of(comparison)
    alive = table.alive(standing.chosen)
    if not alive or proved(table, standing, unsure_too=False):
        return ()
    today = leader(table.scores(standing.chosen), alive)
    outlook = Outlook(table, standing)
    changing = [
        (round(outlook.chance_after(each.question, each.choice, today), 9), n, each)
        for n, each in enumerate(conditions)
        if each.question in table.points
        and each.question not in standing.chosen
        and each.choice in table.possible(each.question, standing)
        and _leader_after(table, standing.but(each.question, each.choice)) != today
    ]
    return tuple(each for _, _, each in sorted(changing)[:MAX_TICKS])


def conditions_of(questions: Sequence[Question]) -> tuple[Condition, ...]:
    """Every choice of these questions that can stand in a tick list."""
    return tuple(
        Condition(question.id, choice.id)
        for question in questions
        for choice in question.choices
        if choice.tick is not None
    )


def _tells_apart(
    table: Table, question: str, choices: tuple[str, ...], between: tuple[int, ...]
) -> bool:
    """Whether some choice gives these options different points, or rules one of them out."""
    return any(
        len({table.points[question][choice][n] for n in between}) > 1
        or not table.rules_out[question].get(choice, frozenset()).isdisjoint(between)
        for choice in choices
    )


def _leader_after(table: Table, standing: Standing) -> int | None:
    alive = table.alive(standing.chosen)
    return leader(table.scores(standing.chosen), alive) if alive else None


class Outlook:
    """How the scores would come out if every open question were answered at random."""

    def __init__(self, table: Table, standing: Standing) -> None:
        self.table = table
        self.standing = standing
        self.alive = table.alive(standing.chosen)
        spread = table.spread
        if standing.excluded:
            spread = {
                question: moments([table.points[question][choice] for choice in choices])
                for question in table.open_questions(standing)
                if (choices := table.possible(question, standing))
            }
        self._spread = spread
        self._mean = [float(score) for score in table.scores(standing.chosen)]
        self._covariance = [[0.0] * len(self._mean) for _ in self._mean]
        for question in table.open_questions(standing):
            if question in spread:
                _add(self._mean, self._covariance, *spread[question], 1.0)
        self._without: dict[str, tuple[list[float], list[list[float]]]] = {}
        self._contests: dict[tuple[str, tuple[int, ...]], list[Contest]] = {}

    def share_after(self, question: str) -> float:
        """How often we would be right if we spoke after its answer, in 0..1."""
        choices = self.table.possible(question, self.standing)
        return sum(self._best_after(question, choice) for choice in choices) / len(choices)

    def chance_after(self, question: str, choice: str, option: int) -> float:
        """The chance of an option (by position) to lead in the end, given this answer."""
        mean, contests = self._after(question, choice)
        return next((each.chance(mean) for each in contests if each.option == option), 0.0)

    def _best_after(self, question: str, choice: str) -> float:
        """The chance of whichever option most likely leads in the end."""
        mean, contests = self._after(question, choice)
        if not contests:
            return 0.0
        # The likeliest leader is nearly always the one with the highest mean: look there first.
        likeliest = max(contests, key=lambda each: mean[each.option])
        best = likeliest.chance(mean)
        if best >= 0.5:
            return best
        return max(best, *(each.chance(mean) for each in contests if each is not likeliest))

    def _after(self, question: str, choice: str) -> tuple[list[float], list["Contest"]]:
        if question not in self._without:
            mean, covariance = self._mean[:], [row[:] for row in self._covariance]
            _add(mean, covariance, *self._spread[question], -1.0)
            self._without[question] = (mean, covariance)
        mean, covariance = self._without[question]
        dead = self.table.rules_out[question].get(choice, frozenset())
        alive = tuple(n for n in self.alive if n not in dead) if dead else self.alive
        if (question, alive) not in self._contests:
            contests = [Contest(n, alive, covariance) for n in alive]
            self._contests[question, alive] = contests
        points = self.table.points[question][choice]
        after = [each + gain for each, gain in zip(mean, points, strict=True)]
        return after, self._contests[question, alive]


class Contest:
    """One option against all its rivals, whatever the means: P(it leads) for given means."""

    def __init__(self, option: int, alive: tuple[int, ...], covariance: list[list[float]]) -> None:
        self.option = option
        self._rivals = [each for each in alive if each != option]
        own = covariance[option]
        # Covariance of the rivals' scores less this option's.
        self._between = [
            [covariance[i][k] - own[i] - own[k] + own[option] for k in self._rivals]
            for i in self._rivals
        ]

    def chance(self, mean: list[float]) -> float:
        """P(the largest rival stays below): rivals are joined two by two, as Clark does."""
        if not self._rivals:
            return 1.0
        between, own = self._between, mean[self.option]
        gaps = [mean[k] - own for k in self._rivals]
        top, variance, shared = gaps[0], between[0][0], between[0]
        for k in range(1, len(gaps)):
            spread = sqrt(max(variance + between[k][k] - 2 * shared[k], 0.0))
            if spread < _NOTHING:
                if gaps[k] > top:
                    top, variance, shared = gaps[k], between[k][k], between[k]
                continue
            alpha = (top - gaps[k]) / spread
            above, density = _normal(alpha), exp(-alpha * alpha / 2) / _SQRT_2PI
            below = 1.0 - above
            largest = top * above + gaps[k] * below + spread * density
            square = (
                (top * top + variance) * above
                + (gaps[k] * gaps[k] + between[k][k]) * below
                + (top + gaps[k]) * spread * density
            )
            shared = [a * above + b * below for a, b in zip(shared, between[k], strict=True)]
            top, variance = largest, max(square - largest * largest, 0.0)
        if variance < _NOTHING:
            # Ranks are unique and ordered by position: a tie goes to the simpler option.
            tied = [k for k, gap in zip(self._rivals, gaps, strict=True) if gap == top]
            wins = top < 0 or (top == 0 and all(self.option < k for k in tied))
            return 1.0 if wins else 0.0
        return _normal(-top / sqrt(variance))


def _add(
    mean: list[float],
    covariance: list[list[float]],
    other_mean: list[float],
    other_covariance: list[list[float]],
    sign: float,
) -> None:
    for i, value in enumerate(other_mean):
        mean[i] += sign * value
        row, other = covariance[i], other_covariance[i]
        for k, each in enumerate(other):
            row[k] += sign * each


def _normal(x: float) -> float:
    return 0.5 * (1.0 + erf(x / _SQRT_2))
