"""What would flip the outcome: the smallest changes of answers that do, checked one by one."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.advice.proof import overtakes
from bot.advice.scoring import Standing, Table, exit_of, leader

MAX_FLIPS = 6
DECISIVE = 1_000_000
"""Stands for the points gained by an answer that rules today's outcome out."""


@dataclass(frozen=True)
class Outcome:
    """What the answers lead to: an option, by an exit or by points; neither in a clash."""

    option: str | None
    exit: str | None = None


@dataclass(frozen=True)
class Change:
    """One answer that would have to be different, or to be given."""

    question: str
    choice: str


@dataclass(frozen=True)
class Flip:
    """Changes that together lead to another outcome."""

    changes: tuple[Change, ...]
    outcome: Outcome


def outcome_of(table: Table, standing: Standing) -> Outcome:
    """Exits first, then the best option that no answer rules out."""
    if way_out := exit_of(table.comparison, standing.chosen):
        return Outcome(way_out.counts_as, way_out.id)
    alive = table.alive(standing.chosen)
    if not alive:
        return Outcome(None)
    return Outcome(table.options[leader(table.scores(standing.chosen), alive)])


def flips(table: Table, standing: Standing) -> tuple[Flip, ...]:
    """The smallest changes first: single ones, else for each rival the fewest that do.

    Among equals those that change a given answer come before those that need a new one,
    and those that lead to another option before those that only lead to an exit.
    """
    now = outcome_of(table, standing)
    if singles := list(_single(table, standing, now)):
        singles.sort(
            key=lambda flip: (
                flip.outcome.option == now.option,
                flip.changes[0].question not in standing.chosen,
            )
        )
        return tuple(singles[:MAX_FLIPS])
    several = [
        flip
        for rival in range(len(table.options))
        if table.options[rival] != now.option
        and (flip := _several(table, standing, now, rival)) is not None
    ]
    return tuple(sorted(several, key=lambda flip: len(flip.changes)))


def _single(table: Table, standing: Standing, now: Outcome) -> Iterator[Flip]:
    alive, scores = table.alive(standing.chosen), table.scores(standing.chosen)
    for question in table.points:
        before = table.of(question, standing.chosen.get(question, ""))
        for choice in table.possible(question, standing):
            if standing.chosen.get(question) == choice:
                continue
            if question in table.entangled:
                then = outcome_of(table, standing.but(question, choice))
            elif now.exit is not None or not alive:
                continue
            else:
                points = table.points[question][choice]
                changed = tuple(s - b + p for s, b, p in zip(scores, before, points, strict=True))
                then = Outcome(table.options[leader(changed, alive)])
            if then != now and then.option is not None:
                yield Flip((Change(question, choice),), then)


def _several(table: Table, standing: Standing, now: Outcome, rival: int) -> Flip | None:
    """The fewest changes that put the rival before today's outcome; None if none can.

    First what must change since it rules the rival out, then the largest gains.
    """
    if now.option is None:
        return None
    best = table.options.index(now.option)

    def gain(question: str, choice: str) -> int:
        if best in table.rules_out[question].get(choice, ()):
            return DECISIVE
        after, before = (table.of(question, each) for each in (choice, chosen.get(question, "")))
        return after[rival] - after[best] - before[rival] + before[best]

    chosen = standing.chosen
    changeable = {
        question: max((gain(question, choice), -n, choice) for n, choice in enumerate(choices))
        for question in table.points
        if (
            choices := [
                choice
                for choice in table.possible(question, standing)
                if rival not in table.rules_out[question].get(choice, ())
                and choice != chosen.get(question)
            ]
        )
    }
    forced = {q for q, c in chosen.items() if rival in table.rules_out.get(q, {}).get(c, ())}
    if not forced <= changeable.keys():
        return None
    changes: list[Change] = []
    changed = standing
    scores = table.scores(chosen)
    ahead_by = scores[rival] - scores[best]
    for question in sorted(
        changeable, key=lambda each: (each not in forced, -changeable[each][0], each not in chosen)
    ):
        gained, _, choice = changeable[question]
        if gained <= 0 and question not in forced:
            return None
        changes.append(Change(question, choice))
        changed = changed.but(question, choice)
        ahead_by += gained
        if len(changes) >= len(forced) and overtakes(table, rival, best, ahead_by):
            then = outcome_of(table, changed)
            if then != now and then.option is not None:
                return Flip(tuple(changes), then)
    return None
