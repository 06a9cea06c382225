"""All the roads that lead to the bot besides a mention: groups, broadcasts, shortcuts, history."""

from __future__ import annotations

import json
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.server import StandIn
from bot.playground.web_api import DEFAULT_SCOPES
from bot.playground.workspace import Channel

from .apps import Connect, Ears, Serve

HERE = "C00CHECKOUT"


async def test_a_group_direct_message_tells_of_mentions(slack: StandIn, ears: Ears) -> None:
    await slack.people.say("ana", "group-ana-bo", "what do you think?")
    await slack.people.say("bo", "group-ana-bo", "@archdecide events or calls?")
    await slack.settled()
    (event,) = ears.events
    assert (event["type"], event["channel"]) == ("app_mention", "G00ANABO")
    with pytest.raises(LookupError, match="chen is not in group-ana-bo"):
        await slack.people.say("chen", "group-ana-bo", "hello")


@pytest.mark.parametrize(
    ("scope", "place", "kind"),
    [
        ("channels:history", "checkout", "channel"),
        ("groups:history", "secret", "group"),
        ("im:history", "dm-ana", "im"),
        ("mpim:history", "group-ana-bo", "mpim"),
    ],
)
async def test_messages_are_told_and_read_by_those_with_the_scope(
    serve: Serve, session: aiohttp.ClientSession, scope: str, place: str, kind: str
) -> None:
    for given in (frozenset({scope}), DEFAULT_SCOPES - {scope}):
        async with StandIn(scopes=given) as slack:
            slack.workspace.put_channel(Channel("C00SECRET", "secret", people=("U00ANA",)))
            ears = Ears()
            slack.send_to(await serve(ears.app()))
            ts = await slack.people.say("ana", place, "hello")
            await slack.settled()
            client = AsyncWebClient(slack.bot_token, base_url=slack.api_url, session=session)
            channel = slack.workspace.channel(place).id
            calls = (
                client.conversations_history(channel=channel),
                client.conversations_replies(channel=channel, ts=ts),
            )
            if scope in given:
                assert [event["channel_type"] for event in ears.events] == [kind]
                for call in calls:
                    assert [m["text"] for m in (await call)["messages"]] == ["hello"]
            else:
                assert ears.events == []
                for call in calls:
                    with pytest.raises(SlackApiError, match="missing_scope") as raised:
                        await call
                    assert raised.value.response["needed"] == scope


async def test_a_private_channel_is_for_its_people(slack: StandIn, ears: Ears) -> None:
    slack.workspace.put_channel(Channel("C00SECRET", "secret", people=("U00ANA",)))
    await slack.people.say("ana", "secret", "@archdecide hello")
    await slack.settled()
    assert {event.get("channel_type", "group") for event in ears.events} == {"group"}
    with pytest.raises(LookupError, match="bo is not in secret"):
        await slack.people.say("bo", "secret", "hello")


async def test_a_reply_that_is_broadcast_stands_in_thread_and_channel(
    slack: StandIn, ears: Ears, client: AsyncWebClient
) -> None:
    root = await slack.people.say("ana", "checkout", "hello")
    reply = await slack.people.say("bo", "checkout", "for all", root, broadcast=True)
    await slack.people.say("bo", "checkout", "for the thread", root)
    mine = await client.chat_postMessage(
        channel=HERE, text="me too", thread_ts=root, reply_broadcast=True
    )
    await slack.settled()
    told = next(event for event in ears.events if event["ts"] == reply)
    assert (told["subtype"], told["thread_ts"], told["root"]["ts"]) == (
        "thread_broadcast",
        root,
        root,
    )
    assert mine["message"]["subtype"] == "thread_broadcast"
    assert [m["text"] for m in slack.channel("checkout")] == ["hello", "for all", "me too"]
    assert len(slack.thread("checkout", root)) == 4


async def test_history_comes_newest_first_and_in_pages(
    slack: StandIn, client: AsyncWebClient
) -> None:
    stamps = [await slack.people.say("ana", "checkout", str(n)) for n in range(5)]
    await slack.people.say("bo", "checkout", "a reply", stamps[0])
    first = await client.conversations_history(channel=HERE, limit=2)
    assert [m["text"] for m in first["messages"]] == ["4", "3"]
    assert first["messages"][0]["ts"] == stamps[4]
    cursor = first["response_metadata"]["next_cursor"]
    rest = await client.conversations_history(channel=HERE, cursor=cursor)
    assert [m["text"] for m in rest["messages"]] == ["2", "1", "0"]
    assert rest["messages"][-1]["reply_count"] == 1
    late = await client.conversations_history(channel=HERE, oldest=stamps[3], inclusive=True)
    assert [m["text"] for m in late["messages"]] == ["4", "3"]


async def test_a_root_is_found_again_by_its_metadata(
    slack: StandIn, client: AsyncWebClient
) -> None:
    meta = {"event_type": "outbox", "event_payload": {"id": "7"}}
    await client.chat_postMessage(channel=HERE, text="x", metadata=meta)
    found = await client.conversations_history(channel=HERE, include_all_metadata=True)
    assert found["messages"][0]["metadata"] == meta
    plain = await client.conversations_history(channel=HERE)
    assert "metadata" not in plain["messages"][0]


async def test_an_app_deletes_its_own_message(
    slack: StandIn, ears: Ears, client: AsyncWebClient
) -> None:
    posted = await client.chat_postMessage(channel=HERE, text="x")
    await client.chat_delete(channel=HERE, ts=posted["ts"])
    await slack.settled()
    assert slack.channel("checkout") == []
    assert ears.events[-1]["subtype"] == "message_deleted"


async def test_a_permalink_names_channel_message_and_thread(
    slack: StandIn, client: AsyncWebClient
) -> None:
    root = await slack.people.say("ana", "checkout", "hello")
    reply = await slack.people.say("bo", "checkout", "yes", root)
    link = (await client.chat_getPermalink(channel=HERE, message_ts=reply))["permalink"]
    address, _, query = link.partition("?")
    assert address.endswith(f"/archives/{HERE}/p{reply.replace('.', '')}")
    assert query == f"thread_ts={root}&cid={HERE}"


async def test_facts_about_people_need_their_scope(session: aiohttp.ClientSession) -> None:
    async with StandIn(scopes=DEFAULT_SCOPES | {"users:read"}) as slack:
        client = AsyncWebClient(slack.bot_token, base_url=slack.api_url, session=session)
        user = (await client.users_info(user="U00ANA"))["user"]
        assert (user["name"], user["is_bot"], user["team_id"]) == ("ana", False, "T00TEAM")
    async with StandIn() as slack:
        client = AsyncWebClient(slack.bot_token, base_url=slack.api_url, session=session)
        with pytest.raises(SlackApiError, match="missing_scope"):
            await client.users_info(user="U00ANA")


async def test_a_shortcut_brings_the_message_of_a_thread(slack: StandIn, ears: Ears) -> None:
    root = await slack.people.say("ana", "random", "hello")
    reply = await slack.people.say("bo", "random", "events or calls?", root)
    assert (await slack.people.shortcut("dana", "random", reply, "decide_on_this")).ok
    (payload,) = [json.loads(content["payload"]) for content in ears.contents]
    assert (payload["type"], payload["callback_id"]) == ("message_action", "decide_on_this")
    assert (payload["user"]["id"], payload["channel"]["id"]) == ("U00DANA", "C00RANDOM")
    assert payload["message"]["text"] == "events or calls?"
    assert (payload["message_ts"], payload["message"]["thread_ts"]) == (reply, root)
    assert payload["trigger_id"]
    assert payload["response_url"]


async def test_bolt_takes_a_shortcut_and_opens_a_modal(slack: StandIn, bolt: Connect) -> None:
    app = await bolt()

    @app.shortcut("decide_on_this")
    async def decide(ack: Any, client: Any, shortcut: dict[str, Any], respond: Any) -> None:
        await ack()
        view = {
            "type": "modal",
            "title": {"type": "plain_text", "text": "Decide"},
            "blocks": [],
            "private_metadata": shortcut["message"]["text"],
        }
        await client.views_open(trigger_id=shortcut["trigger_id"], view=view)
        await respond("Noted.")

    ts = await slack.people.say("ana", "random", "events or calls?")
    assert (await slack.people.shortcut("bo", "random", ts, "decide_on_this")).ok
    assert slack.screens.modal("bo")["private_metadata"] == "events or calls?"
    assert slack.channel("random", viewer="bo")[-1]["text"] == "Noted."


async def test_a_persons_token_posts_as_that_person(
    slack: StandIn, ears: Ears, session: aiohttp.ClientSession
) -> None:
    token = slack.workspace.user("ana").token
    client = AsyncWebClient(token, base_url=slack.api_url, session=session)
    said = await client.chat_postMessage(channel=HERE, text="<@U00BOT> events or calls?")
    assert (said["message"]["user"], "bot_id" in said["message"]) == ("U00ANA", False)
    await slack.settled()
    assert [event["type"] for event in ears.events] == ["app_mention", "message"]
    assert {event["user"] for event in ears.events} == {"U00ANA"}
    elsewhere = await client.chat_postMessage(channel="random", text="without the bot")
    assert elsewhere["ok"]
