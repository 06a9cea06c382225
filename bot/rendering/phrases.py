"""Every sentence that the bot says. Short words: they are read on a phone by someone busy.

Functions from reply values to lines; a `Voice` writes them for a surface. Figures come with
the values and are worded here, nothing is looked up.
"""

from collections.abc import Iterable, Sequence

from bot.advice.recommendation import CLOSE_MARGIN, Claim, Reason, Undecided, Verdict, WouldFlip
from bot.dialog.replies import Card, Known, Note, NotUnderstood
from bot.rendering.voice import Voice

NOT_SURE_LABEL = "Not sure"
THATS_ALL = "That's all"
NONE_OF_IT = "None"
DECIDE_NOW = "Decide now"
ASK_MORE = "Ask me more"

WHY_ASK = "Why ask?"
WHAT_DOES_THIS_MEAN = "What does this mean?"
NOT_WHAT_WE_SAID = "Not what we said"
LEAVE = "Leave this thread"
SIDE_BY_SIDE = "Side by side"
ASPECT = "Compared on"
ALL_PROS_AND_CONS = "All pros and cons"
START_OVER = "Start over"
ASK_SOMETHING = "Ask"
COMMON_QUESTIONS = "Common questions"
ASSUMED = "While nobody says otherwise"
SOURCES = "Sources"

STOPPED = "Stopped. Ask me again any time."
OLD_BUTTON = "That button no longer counts. Nothing changed."
NOT_YET = "I can't do that yet. Say the new answer, or start over."
ERROR = "Something went wrong on my side; nothing changed. Please try again."
NOT_A_MEMBER = (
    "I can't post in that channel. Invite me there with /invite @archdecide, then try again."
)

SHOWN_REASONS = 4
SHOWN_PROS = 2
SHOWN_FLIPS = 2
FLIPS_LENGTH = 130
"""Characters; a second way to flip is left out where both together are longer."""
QUOTE_LENGTH = 60


def counted(number: int, of: int | None) -> str:
    """Where in the talk we are: "2 of 3"."""
    return f"{number} of {of}." if of else f"{number}."


def question(card: Card) -> str:
    """The card's first line."""
    return f"{counted(card.number, card.of)} {card.prompt}"


def people(names: Iterable[str], voice: Voice) -> str:
    """(Ana, Bo)."""
    return f"({', '.join(voice.person(name) for name in names)})"


def known(entry: Known, voice: Voice) -> str:
    """An answer that stands, with whose it is."""
    return f"{voice.ours(entry.brief)} {people(entry.people, voice)}"


def read(entries: Sequence[Known], voice: Voice) -> str:
    """Answers just taken from words, with the words; said once where several come from them."""
    by_words: dict[str, list[str]] = {}
    for entry in entries:
        by_words.setdefault(entry.words or "", []).append(voice.ours(entry.brief))
    return " · ".join(
        f'{" · ".join(briefs)} ("{voice.theirs(shortened(words, QUOTE_LENGTH))}")'
        for words, briefs in by_words.items()
    )


def so_far(card: Card, voice: Voice) -> list[str]:
    """What the card knows: what was just read first, then what stood before."""
    lines = []
    if card.fresh:
        lines.append(f"I read: {read(card.fresh, voice)}")
    if card.known:
        lines.append("So far: " + " · ".join(known(each, voice) for each in card.known))
    return lines


def note(entry: Note, voice: Voice) -> str:
    """What was just understood, or not."""
    labels = [voice.ours(label) for label in entry.labels]
    match entry.kind:
        case "which_one":
            return f"Which one: {' or '.join(labels)}?"
        case "changed":
            return f"Changed: {labels[1]}, not {labels[0]} {people(entry.people, voice)}"
        case "differs":
            first, second = (voice.person(each) for each in entry.people)
            return f"{first}: {labels[0]}. {second}: {labels[1]}. I go on with the latest."
        case "taken_back":
            return f"Taken back: {', '.join(labels)}" if labels else "Taken back."
        case "skipped":
            return "Skipped."


def ahead(verdict: Verdict, voice: Voice) -> str:
    """How far it leads: ", ahead of Both by 3 points"."""
    if verdict.margin is None or verdict.runner_up is None or verdict.exit:
        return ""  # an exit comes before any points
    return f", ahead of {voice.ours(verdict.runner_up.name)} by {points(verdict.margin)}"


def certainty(verdict: Verdict, voice: Voice) -> str:
    """How sure, in one of four honest labels; never a percentage."""
    rival = voice.ours(verdict.runner_up.name) if verdict.runner_up else ""
    margin, could = verdict.margin, verdict.could_change
    tight = margin is not None and margin <= CLOSE_MARGIN and not verdict.exit
    narrow = f", though {_narrow(margin, rival)}" if tight else ""
    match verdict.certainty:
        case "certain":
            return f"Certain under our rules: no open answer changes it{narrow}."
        case "settled":
            settled = f"Settled: no open question changes it{narrow}."
            return f"{settled} {_could(could, voice)}" if could else settled
        case "leaning":
            lead = f"Leaning this way{ahead(verdict, voice)}."
            return f"{lead} {_could(could, voice)}" if could else lead
        case "close" if verdict.exit:
            return f"Leaning this way. {_could(could, voice)}" if could else "Leaning this way."
        case "close":
            return f"Close: {_narrow(margin, rival)}. When in doubt take the simpler."


def _narrow(margin: int | None, rival: str) -> str:
    return f"only {points(margin)} ahead of {rival}" if margin else f"level with {rival}"


def _could(entry: Undecided, voice: Voice) -> str:
    whose = "Unsure" if entry.unsure else "Still open"
    could = "could" if entry.alone else "with others could"
    return f'{whose}: "{voice.ours(entry.prompt)}" {could} make it {voice.ours(entry.name)}.'


def points(number: int | None) -> str:
    """3 points."""
    return f"{number} point{'' if number == 1 else 's'}"


def reasons(verdict: Verdict, voice: Voice) -> str | None:
    """Why it is ahead of the runner-up: lines that sum to the margin."""
    if verdict.runner_up is None or verdict.margin is None or not verdict.reasons:
        return None
    if verdict.exit:
        return None
    weightiest = sorted(verdict.reasons[:SHOWN_REASONS], key=lambda each: -each.points)
    shown = [_reason(each, voice) for each in weightiest]
    rest = sum(each.points for each in verdict.reasons[SHOWN_REASONS:])
    if verdict.reasons[SHOWN_REASONS:]:
        shown.append(f"the rest {signed(rest)}")
    rival = voice.ours(verdict.runner_up.name)
    lead = f"Over {rival} {signed(verdict.margin)}:" if verdict.margin else f"Level with {rival}:"
    return f"{voice.bold(lead)} {' · '.join(shown)}"


def _reason(entry: Reason, voice: Voice) -> str:
    return f"{voice.ours(entry.because)} {signed(entry.points)}"


def signed(number: int) -> str:
    """+3, −3 (with a real minus), 0."""
    return f"+{number}" if number > 0 else f"−{-number}" if number < 0 else "0"


def split(verdict: Verdict, voice: Voice) -> list[str]:
    """What goes where."""
    return [
        f"{voice.bold(voice.ours(each.verb) + ':')} {voice.ours(each.text)}"
        for each in verdict.split
    ]


def pros_and_cons(verdict: Verdict, voice: Voice, shown: int = SHOWN_PROS) -> list[str]:
    """What speaks for it and against it, here."""
    pros = [f"+ {voice.ours(each.text)}" for each in verdict.pros[:shown]]
    cons = [f"− {voice.ours(each.text)}" for each in verdict.cons[:shown]]
    return [
        *([f"{voice.bold('Pros')} {pros[0]}", *pros[1:]] if pros else []),
        *([f"{voice.bold('Cons')} {cons[0]}", *cons[1:]] if cons else []),
    ]


def cost_and_timeline(verdict: Verdict, voice: Voice) -> str | None:
    """Typical cost and timeline."""
    claims = [each for each in (verdict.cost, verdict.timeline) if each]
    return " · ".join(f"{voice.ours(each.text)}{hedge(each)}" for each in claims) or None


def hedge(claim: Claim) -> str:
    """An estimate says that it is one."""
    return " (estimate)" if claim.kind == "estimate" else ""


def would_flip(verdict: Verdict, voice: Voice) -> str | None:
    """The smallest changes that lead elsewhere."""
    if not verdict.flips:
        return None
    first, *others = [flip(each, voice) for each in verdict.flips[:SHOWN_FLIPS]]
    shown = [first, *(each for each in others if len(first) + len(each) <= FLIPS_LENGTH)]
    return f"{voice.bold('Flips if')} {'; '.join(shown)}."


def flip(entry: WouldFlip, voice: Voice) -> str:
    """One way to another outcome."""
    changes = " and ".join(voice.ours(change.text) for change in entry.changes)
    return f"{changes}: {voice.ours(entry.name)}"


def source(claim: Claim, voice: Voice) -> str:
    """Where a claim comes from, with its date and kind."""
    if claim.kind == "common knowledge":
        return "Common knowledge, no source"
    title = voice.link(claim.address, claim.source) if claim.address else voice.ours(claim.source)
    return f"{title}, {claim.date.isoformat()}"


def sources(claims: Sequence[Claim], voice: Voice) -> list[str]:
    """One line a source, with the claims that rest on it."""
    by_source: dict[tuple[str, str], tuple[Claim, list[str]]] = {}
    for each in (one for claim in claims for one in (claim, *claim.also)):
        by_source.setdefault((each.kind, each.source), (each, []))[1].append(each.text)
    return [
        f"{source(first, voice)}: {voice.ours('; '.join(texts))}"
        for first, texts in by_source.values()
    ]


def claims_of(verdict: Verdict) -> list[Claim]:
    """Every claim that the verdict shows."""
    shown = [*verdict.pros[:SHOWN_PROS], *verdict.cons[:SHOWN_PROS]]
    single = [verdict.exit_text, verdict.cost, verdict.timeline, verdict.undecided]
    return [*shown, *(each for each in single if each)]


def instead(reply: NotUnderstood, voice: Voice) -> str:
    """What we would have understood."""
    if reply.labels:
        labels = " · ".join(voice.ours(label) for label in reply.labels)
        return f"Answer with {labels}, or say help."
    if reply.ticks:
        numbers = "1" if reply.ticks == 1 else f"numbers from 1 to {reply.ticks}"
        return f"Answer with {numbers}, none or not sure, or say help."
    return "Ask a question, or say help."


def shortened(text: str, length: int) -> str:
    """Cut at a word, with an ellipsis, where it is too long."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    return text[: length - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
