"""Faults on demand: what Slack does on its bad days, for the next calls that a test names.

The nasty ones are those where the call worked and the caller does not learn it: `accepted`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web

from bot.playground.posting import Refused
from bot.playground.workspace import Json


@dataclass
class Fault:
    """`accepted`: the call is carried out before the fault. `refusal` is the answer given instead
    of its own; `cut` closes the connection without any."""

    method: str
    channel: str | None
    times: int
    accepted: bool = False
    seconds: float = 0.0
    cut: bool = False
    refusal: Refused | None = None


class Faults:
    """Each is for the next `times` calls of `method` ("*" for all, "response_url" for those),
    in `channel` (a name or an id) where one is given. The oldest fault that fits comes first."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def rate_limit(
        self, method: str, channel: str | None = None, *, times: int = 1, retry_after: int = 1
    ) -> None:
        """429 and Retry-After; nothing is carried out."""
        headers = {"Retry-After": str(retry_after)}
        refusal = Refused("rate_limit", status=429, headers=headers)
        self._waiting.append(Fault(method, channel, times, refusal=refusal))

    def slow(
        self, method: str, channel: str | None = None, *, seconds: float, times: int = 1
    ) -> None:
        """Carried out at once, answered late: a caller that gives up cannot know."""
        self._waiting.append(Fault(method, channel, times, accepted=True, seconds=seconds))

    def fail(
        self,
        method: str,
        channel: str | None = None,
        *,
        times: int = 1,
        status: int = 500,
        accepted: bool = False,
    ) -> None:
        """A 5xx, or with `status=200` Slack's `internal_error`; carried out if `accepted`."""
        row = "unavailable" if status == 503 else "internal"
        refusal = Refused(row, status=status)
        self._waiting.append(Fault(method, channel, times, accepted=accepted, refusal=refusal))

    def cut(
        self, method: str, channel: str | None = None, *, times: int = 1, accepted: bool = True
    ) -> None:
        """The connection closes before any answer; the message is stored if `accepted`."""
        self._waiting.append(Fault(method, channel, times, accepted=accepted, cut=True))

    def clear(self) -> None:
        self._waiting.clear()

    def next(self, method: str, places: Callable[[], frozenset[str]]) -> Fault | None:
        """Takes the fault for this call, if there is one. `places`: how its channel is called."""
        for fault in self._waiting:
            here = fault.channel is None or fault.channel.removeprefix("#") in places()
            if fault.method in ("*", method) and here:
                fault.times -= 1
                if fault.times <= 0:
                    self._waiting.remove(fault)
                return fault
        return None


async def spoiled(fault: Fault, request: web.Request, work: Callable[[], Json]) -> Json:
    """Carries the call out, or not, and answers as the fault says."""
    answer = work() if fault.accepted else None
    await asyncio.sleep(fault.seconds)
    if fault.cut:
        if request.transport is not None:
            request.transport.abort()
        # What is answered now reaches nobody.
        return {}
    if fault.refusal is not None:
        raise fault.refusal
    return answer if answer is not None else work()
