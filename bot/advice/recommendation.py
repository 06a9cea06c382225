"""The verdict: what we say, how sure, why, and what comes with it, as one whole value.

It holds facts and figures, never an id to be looked up later: the knowledge may change,
a verdict given stays as given.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import combinations
from typing import Literal

from pydantic import BaseModel, ConfigDict

from bot.advice.proof import proved
from bot.advice.scoring import Standing, Table, exit_of, leader, runner_up, table_of
from bot.advice.sensitivity import Flip, flips, outcome_of
from bot.knowledge.comparison import Combination, Comparison, Fact, Option, Pro
from bot.knowledge.library import Library
from bot.knowledge.question import SHRUGS

CLOSE_MARGIN = 3
"""Points; a lead up to this, unproved, is called close."""
SHOWN_QUESTIONS = 3

Certainty = Literal["certain", "settled", "leaning", "close"]


class Value(BaseModel):
    """A stored value: keys of a later version are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Claim(Value):
    """A fact as shown, with what stands behind it."""

    text: str
    source: str
    address: str | None
    date: date
    kind: str
    also: "tuple[Claim, ...]" = ()
    """The same with its further sources."""


class Reason(Value):
    """Points of the difference to the runner-up; question and choice None for rule or price."""

    question: str | None
    choice: str | None
    points: int
    because: str


class Named(Value):
    """An option by id and by name."""

    id: str
    name: str


class Changed(Value):
    """One answer that would have to be different, in words."""

    question: str
    choice: str
    text: str


class WouldFlip(Value):
    """Changes that together lead elsewhere."""

    changes: tuple[Changed, ...]
    option: str
    name: str


class CommonQuestion(Value):
    """A FAQ entry that fits this verdict."""

    id: str
    question: str
    short: str


class Undecided(Value):
    """An open or unsure question that could still change the outcome, and to what."""

    question: str
    prompt: str
    unsure: bool
    name: str
    """The option that it could make it."""
    alone: bool
    """Whether one answer to it is enough; else it takes others too."""


class Part(Value):
    """What goes where in a combination."""

    option: str
    verb: str
    text: str


class Verdict(Value):
    """What we say."""

    comparison: str
    title: str
    knowledge: str
    """Content hash of the comparison's file."""
    option: str | None
    """None when the requirements clash."""
    name: str
    headline: str
    exit: str | None = None
    exit_text: Claim | None = None
    certainty: Certainty
    margin: int | None
    """Points ahead of the runner-up; None where no other option is left."""
    runner_up: Named | None = None
    reasons: tuple[Reason, ...] = ()
    """They sum to the margin."""
    split: tuple[Part, ...] = ()
    pros: tuple[Claim, ...] = ()
    cons: tuple[Claim, ...] = ()
    """Those that the answers make matter come first."""
    cost: Claim | None = None
    timeline: Claim | None = None
    flips: tuple[WouldFlip, ...] = ()
    could_change: Undecided | None = None
    assumed: tuple[str, ...] = ()
    """What we take for granted as nobody said otherwise; words only, no points."""
    undecided: Claim | None = None
    """The advice for whoever couldn't answer anything."""
    common_questions: tuple[CommonQuestion, ...] = ()
    clash: tuple[str, ...] = ()
    """Question ids of the requirements that leave nothing."""
    clash_said: tuple[str, ...] = ()
    """The same requirements in words."""


def recommend(library: Library, comparison: Comparison, standing: Standing) -> Verdict:
    """The verdict on these answers."""
    table = table_of(comparison)
    known = {q: c for q, c in standing.chosen.items() if c not in SHRUGS}
    alive = table.alive(known)
    knowledge = library.hashes.get(comparison.id, "")
    way_out = exit_of(comparison, known)
    if not alive and way_out is None:
        clash = _smallest_clash(table, known)
        said = tuple(library.question(q).choice(known[q]).brief for q in clash)
        return Verdict(
            comparison=comparison.id, title=comparison.title, knowledge=knowledge, option=None,
            name="", headline="Nothing fits all of this.", margin=None,
            certainty=_certainty(table, standing, None), clash=clash, clash_said=said,
        )  # fmt: skip
    scores = table.scores(known)
    best = table.options.index(way_out.counts_as) if way_out else leader(scores, alive)
    second = runner_up(scores, alive, best)
    option_id = table.options[best]
    entry = comparison.choosable_by_id(option_id)
    margin = None if second is None else scores[best] - scores[second]
    certainty = _certainty(table, standing, margin)
    rival = None if second is None else comparison.choosable_by_id(table.options[second])
    return Verdict(
        comparison=comparison.id,
        title=comparison.title,
        knowledge=knowledge,
        option=option_id,
        name=entry.name,
        headline=way_out.headline if way_out else entry.headline,
        exit=way_out.id if way_out else None,
        exit_text=claim(comparison, way_out.text, way_out.source) if way_out else None,
        certainty=certainty,
        margin=margin,
        runner_up=Named(id=rival.id, name=rival.name) if rival else None,
        reasons=tuple(
            Reason(
                question=line.question,
                choice=line.choice,
                points=line.points,
                because=line.because,
            )
            for line in (table.differences(entry.id, rival.id, known) if rival else ())
        ),
        split=_split(comparison, entry),
        pros=_claims(comparison, entry.pros, known),
        cons=_claims(comparison, entry.cons, known),
        cost=fact(comparison, entry.cost),
        timeline=fact(comparison, entry.timeline),
        flips=tuple(_would_flip(library, comparison, flip) for flip in flips(table, standing)),
        could_change=_could_change(library, table, standing, certainty),
        assumed=tuple(
            each.text for question, each in comparison.default.items() if question not in known
        ),
        undecided=None
        if any(any(table.of(q, c)) for q, c in known.items())
        else fact(comparison, comparison.undecided),
        common_questions=common_questions(comparison, entry.id, known),
    )


def common_questions(
    comparison: Comparison, option: str, known: Mapping[str, str], limit: int = SHOWN_QUESTIONS
) -> tuple[CommonQuestion, ...]:
    """The FAQ entries that fit the answers and the option best; the author's order on a tie."""
    said = {f"{question}.{choice}" for question, choice in known.items()} | {option}
    ranked = sorted(comparison.faq, key=lambda faq: -len(said.intersection(faq.matters_when)))
    return tuple(
        CommonQuestion(id=faq.id, question=faq.asks[0], short=faq.short) for faq in ranked[:limit]
    )


def _certainty(table: Table, standing: Standing, margin: int | None) -> Certainty:
    if proved(table, standing, unsure_too=True):
        return "certain"
    if proved(table, standing, unsure_too=False):
        return "settled"
    return "close" if margin is not None and margin <= CLOSE_MARGIN else "leaning"


def _could_change(
    library: Library, table: Table, standing: Standing, certainty: Certainty
) -> Undecided | None:
    """The open question (the unsure one, when settled) that could change the outcome alone; where
    none can, the one that moves most towards another option."""
    alive = table.alive(standing.chosen)
    if certainty == "certain" or not alive:
        return None
    now = outcome_of(table, standing)
    best = leader(table.scores(standing.chosen), alive)
    found: tuple[bool, int, str, str] | None = None
    for question in table.open_questions(standing, unsure_too=True):
        if (question in standing.chosen) != (certainty == "settled"):
            continue
        for choice in table.possible(question, standing):
            then = outcome_of(table, standing.but(question, choice)).option
            points = table.points[question][choice]
            for rival in alive:
                option = table.options[rival]
                alone, gain = option == then != now.option, points[rival] - points[best]
                if rival != best and (alone or gain > 0):
                    each = (alone, gain, question, option)
                    found = each if found is None or each[:2] > found[:2] else found
    if found is None:
        return None
    alone, _, question, option = found
    return Undecided(
        question=question,
        prompt=library.question(question).prompt,
        unsure=question in standing.chosen,
        name=table.comparison.choosable_by_id(option).name,
        alone=alone,
    )


def _smallest_clash(table: Table, known: Mapping[str, str]) -> tuple[str, ...]:
    """A smallest set of answers that together rule everything out; one an option is enough."""
    ruling = [q for q, c in known.items() if table.rules_out.get(q, {}).get(c)]
    return next(
        some
        for size in range(1, len(table.options) + 1)
        for some in combinations(ruling, size)
        if not table.alive({question: known[question] for question in some})
    )


def _split(comparison: Comparison, entry: Option | Combination) -> tuple[Part, ...]:
    if isinstance(entry, Option):
        return ()
    verbs = {option.id: option.verb for option in comparison.options}
    return tuple(
        Part(option=part, verb=verbs[part], text=entry.split[part])
        for part in entry.parts
        if part in entry.split
    )


def _claims(
    comparison: Comparison, pros: Iterable[Pro], known: Mapping[str, str]
) -> tuple[Claim, ...]:
    def rank(pro: Pro) -> int:
        if pro.matters_when is None:
            return 1
        question, choice = pro.matters_when.split(".", 1)
        return 0 if known.get(question) == choice else 2

    return tuple(fact(comparison, pro) for pro in sorted(pros, key=rank))


def fact(comparison: Comparison, entry: Fact) -> Claim:
    """A fact with its sources spelled out."""
    return claim(comparison, entry.text, entry.source, *entry.also)


def claim(comparison: Comparison, text: str, source_id: str, *also: str) -> Claim:
    """A text with its sources spelled out."""
    source = comparison.sources[source_id]
    return Claim(
        text=text,
        source=source.title,
        address=source.address,
        date=source.date,
        kind=source.kind,
        also=tuple(claim(comparison, text, each) for each in also),
    )


def _would_flip(library: Library, comparison: Comparison, flip: Flip) -> WouldFlip:
    option = flip.outcome.option or ""
    return WouldFlip(
        changes=tuple(
            Changed(
                question=change.question,
                choice=change.choice,
                text=library.question(change.question).choice(change.choice).brief,
            )
            for change in flip.changes
        ),
        option=option,
        name=comparison.choosable_by_id(option).name,
    )
