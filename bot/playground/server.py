"""The stand-in as a whole: an HTTP server on loopback that an app takes for Slack.

`async with StandIn() as slack:` is the way in for tests; README.md shows what it speaks. It never
listens beyond 127.0.0.1, and answers nobody who came by another name than loopback's: whatever a
browser on this machine shows must not be able to drive it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from bot.playground import calls
from bot.playground.deliveries import RETRY_DELAYS, Deliveries
from bot.playground.events import VERIFICATION_TOKEN
from bot.playground.faults import Faults, spoiled
from bot.playground.installation import Installation
from bot.playground.limits import LIMITS
from bot.playground.people_door import SETTLED, PeopleDoor
from bot.playground.posting import Refused
from bot.playground.sockets import Sockets
from bot.playground.web_api import DEFAULT_SCOPES
from bot.playground.workspace import APP_ID, Clock, Json, Workspace, example_workspace

HOST = "127.0.0.1"
_MOST_BODY = 4 * 1024 * 1024
_LINK = "/link"
# Requests that wait for others: they don't count as something under way.
_STANDING = (_LINK, f"/{SETTLED}")


Inspect = Callable[[str, str, str], Json]


class StandIn:
    def __init__(
        self,
        *,
        workspace: Workspace | None = None,
        further: Sequence[Workspace] = (),
        clock: Clock = time.time,
        signing_secret: str = "playground-signing-secret",
        app_token: str = f"xapp-1-{APP_ID}-playground",
        signing_clock: Clock = time.time,
        retry_delays: tuple[float, ...] = RETRY_DELAYS,
        ack_seconds: float = LIMITS["ack_seconds"].at,
        warning_seconds: float = 10.0,
        own_messages: bool = True,
        scopes: frozenset[str] = DEFAULT_SCOPES,
        inspect: Inspect | None = None,
        port: int = 0,
    ) -> None:
        """`clock` stamps messages and runs response_urls and triggers out; `signing_clock` stamps
        signatures. `own_messages`: the bot hears its own posts as `message` events, as in Slack.
        `retry_delays`: seconds before each further try of an event; tests make them short.
        `inspect`: what the app says of a thread, given its team, channel id and ts.
        `further`: more workspaces that have the app; what is named here without saying which is
        the first one's."""
        first = workspace or example_workspace(clock)
        self.signing_secret = signing_secret
        self.app_token = app_token
        self.sockets = Sockets(first.bot.app_id or APP_ID, ack_seconds, warning_seconds)
        self.deliveries = Deliveries(
            signing_secret, self.sockets, retry_delays, ack_seconds, signing_clock
        )
        self.faults = Faults()
        self._inspect = inspect
        self.installations = {
            one.team.id: Installation(
                one, self.deliveries, scopes, self._response_url, own_messages=own_messages
            )
            for one in (first, *further)
        }
        self._first = self.installations[first.team.id]
        self.workspace = first
        self.bot_token = first.bot.token
        self.bot_user_id = first.bot.id
        self.web_api = self._first.web_api
        self.people = self._first.people
        self.screens = self._first.screens
        self.calls: list[Json] = []
        self.refusals: list[Json] = []
        self._port = port
        self._runner: web.AppRunner | None = None
        self._busy = 0
        self._last_call = 0.0

    # Coming and going

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=_MOST_BODY, middlewares=[self._loopback_names_only])
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_post("/response/{name}", self._response)
        app.router.add_get(_LINK, self.sockets.join)
        PeopleDoor(self).add_to(app.router)
        if self._inspect is not None:
            app.router.add_get("/inspect", self._inspected)
        # A call that is answered late on demand must not hold up the end.
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, HOST, self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.deliveries.close()
        await self.sockets.close()
        if self._runner:
            await self._runner.cleanup()

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self._port}"

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    def people_url(self, team: str | None = None) -> str:
        """Where people_door.py's endpoints of a workspace are, the first one's unless told."""
        return f"{self.url}/people/{team or self.workspace.team.id}/"

    def info(self) -> Json:
        """All that a program needs to connect an app and to act as people, as JSON."""
        workspaces = [
            {**one.info(), "people_url": self.people_url(team)}
            for team, one in self.installations.items()
        ]
        return {
            "api_url": self.api_url,
            "app_token": self.app_token,
            "signing_secret": self.signing_secret,
            **workspaces[0],
            "workspaces": workspaces,
            **({"inspect_url": f"{self.url}/inspect"} if self._inspect else {}),
        }

    async def _inspected(self, request: web.Request) -> web.Response:
        """GET with `channel` (name or id) and `thread_ts`: what the app says of that thread."""
        channel, thread = request.query.get("channel", ""), request.query.get("thread_ts", "")
        if self._inspect is None:
            raise web.HTTPNotFound
        try:
            place = self.workspace.channel(channel)
        except LookupError as error:
            return web.json_response({"error": str(error)}, status=400)
        return web.json_response(self._inspect(self.workspace.team.id, place.id, thread))

    def send_to(self, request_url: str) -> None:
        """Where events, commands and presses go from now on. Unlike Slack's settings page this
        does not ask the app to answer a challenge, so that the app may start later."""
        self.deliveries.request_url = request_url

    async def connect(self, request_url: str) -> None:
        """`send_to` as Slack's settings page does it: only to whoever answers url_verification."""
        self.send_to(request_url)
        if not await self.deliveries.challenge(
            VERIFICATION_TOKEN, self.workspace.fresh_id("challenge")
        ):
            self.deliveries.request_url = None
            raise ConnectionError(f"{request_url} did not answer url_verification")

    async def settled(self, quiet: float = 0.05, timeout: float = 10.0) -> None:
        """Returns when no delivery is under way and no Web API call has come for `quiet` seconds.
        An event that waits for its next try is under way: with Slack's own delays that may take
        minutes, and TimeoutError says so."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        while True:
            calm_since = max(self._last_call, self.deliveries.last_moved)
            waiting = bool(self.deliveries.under_way) or self._busy > 0
            if not waiting and loop.time() - calm_since >= quiet:
                return
            if loop.time() > deadline:
                failed = [a for a in self.deliveries.attempts if not a.ok]
                last = f"; last failure {failed[-1]}" if failed else ""
                raise TimeoutError(
                    f"not settled after {timeout} s: {len(self.deliveries.under_way)} deliveries "
                    f"and {self._busy} calls under way{last}"
                )
            await asyncio.sleep(quiet / 5)

    # What people see

    def thread(self, channel: str, thread_ts: str, viewer: str | None = None) -> list[Json]:
        return self._first.thread(channel, thread_ts, viewer)

    def channel(self, channel: str, viewer: str | None = None) -> list[Json]:
        return self._first.channel(channel, viewer)

    @property
    def failures(self) -> list[Any]:
        """What people did and saw an error of, workspace by workspace, in order."""
        return [one for each in self.installations.values() for one in each.people.failures]

    # HTTP

    def _response_url(self, name: str) -> str:
        return f"{self.url}/response/{name}"

    @web.middleware
    async def _loopback_names_only(
        self,
        request: web.Request,
        handler: Callable[[web.Request], Awaitable[web.StreamResponse]],
    ) -> web.StreamResponse:
        """A page of another site can reach 127.0.0.1 through a name of its own, or post to it
        blindly; its Host or Origin gives it away."""
        names = {f"{HOST}:{self._port}", f"localhost:{self._port}"}
        origin = request.headers.get("Origin")
        if request.host not in names:
            raise web.HTTPForbidden(text="only for loopback")
        if origin is not None and origin.removeprefix("http://") not in names:
            raise web.HTTPForbidden(text="only for this origin")
        if request.path.endswith(_STANDING):
            return await handler(request)
        self._busy += 1
        try:
            return await handler(request)
        finally:
            self._busy -= 1
            self._last_call = asyncio.get_running_loop().time()

    async def _api(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        try:
            args = await calls.arguments(request)
            token = calls.token(request, args)
            self.calls.append({"method": method, "body": calls.readable(args)})
            work = partial(self._call, method, token, args)
            fault = self.faults.next(method, partial(self._places, args))
            return self._answer(await spoiled(fault, request, work) if fault else work())
        except Refused as refused:
            self.refusals.append({"method": method, **refused.answer})
            return self._answer(refused.answer, refused.status, refused.headers)

    def _call(self, method: str, token: str | None, args: Json) -> Json:
        """To the workspace whose token it is; opening a connection is the app's own affair."""
        opens = method == "apps.connections.open"
        if token and opens != (token == self.app_token):
            known = token == self.app_token or self._owner(token) is not None
            raise Refused("token_type" if known else "wrong_token")
        if opens and token:
            ticket = self.sockets.ticket()
            return {"ok": True, "url": f"ws://{HOST}:{self._port}{_LINK}?ticket={ticket}"}
        if opens:
            raise Refused("no_token")
        owner = self._owner(token) or self._first
        return owner.web_api.answer(method, token, args)

    def _owner(self, token: str | None) -> Installation | None:
        for one in self.installations.values():
            if token and one.workspace.user_of_token(token):
                return one
        return None

    def _places(self, args: Json) -> frozenset[str]:
        """How a fault may name the channel of a call: by its id or its name, whichever of them,
        or a person's id, the call said."""
        said = str(args.get("channel", "")).removeprefix("#")
        places = {said}
        for one in self.installations.values():
            for channel in one.workspace.channels():
                if said and said in (channel.id, channel.name, channel.partner):
                    places |= {channel.id, channel.name}
        return frozenset(places)

    async def _response(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        try:
            said = await calls.arguments(request)
            owner = next(
                (one for one in self.installations.values() if one.responses.knows(name)),
                self._first,
            )

            def take() -> Json:
                owner.responses.take(name, said)
                return {}

            fault = self.faults.next("response_url", frozenset)
            await spoiled(fault, request, take) if fault else take()
        except Refused as refused:
            self.refusals.append({"method": "response_url", **refused.answer})
            # Unlike a method, a response_url says it with the status, too.
            status = refused.status if refused.status != 200 else 400
            return self._answer(refused.answer, status, refused.headers)
        return web.Response(text="ok")

    def _answer(
        self, answer: Json, status: int = 200, headers: dict[str, str] | None = None
    ) -> web.Response:
        scopes = {"X-OAuth-Scopes": ",".join(sorted(self.web_api.scopes))}
        return web.json_response(answer, status=status, headers={**scopes, **(headers or {})})
