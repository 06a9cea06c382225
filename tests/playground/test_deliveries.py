"""What arrives at the app: how often, in which order, signed, and again when it fails."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiohttp import web
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.server import StandIn

from .apps import Ears, Serve, actions, button


async def test_a_mention_is_delivered_twice_with_one_ts_and_two_event_ids(
    slack: StandIn, ears: Ears
) -> None:
    ts = await slack.people.say("ana", "checkout", "@archdecide hello")
    await slack.settled()
    assert [event["type"] for event in ears.events] == ["app_mention", "message"]
    assert {event["ts"] for event in ears.events} == {ts}
    assert len({content["event_id"] for content in ears.contents}) == 2


async def test_a_test_chooses_which_of_the_two_comes_first(slack: StandIn, ears: Ears) -> None:
    await slack.people.say("ana", "checkout", "@archdecide hello", first="message")
    await slack.settled()
    assert [event["type"] for event in ears.events] == ["message", "app_mention"]


async def test_the_two_can_come_at_once(slack: StandIn, ears: Ears) -> None:
    ears.will_answer(200, after=0.1)
    ears.will_answer(200, after=0.1)
    await slack.people.say("ana", "checkout", "@archdecide hello", first=None)
    await asyncio.sleep(0.05)
    assert len(ears.heard) == 2


async def test_a_message_that_mentions_somebody_else_is_delivered_once(
    slack: StandIn, ears: Ears
) -> None:
    await slack.people.say("ana", "checkout", "@dana hello, archdecide")
    await slack.settled()
    assert [event["type"] for event in ears.events] == ["message"]


async def test_a_channel_without_the_bot_delivers_nothing(slack: StandIn, ears: Ears) -> None:
    await slack.people.say("ana", "random", "@archdecide hello")
    await slack.settled()
    assert ears.heard == []


async def test_a_direct_message_is_delivered_as_a_message_alone(slack: StandIn, ears: Ears) -> None:
    await slack.people.say("ana", "dm-ana", "@archdecide hello")
    await slack.settled()
    assert [(e["type"], e["channel_type"]) for e in ears.events] == [("message", "im")]


async def test_the_envelope_is_slacks(slack: StandIn, ears: Ears) -> None:
    await slack.people.say("ana", "checkout", "hello")
    await slack.settled()
    (envelope,) = ears.contents
    assert envelope["type"] == "event_callback"
    assert envelope["team_id"] == slack.workspace.team.id
    assert envelope["api_app_id"] == slack.workspace.bot.app_id
    assert isinstance(envelope["event_time"], int)
    assert envelope["authorizations"][0]["user_id"] == slack.bot_user_id
    assert envelope["event"]["channel_type"] == "channel"


async def test_every_kind_of_delivery_is_signed_over_its_raw_body(
    slack: StandIn, ears: Ears, client: AsyncWebClient
) -> None:
    card = await client.chat_postMessage(
        channel="checkout", text="x", blocks=[actions(button(value="go"))]
    )
    await slack.settled()
    await slack.people.press("ana", "checkout", card["ts"], "go")
    await slack.people.command("ana", "checkout", "/archdecide help")
    assert len(ears.heard) == 3
    right, wrong = SignatureVerifier(slack.signing_secret), SignatureVerifier("another")
    for headers, raw, _ in ears.heard:
        assert right.is_valid_request(raw, headers)
        assert not wrong.is_valid_request(raw, headers)
        assert not right.is_valid_request(raw + b" ", headers)


async def test_an_event_that_fails_comes_four_times_in_all_with_the_same_id(
    slack: StandIn, ears: Ears
) -> None:
    for _ in range(9):
        ears.will_answer(500)
    await slack.people.say("ana", "checkout", "hello")
    await slack.settled()
    assert len(ears.heard) == 4
    assert len({content["event_id"] for content in ears.contents}) == 1
    tries = [(h.get("X-Slack-Retry-Num"), h.get("X-Slack-Retry-Reason")) for h in ears.headers]
    assert tries == [
        (None, None),
        ("1", "http_error"),
        ("2", "http_error"),
        ("3", "http_error"),
    ]


async def test_an_event_taken_at_the_second_try_comes_no_more(slack: StandIn, ears: Ears) -> None:
    ears.will_answer(503)
    await slack.people.say("ana", "checkout", "hello")
    await slack.settled()
    assert [attempt.status for attempt in slack.deliveries.attempts] == [503, 200]


async def test_a_slow_answer_counts_as_none(slack: StandIn, ears: Ears) -> None:
    ears.will_answer(200, after=0.5)
    await slack.people.say("ana", "checkout", "hello")
    await slack.settled()
    assert [a.reason for a in slack.deliveries.attempts] == ["http_timeout", None]
    assert ears.headers[1]["X-Slack-Retry-Reason"] == "http_timeout"


async def test_the_app_can_ask_for_no_retry(slack: StandIn, ears: Ears) -> None:
    ears.will_answer(500, headers={"X-Slack-No-Retry": "1"})
    await slack.people.say("ana", "checkout", "hello")
    await slack.settled()
    assert len(ears.heard) == 1


async def test_nobody_listening_is_a_failed_connection(slack: StandIn) -> None:
    slack.send_to("http://127.0.0.1:9/slack/events")
    await slack.people.say("ana", "checkout", "hello")
    await slack.settled()
    assert [a.reason for a in slack.deliveries.attempts] == ["connection_failed"] * 4


async def test_a_third_redirect_is_one_too_many(slack: StandIn, serve: Serve) -> None:
    async def elsewhere(request: web.Request) -> web.Response:
        left = int(request.query.get("left", "0"))
        if not left:
            return web.Response()
        raise web.HTTPTemporaryRedirect(f"/slack/events?left={left - 1}")

    app = web.Application()
    app.router.add_post("/slack/events", elsewhere)
    url = await serve(app)
    slack.send_to(f"{url}?left=1")
    await slack.people.say("ana", "checkout", "near")
    await slack.settled()
    assert [a.reason for a in slack.deliveries.attempts] == [None]
    slack.send_to(f"{url}?left=9")
    await slack.people.say("ana", "checkout", "far")
    await slack.settled()
    assert slack.deliveries.attempts[-1].reason == "too_many_redirects"


async def test_presses_and_commands_come_once_and_the_person_sees_the_error(
    slack: StandIn, ears: Ears, client: AsyncWebClient
) -> None:
    card = await client.chat_postMessage(
        channel="checkout", text="x", blocks=[actions(button(value="go"))]
    )
    await slack.settled()
    ears.will_answer(500)
    pressed = await slack.people.press("ana", "checkout", card["ts"], "go")
    ears.will_answer(200, after=0.5)
    commanded = await slack.people.command("ana", "checkout", "/archdecide help")
    await slack.settled()
    assert (pressed.ok, pressed.status, commanded.error) == (False, 500, "operation_timeout")
    assert [outcome for _, outcome in slack.failures] == [pressed, commanded]
    assert len(ears.heard) == 3  # the bot's own message, the press, the command


async def test_the_bot_hears_itself_with_its_bot_id(
    slack: StandIn, ears: Ears, client: AsyncWebClient
) -> None:
    ts = (await client.chat_postMessage(channel="checkout", text="hello"))["ts"]
    await client.chat_update(channel="C00CHECKOUT", ts=ts, text="hello again")
    await slack.settled()
    posted, changed = ears.events
    assert (posted["user"], posted["bot_id"]) == (slack.bot_user_id, slack.workspace.bot.bot_id)
    assert posted["app_id"] == slack.workspace.bot.app_id
    assert changed["subtype"] == "message_changed"
    assert changed["message"]["text"] == "hello again"
    assert changed["previous_message"]["text"] == "hello"


async def test_the_bots_own_messages_can_be_kept_from_it(serve: Serve) -> None:
    async with StandIn(own_messages=False) as slack:
        ears = Ears()
        slack.send_to(await serve(ears.app()))
        await AsyncWebClient(slack.bot_token, base_url=slack.api_url).chat_postMessage(
            channel="checkout", text="hello"
        )
        await slack.people.say("ana", "checkout", "hello")
        await slack.settled()
        assert [event["user"] for event in ears.events] == [slack.workspace.user("ana").id]


async def test_an_edited_mention_is_told_again_with_the_same_ts(slack: StandIn, ears: Ears) -> None:
    ts = await slack.people.say("ana", "checkout", "@archdecide hello")
    await slack.settled()
    ears.heard.clear()
    await slack.people.edit("ana", "checkout", ts, "@archdecide hello, all")
    await slack.settled()
    mention, changed = ears.events
    assert (mention["type"], mention["ts"]) == ("app_mention", ts)
    assert mention["edited"]["ts"] == changed["message"]["edited"]["ts"] > ts
    assert changed["subtype"] == "message_changed"


async def test_a_deleted_message_is_told_and_gone(slack: StandIn, ears: Ears) -> None:
    ts = await slack.people.say("ana", "checkout", "hello")
    await slack.settled()
    await slack.people.delete("ana", "checkout", ts)
    await slack.settled()
    deleted: dict[str, Any] = ears.events[-1]
    assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", ts)
    assert slack.channel("checkout") == []


async def test_settled_says_what_it_waits_for(serve: Serve) -> None:
    async with StandIn(retry_delays=(60.0,)) as slack:
        ears = Ears()
        slack.send_to(await serve(ears.app()))
        ears.will_answer(500)
        await slack.people.say("ana", "checkout", "hello")
        with pytest.raises(TimeoutError, match=r"1 deliveries .*http_error"):
            await slack.settled(timeout=0.3)


async def test_settled_waits_for_calls_that_follow_a_delivery(
    slack: StandIn, serve: Serve, client: AsyncWebClient
) -> None:
    late: list[asyncio.Task[None]] = []

    async def take(request: web.Request) -> web.Response:
        async def answer() -> None:
            for _ in range(3):
                await asyncio.sleep(0.03)
                await client.auth_test()

        late.append(asyncio.create_task(answer()))
        return web.Response()

    app = web.Application()
    app.router.add_post("/slack/events", take)
    slack.send_to(await serve(app))
    await slack.people.say("ana", "checkout", "hello")
    await slack.settled()
    assert len(slack.calls) == 3
    await asyncio.gather(*late)
