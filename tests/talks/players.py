"""The same transcript played by the reducer alone, at the terminal, and over signed HTTP."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from pydantic import TypeAdapter

from bot.dialog.conversation import Conversation, standing
from bot.dialog.inputs import COMMANDS, Answered, Commanded, Heard, Input, Said, Ticked
from bot.dialog.replies import AnyReply, Card, CardDone
from bot.dialog.step import step
from bot.knowledge.library import Library
from bot.knowledge.question import SHRUGS
from bot.playground.server import StandIn
from bot.rendering.blocks.message import mark
from bot.rendering.plain import plain
from bot.runtime.ports import Store
from bot.runtime.values import Place
from bot.slack.app import Access
from bot.slack.http import http_app
from bot.storage.sqlite import SqliteStore
from bot.terminal.programs import json_answers
from bot.terminal.session import Session
from tests.talks.transcript import Line, Seen, Transcript, check

_REPLY: TypeAdapter[AnyReply] = TypeAdapter(AnyReply)
_MENTION = re.compile(r"@archdecide\s*", re.I)


class Player(Protocol):
    """Plays a whole transcript and checks every line."""

    async def play(self, transcript: Transcript, library: Library) -> None:
        """Raise AssertionError at the first line that goes otherwise."""


def heard(act: Mapping[str, Any], library: Library, asking: str | None) -> tuple[Input, bool]:
    """The input that an act is, and whether it addresses the bot."""
    if "say" in act:
        text = str(act["say"])
        return Said(text=_MENTION.sub("", text).strip()), bool(_MENTION.search(text))
    if "tick" in act:
        return Ticked.of(act["tick"] or {}, act.get("rest", "no")), True
    value = str(act.get("press") or act.get("choose") or act.get("command"))
    name, _, detail = value.partition(".")
    if name in COMMANDS:
        return Commanded.model_validate({"command": name, "value": detail or None}), True
    if detail:
        return Answered(question=name, choice=detail), True
    assert asking is not None, f"nothing is asked that {value!r} could answer"
    question = library.questions.get(asking)
    assert question is not None, f"{asking} takes no {value!r}"
    assert value in SHRUGS or question.has(value), f"{value!r} is no choice of {asking}"
    return Answered(question=asking, choice=value), True


def named(replies: Iterable[AnyReply], cards: set[str]) -> tuple[str, ...]:
    """The replies as a transcript names them; `cards` remembers which slots were posted."""
    names = []
    for reply in replies:
        if isinstance(reply, CardDone):
            continue
        name = mark(reply)
        if isinstance(reply, Card) and reply.slot in cards:
            name = name.replace("card:", "update:", 1)
        if reply.slot:
            cards.add(reply.slot)
        names.append(f"private:{name}" if reply.private else name)
    return tuple(names)


def _seen(replies: list[AnyReply], conversation: Conversation | None, cards: set[str]) -> Seen:
    verdict = conversation.verdict if conversation else None
    return Seen(
        bot=named(replies, cards),
        texts=tuple(plain(reply) for reply in replies),
        answers=standing(conversation.answers).chosen if conversation else {},
        certainty=verdict.certainty if verdict else None,
    )


class Reducer:
    """`step` and nothing else."""

    async def play(self, transcript: Transcript, library: Library) -> None:
        conversation: Conversation | None = None
        cards: set[str] = set()
        for n, line in enumerate(transcript.lines, 1):
            asking = conversation.asking if conversation else None
            given, addressed = heard(line.act, library, asking)
            replies: list[Any] = []
            if conversation is not None or addressed:
                message = str(n) if isinstance(given, Said) else None
                happened = Heard(
                    person=line.person, at=n, addressed=addressed, input=given, message=message
                )
                conversation, said = step(conversation, happened, library)
                replies = list(said)
            check(line, _seen(replies, conversation, cards))


class Terminal:
    """`archdecide chat --json`, a line of JSON at a time."""

    async def play(self, transcript: Transcript, library: Library) -> None:
        session = Session(library, SqliteStore(":memory:"), 3)
        cards: set[str] = set()
        for line in transcript.lines:
            before = session.conversation
            given, addressed = heard(line.act, library, before.asking if before else None)
            sent: dict[str, Any] = {"as": line.person, "addressed": addressed}
            match given:
                case Said(text=text):
                    sent["say"] = text
                case Answered(question=question, choice=choice):
                    sent["answer"] = {"question": question, "choice": choice}
                case Ticked(ticked=ticked, rest=rest):
                    sent["answer"] = {"ticked": dict(ticked), "rest": rest}
                case Commanded(command=command, value=value):
                    sent |= {"command": command, "value": value}
            (out,) = json_answers(session, [json.dumps(sent)])
            assert "error" not in out, out
            replies = [_REPLY.validate_python(each) for each in out["replies"]]
            verdict = out["verdict"]
            seen = _seen(replies, None, cards)
            check(
                line,
                Seen(seen.bot, seen.texts, out["answers"], verdict and verdict["certainty"]),
            )


class Http:
    """A real Bolt app over signed HTTP, with the stand-in as Slack."""

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []
        """Every Web API call that was made, in order."""

    async def play(self, transcript: Transcript, library: Library) -> None:
        store = SqliteStore(":memory:")
        async with (
            StandIn(retry_delays=(0.0, 0.0, 0.0)) as slack,
            http_app(library, store, access(slack), 3, "127.0.0.1", 0) as port,
        ):
            await slack.connect(f"http://127.0.0.1:{port}/slack/events")
            thread: str | None = None
            for line in transcript.lines:
                made = len(slack.calls)
                thread = await self._act(slack, line, thread)
                await slack.settled(quiet=0.02)
                assert not slack.refusals, slack.refusals
                assert not slack.people.failures, slack.people.failures
                check(line, await self._seen(slack, store, slack.calls[made:], thread))
            self.calls += slack.calls

    async def _act(self, slack: StandIn, line: Line, thread: str | None) -> str | None:
        act, people, who = line.act, slack.people, line.person
        if "say" in act:
            ts = await people.say(who, "checkout", act["say"], thread)
            return thread or ts
        assert thread is not None, "a talk begins with words"
        if "tick" in act:
            card = _newest(slack, thread, "ticks")
            values = [f"{question}.{choice}" for question, choice in (act["tick"] or {}).items()]
            await people.tick(who, "checkout", card, "ticks", values)
            unsure = act.get("rest") == "not_sure"
            button = "ticked:not_sure" if unsure else "ticked:these" if values else "ticked:none"
            await people.press(who, "checkout", card, button)
            return thread
        if "choose" in act:
            value = str(act["choose"])
            menu = "faq" if value.startswith("faq.") else "menu"
            await people.choose(who, "checkout", _newest(slack, thread, menu), menu, value)
            return thread
        value = str(act.get("press") or act.get("command"))
        button = f"command:{value}" if value in COMMANDS else f"answer:{value}"
        await people.press(who, "checkout", _newest(slack, thread, button), button)
        return thread

    async def _seen(
        self, slack: StandIn, store: Store, calls: list[dict[str, Any]], thread: str | None
    ) -> Seen:
        names, texts = [], []
        for call in calls:
            if not call["method"].startswith("chat."):
                continue
            body = call["body"]
            name = str(body["blocks"][0].get("block_id")) if body.get("blocks") else "text"
            if name == "card_done":
                continue
            if call["method"] == "chat.update":
                name = name.replace("card:", "update:", 1)
            if call["method"] == "chat.postEphemeral":
                name = f"private:{name}"
            names.append(name)
            texts.append(_unescaped(body["text"]))
        place = Place(team=slack.workspace.team.id, channel=_channel(slack), thread=thread)
        (found,) = store.run([lambda unit: unit.load(place)])
        conversation = found[1] if found else None
        seen = _seen([], conversation, set())
        return Seen(tuple(names), tuple(texts), seen.answers, seen.certainty)


def access(slack: StandIn) -> Access:
    """What the bot needs to be let in there."""
    return Access(slack.bot_token, slack.api_url, slack.signing_secret)


def _channel(slack: StandIn) -> str:
    return slack.workspace.channel("checkout").id


def _newest(slack: StandIn, thread: str, action_id: str) -> str:
    """The newest message of the bot that has this control."""
    for message in reversed(slack.thread("checkout", thread)):
        for block in message.get("blocks", []):
            if any(e.get("action_id") == action_id for e in block.get("elements", [])):
                return str(message["ts"])
    raise LookupError(f"no message has {action_id}")


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


PLAYERS: dict[str, type[Any]] = {"reducer": Reducer, "terminal": Terminal, "http": Http}
