"""A talk for programs: one JSON object a line in, one out. The README describes the form."""

import json
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Literal, TextIO

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    StrictBool,
    Tag,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails

from bot.dialog.conversation import TICK_LIST, Conversation, disagreements, standing
from bot.dialog.inputs import COMMANDS, Answered, Command, Commanded, Input, Said, Ticked
from bot.dialog.replies import AnyReply
from bot.knowledge.library import Library
from bot.knowledge.question import NOT_SURE, SHRUGS
from bot.rendering import phrases
from bot.terminal.session import Session


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _OneAnswer(_Strict):
    question: str
    choice: str


class _TickAnswer(_Strict):
    ticked: dict[str, str]
    rest: Literal["no", "not_sure"] = "no"


_ONE, _TICKS = "(one)", "(ticks)"
"""Which form an answer has; no field of a line is called so."""


def _form(answer: Any) -> str:
    """The form that was meant, so that what is wrong with it is told of this one alone."""
    ticks = isinstance(answer, dict) and not answer.keys().isdisjoint(_TickAnswer.model_fields)
    return _TICKS if ticks else _ONE


class Line(_Strict):
    """One line of JSON in: exactly one of `say`, `answer`, `command`."""

    say: str | None = Field(default=None, max_length=40_000)
    answer: (
        Annotated[
            Annotated[_OneAnswer, Tag(_ONE)] | Annotated[_TickAnswer, Tag(_TICKS)],
            Discriminator(_form),
        ]
        | None
    ) = None
    command: str | None = None
    question: str | None = None
    value: str | None = None
    as_: str = Field(default="you", alias="as", min_length=1, max_length=80)
    addressed: StrictBool = True

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
            yield {"error": str(error), **state_of(session.library, session.conversation)}


def _parsed(line: str) -> Line:
    try:
        given = json.loads(line)
        json.dumps(given, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise LineError(f"not JSON: {error.msg} (character {error.pos + 1})") from None
    except RecursionError:
        raise LineError("nested too deep to be read") from None
    except UnicodeEncodeError as error:
        half = json.dumps(error.object[error.start])
        raise LineError(f"{half} is half a character; the other half is missing") from None
    except ValueError:  # the only other one: Python's limit on the digits of a number
        raise LineError("a number has too many digits to be read") from None
    if not isinstance(given, dict):
        raise LineError('a line must be a JSON object, for example {"say": "decide now"}')
    try:
        return Line.model_validate(given)
    except ValidationError as error:
        raise LineError(_worded(error.errors(include_url=False)[0])) from None


_FIELDS = {
    (): tuple(field.alias or name for name, field in Line.model_fields.items()),
    _ONE: tuple(_OneAnswer.model_fields),
    _TICKS: tuple(_TickAnswer.model_fields),
}


def _worded(detail: ErrorDetails) -> str:
    """What is wrong, for people: the field as they wrote it, and what belongs there."""
    forms = [part for part in detail["loc"] if part in (_ONE, _TICKS)]
    path = [str(part) for part in detail["loc"] if part not in (_ONE, _TICKS, "[key]")]
    field = _shown(".".join(path))
    context = detail.get("ctx", {})
    match detail["type"]:
        case "value_error":
            return str(context["error"])
        case "missing":
            return f"{field} is missing"
        case "extra_forbidden":
            known = _FIELDS[forms[0] if forms else ()]
            return f"unknown field {field}; there are: {', '.join(map(_shown, known))}"
        case "string_too_long":
            return f"{field} is longer than {context['max_length']:,} characters"
        case "string_too_short":
            return f"{field} is empty"
        case "string_type":
            must = "text"
        case "bool_type":
            must = "true or false"
        case "literal_error":
            must = '"no" or "not_sure"'
        case _ if path == ["answer"]:
            must = 'an object with "question" and "choice", or with "ticked"'
        case _:
            must = "an object"
    return f"{field} must be {must}, not {_shown(detail['input'])}"


def _shown(value: Any) -> str:
    """A value of a line as it is written in JSON, not too long; what is in an object is not."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:59] + "…"


def _input(library: Library, line: Line) -> Input:
    if line.say is not None:
        return Said(text=line.say)
    if line.command is not None:
        if line.command not in COMMANDS:
            raise LineError(
                f"unknown command {_shown(line.command)}; there are: {', '.join(sorted(COMMANDS))}"
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
            f"no question {_shown(question)}; there are: {', '.join(sorted(library.questions))}"
        )
    if choice not in SHRUGS and not known.has(choice):
        ids = [each.id for each in known.choices]
        raise LineError(f"{question} has no choice {_shown(choice)}; there are: {', '.join(ids)}")


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
        **state_of(library, after),
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
            case "reasoned":
                about = "what_would_flip" if reply.about == "would_flip" else reply.about
                told.append({"act": about})
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


def state_of(library: Library, conversation: Conversation | None) -> dict[str, Any]:
    """Phase, answers, disagreements, what is asked, and the verdict."""
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
