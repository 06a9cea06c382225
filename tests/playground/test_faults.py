"""Slack's bad days, on demand: each for the next calls that the test names, then all is well."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.server import StandIn

from .apps import Ears

POST = "chat.postMessage"


@pytest.fixture
def client(slack: StandIn, session: aiohttp.ClientSession) -> AsyncWebClient:
    """Without the SDK's own second try after a broken connection."""
    return AsyncWebClient(
        slack.bot_token, base_url=slack.api_url, session=session, retry_handlers=[]
    )


def texts(slack: StandIn, channel: str = "checkout") -> list[str]:
    return [message["text"] for message in slack.channel(channel)]


async def test_a_rate_limit_says_how_long_to_wait(slack: StandIn, client: AsyncWebClient) -> None:
    slack.faults.rate_limit(POST, times=2, retry_after=7)
    for _ in range(2):
        with pytest.raises(SlackApiError) as raised:
            await client.chat_postMessage(channel="checkout", text="x")
        response = raised.value.response
        assert (response.status_code, response["error"]) == (429, "ratelimited")
        assert response.headers["Retry-After"] == "7"
    await client.chat_postMessage(channel="checkout", text="y")
    assert texts(slack) == ["y"]
    assert [refusal["error"] for refusal in slack.refusals] == ["ratelimited"] * 2


@pytest.mark.parametrize("named", ["checkout", "#checkout", "C00CHECKOUT"])
@pytest.mark.parametrize("address", ["#checkout", "C00CHECKOUT"])
async def test_a_fault_can_be_one_channels_alone(
    slack: StandIn, client: AsyncWebClient, named: str, address: str
) -> None:
    slack.faults.rate_limit(POST, named)
    await client.chat_postMessage(channel="U00ANA", text="elsewhere")
    assert (await client.auth_test())["ok"]
    with pytest.raises(SlackApiError, match="ratelimited"):
        await client.chat_postMessage(channel=address, text="x")
    await client.chat_postMessage(channel=address, text="y")
    assert texts(slack) == ["y"]


async def test_a_direct_message_is_limited_by_its_persons_id_too(
    slack: StandIn, client: AsyncWebClient
) -> None:
    slack.faults.rate_limit(POST, "dm-ana")
    with pytest.raises(SlackApiError, match="ratelimited"):
        await client.chat_postMessage(channel="U00ANA", text="x")


@pytest.mark.parametrize("status", [200, 500, 503])
@pytest.mark.parametrize("accepted", [True, False])
async def test_a_failure_may_have_been_carried_out(
    slack: StandIn, client: AsyncWebClient, status: int, accepted: bool
) -> None:
    slack.faults.fail(POST, status=status, accepted=accepted)
    with pytest.raises(SlackApiError) as raised:
        await client.chat_postMessage(channel="checkout", text="x")
    assert raised.value.response.status_code == status
    error = "service_unavailable" if status == 503 else "internal_error"
    assert raised.value.response["error"] == error
    assert texts(slack) == (["x"] if accepted else [])


@pytest.mark.parametrize("accepted", [True, False])
async def test_a_connection_is_cut_before_the_answer(
    slack: StandIn, client: AsyncWebClient, accepted: bool
) -> None:
    slack.faults.cut(POST, accepted=accepted)
    with pytest.raises(aiohttp.ClientConnectionError):
        await client.chat_postMessage(channel="checkout", text="x")
    assert texts(slack) == (["x"] if accepted else [])
    await client.chat_postMessage(channel="checkout", text="y")
    await slack.settled()


async def test_a_slow_answer_comes_after_the_message_is_there(
    slack: StandIn, client: AsyncWebClient
) -> None:
    slack.faults.slow(POST, seconds=0.2)
    posting = asyncio.create_task(client.chat_postMessage(channel="checkout", text="x"))
    await asyncio.sleep(0.1)
    assert (texts(slack), posting.done()) == (["x"], False)
    assert (await posting)["ok"]


async def test_a_refusal_comes_before_a_fault_that_accepts(
    slack: StandIn, client: AsyncWebClient
) -> None:
    slack.faults.cut(POST)
    with pytest.raises(SlackApiError, match="channel_not_found"):
        await client.chat_postMessage(channel="C0", text="x")


async def test_response_urls_have_faults_too(
    slack: StandIn, ears: Ears, session: aiohttp.ClientSession
) -> None:
    await slack.people.command("ana", "random", "/archdecide")
    url = ears.contents[0]["response_url"]
    slack.faults.fail("response_url", status=503)
    said: dict[str, Any] = {"text": "x"}
    async with session.post(url, json=said) as answer:
        assert answer.status == 503
    async with session.post(url, json=said) as answer:
        assert answer.status == 200
    assert len(slack.channel("random", viewer="ana")) == 1


async def test_faults_can_be_called_off(slack: StandIn, client: AsyncWebClient) -> None:
    slack.faults.fail("*", times=100)
    slack.faults.clear()
    assert (await client.auth_test())["ok"]
