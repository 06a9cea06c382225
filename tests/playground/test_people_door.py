"""People by plain HTTP: what any script can do and see, and what it is told when it cannot."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

import bot.playground.people_door
from bot.playground.people_door import ACTS, LOOKS, SETTLED, SLACKS
from bot.playground.server import StandIn
from bot.playground.serving import serve as serve_alone
from bot.playground.serving import stand_in

from .apps import Connect, Ears, actions, button, option, plain
from .test_views import FORM

Answer = dict[str, Any]
Do = Callable[..., Awaitable[Answer]]


@pytest.fixture
def do(slack: StandIn, session: aiohttp.ClientSession) -> Do:
    """POSTs an act."""

    async def done(act: str, **said: Any) -> Answer:
        async with session.post(f"{slack.people_url()}{act}", json=said) as answer:
            return {**await answer.json(), "http": answer.status}

    return done


@pytest.fixture
def see(slack: StandIn, session: aiohttp.ClientSession) -> Do:
    """GETs a look."""

    async def seen(look: str, **asked: str) -> Answer:
        async with session.get(f"{slack.people_url()}{look}", params=asked) as answer:
            return {**await answer.json(), "http": answer.status}

    return seen


async def test_somebody_talks_to_an_app_by_plain_http(
    slack: StandIn, bolt: Connect, do: Do, see: Do
) -> None:
    app = await bolt()
    card = [
        actions(
            button(action_id="go"),
            {"type": "checkboxes", "action_id": "ticks", "options": [option("a"), option("b")]},
            {"type": "static_select", "action_id": "pick", "options": [option("p")]},
        )
    ]
    heard: list[Any] = []

    @app.event("app_mention")
    async def answer(event: Answer, say: Any) -> None:
        await say(text="A card.", blocks=card, thread_ts=event["ts"])

    @app.event("message")
    async def nothing(event: Answer) -> None:
        heard.append(event.get("subtype"))

    @app.action({"type": "block_actions", "action_id": "go"})
    async def go(ack: Any, body: Answer) -> None:
        heard.append(body["state"])
        await ack()

    @app.action("ticks")
    async def ticks(ack: Any) -> None:
        await ack()

    @app.action("pick")
    async def pick(ack: Any, action: Answer) -> None:
        heard.append(action["selected_option"]["value"])
        await ack()

    @app.command("/archdecide")
    async def command(ack: Any, command: Answer) -> None:
        await ack(f"help with {command['text']}")

    said = await do("say", person="ana", channel="checkout", text="@archdecide hello")
    assert (said["ok"], said["channel"]) == (True, "C00CHECKOUT")
    assert (await see(SETTLED))["ok"]
    thread = await see("thread", channel="C00CHECKOUT", ts=said["ts"])
    assert [message["text"] for message in thread["messages"]][-1] == "A card."
    where = {"person": "bo", "channel": "checkout", "ts": thread["messages"][-1]["ts"]}
    assert (await do("tick", **where, action_id="ticks", values=["b"]))["ok"]
    assert (await do("choose", **where, action_id="pick", value="p"))["ok"]
    assert await do("press", **where, button="go") == {"ok": True, "status": 200, "http": 200}
    assert heard[-2] == "p"
    assert "'selected_options': [{'text':" in str(heard[-1])
    ran = await do("command", person="bo", channel="random", command="/archdecide", text="tea")
    assert ran["ok"]
    private = await see("channel", channel="random", person="bo")
    assert [message["text"] for message in private["messages"]] == ["help with tea"]
    assert (await see("channel", channel="random"))["messages"] == []
    own = {"person": "ana", "channel": "checkout", "ts": said["ts"]}
    assert (await do("edit", **own, text="changed"))["ok"]
    assert (await do("delete", **own))["ok"]
    await see(SETTLED)
    assert heard[-2:] == ["message_changed", "message_deleted"]
    assert (await see("failures"))["failures"] == []


async def test_somebody_fills_a_form_in_by_plain_http(
    slack: StandIn, bolt: Connect, do: Do, see: Do
) -> None:
    app = await bolt()
    view = {"type": "modal", "title": plain("All"), "submit": plain("Send"), "blocks": FORM}
    home = {"type": "home", "blocks": [actions(button(action_id="new"))]}

    @app.shortcut("decide_on_this")
    async def decide(ack: Any, client: Any, shortcut: Answer) -> None:
        await ack()
        await client.views_open(
            trigger_id=shortcut["trigger_id"], view={**view, "callback_id": "all"}
        )

    @app.view("all")
    async def take(ack: Any, view: Answer) -> None:
        if view["state"]["values"]["load"]["it"]["value"] == "much":
            await ack(response_action="errors", errors={"load": "A number, please."})
        else:
            await ack()

    @app.event("app_home_opened")
    async def opened(client: Any, event: Answer) -> None:
        await client.views_publish(user_id=event["user"], view=home)

    @app.action("new")
    async def new(ack: Any, client: Any, body: Answer) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    ts = await slack.people.say("ana", "random", "hello")
    who = {"person": "ana"}
    chosen = await do("shortcut", **who, channel="random", ts=ts, callback_id="decide_on_this")
    assert chosen["ok"]
    assert (await do("fill", **who, values={"style": "sync"}))["ok"]
    sent = await do("submit", **who, values={"load": "much"})
    assert (sent["ok"], sent["errors"]) == (False, {"load": "A number, please."})
    shown = await see("modal", **who)
    assert shown["view"]["state"]["values"]["load"]["it"]["value"] == "much"
    assert (await do("submit", **who, values={"load": "10"}))["ok"]
    assert (await see("modal", **who))["error"] == "ana has no modal open"

    assert (await do("open_home", **who))["ok"]
    await see(SETTLED)
    assert (await see("home", **who))["view"]["type"] == "home"
    assert (await do("press", **who, view="home", button="new"))["ok"]
    assert (await see("modal", **who))["view"]["title"]["text"] == "All"
    assert (await do("tick", **who, view="modal", action_id="true_here", values=["a"]))["ok"]
    assert (await do("choose", **who, view="modal", action_id="style", value="sync"))["ok"]
    assert (await do("close", **who))["ok"]


@pytest.mark.parametrize(
    ("act", "said", "status", "why"),
    [
        ("sing", {}, 404, "no such act; there are say, "),
        ("say", {"person": "ana", "text": "x"}, 400, "'channel' is missing"),
        ("say", {"person": "eve", "channel": "random", "text": "x"}, 400, "nobody here"),
        ("say", {"person": "archdecide", "channel": "random", "text": "x"}, 400, "no person"),
        ("say", {"person": "ana", "channel": "random", "text": 7}, 400, "'text' is of another"),
        ("say", {"person": "ana", "thread": "1.2"}, 400, "'thread' is not taken here, but person"),
        ("tick", {"person": "ana", "view": "modal", "values": {}}, 400, "'values' is a list here"),
        ("fill", {"person": "ana", "values": []}, 400, "'values' is an object here"),
        ("submit", {"person": "ana", "values": ["x"]}, 400, "'values' is an object here"),
        ("fault", {"kind": "cut", "method": "auth.test", "times": True}, 400, "'times' is of"),
        ("fault", {"kind": "cut", "method": "auth.test", "seconds": 1}, 400, "'seconds'"),
        ("refresh", {"reason": "rain"}, 400, "reason is one of warning, refresh_requested"),
        ("press", {"person": "ana", "channel": "checkout", "ts": "1.2", "button": "x"}, 400, "no"),
        ("fill", {"person": "ana", "view": "door", "values": {}}, 400, "'view' is modal or home"),
        ("submit", {"person": "ana"}, 400, "no modal open"),
        ("fault", {"kind": "fire"}, 400, "kind is one of"),
        ("refresh", {}, 400, "no connection is open"),
        ("connect", {"request_url": "http://127.0.0.1:9/"}, 400, "did not answer"),
    ],
)
async def test_what_cannot_be_done_says_why(
    do: Do, act: str, said: Any, status: int, why: str
) -> None:
    answer = await do(act, **said)
    assert (answer["ok"], answer["http"]) == (False, status)
    assert why in answer["error"]


async def test_what_cannot_be_seen_says_why(slack: StandIn, see: Do, session: Any) -> None:
    assert (await see("stars"))["http"] == 404
    assert (await see("thread", channel="checkout"))["error"] == "'ts' is missing"
    assert "'who' is not taken here" in (await see("home", who="ana"))["error"]
    async with session.get(slack.people_url("T0NONE") + "failures") as answer:
        assert answer.status == 400


@pytest.mark.parametrize(
    ("data", "kind", "status"),
    [("{", "application/json", 400), ("[]", "application/json", 400), ("{}", "text/plain", 415)],
)
async def test_only_json_objects_are_acts(
    slack: StandIn, session: aiohttp.ClientSession, data: str, kind: str, status: int
) -> None:
    url = f"{slack.people_url()}say"
    async with session.post(url, data=data, headers={"Content-Type": kind}) as answer:
        assert answer.status == status


@pytest.mark.parametrize(
    "headers",
    [{"Host": "evil.example"}, {"Origin": "https://evil.example"}, {"Origin": "null"}],
)
async def test_another_sites_page_can_be_nobody(
    slack: StandIn, session: aiohttp.ClientSession, headers: dict[str, str]
) -> None:
    said = {"person": "ana", "channel": "checkout", "text": "x"}
    async with session.post(f"{slack.people_url()}say", json=said, headers=headers) as answer:
        assert answer.status == 403
    async with session.get(f"{slack.people_url()}failures", headers=headers) as answer:
        assert answer.status == 403
    async with session.get(f"{slack.url}/link?ticket=x", headers=headers) as answer:
        assert answer.status == 403
    assert slack.channel("checkout") == []


async def test_slacks_own_acts_are_at_hand(
    slack: StandIn, ears: Ears, client: AsyncWebClient, bolt: Connect, do: Do
) -> None:
    await bolt()
    url = slack.deliveries.request_url
    assert (await do("connect", request_url=None))["ok"]
    assert slack.deliveries.request_url is None
    assert (await do("connect", request_url=url))["ok"]
    assert slack.deliveries.request_url == url
    assert (await do("fault", kind="fail", method="auth.test", status=503))["ok"]
    with pytest.raises(Exception, match="service_unavailable"):
        await client.auth_test()
    assert (await do("fault", kind="fail", colour="red"))["http"] == 400


async def test_the_server_alone_introduces_itself(session: aiohttp.ClientSession) -> None:
    introduced: asyncio.Queue[Answer] = asyncio.Queue()
    running = asyncio.create_task(serve_alone(introduced.put_nowait, workspaces=2))
    info = await asyncio.wait_for(introduced.get(), 5)
    assert json.loads(json.dumps(info)) == info
    assert (info["team"], info["bot_token"]) == ("T00TEAM", "xoxb-playground")
    assert {"id": "C00RANDOM", "name": "random", "member": False} in info["channels"]
    assert info["users"][0] == {"name": "ana", "id": "U00ANA", "token": "xoxp-playground-ana"}
    assert len(info["workspaces"]) == 2
    client = AsyncWebClient(base_url=info["api_url"], session=session)
    opened = await client.apps_connections_open(app_token=info["app_token"])
    assert opened["ok"]
    for one in info["workspaces"]:
        client = AsyncWebClient(one["bot_token"], base_url=info["api_url"], session=session)
        assert (await client.auth_test())["team_id"] == one["team"]
        async with session.get(one["people_url"] + "failures") as answer:
            assert answer.status == 200
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_a_port_can_be_asked_for() -> None:
    async with stand_in() as first:
        port = int(first.url.rpartition(":")[2])
    async with stand_in(port) as again:
        assert again.url == first.url


def test_the_readme_has_every_endpoint() -> None:
    readme = (Path(bot.playground.people_door.__file__).parent / "README.md").read_text()
    rows = [row for row in readme.splitlines() if row.startswith(("| POST `", "| GET `"))]
    said = {row.split("`")[1]: row.split("|")[2].strip(" `") for row in rows}
    takes = {name: act.takes for name, act in ACTS.items()}
    takes |= {name: act.takes for name, act in SLACKS.items()}
    takes |= {name: look.takes for name, look in LOOKS.items()}
    assert said == {**takes, SETTLED: ""}
