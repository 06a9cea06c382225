"""What people can do, and what reaches the app when they do it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.server import StandIn
from bot.playground.workspace import Channel

from .apps import Ears, actions, button, option, plain

ROW = actions(
    button(action_id="one", value="v1"),
    button(action_id="two", value="v2", text=plain("Two")),
    {"type": "overflow", "action_id": "more", "options": [option("x"), option("y")]},
    {"type": "static_select", "action_id": "pick", "options": [option("p"), option("q")]},
    {"type": "checkboxes", "action_id": "ticks", "options": [option("a"), option("b")]},
    block_id="row",
)


@pytest.fixture
async def card(slack: StandIn, ears: Ears, client: AsyncWebClient) -> str:
    answer = await client.chat_postMessage(channel="checkout", text="card", blocks=[ROW])
    await slack.settled()
    ears.heard.clear()
    return str(answer["ts"])


def payloads(ears: Ears) -> list[dict[str, Any]]:
    return [json.loads(content["payload"]) for content in ears.contents]


def payloads_of_presses(ears: Ears) -> list[dict[str, Any]]:
    ears.heard = [heard for heard in ears.heard if "payload" in heard[2]]
    return payloads(ears)


async def test_what_people_type_is_escaped_and_names_become_ids(slack: StandIn) -> None:
    said = "@archdecide is a < b && c > d? ask @dana, not @nobody or a@bo.example"
    await slack.people.say("ana", "checkout", said)
    (message,) = slack.channel("checkout")
    assert message["text"] == (
        "<@U00BOT> is a &lt; b &amp;&amp; c &gt; d? ask <@U00DANA>, not @nobody or a@bo.example"
    )
    elements = message["blocks"][0]["elements"][0]["elements"]
    assert elements[0] == {"type": "user", "user_id": "U00BOT"}
    assert elements[1]["text"] == " is a < b && c > d? ask "


async def test_a_button_answers_to_its_id_its_value_and_its_words(
    slack: StandIn, ears: Ears, card: str
) -> None:
    for wanted in ("two", "v2", "Two"):
        assert (await slack.people.press("ana", "checkout", card, wanted)).ok
    sent = [payload["actions"] for payload in payloads(ears)]
    assert {(a["action_id"], a["value"], a["type"]) for (a,) in sent} == {("two", "v2", "button")}
    assert len({a["action_ts"] for (a,) in sent}) == 3


async def test_what_is_not_there_cannot_be_pressed(slack: StandIn, card: str) -> None:
    with pytest.raises(LookupError, match="no button 'three', but 'one'"):
        await slack.people.press("ana", "checkout", card, "three")
    with pytest.raises(LookupError, match=r"no message 1\.2"):
        await slack.people.press("ana", "checkout", "1.2", "one")
    with pytest.raises(LookupError, match="offers no 'z', but 'x', 'y'"):
        await slack.people.choose("ana", "checkout", card, "more", "z")
    with pytest.raises(LookupError, match="no checkboxes or multi_static_select 'more'"):
        await slack.people.tick("ana", "checkout", card, "more", ["x"])
    with pytest.raises(LookupError, match="nobody here is called 'eve'"):
        await slack.people.press("eve", "checkout", card, "one")
    with pytest.raises(LookupError, match="no channel is called 'lobby'"):
        await slack.people.say("ana", "lobby", "hello")
    with pytest.raises(LookupError, match="bo is not in dm-ana"):
        await slack.people.say("bo", "dm-ana", "hello")
    assert slack.deliveries.attempts[1:] == []


async def test_a_button_that_an_update_took_away_cannot_be_pressed(
    slack: StandIn, card: str, client: AsyncWebClient
) -> None:
    await client.chat_update(channel="C00CHECKOUT", ts=card, text="over")
    with pytest.raises(LookupError, match="no button 'one', but none"):
        await slack.people.press("ana", "checkout", card, "one")


async def test_a_value_on_two_buttons_asks_for_the_action_id(
    slack: StandIn, client: AsyncWebClient
) -> None:
    twins = actions(button(action_id="a", value="v"), button(action_id="b", value="v"))
    ts = (await client.chat_postMessage(channel="checkout", text="x", blocks=[twins]))["ts"]
    with pytest.raises(LookupError, match="2 buttons answer to 'v'"):
        await slack.people.press("ana", "checkout", ts, "v")


async def test_a_menu_fires_on_choice(slack: StandIn, ears: Ears, card: str) -> None:
    await slack.people.choose("ana", "checkout", card, "more", "y")
    await slack.people.choose("ana", "checkout", card, "pick", "q")
    over, pick = [payload["actions"][0] for payload in payloads(ears)]
    assert (over["type"], over["selected_option"]["value"]) == ("overflow", "y")
    assert (pick["type"], pick["selected_option"]["value"]) == ("static_select", "q")


async def test_the_state_holds_each_persons_own_choices(
    slack: StandIn, ears: Ears, card: str
) -> None:
    await slack.people.tick("ana", "checkout", card, "ticks", ["a", "b"])
    await slack.people.choose("bo", "checkout", card, "pick", "p")
    await slack.people.press("ana", "checkout", card, "one")
    await slack.people.press("bo", "checkout", card, "one")
    first, second, _, ana, bo = payloads(ears)
    ticked = [[o["value"] for o in p["actions"][0]["selected_options"]] for p in (first, second)]
    assert ticked == [["a"], ["a", "b"]]
    row = ana["state"]["values"]["row"]
    assert set(row) == {"pick", "ticks"}
    assert [o["value"] for o in row["ticks"]["selected_options"]] == ["a", "b"]
    assert row["pick"] == {"type": "static_select", "selected_option": None}
    row = bo["state"]["values"]["row"]
    assert (row["ticks"]["selected_options"], row["pick"]["selected_option"]["value"]) == ([], "p")


async def test_an_update_that_keeps_the_block_id_keeps_the_ticks(
    slack: StandIn, ears: Ears, card: str, client: AsyncWebClient
) -> None:
    await slack.people.tick("ana", "checkout", card, "ticks", ["a"])
    await client.chat_update(channel="C00CHECKOUT", ts=card, text="x", blocks=[ROW])
    await slack.settled()
    ears.heard.clear()
    await slack.people.press("ana", "checkout", card, "one")
    await client.chat_update(
        channel="C00CHECKOUT", ts=card, text="x", blocks=[{**ROW, "block_id": "new row"}]
    )
    await slack.settled()
    await slack.people.press("ana", "checkout", card, "one")
    states = [p["state"]["values"] for p in payloads_of_presses(ears)]
    assert len(states[0]["row"]["ticks"]["selected_options"]) == 1
    assert states[1]["new row"]["ticks"]["selected_options"] == []


async def test_boxes_ticked_from_the_start_count_as_ticked(
    slack: StandIn, ears: Ears, client: AsyncWebClient
) -> None:
    boxes = {
        "type": "checkboxes",
        "action_id": "ticks",
        "options": [option("a"), option("b")],
        "initial_options": [option("b")],
    }
    row = actions(boxes, button(action_id="go"), block_id="row")
    ts = (await client.chat_postMessage(channel="checkout", text="x", blocks=[row]))["ts"]
    await slack.settled()
    await slack.people.press("ana", "checkout", ts, "go")
    (payload,) = payloads_of_presses(ears)
    (kept,) = payload["state"]["values"]["row"]["ticks"]["selected_options"]
    assert kept["value"] == "b"


async def test_a_press_on_a_private_line_comes_without_the_message(
    slack: StandIn, ears: Ears, client: AsyncWebClient
) -> None:
    answer = await client.chat_postEphemeral(
        channel="checkout", user="U00ANA", text="x", blocks=[actions(button(value="go"))]
    )
    ts = answer["message_ts"]
    with pytest.raises(LookupError, match="bo sees no message"):
        await slack.people.press("bo", "checkout", ts, "go")
    await slack.people.press("ana", "checkout", ts, "go")
    (payload,) = payloads(ears)
    assert "message" not in payload
    assert payload["container"]["is_ephemeral"] is True


async def test_a_press_in_a_thread_names_the_thread(
    slack: StandIn, ears: Ears, client: AsyncWebClient
) -> None:
    root = await slack.people.say("ana", "checkout", "question")
    answer = await client.chat_postMessage(
        channel="checkout", thread_ts=root, text="x", blocks=[actions(button(value="go"))]
    )
    await slack.settled()
    await slack.people.press("bo", "checkout", answer["ts"], "go")
    (payload,) = payloads_of_presses(ears)
    assert payload["container"]["thread_ts"] == payload["message"]["thread_ts"] == root


async def test_buttons_inside_containers_and_cards_can_be_pressed(
    slack: StandIn, ears: Ears, client: AsyncWebClient
) -> None:
    blocks: list[dict[str, Any]] = [
        {
            "type": "container",
            "title": plain("Why?"),
            "child_blocks": [
                {"type": "section", "text": plain("x"), "accessory": button(value="inner")}
            ],
        },
        {
            "type": "carousel",
            "elements": [{"type": "card", "title": plain("x"), "actions": [button(value="card")]}],
        },
        {
            "type": "context_actions",
            "elements": [
                {
                    "type": "feedback_buttons",
                    "positive_button": {"text": plain("Good"), "value": "good"},
                    "negative_button": {"text": plain("Bad"), "value": "bad"},
                }
            ],
        },
    ]
    ts = (await client.chat_postMessage(channel="checkout", text="x", blocks=blocks))["ts"]
    for value in ("inner", "card", "bad"):
        assert (await slack.people.press("ana", "checkout", ts, value)).ok
    await slack.settled()
    sent = [payload["actions"][0] for payload in payloads_of_presses(ears)]
    assert [action["value"] for action in sent] == ["inner", "card", "bad"]
    assert sent[2]["type"] == "feedback_buttons"


async def test_a_command_brings_its_words_place_and_way_back(slack: StandIn, ears: Ears) -> None:
    await slack.people.command("ana", "random", "/archdecide sync or events?")
    (fields,) = ears.contents
    assert (fields["command"], fields["text"]) == ("/archdecide", "sync or events?")
    assert (fields["channel_name"], fields["user_name"]) == ("random", "ana")
    assert fields["response_url"].startswith(slack.url)
    assert fields["trigger_id"]
    with pytest.raises(LookupError, match="slash"):
        await slack.people.command("ana", "random", "archdecide help")


async def test_nobody_edits_what_is_not_theirs_or_writes_into_an_archive(slack: StandIn) -> None:
    ts = await slack.people.say("ana", "checkout", "hello")
    with pytest.raises(LookupError, match="not bo's"):
        await slack.people.edit("bo", "checkout", ts, "hi")
    with pytest.raises(LookupError, match="not bo's"):
        await slack.people.delete("bo", "checkout", ts)
    slack.workspace.put_channel(Channel("C00OLD", "old", archived=True))
    with pytest.raises(LookupError, match="archived"):
        await slack.people.say("ana", "old", "hello")


async def test_what_is_typed_into_an_input_of_a_message_comes_with_the_press(
    slack: StandIn, ears: Ears, client: AsyncWebClient
) -> None:
    field = {
        "type": "input",
        "block_id": "load",
        "label": plain("Load"),
        "element": {"type": "plain_text_input", "action_id": "it"},
    }
    answer = await client.chat_postMessage(
        channel="checkout", text="card", blocks=[field, actions(button(action_id="go"))]
    )
    await slack.people.fill("ana", "checkout", answer["ts"], "it", "100 a second")
    await slack.people.press("bo", "checkout", answer["ts"], "go")
    await slack.people.press("ana", "checkout", answer["ts"], "go")
    values = [
        payload["state"]["values"]["load"]["it"]["value"] for payload in payloads_of_presses(ears)
    ]
    assert values == [None, "100 a second"]


async def test_menus_that_share_an_action_id_are_told_apart_by_their_block(
    slack: StandIn, ears: Ears, client: AsyncWebClient
) -> None:
    menu = {"type": "static_select", "action_id": "pick", "options": [option("p")]}
    answer = await client.chat_postMessage(
        channel="checkout",
        text="card",
        blocks=[actions(menu, block_id="one"), actions(menu, block_id="two")],
    )
    with pytest.raises(LookupError, match="2 answer to 'pick'"):
        await slack.people.choose("ana", "checkout", answer["ts"], "pick", "p")
    await slack.people.choose("ana", "checkout", answer["ts"], "two", "p")
    (payload,) = payloads_of_presses(ears)
    assert payload["actions"][0]["block_id"] == "two"
