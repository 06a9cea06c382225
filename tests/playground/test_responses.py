"""response_url: the way back of a command or a press."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.playground.server import StandIn

from .apps import Ears, Serve, actions, button


class Time:
    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
async def slack(time: Time) -> AsyncIterator[StandIn]:
    async with StandIn(clock=time, retry_delays=()) as standin:
        yield standin


@pytest.fixture
async def back(slack: StandIn, serve: Serve, session: aiohttp.ClientSession) -> AsyncWebhookClient:
    """The response_url of a command that Ana ran where the bot is no member."""
    ears = Ears()
    slack.send_to(await serve(ears.app()))
    await slack.people.command("ana", "random", "/archdecide help")
    return AsyncWebhookClient(ears.contents[0]["response_url"], session=session)


def texts(slack: StandIn, viewer: str | None) -> list[str]:
    return [message["text"] for message in slack.channel("random", viewer)]


async def test_a_response_is_private_unless_it_says_otherwise(
    slack: StandIn, back: AsyncWebhookClient
) -> None:
    assert (await back.send(text="psst")).body == "ok"
    await back.send(text="aloud", response_type="in_channel")
    assert texts(slack, "ana") == ["psst", "aloud"]
    assert texts(slack, "bo") == ["aloud"]


async def test_a_response_url_works_five_times(slack: StandIn, back: AsyncWebhookClient) -> None:
    for n in range(5):
        assert (await back.send(text=str(n))).status_code == 200
    sixth = await back.send(text="5")
    assert (sixth.status_code, json.loads(sixth.body)["error"]) == (404, "used_url")
    assert len(texts(slack, "ana")) == 5


async def test_a_response_url_ends_after_thirty_minutes(
    slack: StandIn, back: AsyncWebhookClient, time: Time
) -> None:
    time.now += 1_800
    assert (await back.send(text="just in time")).status_code == 200
    time.now += 1
    late = await back.send(text="late")
    assert (late.status_code, json.loads(late.body)["error"]) == (404, "expired_url")
    assert texts(slack, "ana") == ["just in time"]


async def test_a_response_that_slack_refuses_spends_no_use(
    slack: StandIn, back: AsyncWebhookClient
) -> None:
    for _ in range(6):
        refused = await back.send(text="x", blocks=[{"type": "nothing"}])
        assert (refused.status_code, json.loads(refused.body)["error"]) == (400, "invalid_blocks")
    assert (await back.send(text="x")).status_code == 200


async def test_a_response_replaces_and_deletes_the_message_that_was_pressed(
    slack: StandIn, serve: Serve, session: aiohttp.ClientSession
) -> None:
    ears = Ears()
    slack.send_to(await serve(ears.app()))
    client = AsyncWebClient(slack.bot_token, base_url=slack.api_url, session=session)
    line = await client.chat_postEphemeral(
        channel="checkout", user="U00ANA", text="sure?", blocks=[actions(button(value="go"))]
    )
    await slack.people.press("ana", "checkout", line["message_ts"], "go")
    payload: dict[str, Any] = json.loads(ears.contents[0]["payload"])
    way = AsyncWebhookClient(payload["response_url"], session=session)
    await way.send(text="done", replace_original=True)
    (shown,) = slack.channel("checkout", viewer="ana")
    assert (shown["text"], shown["ts"]) == ("done", line["message_ts"])
    await way.send(text="beside it", response_type="ephemeral")
    await way.send(delete_original=True)
    assert [m["text"] for m in slack.channel("checkout", viewer="ana")] == ["beside it"]
    await slack.settled()
    assert len(ears.heard) == 1  # the press: what is private makes no events


async def test_the_words_of_a_commands_ack_are_a_private_line(slack: StandIn, serve: Serve) -> None:
    ears = Ears()
    slack.send_to(await serve(ears.app()))
    ears.will_answer(200, text="plain")
    ears.will_answer(
        200,
        text=json.dumps({"text": "loud", "response_type": "in_channel"}),
        content_type="application/json",
    )
    ears.will_answer(
        200, text=json.dumps({"blocks": [{"type": "nothing"}]}), content_type="application/json"
    )
    assert (await slack.people.command("ana", "random", "/archdecide a")).ok
    assert (await slack.people.command("ana", "random", "/archdecide b")).ok
    assert (await slack.people.command("ana", "random", "/archdecide c")).error == "invalid_blocks"
    assert texts(slack, "ana") == ["plain", "loud"]
    assert texts(slack, "bo") == ["loud"]
