"""A stand-in, Slack's real Python client, and real Bolt apps for it to talk to."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.server import StandIn

from .apps import Connect, Ears, Serve


@pytest.fixture
async def slack() -> AsyncIterator[StandIn]:
    async with StandIn(retry_delays=(0.0, 0.02, 0.04), ack_seconds=0.3) as standin:
        yield standin


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """Serves an application on loopback and returns its request URL."""
    runners: list[web.AppRunner] = []

    async def served(app: web.Application) -> str:
        runner = web.AppRunner(app)
        await runner.setup()
        runners.append(runner)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"

    yield served
    for runner in runners:
        await runner.cleanup()


@pytest.fixture
async def ears(slack: StandIn, serve: Serve) -> Ears:
    """A bare app that the stand-in sends to."""
    ears = Ears()
    slack.send_to(await serve(ears.app()))
    return ears


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def client(slack: StandIn, session: aiohttp.ClientSession) -> AsyncWebClient:
    return AsyncWebClient(slack.bot_token, base_url=slack.api_url, session=session)


@pytest.fixture
def bolt(slack: StandIn, client: AsyncWebClient, serve: Serve) -> Connect:
    """Makes a real Bolt app and serves it, with the right secret unless told otherwise."""

    async def connected(secret: str = slack.signing_secret) -> AsyncApp:
        app = AsyncApp(client=client, signing_secret=secret, process_before_response=True)
        slack.send_to(await serve(app.web_app(path="/slack/events")))
        return app

    return connected
