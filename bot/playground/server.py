"""The stand-in as a whole: an HTTP server on loopback that an app takes for Slack.

`async with StandIn() as slack:` is the way in for tests; README.md shows what it speaks. It never
listens beyond 127.0.0.1, and answers nobody who came by another name than loopback's: whatever a
browser on this machine shows must not be able to drive it.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from bot.playground.deliveries import RETRY_DELAYS, Deliveries
from bot.playground.events import VERIFICATION_TOKEN, Events
from bot.playground.limits import LIMITS
from bot.playground.people import People
from bot.playground.posting import Refused
from bot.playground.responses import Responses
from bot.playground.web_api import DEFAULT_SCOPES, WebApi
from bot.playground.workspace import Channel, Clock, Json, Workspace, example_workspace

HOST = "127.0.0.1"
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_DECODED = ("blocks", "attachments", "metadata")
_MOST_BODY = 4 * 1024 * 1024


class StandIn:
    def __init__(
        self,
        *,
        workspace: Workspace | None = None,
        clock: Clock = time.time,
        signing_secret: str = "playground-signing-secret",
        signing_clock: Clock = time.time,
        retry_delays: tuple[float, ...] = RETRY_DELAYS,
        ack_seconds: float = LIMITS["ack_seconds"].at,
        own_messages: bool = True,
        scopes: frozenset[str] = DEFAULT_SCOPES,
        port: int = 0,
    ) -> None:
        """`clock` stamps messages and runs response_urls out; `signing_clock` stamps signatures.
        `own_messages`: the bot hears its own posts as `message` events, as in Slack.
        `retry_delays`: seconds before each further try of an event; tests make them short."""
        self.workspace = workspace or example_workspace(clock)
        self.signing_secret = signing_secret
        self.bot_token = self.workspace.bot.token
        self.bot_user_id = self.workspace.bot.id
        self.deliveries = Deliveries(signing_secret, retry_delays, ack_seconds, signing_clock)
        events = Events(self.workspace, self.deliveries, own_messages)
        self.web_api = WebApi(self.workspace, events, scopes)
        self._responses = Responses(self.workspace, events)
        self.people = People(
            self.workspace, events, self.deliveries, self._responses, self._response_url
        )
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
        self._runner = web.AppRunner(app, access_log=None)
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
        if self._runner:
            await self._runner.cleanup()

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self._port}"

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

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
        """The root and its replies, as Slack's message objects. Ephemeral ones are shown to
        their reader alone, so they appear only if `viewer` is that person."""
        place, eye = self._seen(channel, viewer)
        shown = [m for m in self.workspace.timeline(place.id, eye) if m.root_ts == thread_ts]
        if not shown:
            raise LookupError(f"no thread {thread_ts} in {channel}")
        return [self.workspace.message_json(message) for message in shown]

    def channel(self, channel: str, viewer: str | None = None) -> list[Json]:
        """The channel without the replies, as a person sees it before opening a thread."""
        place, eye = self._seen(channel, viewer)
        shown = [m for m in self.workspace.timeline(place.id, eye) if not m.is_reply]
        return [self.workspace.message_json(message) for message in shown]

    def _seen(self, channel: str, viewer: str | None) -> tuple[Channel, str | None]:
        place = self.workspace.channel(channel)
        return place, self.workspace.user(viewer).id if viewer else None

    @property
    def failures(self) -> list[Any]:
        """Presses and commands whose person saw an error, in order."""
        return list(self.people.failures)

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
        self._busy += 1
        try:
            return await handler(request)
        finally:
            self._busy -= 1
            self._last_call = asyncio.get_running_loop().time()

    async def _api(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        try:
            args = await self._arguments(request)
            token = self._token(request, args)
            body = {name: _decoded(name, value) for name, value in args.items()}
            self.calls.append({"method": method, "body": body})
            return self._answer(self.web_api.answer(method, token, args))
        except Refused as refused:
            self.refusals.append({"method": method, **refused.answer})
            return self._answer(refused.answer, refused.status, refused.headers)

    async def _response(self, request: web.Request) -> web.Response:
        try:
            self._responses.take(request.match_info["name"], await self._arguments(request))
        except Refused as refused:
            self.refusals.append({"method": "response_url", **refused.answer})
            # Unlike a method, a response_url says it with the status, too.
            status = refused.status if refused.status != 200 else 400
            return self._answer(refused.answer, status, refused.headers)
        return web.Response(text="ok")

    async def _arguments(self, request: web.Request) -> Json:
        if request.method == "GET":
            return dict(request.query)
        if not request.body_exists:
            return {}
        if request.content_type in _FORMS:
            try:
                form = await request.post()
            except LookupError:
                raise Refused("charset") from None
            except ValueError:
                raise Refused("form") from None
            return {name: value for name, value in form.items() if isinstance(value, str)}
        if request.content_type != "application/json":
            raise Refused("post_type")
        try:
            body = json.loads(await request.read())
        except ValueError:
            raise Refused("json_body") from None
        if not isinstance(body, dict):
            raise Refused("json_body")
        return body

    @staticmethod
    def _token(request: web.Request, args: Json) -> str | None:
        """Takes the token out of the arguments, so that `calls` never holds one."""
        in_body = args.pop("token", None)
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        return token.strip() if scheme.lower() == "bearer" else in_body

    def _answer(
        self, answer: Json, status: int = 200, headers: dict[str, str] | None = None
    ) -> web.Response:
        scopes = {"X-OAuth-Scopes": ",".join(sorted(self.web_api.scopes))}
        return web.json_response(answer, status=status, headers={**scopes, **(headers or {})})


def _decoded(name: str, value: Any) -> Any:
    """Forms carry blocks as JSON in a string; the log shows what was meant."""
    if name in _DECODED and isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
