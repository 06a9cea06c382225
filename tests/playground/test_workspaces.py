"""Several workspaces have the app: one server, one secret, nothing mixed up."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.server import StandIn
from bot.playground.workspace import further_workspace

from .apps import Ears, Serve


@pytest.fixture
async def slack() -> AsyncIterator[StandIn]:
    async with StandIn(further=[further_workspace(time.time, 2)], retry_delays=()) as standin:
        yield standin


async def test_each_token_knows_its_own_workspace(
    slack: StandIn, session: aiohttp.ClientSession
) -> None:
    seen = []
    for team, one in slack.installations.items():
        client = AsyncWebClient(one.workspace.bot.token, base_url=slack.api_url, session=session)
        me = await client.auth_test()
        assert me["team_id"] == team
        await client.chat_postMessage(channel="checkout", text=f"in {team}")
        seen.append([message["text"] for message in one.channel("checkout")])
    assert seen == [["in T00TEAM"], ["in T02TEAM"]]


async def test_a_channel_of_another_workspace_does_not_exist(
    slack: StandIn, client: AsyncWebClient
) -> None:
    with pytest.raises(SlackApiError, match="channel_not_found"):
        await client.chat_postMessage(channel="C02CHECKOUT", text="x")


async def test_deliveries_name_their_workspace_and_share_no_id(
    slack: StandIn, serve: Serve
) -> None:
    ears = Ears()
    slack.send_to(await serve(ears.app()))
    for one in slack.installations.values():
        await one.people.say("ana", "checkout", "@archdecide hello")
        assert (await one.people.command("ana", "checkout", "/archdecide")).ok
    await slack.settled()
    events = [content for content in ears.contents if "event" in content]
    commands = [content for content in ears.contents if "command" in content]
    assert sorted(event["team_id"] for event in events) == ["T00TEAM"] * 2 + ["T02TEAM"] * 2
    assert {event["event"]["user"] for event in events} == {"U00ANA", "U02ANA"}
    assert len({event["event_id"] for event in events}) == 4
    assert len({command["trigger_id"] for command in commands}) == 2
    assert {command["team_id"] for command in commands} == {"T00TEAM", "T02TEAM"}


async def test_a_response_url_leads_back_to_its_own_workspace(
    slack: StandIn, serve: Serve, session: aiohttp.ClientSession
) -> None:
    ears = Ears()
    slack.send_to(await serve(ears.app()))
    other = slack.installations["T02TEAM"]
    await other.people.command("bo", "random", "/archdecide")
    url = ears.contents[0]["response_url"]
    async with session.post(url, json={"text": "here"}) as answer:
        assert answer.status == 200
    assert [message["text"] for message in other.channel("random", viewer="bo")] == ["here"]
    assert slack.channel("random", viewer="bo") == []


async def test_a_home_is_published_in_one_workspace(
    slack: StandIn, session: aiohttp.ClientSession
) -> None:
    other = slack.installations["T02TEAM"]
    client = AsyncWebClient(other.workspace.bot.token, base_url=slack.api_url, session=session)
    await client.views_publish(user_id="U02ANA", view={"type": "home", "blocks": []})
    assert other.screens.home("ana")["team_id"] == "T02TEAM"
    with pytest.raises(LookupError):
        slack.screens.home("ana")
