"""Whether anything that is still open could change the outcome: exact and cheap.

    UB(L,R)   = S(R) − S(L) + Σ_open max(0, max_a (c(q,a,R) − c(q,a,L)))
    proved(L) ⇔ no open choice rules L out, and R can't overtake for any R alive

The inner 0 stands for *not sure* and *doesn't matter*. Undecided together-rules are taken
at their best for R, so with them the proof may come late, never too early. An exit that
could still come true, before the one that holds, leaves the outcome open as well.
Compared with brute force over every completion in `tests/advice/test_proof.py`.
"""

from bot.advice.scoring import Standing, Table, exit_of, leader
from bot.knowledge.comparison import Condition


def proved(table: Table, standing: Standing, unsure_too: bool) -> bool:
    """Whether every completion of the answers gives today's outcome.

    With `unsure_too`, questions answered *not sure* count as open as well.
    """
    unknown = table.open_questions(standing, unsure_too)
    chosen = {q: c for q, c in standing.chosen.items() if q not in unknown}
    possible = {question: table.possible(question, standing) for question in unknown}
    now = exit_of(table.comparison, chosen)
    for each in table.comparison.exits:
        if each is now:
            return True
        if could_hold(each.when, chosen, possible):
            return False
    alive = table.alive(chosen)
    if not alive:
        return True
    scores = table.scores(chosen)
    best = leader(scores, alive)
    if any(
        best in table.rules_out[question].get(choice, ())
        for question in unknown
        for choice in possible[question]
    ):
        return False
    return all(
        not overtakes(table, rival, best, upper_bound(table, best, rival, chosen, possible))
        for rival in alive
        if rival != best
    )


def upper_bound(
    table: Table,
    best: int,
    rival: int,
    chosen: dict[str, str],
    possible: dict[str, tuple[str, ...]],
) -> int:
    """How far the rival could come out ahead of the leader, at most, in points."""
    scores = table.scores(chosen)
    bound = scores[rival] - scores[best]
    for question, choices in possible.items():
        if len(choices) == len(table.points[question]):
            bound += table.most[question][rival][best]
        else:
            bound += table.most_gained(question, choices, rival, best)
    for rule, points in table.rules:
        undecided = any(question not in chosen for question in rule.when)
        if undecided and could_hold(rule.when, chosen, possible):
            bound += max(0, points[rival] - points[best])
    return bound


def overtakes(table: Table, rival: int, best: int, ahead_by: int) -> bool:
    """Whether so many points put the rival first; a tie goes to the simpler option."""
    return ahead_by > 0 or (ahead_by == 0 and rival < best)


def contenders(
    table: Table, chosen: dict[str, str], possible: dict[str, tuple[str, ...]]
) -> tuple[int, ...]:
    """The options that could still come out first: those that none is sure to beat."""
    alive = table.alive(chosen)
    safe = [
        n
        for n in alive
        if not any(
            n in table.rules_out[question].get(choice, ())
            for question, choices in possible.items()
            for choice in choices
        )
    ]
    return tuple(
        n
        for n in alive
        if all(
            n == best or overtakes(table, n, best, upper_bound(table, best, n, chosen, possible))
            for best in safe
        )
    )


def could_hold(
    when: Condition, chosen: dict[str, str], possible: dict[str, tuple[str, ...]]
) -> bool:
    """Whether some way of answering what is open fulfils the condition."""
    return all(
        chosen[question] in choices
        if question in chosen
        else not set(choices).isdisjoint(possible.get(question, ()))
        for question, choices in when.items()
    )
