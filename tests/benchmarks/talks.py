"""The talks that are measured: recorded from the bot itself, then played to every side.

A recorded turn knows the act and the Web API calls that the bot made after it; the peer is
told to make the same ones.
"""

import asyncio
import json
import random
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from bot.rendering import phrases
from tests.benchmarks.wire import BOT, TEAM, Call, FakeSlack, Line, Stamps, signed

OPENINGS = (
    "should checkout call inventory or publish an event?",
    "call or event: the shop tells billing, mail and search about an order",
    "events or requests between our booking service and three others?",
    "publish an event when a parcel leaves, or call the tracker?",
)
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
QUIET = 0.04
"""Seconds without a call after which a recorded turn is over."""
LONGEST = 8


@dataclass(frozen=True)
class Act:
    """What a person does: writes `text`, or presses."""

    text: str = ""
    action_id: str = ""
    value: str = ""
    ticked: tuple[str, ...] = ()
    shown: tuple[dict[str, Any], ...] = ()
    """The blocks of the message that is pressed; Slack sends them along."""


@dataclass(frozen=True)
class Turn:
    """An act, what kind of turn it is, and the calls that follow."""

    number: int
    kind: str
    """opening, press, mention or verdict"""
    act: Act
    calls: tuple[Call, ...]


@dataclass
class Place:
    """One conversation under way on one side."""

    channel: str
    thread: str
    card: str = ""
    """The message that has the controls."""

    def note(self, call: Call) -> None:
        if call["method"] == "chat.postMessage" and _asks(call["body"].get("blocks", ())):
            self.card = call["ts"]


def payload(act: Act, place: Place, stamps: Stamps, opening: bool) -> dict[str, Any]:
    """What Slack sends for this act there, now."""
    ts = place.thread if opening else stamps.next()
    if act.text:
        event = {
            "type": "app_mention",
            "user": "UANA",
            "text": f"<@{BOT}> {act.text}",
            "ts": ts,
            "channel": place.channel,
            "event_ts": ts,
            **({} if opening else {"thread_ts": place.thread}),
        }
        return {
            "type": "event_callback",
            "team_id": TEAM,
            "api_app_id": "A1",
            "event_id": f"Ev{ts}",
            "event_time": int(float(ts)),
            "event": event,
            "authorizations": [{"team_id": TEAM, "user_id": BOT, "is_bot": True}],
        }
    action = {
        "type": "button",
        "block_id": "b",
        "action_id": act.action_id,
        "value": act.value,
        "action_ts": ts,
    }
    ticks = {"selected_options": [{"value": value} for value in act.ticked]}
    return {
        "type": "block_actions",
        "team": {"id": TEAM},
        "user": {"id": "UANA", "team_id": TEAM},
        "api_app_id": "A1",
        "container": {
            "type": "message",
            "message_ts": place.card,
            "channel_id": place.channel,
            "thread_ts": place.thread,
        },
        "channel": {"id": place.channel},
        "message": {"ts": place.card, "thread_ts": place.thread, "blocks": act.shown},
        "state": {"values": {"ticks": {"ticks": ticks}}},
        "trigger_id": f"trigger.{ts}",
        "response_url": "http://127.0.0.1:1/response/none",
        "actions": [action],
    }


def request(turn: Turn, place: Place, stamps: Stamps) -> bytes:
    """The signed bytes of this turn."""
    content = payload(turn.act, place, stamps, turn.kind == "opening")
    if turn.act.text:
        return signed(json.dumps(content).encode(), JSON, turn.number)
    return signed(urlencode({"payload": json.dumps(content)}).encode(), FORM, turn.number)


@dataclass
class Recorder:
    """Talks with the bot and writes down what it calls."""

    slack: FakeSlack
    stamps: Stamps
    line: Line
    turns: int = 0
    talks: list[tuple[Turn, ...]] = field(default_factory=list)

    async def record(self, seed: int) -> None:
        """One talk to its verdict, its choices drawn from the seed."""
        chance = random.Random(seed)
        place = Place(f"REC{seed}", self.stamps.next())
        talk: list[Turn] = []
        act: Act | None = Act(text=OPENINGS[seed % len(OPENINGS)])
        kind = "opening"
        while act is not None and len(talk) < LONGEST:
            calls: list[Call] = []
            self.slack.waiting[place.channel] = calls.append
            turn = Turn(self.turns, kind, act, ())
            status, _ = await self.line.send(request(turn, place, self.stamps))
            assert status == 200, status
            seen = -1
            while seen != len(calls):
                seen = len(calls)
                await asyncio.sleep(QUIET)
            for call in calls:
                if call["body"].get("text") == phrases.ERROR:
                    raise RuntimeError(f"the bot failed at {act}")
                place.note(call)
            decided = any(_mark(call).startswith("verdict") for call in calls)
            kind = "verdict" if decided else kind
            talk.append(Turn(self.turns, kind, act, tuple(calls)))
            self.turns += 1
            act = None if decided else _next_act(calls, chance, typed=len(talk) == 2)
            kind = "mention" if act and act.text else "press"
        self.talks.append(tuple(talk))


def _mark(call: Call) -> str:
    blocks = call["body"].get("blocks") or [{}]
    return str(blocks[0].get("block_id", ""))


def _asks(blocks: Any) -> bool:
    return any(
        str(element.get("action_id", "")).startswith(("answer:", "ticks"))
        for block in blocks
        for element in block.get("elements", ())
    )


def _next_act(calls: list[Call], chance: random.Random, typed: bool) -> Act | None:
    """An answer to the newest card."""
    cards = [call["body"]["blocks"] for call in calls if _asks(call["body"].get("blocks", ()))]
    if not cards:
        return None
    elements = [each for block in cards[-1] for each in block.get("elements", ())]
    shown = tuple(cards[-1])
    answers = [each for each in elements if str(each.get("action_id")).startswith("answer:")]
    if answers:
        chosen = chance.choice([each for each in answers if "not_sure" not in each["action_id"]])
        if typed:
            return Act(text=chosen["text"]["text"])
        return Act(action_id=chosen["action_id"], value=chosen["value"], shown=shown)
    boxes = next(each for each in elements if each.get("action_id") == "ticks")
    send = next(each for each in elements if each.get("action_id") == "ticked:these")
    ticked = tuple(each["value"] for each in boxes["options"] if chance.random() < 0.4)
    return Act(action_id="ticked:these", value=send["value"], ticked=ticked, shown=shown)
