"""Plain HTTP for what people do and see, so that any script in any language can be one of them.

README.md has the table of endpoints. Acts are POSTs with a JSON object, looks are GETs with a
query; both answer JSON. Beside people's acts stand a few of Slack's own: where it sends to, its
faults, its refreshing of connections. The server's door keeps strangers out.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

from aiohttp import web

from bot.playground.installation import Installation
from bot.playground.outcomes import Outcome
from bot.playground.sockets import Reason
from bot.playground.workspace import Json

if TYPE_CHECKING:
    from bot.playground.server import StandIn


@dataclass(frozen=True)
class Act:
    """`takes`: the names of what may be said, with a question mark where it may be left out."""

    do: Callable[[Installation, Json], Awaitable[Json]]
    takes: str


@dataclass(frozen=True)
class SlacksAct:
    do: Callable[[StandIn, Json], Awaitable[Json]]
    takes: str


@dataclass(frozen=True)
class Look:
    see: Callable[[Installation, Mapping[str, str]], Json]
    takes: str


# What is no text.
_KINDS: dict[str, tuple[type, ...]] = {
    "accepted": (bool,),
    "broadcast": (bool,),
    "everything": (bool,),
    "request_url": (str, type(None)),
    "retry_after": (int,),
    "seconds": (int, float),
    "status": (int,),
    "times": (int,),
    "values": (list, dict),
}
SETTLED = "settled"
_WHERE = ("modal", "home")


class PeopleDoor:
    def __init__(self, standin: StandIn) -> None:
        self._standin = standin

    def add_to(self, router: web.UrlDispatcher) -> None:
        router.add_post("/people/{team}/{act}", self._act)
        router.add_get("/people/{team}/{look}", self._look)

    async def _act(self, request: web.Request) -> web.Response:
        name = request.match_info["act"]
        if name not in ACTS and name not in SLACKS:
            return _refused(404, f"no such act; there are {', '.join([*ACTS, *SLACKS])}")
        # Only a page that this server serves can send JSON here without asking first.
        if request.content_type != "application/json":
            return _refused(415, "say it as application/json")
        try:
            said = json.loads(await request.read())
        except ValueError:
            said = None
        if not isinstance(said, dict):
            return _refused(400, "the body must be a JSON object")
        try:
            if name in SLACKS:
                slacks = SLACKS[name]
                answer = await slacks.do(self._standin, _Said(said, slacks.takes))
            else:
                act = ACTS[name]
                answer = await act.do(self._installation(request), _Said(said, act.takes))
            return web.json_response(answer)
        except (LookupError, ConnectionError) as error:
            return _refused(400, str(error.args[0]))

    async def _look(self, request: web.Request) -> web.Response:
        name = request.match_info["look"]
        try:
            if name == SETTLED:
                await self._standin.settled()
                return web.json_response({"ok": True})
            look = LOOKS.get(name)
            if look is None:
                return _refused(404, f"no such look; there are {', '.join([*LOOKS, SETTLED])}")
            said = _Said(request.query, look.takes)
            return web.json_response(look.see(self._installation(request), said))
        except LookupError as error:
            return _refused(400, str(error.args[0]))
        except TimeoutError as error:
            return _refused(504, str(error))

    def _installation(self, request: web.Request) -> Installation:
        team = request.match_info["team"]
        if team not in self._standin.installations:
            raise LookupError(f"no workspace is called {team!r}")
        return self._standin.installations[team]


class _Said(dict[str, Any]):
    """What a request said. What it left out, misspelt or said in another JSON kind is named to
    the caller, since a misspelt `thread_ts` would otherwise be a message in the channel."""

    def __init__(self, said: Mapping[str, Any], takes: str) -> None:
        names = [name.removesuffix("?") for name in takes.split(", ") if name]
        for name, value in said.items():
            if name not in names:
                raise LookupError(f"{name!r} is not taken here, but {takes or 'nothing'}")
            kinds = _KINDS.get(name, (str,))
            if not isinstance(value, kinds) or (bool not in kinds and isinstance(value, bool)):
                raise LookupError(f"{name!r} is of another JSON kind: {value!r}")
        super().__init__(said)

    def __missing__(self, name: str) -> Any:
        raise LookupError(f"{name!r} is missing")


def _refused(status: int, why: str) -> web.Response:
    return web.json_response({"ok": False, "error": why}, status=status)


def _done(outcome: Outcome) -> Json:
    said: Json = {"ok": outcome.ok, "status": outcome.status}
    if outcome.error:
        said["error"] = outcome.error
    if outcome.errors:
        said["errors"] = outcome.errors
    return said


# Acts


async def _say(to: Installation, said: Json) -> Json:
    ts = await to.people.say(
        said["person"],
        said["channel"],
        said["text"],
        said.get("thread_ts"),
        broadcast=bool(said.get("broadcast")),
    )
    return {"ok": True, "ts": ts, "channel": to.workspace.channel(said["channel"]).id}


async def _edit(to: Installation, said: Json) -> Json:
    await to.people.edit(said["person"], said["channel"], said["ts"], said["text"])
    return {"ok": True}


async def _delete(to: Installation, said: Json) -> Json:
    await to.people.delete(said["person"], said["channel"], said["ts"])
    return {"ok": True}


async def _command(to: Installation, said: Json) -> Json:
    line = f"{said['command']} {said.get('text', '')}".strip()
    return _done(await to.people.command(said["person"], said["channel"], line))


async def _press(to: Installation, said: Json) -> Json:
    if said.get("view") in _WHERE:
        return _done(await to.screens.press(said["person"], said["view"], said["button"]))
    return _done(await to.people.press(said["person"], said["channel"], said["ts"], said["button"]))


async def _tick(to: Installation, said: Json) -> Json:
    if not isinstance(said["values"], list):
        raise LookupError("'values' is a list here")
    what = (said["action_id"], said["values"])
    if said.get("view") in _WHERE:
        return _done(await to.screens.tick(said["person"], said["view"], *what))
    return _done(await to.people.tick(said["person"], said["channel"], said["ts"], *what))


async def _choose(to: Installation, said: Json) -> Json:
    what = (said["action_id"], said["value"])
    if said.get("view") in _WHERE:
        return _done(await to.screens.choose(said["person"], said["view"], *what))
    return _done(await to.people.choose(said["person"], said["channel"], said["ts"], *what))


async def _fill(to: Installation, said: Json) -> Json:
    where = said.get("view", "modal")
    if where not in _WHERE:
        raise LookupError("'view' is modal or home")
    if not isinstance(said["values"], dict):
        raise LookupError("'values' is an object here")
    return _done(await to.screens.fill(said["person"], where, said["values"]))


async def _submit(to: Installation, said: Json) -> Json:
    values = said.get("values") or {}
    if not isinstance(values, dict):
        raise LookupError("'values' is an object here")
    return _done(await to.screens.submit(said["person"], values))


async def _close(to: Installation, said: Json) -> Json:
    everything = bool(said.get("everything"))
    return _done(await to.screens.close(said["person"], everything=everything))


async def _shortcut(to: Installation, said: Json) -> Json:
    return _done(
        await to.people.shortcut(said["person"], said["channel"], said["ts"], said["callback_id"])
    )


async def _open_home(to: Installation, said: Json) -> Json:
    await to.screens.open_home(said["person"], said.get("tab", "home"))
    return {"ok": True}


ACTS: dict[str, Act] = {
    "say": Act(_say, "person, channel, text, thread_ts?, broadcast?"),
    "edit": Act(_edit, "person, channel, ts, text"),
    "delete": Act(_delete, "person, channel, ts"),
    "command": Act(_command, "person, channel, command, text?"),
    "press": Act(_press, "person, channel?, ts?, view?, button"),
    "tick": Act(_tick, "person, channel?, ts?, view?, action_id, values"),
    "choose": Act(_choose, "person, channel?, ts?, view?, action_id, value"),
    "fill": Act(_fill, "person, view?, values"),
    "submit": Act(_submit, "person, values?"),
    "close": Act(_close, "person, everything?"),
    "shortcut": Act(_shortcut, "person, channel, ts, callback_id"),
    "open_home": Act(_open_home, "person, tab?"),
}


# Slack's own acts


async def _connect(standin: StandIn, said: Json) -> Json:
    """The request URL on the settings page; null takes it away, and Socket Mode is the road."""
    if said["request_url"] is None:
        standin.deliveries.request_url = None
    else:
        await standin.connect(said["request_url"])
    return {"ok": True}


async def _fault(standin: StandIn, said: Json) -> Json:
    kinds: dict[str, Callable[..., None]] = {
        "rate_limit": standin.faults.rate_limit,
        "slow": standin.faults.slow,
        "fail": standin.faults.fail,
        "cut": standin.faults.cut,
    }
    rest = {name: value for name, value in said.items() if name != "kind"}
    if said["kind"] not in kinds:
        raise LookupError(f"kind is one of {', '.join(kinds)}")
    try:
        kinds[said["kind"]](**rest)
    except TypeError as error:
        raise LookupError(str(error)) from None
    return {"ok": True}


async def _refresh(standin: StandIn, said: Json) -> Json:
    reason = said.get("reason", "refresh_requested")
    if reason not in get_args(Reason):
        raise LookupError(f"reason is one of {', '.join(get_args(Reason))}")
    await standin.sockets.disconnect(reason)
    return {"ok": True}


SLACKS: dict[str, SlacksAct] = {
    "connect": SlacksAct(_connect, "request_url"),
    "fault": SlacksAct(
        _fault, "kind, method, channel?, times?, accepted?, status?, seconds?, retry_after?"
    ),
    "refresh": SlacksAct(_refresh, "reason?"),
}


# Looks


def _channel(to: Installation, asked: Mapping[str, str]) -> Json:
    return {"ok": True, "messages": to.channel(asked["channel"], asked.get("person"))}


def _thread(to: Installation, asked: Mapping[str, str]) -> Json:
    shown = to.thread(asked["channel"], asked["ts"], asked.get("person"))
    return {"ok": True, "messages": shown}


def _home(to: Installation, asked: Mapping[str, str]) -> Json:
    return {"ok": True, "view": to.screens.home(asked["person"])}


def _modal(to: Installation, asked: Mapping[str, str]) -> Json:
    return {"ok": True, "view": to.screens.modal(asked["person"])}


def _failures(to: Installation, asked: Mapping[str, str]) -> Json:
    shown = [{"what": what, **_done(outcome)} for what, outcome in to.people.failures]
    return {"ok": True, "failures": shown}


LOOKS: dict[str, Look] = {
    "channel": Look(_channel, "channel, person?"),
    "thread": Look(_thread, "channel, ts, person?"),
    "home": Look(_home, "person"),
    "modal": Look(_modal, "person"),
    "failures": Look(_failures, ""),
}
