"""The same bot over Socket Mode, with two connections."""

from contextlib import AsyncExitStack
from typing import Any

import pytest

from bot.errors import SettingsError
from bot.knowledge.library import Library
from bot.playground.server import StandIn
from bot.slack.app import Access
from bot.slack.socket_mode import socket_app
from bot.storage.sqlite import SqliteStore


def access(slack: StandIn, **other: str) -> Access:
    given = {"bot_token": slack.bot_token, "app_token": slack.app_token, **other}
    return Access(api_url=slack.api_url, **given)


async def _talk(slack: StandIn, between: Any = None) -> list[str]:
    """A whole talk; what the bot's messages say in the end."""
    ts = await slack.people.say("ana", "checkout", "@archdecide call or publish an event?")
    await slack.settled(quiet=0.05)
    card = slack.thread("checkout", ts)[-1]
    assert (await slack.people.press("bo", "checkout", card["ts"], "answer:several")).ok
    await slack.settled(quiet=0.05)
    if between is not None:
        await between()
    assert (await slack.people.press("bo", "checkout", card["ts"], "answer:yes")).ok
    await slack.settled(quiet=0.05)
    return [str(message["text"]) for message in slack.thread("checkout", ts)[1:]]


async def test_a_talk_goes_over_socket_mode_as_over_http(tiny: Library) -> None:
    async with StandIn() as slack, AsyncExitStack() as stack:
        store = SqliteStore(":memory:")
        assert await stack.enter_async_context(socket_app(tiny, store, access(slack), 3)) == 2
        await slack.sockets.until(2)
        assert (await _talk(slack))[-1].startswith("Both:")


async def test_a_button_pressed_while_one_connection_refreshes_still_works(tiny: Library) -> None:
    async with StandIn() as slack, AsyncExitStack() as stack:
        store = SqliteStore(":memory:")
        await stack.enter_async_context(socket_app(tiny, store, access(slack), 3))
        await slack.sockets.until(2)

        async def refresh() -> None:
            await slack.sockets.disconnect("refresh_requested")

        assert (await _talk(slack, refresh))[-1].startswith("Both:")


@pytest.mark.parametrize(
    ("wrong", "named"), [("bot_token", "SLACK_BOT_TOKEN"), ("app_token", "SLACK_APP_TOKEN")]
)
async def test_a_token_that_slack_refuses_is_named(tiny: Library, wrong: str, named: str) -> None:
    async with StandIn() as slack, AsyncExitStack() as stack:
        refused = access(slack, **{wrong: "xapp-wrong"})
        with pytest.raises(SettingsError, match=named):
            await stack.enter_async_context(socket_app(tiny, SqliteStore(":memory:"), refused, 3))
