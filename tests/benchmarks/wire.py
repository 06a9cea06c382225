"""The least HTTP that does: a fake of Slack's Web API, and a line to the app under test.

Both stand in the driver's process and cost tens of microseconds, so that a ratio compares
the servers and not the tools that measure them.
"""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any, Self

HOST = "127.0.0.1"
SECRET = "benchmark-signing-secret"
TEAM, BOT = "T1", "UBOT"
PATH = "/slack/events"

Call = dict[str, Any]
"""{"method": …, "body": {…}, "ts": the answered time stamp}"""


class Stamps:
    """Slack's time stamps, each later than the one before."""

    def __init__(self) -> None:
        self._last = time.time_ns() // 1_000

    def next(self) -> str:
        self._last += 1
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"


class _Requests(asyncio.Protocol):
    """Cuts a stream into HTTP messages with Content-Length."""

    def __init__(self, received: Callable[[bytes, bytes, "_Requests"], None]) -> None:
        self._received = received
        self._buffer = b""
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end]
            start, length = end + 4, _length(head)
            if len(self._buffer) < start + length:
                return
            body, self._buffer = (
                self._buffer[start : start + length],
                self._buffer[start + length :],
            )
            self._received(head, body, self)

    def write(self, data: bytes) -> None:
        if self.transport is not None and not self.transport.is_closing():
            self.transport.write(data)


def _length(head: bytes) -> int:
    at = head.lower().find(b"\r\ncontent-length:")
    return 0 if at < 0 else int(head[at + 17 :].split(b"\r\n", 1)[0])


class FakeSlack:
    """Answers chat.postMessage and chat.update at once, and tells who waits for the channel."""

    def __init__(self, stamps: Stamps) -> None:
        self.waiting: dict[str, Callable[[Call], None]] = {}
        """channel → told of each call, right after it was answered."""
        self._stamps = stamps
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Requests(self._answer), HOST, 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.close()

    @property
    def api_url(self) -> str:
        assert self._server is not None
        return f"http://{HOST}:{self._server.sockets[0].getsockname()[1]}/api/"

    def _answer(self, head: bytes, body: bytes, asker: _Requests) -> None:
        method = head.split(b" ", 2)[1].rpartition(b"/")[2].decode()
        if not method.startswith("chat."):
            asker.write(_http({"ok": True, "team_id": TEAM, "user_id": BOT, "bot_id": "B1"}))
            return
        given = json.loads(body)
        ts = given.get("ts") or self._stamps.next()
        asker.write(_http({"ok": True, "channel": given["channel"], "ts": ts}))
        told = self.waiting.get(given["channel"])
        if told is not None:
            told({"method": method, "body": given, "ts": ts})


def _http(content: dict[str, Any]) -> bytes:
    body = json.dumps(content).encode()
    return (
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\n"
        b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
    )


class Line:
    """A kept-alive connection to one app; one request at a time."""

    def __init__(self) -> None:
        self._requests = _Requests(self._answered)
        self._answer: asyncio.Future[tuple[int, float]] | None = None

    @classmethod
    async def to(cls, port: int) -> "Line":
        line = cls()
        await asyncio.get_running_loop().create_connection(lambda: line._requests, HOST, port)
        return line

    async def send(self, request: bytes) -> tuple[int, float]:
        """Status, and when the whole answer was there."""
        self._answer = asyncio.get_running_loop().create_future()
        self._requests.write(request)
        return await self._answer

    def close(self) -> None:
        if self._requests.transport is not None:
            self._requests.transport.close()

    def _answered(self, head: bytes, body: bytes, _: _Requests) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_result((int(head.split(b" ", 2)[1]), time.perf_counter()))


def signed(body: bytes, content_type: str, turn: int) -> bytes:
    """A whole request as Slack signs it; `X-Turn` tells a peer which calls to make."""
    now = str(int(time.time()))
    digest = hmac.new(SECRET.encode(), f"v0:{now}:".encode() + body, hashlib.sha256).hexdigest()
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: {content_type}\r\n"
        f"Content-Length: {len(body)}\r\nX-Slack-Request-Timestamp: {now}\r\n"
        f"X-Slack-Signature: v0={digest}\r\nX-Turn: {turn}\r\n\r\n"
    )
    return head.encode() + body
