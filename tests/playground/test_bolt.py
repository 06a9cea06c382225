"""A real Bolt app takes the stand-in for Slack."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.server import StandIn

from .apps import Connect, Serve, actions, button, option

CARD = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "Which of these is true here?"}},
    actions(
        {
            "type": "checkboxes",
            "action_id": "true_here",
            "options": [option("slow"), option("costly")],
        },
        block_id="ticks",
    ),
    actions(button(action_id="done", value="done:1")),
]


async def test_bolt_verifies_the_signature_and_answers_in_the_thread(
    slack: StandIn, bolt: Connect
) -> None:
    app = await bolt()

    @app.event("app_mention")
    async def answer(event: dict[str, Any], say: Any) -> None:
        await say(text="Let's see.", thread_ts=event["ts"])

    @app.event("message")
    async def nothing() -> None: ...

    ts = await slack.people.say("ana", "checkout", "@archdecide sync or events?")
    await slack.settled()

    root, reply = slack.thread("checkout", ts)
    assert root["text"] == f"<@{slack.bot_user_id}> sync or events?"
    assert (reply["text"], reply["user"]) == ("Let's see.", slack.bot_user_id)
    assert reply["thread_ts"] == ts
    assert [call["method"] for call in slack.calls] == ["auth.test", "chat.postMessage"]


async def test_bolt_refuses_what_another_secret_signed(slack: StandIn, bolt: Connect) -> None:
    app = await bolt("another-secret")
    heard: list[Any] = []

    @app.event("app_mention")
    async def note(event: dict[str, Any]) -> None:
        heard.append(event)

    await slack.people.say("ana", "checkout", "@archdecide hello", first="message")
    await slack.settled()

    assert heard == []
    assert {attempt.status for attempt in slack.deliveries.attempts} == {401}
    outcome = await slack.people.command("ana", "checkout", "/archdecide help")
    assert (outcome.error, outcome.status) == ("dispatch_failed", 401)


async def test_bolt_refuses_a_stale_timestamp(serve: Serve, session: aiohttp.ClientSession) -> None:
    async with StandIn(signing_clock=lambda: 1_000_000_000.0, retry_delays=()) as slack:
        client = AsyncWebClient(slack.bot_token, base_url=slack.api_url, session=session)
        app = AsyncApp(client=client, signing_secret=slack.signing_secret)
        slack.send_to(await serve(app.web_app(path="/slack/events")))
        await slack.people.say("ana", "checkout", "hello")
        await slack.settled()
        assert [attempt.status for attempt in slack.deliveries.attempts] == [401]


async def test_a_request_url_is_taken_only_after_the_challenge(
    slack: StandIn, bolt: Connect
) -> None:
    await bolt()
    url = slack.deliveries.request_url
    assert url is not None
    await slack.connect(url)
    assert slack.deliveries.request_url == url

    await bolt("another-secret")
    wrong = slack.deliveries.request_url
    assert wrong is not None
    with pytest.raises(ConnectionError, match="url_verification"):
        await slack.connect(wrong)
    assert slack.deliveries.request_url is None


async def test_a_button_brings_the_ticks_of_its_presser_along(
    slack: StandIn, bolt: Connect
) -> None:
    app = await bolt()
    presses: list[dict[str, Any]] = []

    @app.event("message")
    async def nothing() -> None: ...

    @app.action("true_here")
    async def ticked(ack: Any) -> None:
        await ack()

    @app.action("done")
    async def done(ack: Any, body: dict[str, Any], client: Any) -> None:
        presses.append(body)
        await client.chat_update(
            channel=body["channel"]["id"], ts=body["message"]["ts"], text="Noted.", blocks=[]
        )
        await ack()

    card = await app.client.chat_postMessage(channel="checkout", text="Ticks", blocks=CARD)
    ts = card["ts"]
    await slack.people.tick("ana", "checkout", ts, "true_here", ["slow", "costly"])
    await slack.people.tick("ana", "checkout", ts, "true_here", ["costly"])
    await slack.people.tick("bo", "checkout", ts, "true_here", ["slow"])
    outcome = await slack.people.press("ana", "checkout", ts, "done:1")
    await slack.settled()

    assert outcome.ok
    (body,) = presses
    chosen = body["state"]["values"]["ticks"]["true_here"]["selected_options"]
    assert [option["value"] for option in chosen] == ["costly"]
    assert body["actions"][0]["value"] == "done:1"
    assert body["actions"][0]["action_ts"] > ts
    assert body["user"]["id"] == slack.workspace.user("ana").id
    assert body["container"]["message_ts"] == body["message"]["ts"] == ts
    interactions = [a for a in slack.deliveries.attempts if a.kind == "interaction"]
    assert len(interactions) == 5  # on, on, off for Ana; on for Bo; the press
    (shown,) = slack.thread("checkout", ts)
    assert (shown["text"], "blocks" in shown, "edited" in shown) == ("Noted.", False, True)


async def test_a_command_is_answered_in_private_and_then_aloud(
    slack: StandIn, bolt: Connect
) -> None:
    app = await bolt()

    @app.command("/archdecide")
    async def help_(ack: Any, respond: Any, command: dict[str, Any]) -> None:
        await ack(f"You asked for {command['text']}.")
        await respond(text="For all to see.", response_type="in_channel")

    outcome = await slack.people.command("ana", "random", "/archdecide help & more for @dana")
    await slack.settled()

    assert outcome.ok
    dana = slack.workspace.user("dana").id
    private = [m for m in slack.channel("random", viewer="ana") if m.get("is_ephemeral")]
    assert [m["text"] for m in private] == [f"You asked for help &amp; more for <@{dana}|dana>."]
    assert [m["text"] for m in slack.channel("random", viewer="bo")] == ["For all to see."]
