"""A talk at a terminal, for people and for programs: the same turns as in Slack.

Readable: lines in, plain words out, numbers answer. JSON: one object a line in, one out;
its form is described in the README. Nothing is kept unless a database is named.
"""

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Literal, TextIO, TypeVar

import click
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from bot.dialog.conversation import TICK_LIST, Conversation, disagreements, standing
from bot.dialog.inputs import COMMANDS, Answered, Command, Commanded, Heard, Input, Said, Ticked
from bot.dialog.replies import AnyReply, CardDone
from bot.knowledge.library import Library
from bot.knowledge.question import NOT_SURE, SHRUGS
from bot.rendering import phrases
from bot.rendering.plain import lines
from bot.rendering.voice import Voice, plain_voice
from bot.runtime.ports import Store, Unit
from bot.runtime.turn import take
from bot.runtime.values import Delivery, Place, Taken

T = TypeVar("T")

PLACE = Place(team="terminal", channel="terminal", thread="1")
MICROSECONDS = 1_000_000


class Session:
    """One conversation over a store, a line at a time."""

    def __init__(self, library: Library, store: Store, limit: int) -> None:
        self.library = library
        self._store = store
        self._limit = limit
        self._count = 0

    def hear(self, person: str, input: Input, addressed: bool = True) -> list[AnyReply]:
        """What the bot replies to this; its outbox is emptied on the spot."""
        self._count += 1
        heard = Heard(
            person=person,
            at=self._count * MICROSECONDS,
            addressed=addressed,
            input=input,
            message=str(self._count) if isinstance(input, Said) else None,
        )
        delivery = Delivery(key=f"terminal:{self._count}", place=PLACE, heard=heard)

        def turn(unit: Unit) -> Taken:
            taken = take(unit, self.library, delivery, self._limit)
            for each in taken.outgoing:
                unit.posted(each, str(self._count))
            return taken

        return [each.reply for each in self._run(turn).outgoing]

    @property
    def conversation(self) -> Conversation | None:
        """The conversation as stored."""
        found = self._run(lambda unit: unit.load(PLACE))
        return found[1] if found else None

    def _run(self, job: Callable[[Unit], T]) -> T:
        (result,) = self._store.run([job])
        if isinstance(result, BaseException):
            raise result
        done: T = result
        return done


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
        replies = session.hear("you", _typed(session, line.strip()))
        for reply in replies:
            if not isinstance(reply, CardDone):
                print("\n" + "\n".join(lines(reply, voice)) + "\n", file=out)


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


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _OneAnswer(_Strict):
    question: str
    choice: str


class _TickAnswer(_Strict):
    ticked: dict[str, str]
    rest: Literal["no", "not_sure"] = "no"


class Line(_Strict):
    """One line of JSON in: exactly one of `say`, `answer`, `command`."""

    say: str | None = Field(default=None, max_length=40_000)
    answer: _OneAnswer | _TickAnswer | None = None
    command: str | None = None
    question: str | None = None
    value: str | None = None
    as_: str = Field(default="you", alias="as", min_length=1, max_length=80)
    addressed: bool = True

    @model_validator(mode="after")
    def _one_thing(self) -> "Line":
        if sum(each is not None for each in (self.say, self.answer, self.command)) != 1:
            raise ValueError('give exactly one of "say", "answer", "command"')
        return self


class LineError(Exception):
    """What was wrong with a line; the talk goes on."""


def chat_json(session: Session, given: Iterable[str], out: TextIO) -> None:
    """One object a line in, one object a line out."""
    for answer in json_answers(session, given):
        print(json.dumps(answer, ensure_ascii=False), file=out, flush=True)


def json_answers(session: Session, given: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The answer to each line that isn't blank."""
    for line in given:
        if not line.strip():
            continue
        try:
            parsed = _parsed(line)
            input = _input(session.library, parsed)
            before = session.conversation
            replies = session.hear(parsed.as_, input, parsed.addressed)
            yield answered(session.library, before, session.conversation, input, replies)
        except LineError as error:
            yield {"error": str(error), **_state(session.library, session.conversation)}


def _parsed(line: str) -> Line:
    try:
        return Line.model_validate(json.loads(line))
    except (json.JSONDecodeError, RecursionError) as error:
        raise LineError(f"not JSON: {error}") from None
    except ValidationError as error:
        detail = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in detail["loc"])
        raise LineError(f"{where}: {detail['msg']}" if where else detail["msg"]) from None


def _input(library: Library, line: Line) -> Input:
    if line.say is not None:
        return Said(text=line.say)
    if line.command is not None:
        if line.command not in COMMANDS:
            raise LineError(
                f"unknown command {line.command!r}; there are: {', '.join(sorted(COMMANDS))}"
            )
        command: Command = line.command  # type: ignore[assignment]  # checked above
        return Commanded(command=command, value=line.value or line.question)
    if isinstance(line.answer, _OneAnswer):
        _check(library, line.answer.question, line.answer.choice)
        return Answered(question=line.answer.question, choice=line.answer.choice)
    if line.answer is None:
        raise LineError("nothing to do")
    for question, choice in line.answer.ticked.items():
        _check(library, question, choice)
    return Ticked.of(line.answer.ticked, line.answer.rest)


def _check(library: Library, question: str, choice: str) -> None:
    known = library.questions.get(question)
    if known is None:
        raise LineError(
            f"no question {question!r}; there are: {', '.join(sorted(library.questions))}"
        )
    if choice not in SHRUGS and not known.has(choice):
        ids = [each.id for each in known.choices]
        raise LineError(f"{question} has no choice {choice!r}; there are: {', '.join(ids)}")


def answered(
    library: Library,
    before: Conversation | None,
    after: Conversation | None,
    input: Input,
    replies: list[AnyReply],
) -> dict[str, Any]:
    """One line out: the replies, what was understood, and the state after it."""
    return {
        "replies": [reply.model_dump(mode="json") for reply in replies],
        "acts": acts(before, after, input, replies),
        **_state(library, after),
    }


def acts(
    before: Conversation | None,
    after: Conversation | None,
    input: Input,
    replies: list[AnyReply],
) -> list[dict[str, Any]]:
    """What was understood of a line, in order; empty is silence."""
    told: list[dict[str, Any]] = []
    known = before.answers if before else ()
    had = {answer.question for answer in known if answer.choice is not None}
    if after is not None and len(after.answers) > len(known):
        for answer in after.answers[len(known) :]:
            if answer.choice is None:
                told.append({"act": "not_what_we_said", "question": answer.question})
            elif not answer.excluded:
                act = "change_answer" if answer.question in had else "answer"
                told.append({"act": act, "question": answer.question, "value": answer.choice})
    if isinstance(input, Commanded):
        told.append({"act": input.command})
    for reply in replies:
        match reply.kind:
            case "faq":
                told.append({"act": "faq", "id": reply.id})
            case "did_you_mean":
                told.append({"act": "faq", "id": None})
            case "why_asked" | "help" | "side_by_side" | "all_pros_and_cons" | "list":
                told.append({"act": reply.kind})
            case "explained":
                told.append({"act": "explain"})
            case "stopped":
                told.append({"act": "stop"})
            case "choose" if not reply.understood:
                told.append({"act": "out_of_scope"})
            case "not_understood":
                told.append({"act": "out_of_scope"})
            case "verdict" if not told:
                told.append({"act": "decide_now"})
            case _:
                pass
    return [act for n, act in enumerate(told) if act not in told[:n]]


def _state(library: Library, conversation: Conversation | None) -> dict[str, Any]:
    if conversation is None:
        empty = {"phase": "choosing", "answers": {}, "disagreements": {}}
        return {**empty, "asking": None, "verdict": None}
    stands = standing(conversation.answers)
    return {
        "phase": conversation.phase,
        "answers": dict(stands.chosen),
        "disagreements": {q: dict(who) for q, who in disagreements(conversation.answers).items()},
        "asking": _asking(library, conversation),
        "verdict": _verdict(conversation) if conversation.phase == "advising" else None,
    }


def _asking(library: Library, conversation: Conversation) -> dict[str, Any] | None:
    if conversation.asking is None:
        return None
    if conversation.asking == TICK_LIST:
        return {
            "tick": [
                {"question": question, "choice": choice, "label": entry.tick or entry.label}
                for question, choice in conversation.ticks
                for entry in [library.question(question).choice(choice)]
            ]
        }
    question = library.question(conversation.asking)
    choices = [{"id": each.id, "label": each.label} for each in question.choices]
    return {
        "question": question.id,
        "choices": [*choices, {"id": NOT_SURE, "label": phrases.NOT_SURE_LABEL}],
    }


def _verdict(conversation: Conversation) -> dict[str, Any] | None:
    if conversation.verdict is None:
        return None
    dumped = conversation.verdict.model_dump(mode="json")
    dumped["split"] = {part["option"]: part["text"] for part in dumped["split"]}
    return dumped


def standard_chat(session: Session, as_json: bool) -> None:
    """Over this process's own input and output."""
    if as_json:
        chat_json(session, sys.stdin, sys.stdout)
    else:
        chat(session, sys.stdin, sys.stdout)
