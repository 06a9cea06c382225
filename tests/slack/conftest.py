"""The real edge against the stand-in, over loopback."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from bot.knowledge.library import Library
from bot.playground.server import StandIn
from bot.runtime.ports import Store
from bot.slack.app import Access
from bot.slack.http import http_app
from bot.storage.sqlite import SqliteStore


@dataclass
class Workspace:
    """A running bot and the Slack it talks to."""

    slack: StandIn
    url: str

    async def say(self, person: str, text: str, thread: str | None = None, **more: Any) -> str:
        """Say it in #checkout and wait until all is quiet; the message's ts."""
        ts = await self.slack.people.say(person, "checkout", text, thread, **more)
        await self.slack.settled(quiet=0.02)
        return ts

    async def press(self, person: str, ts: str, button: str) -> Any:
        """Press a button and wait until all is quiet."""
        outcome = await self.slack.people.press(person, "checkout", ts, button)
        await self.slack.settled(quiet=0.02)
        return outcome

    def thread(self, ts: str, viewer: str | None = None) -> list[dict[str, Any]]:
        """The bot's messages in a thread."""
        messages = self.slack.thread("checkout", ts, viewer=viewer)
        return [each for each in messages if each.get("user") == self.slack.bot_user_id]

    def texts(self, ts: str, viewer: str | None = None) -> list[str]:
        """What they say."""
        return [str(each["text"]) for each in self.thread(ts, viewer)]


Connected = Callable[..., AbstractAsyncContextManager[Workspace]]


@pytest.fixture
def connected(tiny: Library) -> Connected:
    """`async with connected() as workspace`: a bot over a store, on the tiny knowledge."""

    @asynccontextmanager
    async def connect(
        store: Store | None = None, slack: StandIn | None = None
    ) -> AsyncIterator[Workspace]:
        async with (
            _slack(slack) as server,
            http_app(
                tiny,
                store or SqliteStore(":memory:"),
                Access(server.bot_token, server.api_url, server.signing_secret),
                3,
                "127.0.0.1",
                0,
            ) as port,
        ):
            url = f"http://127.0.0.1:{port}/slack/events"
            await server.connect(url)
            yield Workspace(server, url)

    return connect


@asynccontextmanager
async def _slack(running: StandIn | None) -> AsyncIterator[StandIn]:
    if running is not None:
        yield running
        return
    async with StandIn(retry_delays=(0.0, 0.0, 0.0)) as server:
        yield server
