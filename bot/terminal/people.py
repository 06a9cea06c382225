"""A readable talk: lines in, plain words out, numbers answer; colours only on a terminal."""

import os
from typing import TextIO

import click

from bot.advice.recommendation import Verdict
from bot.dialog.conversation import TICK_LIST
from bot.dialog.inputs import Answered, Input, Said, Ticked
from bot.dialog.replies import AnyReply, CardDone, VerdictGiven
from bot.knowledge.question import NOT_SURE
from bot.rendering import phrases
from bot.rendering.plain import lines
from bot.rendering.voice import Voice, plain_voice
from bot.terminal.session import Session


def chat(session: Session, given: TextIO, out: TextIO) -> None:
    """A readable talk, until the input ends or someone says bye."""
    colour = out.isatty() and "NO_COLOR" not in os.environ
    voice = _coloured_voice() if colour else plain_voice()
    asks = given.isatty()
    intro = (
        'What is to be decided? For example: "should checkout call inventory or publish an event?"'
    )
    print(intro, file=out)
    while True:
        if asks:
            print("> ", end="", file=out, flush=True)
        line = given.readline()
        if not line or line.strip().casefold() in ("bye", "quit", "exit"):
            return
        if not asks:
            print(f"> {line.strip()}", file=out)
        conversation = session.conversation
        if line.strip().casefold() == "sources" and conversation and conversation.verdict:
            print("\n" + "\n".join(_sources(conversation.verdict, voice)) + "\n", file=out)
            continue
        replies = session.hear("you", _typed(session, line.strip()))
        for reply in replies:
            if shown := _shown(reply, voice, alone=len(replies) == 1):
                print("\n" + "\n".join(shown) + "\n", file=out)


def _shown(reply: AnyReply, voice: Voice, alone: bool) -> list[str]:
    """The lines to print: a card that is done only where nothing else is said, and a verdict
    without its sources."""
    if isinstance(reply, CardDone) and not alone:
        return []
    if not isinstance(reply, VerdictGiven):
        return lines(reply, voice)
    sources = _sources(reply.verdict, voice)
    kept = lines(reply, voice)[: -len(sources) - 1]
    return [*kept, 'Say "sources" to see where each claim comes from.']


def _sources(verdict: Verdict, voice: Voice) -> list[str]:
    return phrases.sources(phrases.claims_of(verdict), voice)


def _typed(session: Session, line: str) -> Input:
    """Numbers pick choices or ticks; everything else is words."""
    conversation = session.conversation
    numbers = line.replace(",", " ").replace("and", " ").split()
    if conversation is None or conversation.asking is None or not numbers:
        return Said(text=line)
    if not all(number.isdecimal() and len(number) <= 2 for number in numbers):
        return Said(text=line)
    picked = [int(number) - 1 for number in numbers]
    if conversation.asking == TICK_LIST:
        if all(0 <= n < len(conversation.ticks) for n in picked):
            return Ticked.of(dict(conversation.ticks[n] for n in picked))
        return Said(text=line)
    question = session.library.question(conversation.asking)
    choices = [each.id for each in question.choices] + [NOT_SURE]
    if len(picked) == 1 and 0 <= picked[0] < len(choices):
        return Answered(question=question.id, choice=choices[picked[0]])
    return Said(text=line)


def _coloured_voice() -> Voice:
    return Voice(
        bold=lambda text: click.style(text, bold=True),
        person=lambda person: person,
        ours=lambda text: text,
        theirs=lambda text: click.style(text, dim=True),
        link=lambda address, title: f"{title} ({address})",
    )
