"""Socket Mode: the road for apps that have no address, over WebSockets that the app opens.

Hands one payload to any one of up to ten connections and waits for its ack; what is inside, and
what to do when nobody took it, is deliveries' business. Refreshing is Slack's, here on demand.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import uuid
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, Literal

from aiohttp import WSMsgType, web

from bot.playground.limits import LIMITS
from bot.playground.workspace import Json

Reason = Literal["warning", "refresh_requested", "too_many_websockets", "link_disabled"]
APPROXIMATE_SECONDS = 18_060
# Slack pings, and its Node client takes half a minute without a ping for a dead connection.
_HEARTBEAT = 10.0
# How long a closing connection waits for the other side's goodbye.
_GOODBYE = 1.0


@dataclass
class Connection:
    """`leaving`: told to go, so it gets nothing more where another one can take it."""

    number: int
    socket: web.WebSocketResponse
    leaving: bool = False


@dataclass(frozen=True)
class Ack:
    """What became of one envelope. `reason` is None when it was acked; `payload` came along."""

    reason: str | None = None
    payload: Json | None = None


class Sockets:
    def __init__(
        self,
        app_id: str,
        ack_seconds: float = LIMITS["ack_seconds"].at,
        warning_seconds: float = 10.0,
    ) -> None:
        """`warning_seconds`: how long after its `warning` a connection is closed."""
        self.connections: list[Connection] = []
        self.known = False
        self._app_id = app_id
        self._ack_seconds = ack_seconds
        self._warning_seconds = warning_seconds
        self._tickets: set[str] = set()
        self._waiting: dict[str, tuple[Connection, asyncio.Future[Ack]]] = {}
        self._moved = asyncio.Event()
        self._turn = 0
        self._numbers = 0
        self._tasks: set[asyncio.Task[Any]] = set()

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(one.socket.close(code=1001) for one in self.connections))

    # Connecting

    def ticket(self) -> str:
        """For one connection, once, as the address of apps.connections.open is."""
        ticket = secrets.token_urlsafe(18)
        self._tickets.add(ticket)
        return ticket

    async def join(self, request: web.Request) -> web.StreamResponse:
        """One connection, from its handshake to its end."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            raise web.HTTPForbidden(text="that ticket is unknown or used")
        self._tickets.remove(ticket)
        socket = web.WebSocketResponse(heartbeat=_HEARTBEAT, timeout=_GOODBYE)
        await socket.prepare(request)
        if len(self.connections) >= LIMITS["sockets"].at:
            await socket.send_json(self._farewell("too_many_websockets"))
            await socket.close()
            return socket
        self._numbers += 1
        connection = Connection(self._numbers, socket)
        self.connections.append(connection)
        self.known = True
        self._moved.set()
        try:
            await socket.send_json(self._hello(len(self.connections)))
            async for frame in socket:
                if frame.type is WSMsgType.TEXT:
                    self._heard(frame.data)
        finally:
            self.connections.remove(connection)
            self._moved.set()
            self._abandon(connection)
        return socket

    async def until(self, number: int) -> None:
        """Returns when at least so many connections are open, not counting those told to go."""
        while sum(not one.leaving for one in self.connections) < number:
            self._moved.clear()
            await self._moved.wait()

    def _hello(self, connections: int) -> Json:
        return {
            "type": "hello",
            "num_connections": connections,
            "connection_info": {"app_id": self._app_id},
            "debug_info": {
                "host": "applink-playground",
                "build_number": 1,
                "approximate_connection_time": APPROXIMATE_SECONDS,
            },
        }

    def _heard(self, text: str) -> None:
        """Acks come in any order. A late one, and whatever else an app says, moves nothing."""
        try:
            said = json.loads(text)
        except ValueError:
            return
        if not isinstance(said, dict):
            return
        _, waiting = self._waiting.get(str(said.get("envelope_id")), (None, None))
        if waiting is not None and not waiting.done():
            # Slack's Node client sends an empty payload where it has nothing to say.
            payload = said.get("payload")
            said_so = isinstance(payload, dict) and payload
            waiting.set_result(Ack(payload=payload if said_so else None))

    def _abandon(self, connection: Connection) -> None:
        for holder, waiting in self._waiting.values():
            if holder is connection and not waiting.done():
                waiting.set_result(Ack("connection_failed"))

    # Sending

    async def send(
        self, kind: str, payload: Json, *, takes_answer: bool, retry: int, reason: str | None
    ) -> Ack:
        """One envelope to one connection. Slack gives each try an envelope_id of its own."""
        connection = self._next()
        if connection is None:
            return Ack("connection_failed")
        envelope: Json = {
            "envelope_id": str(uuid.uuid4()),
            "type": kind,
            "accepts_response_payload": takes_answer,
            "payload": payload,
        }
        if kind == "events_api":
            envelope |= {"retry_attempt": retry, "retry_reason": reason or ""}
        waiting: asyncio.Future[Ack] = asyncio.get_running_loop().create_future()
        self._waiting[envelope["envelope_id"]] = (connection, waiting)
        try:
            await connection.socket.send_json(envelope)
            ack = await asyncio.wait_for(waiting, self._ack_seconds)
        except ConnectionError:
            return Ack("connection_failed")
        except TimeoutError:
            return Ack("timeout")
        finally:
            del self._waiting[envelope["envelope_id"]]
        return ack if takes_answer else Ack(ack.reason)

    def _next(self) -> Connection | None:
        """Any one: each in its turn. One that is told to go only if there is no other."""
        open_ones = [c for c in self.connections if not c.socket.closed]
        staying = [c for c in open_ones if not c.leaving] or open_ones
        if not staying:
            return None
        self._turn += 1
        return staying[self._turn % len(staying)]

    # Refreshing

    async def disconnect(
        self, reason: Reason = "refresh_requested", connection: Connection | None = None
    ) -> None:
        """Says `disconnect` to one connection, the oldest unless told which. After a warning it
        stays open for a while; after the other reasons it is closed once what it was handed
        before is acked, or too late."""
        chosen = connection or next((c for c in self.connections if not c.leaving), None)
        if chosen is None:
            raise LookupError("no connection is open")
        chosen.leaving = True
        await chosen.socket.send_json(self._farewell(reason))
        # Not awaited: it takes the other side, which may be what a test holds up.
        self._start(self._end(chosen, warned=reason == "warning"))

    async def _end(self, connection: Connection, *, warned: bool) -> None:
        if warned:
            await asyncio.sleep(self._warning_seconds)
            if connection.socket.closed:
                return
            await connection.socket.send_json(self._farewell("refresh_requested"))
        under_way = [acked for holder, acked in self._waiting.values() if holder is connection]
        if under_way:
            await asyncio.wait(under_way, timeout=self._ack_seconds)
        await connection.socket.close()

    def _start(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    @staticmethod
    def _farewell(reason: Reason) -> Json:
        return {
            "type": "disconnect",
            "reason": reason,
            "debug_info": {"host": "applink-playground"},
        }
