"""The Web API as Slack's own client meets it: shapes, threads, updates, private lines."""

from __future__ import annotations

import json

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.server import StandIn
from bot.playground.workspace import Channel

from .apps import actions, button

HERE = "C00CHECKOUT"
SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "*words*"}}


async def test_auth_test_says_who_the_token_is(slack: StandIn, client: AsyncWebClient) -> None:
    me = await client.auth_test()
    assert (me["user_id"], me["bot_id"], me["team_id"]) == (slack.bot_user_id, "B00BOT", "T00TEAM")
    assert (me["user"], me["team"]) == ("archdecide", "Playground")
    assert me["url"].endswith(".slack.com/")
    assert "chat:write" in me.headers["x-oauth-scopes"]


async def test_a_post_answers_with_channel_ts_and_message(
    slack: StandIn, client: AsyncWebClient
) -> None:
    answer = await client.chat_postMessage(channel=HERE, text="hello", blocks=[SECTION])
    assert (answer["ok"], answer["channel"]) == (True, HERE)
    assert answer["message"]["ts"] == answer["ts"]
    (block,) = answer["message"]["blocks"]
    assert block["block_id"]
    assert block["text"] == {"type": "mrkdwn", "text": "*words*", "verbatim": False}
    assert slack.channel("checkout") == [answer["message"]]


async def test_stamps_are_unique_and_increase_under_a_clock_that_stands_still() -> None:
    async with StandIn(clock=lambda: 1_700_000_000.5) as slack:
        stamps = [await slack.people.say("ana", "checkout", "hello") for _ in range(50)]
        assert stamps == sorted(set(stamps))
        assert stamps[0] == "1700000000.500000"


async def test_the_log_holds_every_call_in_order_decoded_and_without_token(
    slack: StandIn, client: AsyncWebClient, session: aiohttp.ClientSession
) -> None:
    await client.chat_postMessage(channel=HERE, text="json", blocks=[SECTION])
    form = {"token": slack.bot_token, "channel": HERE, "text": "f", "blocks": json.dumps([SECTION])}
    async with session.post(f"{slack.api_url}chat.postMessage", data=form) as answer:
        assert (await answer.json())["ok"]
    await client.conversations_replies(channel=HERE, ts=slack.channel("checkout")[0]["ts"])
    assert [call["method"] for call in slack.calls] == [
        "chat.postMessage",
        "chat.postMessage",
        "conversations.replies",
    ]
    assert slack.calls[1]["body"] == {"channel": HERE, "text": "f", "blocks": [SECTION]}
    assert slack.calls[0]["body"]["blocks"] == [SECTION]
    assert slack.bot_token not in json.dumps(slack.calls)


async def test_a_reply_joins_its_thread_and_not_the_channel(
    slack: StandIn, client: AsyncWebClient
) -> None:
    root = await slack.people.say("ana", "checkout", "question")
    reply = await client.chat_postMessage(channel=HERE, thread_ts=root, text="answer")
    assert reply["message"]["thread_ts"] == root
    asked, answered = slack.thread("checkout", root)
    assert (asked["reply_count"], asked["latest_reply"]) == (1, reply["ts"])
    assert answered["parent_user_id"] == slack.workspace.user("ana").id
    assert [m["ts"] for m in slack.channel("checkout")] == [root]


async def test_a_reply_to_a_reply_joins_the_same_thread(
    slack: StandIn, client: AsyncWebClient
) -> None:
    root = await slack.people.say("ana", "checkout", "question")
    reply = await slack.people.say("bo", "checkout", "me too", root)
    late = await client.chat_postMessage(channel=HERE, thread_ts=reply, text="answer")
    assert late["message"]["thread_ts"] == root


async def test_a_reply_to_a_thread_that_is_gone_lands_in_the_channel(
    slack: StandIn, client: AsyncWebClient
) -> None:
    root = await slack.people.say("ana", "checkout", "question")
    await slack.people.delete("ana", "checkout", root)
    answer = await client.chat_postMessage(channel=HERE, thread_ts=root, text="answer")
    assert "thread_ts" not in answer["message"]
    assert [m["text"] for m in slack.channel("checkout")] == ["answer"]


async def test_a_private_line_is_seen_by_its_reader_alone(
    slack: StandIn, client: AsyncWebClient
) -> None:
    root = await slack.people.say("ana", "checkout", "question")
    ana = slack.workspace.user("ana").id
    line = await client.chat_postEphemeral(channel=HERE, user=ana, text="psst", thread_ts=root)
    assert [m["ts"] for m in slack.thread("checkout", root, viewer="ana")] == [
        root,
        line["message_ts"],
    ]
    for eye in (None, "bo"):
        assert [m["ts"] for m in slack.thread("checkout", root, viewer=eye)] == [root]
    replies = await client.conversations_replies(channel=HERE, ts=root)
    assert [m["ts"] for m in replies["messages"]] == [root]
    with pytest.raises(SlackApiError, match="message_not_found"):
        await client.chat_update(channel=HERE, ts=line["message_ts"], text="loud")


async def test_a_private_line_is_not_delivered_as_an_event(
    slack: StandIn, client: AsyncWebClient
) -> None:
    slack.send_to("http://127.0.0.1:9/")
    await client.chat_postEphemeral(channel=HERE, user="U00ANA", text="psst")
    await slack.settled()
    assert slack.deliveries.attempts == []


async def test_an_update_with_text_alone_takes_the_blocks_away(
    slack: StandIn, client: AsyncWebClient
) -> None:
    ts = (await client.chat_postMessage(channel=HERE, text="a", blocks=[SECTION]))["ts"]
    # Not `chat_update`, which warns of an update without text.
    only_blocks = {"channel": HERE, "ts": ts, "blocks": [SECTION, SECTION]}
    await client.api_call("chat.update", json=only_blocks)
    (shown,) = slack.channel("checkout")
    assert (shown["text"], len(shown["blocks"])) == ("a", 2)
    await client.chat_update(channel=HERE, ts=ts, text="b")
    (shown,) = slack.channel("checkout")
    assert (shown["text"], "blocks" in shown) == ("b", False)
    assert shown["edited"]["user"] == slack.bot_user_id


async def test_an_update_keeps_the_place_in_the_thread(
    slack: StandIn, client: AsyncWebClient
) -> None:
    root = await slack.people.say("ana", "checkout", "question")
    ts = (await client.chat_postMessage(channel=HERE, thread_ts=root, text="a"))["ts"]
    await slack.people.say("bo", "checkout", "later", root)
    await client.chat_update(channel=HERE, ts=ts, text="b")
    assert [m["text"] for m in slack.thread("checkout", root)] == ["question", "b", "later"]


async def test_metadata_comes_back_to_whoever_asks_for_it(
    slack: StandIn, client: AsyncWebClient
) -> None:
    mark = {"event_type": "posted", "event_payload": {"id": "1"}}
    ts = (await client.chat_postMessage(channel=HERE, text="a", metadata=mark))["ts"]
    with_it = await client.conversations_replies(channel=HERE, ts=ts, include_all_metadata=True)
    assert with_it["messages"][0]["metadata"] == mark
    without = await client.conversations_replies(channel=HERE, ts=ts)
    assert "metadata" not in without["messages"][0]
    await client.chat_update(channel=HERE, ts=ts, text="b")
    kept = await client.conversations_replies(channel=HERE, ts=ts, include_all_metadata=True)
    assert kept["messages"][0]["metadata"] == mark


async def test_replies_come_in_pages(slack: StandIn, client: AsyncWebClient) -> None:
    root = await slack.people.say("ana", "checkout", "0")
    for n in range(1, 5):
        await slack.people.say("bo", "checkout", str(n), root)
    pages = [
        [message["text"] for message in page["messages"]]
        async for page in await client.conversations_replies(channel=HERE, ts=root, limit=2)
    ]
    assert pages == [["0", "1"], ["2", "3"], ["4"]]


async def test_replies_of_a_reply_are_that_reply_alone(
    slack: StandIn, client: AsyncWebClient
) -> None:
    root = await slack.people.say("ana", "checkout", "0")
    reply = await slack.people.say("bo", "checkout", "1", root)
    found = await client.conversations_replies(channel=HERE, ts=reply)
    assert [message["text"] for message in found["messages"]] == ["1"]


async def test_replies_keep_to_the_asked_time(slack: StandIn, client: AsyncWebClient) -> None:
    root = await slack.people.say("ana", "checkout", "0")
    one = await slack.people.say("bo", "checkout", "1", root)
    two = await slack.people.say("bo", "checkout", "2", root)
    after = await client.conversations_replies(channel=HERE, ts=root, oldest=one)
    assert [message["ts"] for message in after["messages"]] == [two]
    from_it = await client.conversations_replies(channel=HERE, ts=root, oldest=one, inclusive=True)
    assert [message["ts"] for message in from_it["messages"]] == [one, two]


async def test_text_that_is_too_long_is_cut_with_a_warning(
    slack: StandIn, client: AsyncWebClient
) -> None:
    answer = await client.chat_postMessage(channel=HERE, text="x" * 40_001)
    assert answer["response_metadata"]["warnings"] == ["message_truncated"]
    assert len(slack.channel("checkout")[0]["text"]) == 40_000


async def test_a_persons_id_is_an_address_for_a_direct_message(
    slack: StandIn, client: AsyncWebClient
) -> None:
    answer = await client.chat_postMessage(channel="U00BO", text="hello")
    assert answer["channel"] == slack.workspace.channel("dm-bo").id
    assert [m["text"] for m in slack.channel("dm-bo")] == ["hello"]


async def test_missing_ids_are_made_up_and_given_ones_kept(
    slack: StandIn, client: AsyncWebClient
) -> None:
    row = actions(button(), button(action_id="mine"), block_id="row")
    await client.chat_postMessage(channel=HERE, text="x", blocks=[row, actions(button())])
    first, second = slack.channel("checkout")[0]["blocks"]
    assert (first["block_id"], first["elements"][1]["action_id"]) == ("row", "mine")
    made_up = {first["elements"][0]["action_id"], second["elements"][0]["action_id"]}
    assert len(made_up) == 2
    assert "" not in made_up
    assert second["block_id"]


async def test_channel_facts_need_their_scope(session: aiohttp.ClientSession) -> None:
    async with StandIn(scopes=frozenset({"channels:read"})) as slack:
        client = AsyncWebClient(slack.bot_token, base_url=slack.api_url, session=session)
        slack.workspace.put_channel(Channel("C00OLD", "old", archived=True))
        facts = await client.conversations_info(channel="C00OLD")
        assert facts["channel"]["is_archived"] is True
        with pytest.raises(SlackApiError, match="missing_scope"):
            await client.chat_postMessage(channel=HERE, text="x")
        assert slack.refusals[-1]["needed"] == "chat:write"
