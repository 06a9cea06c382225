"""Socket Mode: what goes over it, what happens between two connections, and Bolt's own client."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.limits import LIMITS
from bot.playground.server import StandIn

from .apps import Ears, Serve, actions, button


class Line:
    """One bare connection: hears envelopes, acks when told."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def hear(self) -> dict[str, Any]:
        heard = await self.socket.receive_json(timeout=2)
        assert isinstance(heard, dict)
        return heard

    async def ack(self, envelope: dict[str, Any], payload: Any = None) -> None:
        more = {} if payload is None else {"payload": payload}
        await self.socket.send_json({"envelope_id": envelope["envelope_id"], **more})


class Lines:
    def __init__(self, slack: StandIn, session: aiohttp.ClientSession) -> None:
        self._slack = slack
        self._session = session
        self._client = AsyncWebClient(base_url=slack.api_url, session=session)
        self._open = AsyncExitStack()

    async def url(self) -> str:
        answer = await self._client.apps_connections_open(app_token=self._slack.app_token)
        return str(answer["url"])

    async def connect(self) -> Line:
        """A connection that has said hello."""
        line = Line(
            await self._open.enter_async_context(self._session.ws_connect(await self.url()))
        )
        hello = await line.hear()
        assert hello["type"] == "hello"
        return line

    async def close(self) -> None:
        await self._open.aclose()


@pytest.fixture
async def lines(slack: StandIn, session: aiohttp.ClientSession) -> AsyncIterator[Lines]:
    lines = Lines(slack, session)
    yield lines
    await lines.close()


async def connected(app: AsyncApp, slack: StandIn, stack: AsyncExitStack) -> AsyncSocketModeHandler:
    """Bolt's handler as an app uses it; closed with the stack."""
    known = len(slack.sockets.connections)
    handler = AsyncSocketModeHandler(app, slack.app_token)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    stack.push_async_callback(handler.close_async)
    await slack.sockets.until(known + 1)
    return handler


async def test_a_connection_is_opened_with_the_apps_token_alone(
    slack: StandIn, client: AsyncWebClient, lines: Lines
) -> None:
    for token, error in ((slack.bot_token, "not_allowed_token_type"), ("xapp-no", "invalid_auth")):
        with pytest.raises(SlackApiError, match=error):
            await client.apps_connections_open(app_token=token)
    assert (await lines.url()).startswith("ws://127.0.0.1:")


async def test_an_address_is_good_for_one_connection(
    lines: Lines, session: aiohttp.ClientSession
) -> None:
    url = await lines.url()
    async with session.ws_connect(url) as first:
        hello = await first.receive_json()
    assert hello["type"] == "hello"
    assert hello["num_connections"] == 1
    assert hello["connection_info"] == {"app_id": "A00APP"}
    assert hello["debug_info"]["approximate_connection_time"] > 3_600
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await session.ws_connect(url)


async def test_an_event_comes_in_an_envelope(slack: StandIn, lines: Lines) -> None:
    line = await lines.connect()
    await slack.people.say("ana", "checkout", "hello")
    envelope = await line.hear()
    assert envelope["type"] == "events_api"
    assert envelope["accepts_response_payload"] is False
    assert (envelope["retry_attempt"], envelope["retry_reason"]) == (0, "")
    assert envelope["payload"]["event"]["text"] == "hello"
    await line.ack(envelope)
    await slack.settled()
    (attempt,) = slack.deliveries.attempts
    assert (attempt.ok, attempt.road, attempt.status) == (True, "socket", 200)


async def test_an_event_without_ack_comes_again_and_says_so(slack: StandIn, lines: Lines) -> None:
    line = await lines.connect()
    await slack.people.say("ana", "checkout", "hello")
    heard = [await line.hear() for _ in range(4)]
    await slack.settled()
    assert [one["retry_attempt"] for one in heard] == [0, 1, 2, 3]
    assert {one["retry_reason"] for one in heard[1:]} == {"timeout"}
    assert len({one["envelope_id"] for one in heard}) == 4
    assert len({one["payload"]["event_id"] for one in heard}) == 1
    assert [attempt.reason for attempt in slack.deliveries.attempts] == ["timeout"] * 4


async def test_acks_may_come_in_any_order(slack: StandIn, lines: Lines) -> None:
    line = await lines.connect()
    await slack.people.say("ana", "checkout", "one", first=None)
    await slack.people.say("ana", "checkout", "two", first=None)
    one, two = await line.hear(), await line.hear()
    await line.ack(two)
    await line.socket.send_str("no JSON")
    await line.socket.send_str("[]")
    await line.ack({"envelope_id": "unknown"})
    await line.ack(one)
    await slack.settled()
    assert [attempt.ok for attempt in slack.deliveries.attempts] == [True, True]


async def test_a_commands_ack_carries_its_answer(slack: StandIn, lines: Lines) -> None:
    line = await lines.connect()
    running = asyncio.create_task(slack.people.command("ana", "random", "/archdecide help"))
    envelope = await line.hear()
    assert (envelope["type"], envelope["accepts_response_payload"]) == ("slash_commands", True)
    assert "retry_attempt" not in envelope
    assert envelope["payload"]["command"] == "/archdecide"
    await line.ack(envelope, {"text": "Here you are."})
    assert (await running).ok
    (shown,) = slack.channel("random", viewer="ana")
    assert (shown["text"], shown["is_ephemeral"]) == ("Here you are.", True)


async def test_a_press_without_ack_is_the_persons_loss(
    slack: StandIn, client: AsyncWebClient, lines: Lines
) -> None:
    card = await client.chat_postMessage(
        channel="checkout", text="x", blocks=[actions(button(value="go"))]
    )
    line = await lines.connect()
    running = asyncio.create_task(slack.people.press("ana", "checkout", card["ts"], "go"))
    envelope = await line.hear()
    assert (envelope["type"], envelope["accepts_response_payload"]) == ("interactive", False)
    assert (await running).error == "operation_timeout"
    assert len([a for a in slack.deliveries.attempts if a.kind == "interaction"]) == 1


async def test_each_payload_goes_to_one_connection(slack: StandIn, lines: Lines) -> None:
    one, two = await lines.connect(), await lines.connect()
    for _ in range(4):
        await slack.people.say("ana", "checkout", "hello")
    for line in (one, two):
        for _ in range(2):
            await line.ack(await line.hear())
    await slack.settled()
    assert len(slack.deliveries.attempts) == 4


async def test_an_eleventh_connection_is_too_many(
    slack: StandIn, lines: Lines, session: aiohttp.ClientSession
) -> None:
    most = LIMITS["sockets"].at
    for _ in range(most):
        await lines.connect()
    async with session.ws_connect(await lines.url()) as socket:
        said = await socket.receive_json()
        assert (said["type"], said["reason"]) == ("disconnect", LIMITS["sockets"].code)
        assert (await socket.receive()).type is aiohttp.WSMsgType.CLOSE
    assert len(slack.sockets.connections) == most


@pytest.mark.parametrize("reason", ["refresh_requested", "too_many_websockets", "link_disabled"])
async def test_a_connection_is_told_to_go_and_closed(
    slack: StandIn, lines: Lines, reason: Any
) -> None:
    line = await lines.connect()
    await slack.sockets.disconnect(reason)
    said = await line.hear()
    assert (said["type"], said["reason"]) == ("disconnect", reason)
    assert (await line.socket.receive(timeout=2)).type is aiohttp.WSMsgType.CLOSE


async def test_what_was_handed_over_before_a_refresh_can_still_be_acked(
    slack: StandIn, lines: Lines
) -> None:
    line = await lines.connect()
    running = asyncio.create_task(slack.people.command("ana", "random", "/archdecide"))
    envelope = await line.hear()
    await slack.sockets.disconnect()
    assert (await line.hear())["type"] == "disconnect"
    await line.ack(envelope, {"text": "In time."})
    assert (await running).ok
    assert (await line.socket.receive(timeout=2)).type is aiohttp.WSMsgType.CLOSE


async def test_a_warning_comes_some_time_ahead(session: aiohttp.ClientSession) -> None:
    async with StandIn(warning_seconds=0.1) as slack:
        lines = Lines(slack, session)
        line = await lines.connect()
        await slack.sockets.disconnect("warning")
        assert (await line.hear())["reason"] == "warning"
        await slack.people.say("ana", "checkout", "still here")
        envelope = await line.hear()
        await line.ack(envelope)
        assert envelope["payload"]["event"]["text"] == "still here"
        assert (await line.hear())["reason"] == "refresh_requested"
        await lines.close()


async def test_a_connection_that_breaks_hands_its_event_to_the_next(
    slack: StandIn, lines: Lines
) -> None:
    one = await lines.connect()
    await slack.people.say("ana", "checkout", "hello")
    first = await one.hear()
    two = await lines.connect()
    await one.socket.close()
    again = await two.hear()
    await two.ack(again)
    await slack.settled()
    assert again["payload"]["event_id"] == first["payload"]["event_id"]
    assert [a.reason for a in slack.deliveries.attempts] == ["connection_failed", None]


async def test_a_request_url_comes_before_socket_mode(
    slack: StandIn, lines: Lines, serve: Serve
) -> None:
    await lines.connect()
    ears = Ears()
    slack.send_to(await serve(ears.app()))
    await slack.people.say("ana", "checkout", "hello")
    await slack.settled()
    assert [attempt.road for attempt in slack.deliveries.attempts] == ["http"]


async def test_bolts_handler_hears_answers_and_acks(slack: StandIn, client: AsyncWebClient) -> None:
    app = AsyncApp(client=client, process_before_response=True)

    @app.event("app_mention")
    async def answer(event: dict[str, Any], say: Any) -> None:
        await say(text="Let's see.", thread_ts=event["ts"], blocks=[actions(button(value="go"))])

    @app.event("message")
    async def nothing() -> None: ...

    @app.action({"type": "block_actions", "action_id": "a00000001"})
    async def pressed(ack: Any, respond: Any) -> None:
        await ack()
        await respond(text="Pressed.", replace_original=True)

    @app.command("/archdecide")
    async def help_(ack: Any, command: dict[str, Any]) -> None:
        await ack(f"You asked for {command['text']}.")

    async with AsyncExitStack() as stack:
        await connected(app, slack, stack)
        ts = await slack.people.say("ana", "checkout", "@archdecide sync or events?")
        await slack.settled()
        card = slack.thread("checkout", ts)[-1]
        assert card["text"] == "Let's see."
        assert (await slack.people.press("ana", "checkout", card["ts"], "go")).ok
        assert (await slack.people.command("ana", "random", "/archdecide help")).ok
        await slack.settled()
    assert slack.thread("checkout", ts)[-1]["text"] == "Pressed."
    (private,) = slack.channel("random", viewer="ana")
    assert private["text"] == "You asked for help."
    assert slack.failures == []


async def test_a_press_arrives_while_one_of_two_connections_refreshes(
    slack: StandIn, client: AsyncWebClient
) -> None:
    app = AsyncApp(client=client, process_before_response=True)

    @app.action("go")
    async def pressed(ack: Any) -> None:
        await ack()

    @app.event("message")
    async def nothing() -> None: ...

    card = await client.chat_postMessage(
        channel="checkout", text="x", blocks=[actions(button(action_id="go"))]
    )
    async with AsyncExitStack() as stack:
        for _ in range(2):
            await connected(app, slack, stack)
        for round_ in range(10):
            before = slack.sockets.connections[round_ % 2]
            await slack.sockets.disconnect(connection=before)
            outcome = await slack.people.press("ana", "checkout", card["ts"], "go")
            assert outcome.ok
            await slack.sockets.until(2)


async def test_a_press_between_two_connections_of_one_is_lost(
    slack: StandIn, client: AsyncWebClient, lines: Lines
) -> None:
    """Why two connections: events come again, presses do not."""
    card = await client.chat_postMessage(
        channel="checkout", text="x", blocks=[actions(button(action_id="go"))]
    )
    line = await lines.connect()
    await line.socket.close()
    outcome = await slack.people.press("ana", "checkout", card["ts"], "go")
    assert outcome.error == "dispatch_failed"


async def test_the_payloads_over_both_roads_are_the_same(
    slack: StandIn, client: AsyncWebClient, lines: Lines, serve: Serve
) -> None:
    card = await client.chat_postMessage(
        channel="checkout", text="x", blocks=[actions(button(action_id="go"))]
    )
    line = await lines.connect()
    running = asyncio.create_task(slack.people.press("ana", "checkout", card["ts"], "go"))
    envelope = await line.hear()
    await line.ack(envelope)
    await running
    ears = Ears()
    slack.send_to(await serve(ears.app()))
    await slack.people.press("ana", "checkout", card["ts"], "go")
    (content,) = ears.contents
    by_http, by_socket = json.loads(content["payload"]), envelope["payload"]
    for anew in ("trigger_id", "response_url", "actions"):
        assert by_http.pop(anew)
        assert by_socket.pop(anew)
    assert by_http == by_socket
