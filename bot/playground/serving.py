"""The stand-in alone, for programs in any language: started, introduced, left running."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from bot.playground.server import Inspect, StandIn
from bot.playground.workspace import Json, further_workspace

# Slack's own delays are minutes: nobody who tries something out waits for them.
QUICK_RETRIES = (0.0, 1.0, 5.0)


def stand_in(
    port: int = 0,
    *,
    workspaces: int = 1,
    retry_delays: tuple[float, ...] = QUICK_RETRIES,
    inspect: Inspect | None = None,
) -> StandIn:
    """On a given port of loopback, or on a free one; `workspaces` companies have the app."""
    further = [further_workspace(time.time, number) for number in range(2, workspaces + 1)]
    return StandIn(port=port, further=further, retry_delays=retry_delays, inspect=inspect)


async def serve(introduce: Callable[[Json], None], port: int = 0, *, workspaces: int = 1) -> None:
    """Until cancelled. `introduce` gets `StandIn.info()` once the server takes calls, for example
    to print it as a line of JSON."""
    async with stand_in(port, workspaces=workspaces) as slack:
        introduce(slack.info())
        await asyncio.Event().wait()
