"""How Slack hands things to an app: three seconds to answer, and retries for events.

By signed POSTs to the request URL, or by Socket Mode where there is none. Knows the two roads and
Slack's envelope, not what is inside it. Events come again until they are taken; interactions and
commands come once, and the person sees the error.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlencode

import aiohttp

from bot.playground.limits import LIMITS
from bot.playground.sockets import Sockets
from bot.playground.workspace import Clock, Json

RETRY_DELAYS = (0.0, 60.0, 300.0)
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Attempt:
    """One try to hand something to the app. `reason` is Slack's word for why it failed; None when
    it was taken. An ack over Socket Mode counts as status 200."""

    kind: str
    name: str
    retry: int
    status: int | None
    reason: str | None
    body: str = ""
    content_type: str = ""
    no_retry: bool = False
    road: Literal["http", "socket"] = "http"

    @property
    def ok(self) -> bool:
        return self.reason is None


@dataclass(frozen=True)
class _Parcel:
    """The same thing as both roads carry it. `envelope`: its type in Socket Mode."""

    kind: str
    name: str
    envelope: str
    payload: Json
    form: bool = False
    takes_answer: bool = False

    @property
    def content_type(self) -> str:
        return _FORM if self.form else "application/json"

    @property
    def body(self) -> bytes:
        if self.kind == "interaction":
            return urlencode({"payload": json.dumps(self.payload)}).encode()
        if self.form:
            return urlencode(self.payload).encode()
        return json.dumps(self.payload).encode()


class Deliveries:
    def __init__(
        self,
        signing_secret: str,
        sockets: Sockets,
        retry_delays: tuple[float, ...] = RETRY_DELAYS,
        ack_seconds: float = LIMITS["ack_seconds"].at,
        signing_clock: Clock = time.time,
    ) -> None:
        """`signing_clock` stays the machine's even where a test stops the workspace's clock: the
        app compares the timestamp with its own."""
        self.request_url: str | None = None
        self.sockets = sockets
        self.attempts: list[Attempt] = []
        self.under_way: set[asyncio.Task[Any]] = set()
        self.last_moved = 0.0
        self._secret = signing_secret.encode()
        self._delays = retry_delays
        self._ack_seconds = ack_seconds
        self._clock = signing_clock
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        for task in self.under_way:
            task.cancel()
        await asyncio.gather(*self.under_way, return_exceptions=True)
        if self._session:
            await self._session.close()

    def signed(self, body: bytes) -> dict[str, str]:
        timestamp = str(int(self._clock()))
        digest = hmac.new(self._secret, f"v0:{timestamp}:".encode() + body, hashlib.sha256)
        return {
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": f"v0={digest.hexdigest()}",
        }

    async def challenge(self, token: str, challenge: str) -> bool:
        """url_verification: whoever answers with the challenge owns the address."""
        asked = {"token": token, "challenge": challenge, "type": "url_verification"}
        answer = await self._post(_Parcel("url_verification", "url_verification", "", asked), {}, 0)
        if answer.content_type == "application/json":
            try:
                echoed = json.loads(answer.body).get("challenge")
            except (ValueError, AttributeError):
                echoed = None
        else:
            echoed = answer.body.strip()
        return answer.ok and echoed == challenge

    def events(self, envelopes: list[Json], *, in_turn: bool) -> None:
        """Starts delivery. `in_turn`: the next sets out when the first try of the one before has
        been answered, so that a test can choose which comes first."""
        if not self.anybody:
            return
        if in_turn:
            self._start(self._one_after_another(envelopes))
        else:
            for envelope in envelopes:
                self._start(self._event(envelope))

    @property
    def anybody(self) -> bool:
        """Whether an app is there at all. One that has come by Socket Mode counts between two
        connections, too: what happens meanwhile is tried again, or lost to the person."""
        return self.request_url is not None or self.sockets.known

    async def interaction(self, payload: Json) -> Attempt:
        takes_answer = payload["type"] == "view_submission"
        return await self._once(
            _Parcel("interaction", payload["type"], "interactive", payload, True, takes_answer)
        )

    async def command(self, fields: dict[str, str]) -> Attempt:
        return await self._once(
            _Parcel("command", fields["command"], "slash_commands", fields, True, True)
        )

    def _start(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.create_task(work)
        self.under_way.add(task)
        task.add_done_callback(self.under_way.discard)

    async def _one_after_another(self, envelopes: list[Json]) -> None:
        for envelope in envelopes:
            first = await self._try_event(envelope, 0, None)
            if not first.ok:
                self._start(self._again(envelope, first))

    async def _event(self, envelope: Json) -> None:
        first = await self._try_event(envelope, 0, None)
        await self._again(envelope, first)

    async def _again(self, envelope: Json, last: Attempt) -> None:
        for retry, delay in enumerate(self._delays[: LIMITS["retries"].at], start=1):
            if last.ok or last.no_retry:
                return
            await asyncio.sleep(delay)
            last = await self._try_event(envelope, retry, last.reason)

    async def _try_event(self, envelope: Json, retry: int, reason: str | None) -> Attempt:
        return await self._hand_over(
            _Parcel("event", envelope["event_id"], "events_api", envelope), retry, reason
        )

    async def _once(self, parcel: _Parcel) -> Attempt:
        working = asyncio.ensure_future(self._hand_over(parcel, 0, None))
        self.under_way.add(working)
        working.add_done_callback(self.under_way.discard)
        return await working

    async def _hand_over(self, parcel: _Parcel, retry: int, reason: str | None) -> Attempt:
        if self.request_url is None and self.sockets.known:
            return await self._by_socket(parcel, retry, reason)
        again = {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": reason or ""}
        return await self._post(parcel, again if retry else {}, retry)

    async def _by_socket(self, parcel: _Parcel, retry: int, reason: str | None) -> Attempt:
        ack = await self.sockets.send(
            parcel.envelope,
            parcel.payload,
            takes_answer=parcel.takes_answer,
            retry=retry,
            reason=reason,
        )
        return self._noted(
            Attempt(
                parcel.kind,
                parcel.name,
                retry,
                None if ack.reason else 200,
                ack.reason,
                "" if ack.payload is None else json.dumps(ack.payload),
                "application/json",
                road="socket",
            )
        )

    async def _post(self, parcel: _Parcel, headers: dict[str, str], retry: int) -> Attempt:
        kind, name, body = parcel.kind, parcel.name, parcel.body
        if self._session is None:
            self._session = aiohttp.ClientSession()
        if self.request_url is None:
            raise LookupError("nobody listens: call send_to(url), or connect by Socket Mode")
        try:
            # Slack follows two redirects at most.
            async with self._session.post(
                self.request_url,
                data=body,
                headers={
                    "Content-Type": parcel.content_type,
                    **headers,
                    **self.signed(body),
                },
                timeout=aiohttp.ClientTimeout(total=self._ack_seconds),
                max_redirects=2,
            ) as answer:
                taken = 200 <= answer.status < 300
                attempt = Attempt(
                    kind,
                    name,
                    retry,
                    answer.status,
                    None if taken else "http_error",
                    await answer.text(errors="replace"),
                    answer.content_type,
                    not taken and answer.headers.get("X-Slack-No-Retry") == "1",
                )
        except TimeoutError:
            attempt = Attempt(kind, name, retry, None, LIMITS["ack_seconds"].code)
        except aiohttp.TooManyRedirects:
            attempt = Attempt(kind, name, retry, None, "too_many_redirects")
        except aiohttp.ClientSSLError:
            attempt = Attempt(kind, name, retry, None, "ssl_error")
        except aiohttp.ClientConnectionError:
            attempt = Attempt(kind, name, retry, None, "connection_failed")
        except aiohttp.ClientError:
            attempt = Attempt(kind, name, retry, None, "unknown_error")
        return self._noted(attempt)

    def _noted(self, attempt: Attempt) -> Attempt:
        self.attempts.append(attempt)
        self.last_moved = asyncio.get_running_loop().time()
        return attempt
