"""A reply as plain lines: the terminal, the notification and the screen reader are one thing."""

from collections.abc import Iterable
from typing import assert_never

from bot.advice.recommendation import Verdict
from bot.dialog.replies import (
    AllProsAndCons,
    AnyReply,
    Card,
    CardDone,
    ChooseComparison,
    ComparisonList,
    ComparisonListed,
    DidYouMean,
    Explained,
    FaqAnswer,
    Fault,
    Help,
    NotUnderstood,
    NotYet,
    OldButton,
    Opened,
    OptionProsAndCons,
    Reasoned,
    SideBySide,
    Stopped,
    Unchanged,
    VerdictGiven,
    WhyAsked,
)
from bot.rendering import phrases
from bot.rendering.voice import Voice, plain_voice


def plain(reply: AnyReply, voice: Voice | None = None) -> str:
    """The whole reply in words."""
    return "\n".join(lines(reply, voice or plain_voice()))


def lines(reply: AnyReply, voice: Voice) -> list[str]:
    """The whole reply, line by line; the first line says what it is about."""
    match reply:
        case Card():
            return card(reply, voice)
        case CardDone():
            return [card_done(reply, voice)]
        case VerdictGiven():
            notes = [phrases.note(each, voice) for each in reply.notes]
            head, folds = verdict(reply.verdict, voice), verdict_folds(reply.verdict, voice)
            return [*head, *notes, *(line for title, fold in folds for line in (title, *fold))]
        case Unchanged():
            name = voice.ours(reply.verdict.name)
            ahead = phrases.ahead(reply.verdict, voice)
            notes = [phrases.note(each, voice) for each in reply.notes]
            return [f"Same outcome: {name}{ahead}.", *notes]
        case Reasoned():
            return reasoned(reply, voice)
        case FaqAnswer():
            return [
                voice.bold(voice.ours(reply.short)),
                voice.ours(reply.long.text),
                *(
                    f"Source: {phrases.source(each, voice)}"
                    for each in (reply.long, *reply.long.also)
                ),
            ]
        case DidYouMean():
            return [
                "Did you mean:",
                *(f"· {voice.ours(each.question)}" for each in reply.suggestions),
            ]
        case WhyAsked():
            between = " and ".join(voice.ours(name) for name in reply.between)
            return [voice.ours(reply.why), *([f"It can move {between}."] if between else [])]
        case Explained():
            return [voice.ours(reply.example)]
        case SideBySide():
            return side_by_side(reply, voice)
        case AllProsAndCons():
            return [line for each in reply.options for line in option(each, voice)]
        case ComparisonList():
            return ["I can help to decide:", *_listed(reply.comparisons, voice)]
        case ChooseComparison():
            first = "What is to be decided?" if reply.understood else "I don't cover that."
            return [first, "I can help to decide:", *_listed(reply.comparisons, voice)]
        case Help():
            return help_lines(reply, voice)
        case NotUnderstood():
            return ["I didn't get that.", phrases.instead(reply, voice)]
        case NotYet():
            return [phrases.NOT_YET]
        case OldButton():
            return [phrases.OLD_BUTTON]
        case Fault():
            return [phrases.ERROR]
        case Stopped():
            return [phrases.STOPPED]
        case Opened():
            asks = voice.theirs(phrases.shortened(reply.text, 300))
            return [f"{voice.person(reply.person)} asks: {asks}"]
        case _:
            assert_never(reply)


def reasoned(reply: Reasoned, voice: Voice) -> list[str]:
    """How sure, why, or what would flip it: from the verdict as given."""
    given = reply.verdict
    sure, why = phrases.certainty(given, voice), phrases.reasons(given, voice)
    flips = [f"Flips if {phrases.flip(each, voice)}." for each in given.flips]
    match reply.about:
        case "how_sure":
            return [sure, *flips[:1]]
        case "why_this":
            text = given.exit_text.text if given.exit_text else given.headline
            return [why or voice.ours(text), sure]
        case "would_flip":
            return flips or ["No answer that I know of would flip it."]


def card(reply: Card, voice: Voice) -> list[str]:
    """The question, what can be answered, what is known."""
    lines = [voice.bold(voice.ours(phrases.question(reply)))]
    if reply.ticks:
        lines += [f"{n}. {voice.ours(each.label)}" for n, each in enumerate(reply.ticks, 1)]
        lines.append(f"{phrases.NONE_OF_IT} · {phrases.NOT_SURE_LABEL}")
    else:
        labels = [each.label for each in reply.choices] + [phrases.NOT_SURE_LABEL]
        lines.append(" · ".join(f"{n} {voice.ours(label)}" for n, label in enumerate(labels, 1)))
    notes = [phrases.note(each, voice) for each in reply.notes]
    return [*lines, *notes, *phrases.so_far(reply, voice)]


def card_done(reply: CardDone, voice: Voice) -> str:
    """What is left of a card that asks no longer."""
    answers = " · ".join(phrases.known(each, voice) for each in reply.known)
    match reply.why:
        case "moved":
            return f"{answers or 'No answer yet'} · goes on below"
        case "decided":
            return answers or "Decided without an answer"
        case "stopped":
            return phrases.STOPPED
        case "started_over":
            return "Started over below."


def verdict(given: Verdict, voice: Voice) -> list[str]:
    """The verdict before its folds: at most twelve lines."""
    if given.option is None:
        return [
            voice.bold(given.headline),
            f"These clash: {' · '.join(map(voice.ours, given.clash_said))}.",
            "Which of them can give way?",
        ]
    optional = (
        voice.ours(given.exit_text.text) if given.exit_text else None,
        voice.ours(given.undecided.text) if given.undecided else None,
        phrases.reasons(given, voice),
        *phrases.split(given, voice),
        *phrases.pros_and_cons(given, voice, shown=1 if given.exit_text else phrases.SHOWN_PROS),
        None if given.exit_text else phrases.cost_and_timeline(given, voice),
        phrases.would_flip(given, voice),
    )
    return [
        voice.bold(voice.ours(given.headline)),
        phrases.certainty(given, voice),
        *(line for line in optional if line),
    ]


def verdict_folds(given: Verdict, voice: Voice) -> list[tuple[str, list[str]]]:
    """What is folded under the verdict: (title, lines)."""
    questions = [
        f"{voice.bold(voice.ours(each.question))} {voice.ours(each.short)}"
        for each in given.common_questions
    ]
    sources = phrases.sources(phrases.claims_of(given), voice)
    assumed = [voice.ours(each) for each in given.assumed]
    folds = [
        (phrases.COMMON_QUESTIONS, questions),
        (phrases.ASSUMED, assumed),
        (phrases.SOURCES, sources),
    ]
    return [(title, fold) for title, fold in folds if fold]


def side_by_side(reply: SideBySide, voice: Voice) -> list[str]:
    """A line a dimension; the better side is named."""
    lines = [voice.bold(voice.ours(reply.title))]
    for row in reply.rows:
        even = len(row.better) == len(reply.names)
        better = "even" if even else "better: " + ", ".join(voice.ours(each) for each in row.better)
        lines.append(f"{voice.bold(voice.ours(row.dimension))} ({better})")
        lines += [
            f"  {voice.ours(name)}: {voice.ours(standing.text)}"
            for name, standing in zip(reply.names, row.standings, strict=True)
            if standing
        ]
    return lines


def option(entry: OptionProsAndCons, voice: Voice) -> list[str]:
    """Everything for and against one option."""
    return [
        f"{voice.bold(voice.ours(entry.name))}: {voice.ours(entry.tagline)}",
        *(f"+ {voice.ours(each.text)}" for each in entry.pros),
        *(f"− {voice.ours(each.text)}" for each in entry.cons),
        *([f"Choose it when: {'; '.join(voice.ours(w.text) for w in entry.choose_when)}."]
          if entry.choose_when else []),
        f"Cost: {voice.ours(entry.cost.text)}{phrases.hedge(entry.cost)}",
        f"Time: {voice.ours(entry.timeline.text)}{phrases.hedge(entry.timeline)}",
    ]  # fmt: skip


def help_lines(reply: Help, voice: Voice) -> list[str]:
    """What one can say, here and now."""
    if reply.phase in (None, "choosing", "closed"):
        return [
            "Ask me in a thread, in your own words:",
            '"@archdecide should checkout call inventory or publish an event?"',
            "I read what is said, ask three questions at most, then advise.",
            "I can help to decide:",
            *_listed(reply.comparisons, voice),
        ]
    return [
        "Answer by button or in words. You can also say:",
        "not sure · skip · decide now · ask me more · why do you ask? · what does that mean?",
        "start over · stop · or ask anything about it, such as: can I use both?",
    ]


def _listed(comparisons: Iterable[ComparisonListed], voice: Voice) -> list[str]:
    return [f"· {voice.ours(each.title)}: {voice.ours(each.about)}" for each in comparisons]
