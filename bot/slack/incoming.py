"""Slack's payloads → deliveries. Pure; what isn't for us becomes None.

Both events of one mention (`app_mention`, `message`) give the same delivery: whether the bot
is addressed is read from the text. Text is made plain here, once.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from bot.dialog.inputs import (
    COMMANDS,
    Answered,
    Command,
    Commanded,
    Deleted,
    Edited,
    Heard,
    Input,
    Said,
    Ticked,
)
from bot.runtime.values import Delivery, Place

Payload = Mapping[str, Any]

_SPOKEN = frozenset({None, "thread_broadcast", "file_share", "me_message"})
"""Message subtypes that are people writing; edits, joins and the like are not."""
_ENTITY = re.compile(r"<([^<>]*)>")
_ESCAPES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


@dataclass(frozen=True)
class Self:
    """Who we are in this workspace."""

    team: str
    user: str
    bot: str | None


def message(event: Payload, me: Self) -> Delivery | None:
    """A `message` or `app_mention` event, an edit or a deletion."""
    if event.get("subtype") in ("message_changed", "message_deleted"):
        return _revised(event, me)
    text, channel, ts = event.get("text"), event.get("channel"), event.get("ts")
    person = event.get("user")
    if not (_texts(text, channel, ts, person)) or event.get("subtype") not in _SPOKEN:
        return None
    if event.get("bot_id") or person == me.user:
        return None
    text, channel, ts = str(text), str(channel), str(ts)
    return Delivery(
        key=f"message:{me.team}/{channel}/{ts}",
        place=Place(team=me.team, channel=channel, thread=str(event.get("thread_ts") or ts)),
        heard=Heard(
            person=str(person),
            at=microseconds(ts),
            addressed=_mentions(text, me) or event.get("channel_type") == "im",
            input=Said(text=plain(text, me)),
            message=ts,
        ),
    )


def _revised(event: Payload, me: Self) -> Delivery | None:
    """A message that was edited or deleted; unchanged text, as after a link preview, is nothing."""
    old, new, channel = event.get("previous_message"), event.get("message"), event.get("channel")
    if not isinstance(old, Mapping) or old.get("bot_id") or not _texts(channel, old.get("user")):
        return None
    deleted = event.get("subtype") == "message_deleted"
    ts = event.get("deleted_ts") if deleted else old.get("ts")
    at: object = event.get("event_ts") or event.get("ts")
    given: Input = Deleted()
    key = f"delete:{me.team}/{channel}/{ts}"
    if not deleted:
        edited = new.get("edited") if isinstance(new, Mapping) else None
        if not isinstance(new, Mapping) or not isinstance(edited, Mapping):
            return None
        if not isinstance(new.get("text"), str) or new["text"] == old.get("text"):
            return None
        at, given = edited.get("ts"), Edited(text=plain(new["text"], me))
        key = f"edit:{me.team}/{channel}/{ts}/{at}"
    if not _texts(ts, at):
        return None
    return Delivery(
        key=key,
        place=Place(team=me.team, channel=str(channel), thread=str(old.get("thread_ts") or ts)),
        heard=Heard(
            person=str(old["user"]),
            at=microseconds(str(at)),
            addressed=False,
            input=given,
            message=str(ts),
        ),
        may_begin=False,
    )


def command(body: Payload, me: Self, at: int) -> Delivery | None:
    """A slash command; its payload brings no time stamp, so the edge's clock is handed in."""
    channel, person, trigger = body.get("channel_id"), body.get("user_id"), body.get("trigger_id")
    if not _texts(channel, person, trigger):
        return None
    text = plain(str(body.get("text") or ""), me)
    word = text.casefold()
    given: Input = Said(text=text)
    if word in ("", "help", "list"):
        given = Commanded(command="list" if word == "list" else "help")
    return Delivery(
        key=f"trigger:{trigger}",
        place=Place(team=me.team, channel=str(channel)),
        heard=Heard(person=str(person), at=at, input=given),
        answer_to=_text(body.get("response_url")),
    )


def action(body: Payload, me: Self) -> Delivery | None:
    """A press, a choice from a menu, or the tick list sent off; a mere tick is nothing yet."""
    container, acts = body.get("container"), body.get("actions")
    user = body.get("user")
    if not isinstance(container, Mapping) or not isinstance(user, Mapping):
        return None
    if not isinstance(acts, list) or not acts or not isinstance(acts[0], Mapping):
        return None
    act: Payload = acts[0]
    given = _pressed(act, body)
    channel, ts = container.get("channel_id"), container.get("message_ts")
    person, action_ts = user.get("id"), act.get("action_ts")
    if given is None or not _texts(channel, ts, person, action_ts):
        return None
    thread = container.get("thread_ts") or ts
    return Delivery(
        key=f"action:{me.team}/{channel}/{ts}/{act.get('action_id')}/{action_ts}",
        place=Place(team=me.team, channel=str(channel), thread=str(thread)),
        heard=Heard(person=str(person), at=microseconds(str(action_ts)), input=given),
        may_begin=False,
        answer_to=_text(body.get("response_url")),
    )


def _pressed(act: Payload, body: Payload) -> Input | None:
    """What a control means, by its action_id and value."""
    name = str(act.get("action_id") or "").partition(":")[0]
    detail = str(act.get("action_id") or "").partition(":")[2]
    chosen = act.get("selected_option")
    value = str(chosen.get("value") if isinstance(chosen, Mapping) else act.get("value") or "")
    if name in ("answer", "choose"):
        question, _, choice = value.partition(".")
        return Answered(question=question, choice=choice)
    if name == "ticked":
        return _ticked(detail, value, body)
    if name == "faq":
        return Commanded(command="faq", value=value.removeprefix("faq."))
    if name in ("command", "menu") and value in COMMANDS:
        return Commanded(command=cast(Command, value))
    return None


def _ticked(detail: str, value: str, body: Payload) -> Ticked:
    listed = tuple(_pair(each) for each in value.split())
    ticked: dict[str, str] = {}
    if detail == "these":
        for each in _selected(body):
            if each in listed:
                ticked.setdefault(*each)
    rest: Literal["no", "not_sure"] = "not_sure" if detail == "not_sure" else "no"
    return Ticked(ticked=tuple(ticked.items()), rest=rest, listed=listed)


def _selected(body: Payload) -> list[tuple[str, str]]:
    """The boxes that this person has ticked, from the message's whole state."""
    state = body.get("state")
    values = state.get("values") if isinstance(state, Mapping) else None
    found: list[tuple[str, str]] = []
    for block in values.values() if isinstance(values, Mapping) else ():
        boxes = block.get("ticks") if isinstance(block, Mapping) else None
        options = boxes.get("selected_options") if isinstance(boxes, Mapping) else None
        for option in options if isinstance(options, list) else ():
            if isinstance(option, Mapping):
                found.append(_pair(str(option.get("value") or "")))
    return found


def _pair(value: str) -> tuple[str, str]:
    question, _, choice = value.partition(".")
    return question, choice


def plain(text: str, me: Self) -> str:
    """Slack's text as a person reads it: our mention removed, others as @name, links as text."""

    def spoken(match: re.Match[str]) -> str:
        target, _, label = match[1].partition("|")
        if target.startswith("@"):
            return "" if target[1:] == me.user else f"@{label or target[1:]}"
        if target.startswith("#"):
            return f"#{label or target[1:]}"
        if target.startswith("!"):
            return f"@{(label or target[1:].partition('^')[0]).lstrip('@')}"
        return label or target

    text = _ENTITY.sub(spoken, text)
    for escape, character in _ESCAPES:
        text = text.replace(escape, character)
    return text.strip()


def _mentions(text: str, me: Self) -> bool:
    return f"<@{me.user}>" in text or f"<@{me.user}|" in text


def microseconds(ts: str) -> int:
    """Slack's "seconds.micros" as one number; 0 for anything else."""
    seconds, _, micros = ts.partition(".")
    if not seconds.isdecimal() or not (micros or "0").isdecimal() or len(ts) > 24:
        return 0
    return int(seconds) * 1_000_000 + int(micros.ljust(6, "0")[:6])


def _texts(*values: object) -> bool:
    return all(isinstance(value, str) and value for value in values)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
