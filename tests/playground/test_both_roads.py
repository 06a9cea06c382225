"""One bare Bolt app, the same conversation by signed HTTP and by Socket Mode."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.server import StandIn

from .apps import Serve, actions, button, plain

Start = Callable[[AsyncApp], Awaitable[None]]


@pytest.fixture(params=["http", "socket"])
async def start(request: Any, slack: StandIn, serve: Serve) -> AsyncIterator[Start]:
    async with AsyncExitStack() as stack:

        async def started(app: AsyncApp) -> None:
            if request.param == "http":
                await slack.connect(await serve(app.web_app(path="/slack/events")))
                return
            handler = AsyncSocketModeHandler(app, slack.app_token)
            await handler.connect_async()  # type: ignore[no-untyped-call]
            stack.push_async_callback(handler.close_async)
            await slack.sockets.until(1)

        yield started


def bare(client: AsyncWebClient, secret: str) -> AsyncApp:
    app = AsyncApp(client=client, signing_secret=secret)
    field = {
        "type": "input",
        "block_id": "load",
        "label": plain("Load"),
        "element": {"type": "plain_text_input", "action_id": "it"},
    }

    @app.event("app_mention")
    async def mentioned(event: dict[str, Any], say: Any) -> None:
        await say(text="A card.", thread_ts=event["ts"], blocks=[actions(button(action_id="go"))])

    @app.message("more")
    async def more(message: dict[str, Any], say: Any) -> None:
        await say(text="More.", thread_ts=message["thread_ts"])

    @app.action("go")
    async def go(ack: Any, respond: Any) -> None:
        await ack()
        await respond(text="Gone.", replace_original=True)

    @app.command("/archdecide")
    async def command(ack: Any, command: dict[str, Any], client: Any) -> None:
        if command["text"] == "help":
            await ack("Help.")
            return
        await ack()
        view = {"type": "modal", "callback_id": "form", "title": plain("Form")}
        await client.views_open(
            trigger_id=command["trigger_id"],
            view={**view, "submit": plain("Send"), "blocks": [field]},
        )

    @app.view("form")
    async def form(ack: Any, view: dict[str, Any], client: Any, body: dict[str, Any]) -> None:
        value = view["state"]["values"]["load"]["it"]["value"]
        if not value.isdigit():
            await ack(response_action="errors", errors={"load": "A number, please."})
            return
        await ack()
        await client.chat_postMessage(channel=body["user"]["id"], text=f"Load {value}.")

    return app


async def test_a_bare_bolt_app_holds_the_same_conversation_over_both_roads(
    slack: StandIn, client: AsyncWebClient, start: Start
) -> None:
    await start(bare(client, slack.signing_secret))
    people = slack.people
    ts = await people.say("ana", "checkout", "@archdecide hello")
    await slack.settled()
    await people.say("ana", "checkout", "more", ts)
    await slack.settled()
    card = next(m for m in slack.thread("checkout", ts) if m["text"] == "A card.")
    assert (await people.press("ana", "checkout", card["ts"], "go")).ok
    assert (await people.command("ana", "random", "/archdecide help")).ok
    assert (await people.command("ana", "checkout", "/archdecide")).ok
    await slack.settled()
    errors = (await slack.screens.submit("ana", {"load": "much"})).errors
    assert errors == {"load": "A number, please."}
    assert (await slack.screens.submit("ana", {"load": "10"})).ok
    await slack.settled()
    said = [message["text"] for message in slack.thread("checkout", ts)]
    assert sorted(said[1:]) == ["Gone.", "More.", "more"]
    assert [m["text"] for m in slack.channel("random", viewer="ana")] == ["Help."]
    assert [m["text"] for m in slack.channel("dm-ana")] == ["Load 10."]
    assert slack.failures == []
