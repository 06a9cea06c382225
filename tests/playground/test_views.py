"""Modals and App Home: opened in time, stacked, updated, submitted, refused, closed."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.limits import LIMITS
from bot.playground.server import StandIn

from .apps import Connect, Ears, actions, button, option, plain

Shown = dict[str, Any]


def field(block_id: str, element: Shown, **more: Any) -> Shown:
    asked = {"action_id": "it", **element}
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(block_id),
        "element": asked,
        **more,
    }


FORM = [
    field("load", {"type": "plain_text_input"}),
    field("style", {"type": "radio_buttons", "options": [option("sync"), option("events")]}),
    field(
        "true_here", {"type": "checkboxes", "options": [option("a"), option("b")]}, optional=True
    ),
    field("by", {"type": "datepicker"}, optional=True),
]


def modal(*blocks: Shown, **more: Any) -> Shown:
    return {"type": "modal", "title": plain("All at once"), "blocks": list(blocks), **more}


def form(**more: Any) -> Shown:
    return modal(*FORM, submit=plain("Send"), callback_id="all", **more)


def home(*blocks: Shown, **more: Any) -> Shown:
    return {"type": "home", "blocks": list(blocks), **more}


async def trigger(slack: StandIn, ears: Ears, person: str = "ana") -> str:
    """As a command brings it."""
    assert (await slack.people.command(person, "checkout", "/archdecide")).ok
    return str(ears.contents[-1]["trigger_id"])


async def opened(slack: StandIn, ears: Ears, client: AsyncWebClient, view: Shown) -> Shown:
    answer = await client.views_open(trigger_id=await trigger(slack, ears), view=view)
    shown = answer["view"]
    assert isinstance(shown, dict)
    return shown


def payloads(ears: Ears, kind: str) -> list[Shown]:
    told = [json.loads(c["payload"]) for c in ears.contents if "payload" in c]
    return [one for one in told if one["type"] == kind]


async def refused(call: Awaitable[Any]) -> str:
    with pytest.raises(SlackApiError) as raised:
        await call
    return str(raised.value.response["error"])


async def test_a_command_opens_a_modal(slack: StandIn, ears: Ears, client: AsyncWebClient) -> None:
    view = await opened(slack, ears, client, form(private_metadata="p"))
    assert (view["type"], view["callback_id"], view["private_metadata"]) == ("modal", "all", "p")
    assert view["root_view_id"] == view["id"]
    assert (view["previous_view_id"], view["state"]) == (None, {"values": {}})
    assert view["title"] == {"type": "plain_text", "text": "All at once", "emoji": True}
    assert slack.screens.modal("ana")["id"] == view["id"]
    with pytest.raises(LookupError, match="bo has no modal open"):
        slack.screens.modal("bo")


async def test_a_trigger_is_good_once(slack: StandIn, ears: Ears, client: AsyncWebClient) -> None:
    got = await trigger(slack, ears)
    await client.views_open(trigger_id=got, view=form())
    assert (
        await refused(client.views_open(trigger_id=got, view=form()))
        == LIMITS["trigger_used"].code
        == "exchanged_trigger_id"
    )
    assert await refused(client.views_open(trigger_id="1.2.3", view=form())) == "invalid_trigger_id"


async def test_a_trigger_ends_after_three_seconds(serve: Any, session: Any) -> None:
    now = [1_700_000_000.0]
    async with StandIn(clock=lambda: now[0]) as slack:
        ears = Ears()
        slack.send_to(await serve(ears.app()))
        client = AsyncWebClient(slack.bot_token, base_url=slack.api_url, session=session)
        in_time = await trigger(slack, ears)
        now[0] += LIMITS["trigger_seconds"].at
        await client.views_open(trigger_id=in_time, view=form())
        late = await trigger(slack, ears)
        now[0] += LIMITS["trigger_seconds"].at + 0.1
        error = await refused(client.views_open(trigger_id=late, view=form()))
        assert error == LIMITS["trigger_seconds"].code == "expired_trigger_id"


async def test_a_refused_view_leaves_its_trigger_good(
    slack: StandIn, ears: Ears, client: AsyncWebClient
) -> None:
    got = await trigger(slack, ears)
    assert await refused(client.views_open(trigger_id=got, view=home())) == "invalid_arguments"
    assert (await client.views_open(trigger_id=got, view=form()))["ok"]


async def test_a_submission_brings_what_stands_in_every_field(
    slack: StandIn, ears: Ears, client: AsyncWebClient
) -> None:
    view = await opened(slack, ears, client, form(private_metadata="p"))
    outcome = await slack.screens.submit(
        "ana", {"load": "100 a second", "style": "events", "true_here": ["a", "b"]}
    )
    assert outcome.ok
    (told,) = payloads(ears, "view_submission")
    assert (told["user"]["id"], told["team"]["id"]) == ("U00ANA", "T00TEAM")
    assert (told["view"]["id"], told["view"]["private_metadata"]) == (view["id"], "p")
    values = told["view"]["state"]["values"]
    assert values["load"]["it"] == {"type": "plain_text_input", "value": "100 a second"}
    assert values["style"]["it"]["selected_option"]["value"] == "events"
    assert [o["value"] for o in values["true_here"]["it"]["selected_options"]] == ["a", "b"]
    assert values["by"]["it"] == {"type": "datepicker", "selected_date": None}
    assert payloads(ears, "block_actions") == []
    with pytest.raises(LookupError, match="no modal"):
        slack.screens.modal("ana")


async def test_a_form_starts_with_its_initial_values(
    slack: StandIn, ears: Ears, client: AsyncWebClient
) -> None:
    first = [
        field("load", {"type": "plain_text_input", "initial_value": "10"}),
        field("by", {"type": "datepicker", "initial_date": "2026-12-01"}),
        field("u", {"type": "users_select", "initial_user": "U00BO"}, optional=True),
    ]
    await opened(slack, ears, client, modal(*first, submit=plain("Send")))
    await slack.screens.fill("ana", "modal", {"u": None})
    assert (await slack.screens.submit("ana")).ok
    values = payloads(ears, "view_submission")[0]["view"]["state"]["values"]
    assert values["load"]["it"]["value"] == "10"
    assert values["by"]["it"]["selected_date"] == "2026-12-01"
    assert values["u"]["it"]["selected_user"] is None


async def test_an_empty_field_that_must_be_filled_holds_the_form_back(
    slack: StandIn, ears: Ears, client: AsyncWebClient
) -> None:
    await opened(slack, ears, client, form())
    with pytest.raises(LookupError, match="'style' must be filled in"):
        await slack.screens.submit("ana", {"load": "1"})
    assert payloads(ears, "view_submission") == []


async def test_bolt_answers_a_form_with_errors_and_then_takes_it(
    slack: StandIn, bolt: Connect
) -> None:
    app = await bolt()

    @app.command("/archdecide")
    async def ask(ack: Any, client: Any, body: Shown) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=form())

    @app.view("all")
    async def take(ack: Any, view: Shown) -> None:
        if view["state"]["values"]["load"]["it"]["value"].isdigit():
            await ack()
        else:
            await ack(response_action="errors", errors={"load": "A number, please."})

    assert (await slack.people.command("ana", "checkout", "/archdecide")).ok
    outcome = await slack.screens.submit("ana", {"load": "much", "style": "sync"})
    assert (outcome.ok, outcome.errors) == (False, {"load": "A number, please."})
    assert slack.screens.modal("ana")["state"]["values"]["load"]["it"]["value"] == "much"
    assert (await slack.screens.submit("ana", {"load": "10"})).ok
    with pytest.raises(LookupError):
        slack.screens.modal("ana")
    assert slack.failures == []


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ({}, ["root"]),
        ({"response_action": "clear"}, []),
        ({"response_action": "update", "view": modal(callback_id="new")}, ["root", "new"]),
        ({"response_action": "push", "view": modal(callback_id="new")}, ["root", "all", "new"]),
    ],
)
async def test_the_ack_of_a_form_says_what_comes_next(
    slack: StandIn, ears: Ears, client: AsyncWebClient, said: Shown, left: list[str]
) -> None:
    ask = actions(button(action_id="more"))
    await opened(slack, ears, client, modal(ask, callback_id="root"))
    assert (await slack.screens.press("ana", "modal", "more")).ok
    (press,) = payloads(ears, "block_actions")
    await client.views_push(trigger_id=press["trigger_id"], view=form())
    ears.will_answer(200, text=json.dumps(said), content_type="application/json")
    assert (await slack.screens.submit("ana", {"load": "1", "style": "sync"})).ok
    names = []
    while True:
        try:
            names.append(slack.screens.modal("ana")["callback_id"])
            await slack.screens.close("ana")
        except LookupError:
            break
    assert names[::-1] == left


@pytest.mark.parametrize(
    "said",
    [
        '{"response_action": "shout"}',
        '{"text": "thanks"}',
        "[]",
        "thanks",
        '{"response_action": "errors", "errors": {"nobody": "no such block"}}',
        '{"response_action": "errors", "errors": {}}',
        '{"response_action": "update"}',
        '{"response_action": "update", "view": {"type": "modal", "blocks": []}}',
    ],
)
async def test_an_ack_that_makes_no_sense_is_an_error_to_the_person(
    slack: StandIn, ears: Ears, client: AsyncWebClient, said: str
) -> None:
    await opened(slack, ears, client, form())
    ears.will_answer(200, text=said, content_type="application/json")
    outcome = await slack.screens.submit("ana", {"load": "1", "style": "sync"})
    assert outcome.error in ("invalid_response_action", "invalid_arguments")
    assert slack.screens.modal("ana")["callback_id"] == "all"
    assert len(slack.failures) == 1


async def test_a_modal_holds_three_views(
    slack: StandIn, ears: Ears, client: AsyncWebClient
) -> None:
    ask = actions(button(action_id="more"))
    ids = [(await opened(slack, ears, client, modal(ask)))["id"]]
    for _ in range(2):
        await slack.screens.press("ana", "modal", "more")
        got = payloads(ears, "block_actions")[-1]["trigger_id"]
        view = (await client.views_push(trigger_id=got, view=modal(ask)))["view"]
        assert (view["root_view_id"], view["previous_view_id"]) == (ids[0], ids[-1])
        ids.append(view["id"])
    await slack.screens.press("ana", "modal", "more")
    got = payloads(ears, "block_actions")[-1]["trigger_id"]
    error = await refused(client.views_push(trigger_id=got, view=modal(ask)))
    assert error == LIMITS["view_stack"].code


async def test_nothing_is_pushed_onto_a_modal_that_is_not_there(
    slack: StandIn, ears: Ears, client: AsyncWebClient
) -> None:
    got = await trigger(slack, ears)
    assert await refused(client.views_push(trigger_id=got, view=form())) == "invalid_trigger_id"


async def test_an_update_keeps_what_was_typed_in_blocks_that_stay(
    slack: StandIn, ears: Ears, client: AsyncWebClient
) -> None:
    view = await opened(slack, ears, client, form(external_id="mine"))
    await slack.screens.fill("ana", "modal", {"load": "77"})
    shorter = modal(*FORM[:1], submit=plain("Send"))
    new = (await client.views_update(external_id="mine", hash=view["hash"], view=shorter))["view"]
    assert (new["id"], new["hash"] != view["hash"]) == (view["id"], True)
    shown = slack.screens.modal("ana")
    assert shown["state"]["values"] == {"load": {"it": {"type": "plain_text_input", "value": "77"}}}
    late = client.views_update(view_id=view["id"], hash=view["hash"], view=shorter)
    assert await refused(late) == "hash_conflict"


async def test_closing_is_told_to_those_who_ask(
    slack: StandIn, ears: Ears, client: AsyncWebClient
) -> None:
    await opened(slack, ears, client, modal(callback_id="quiet"))
    await slack.screens.close("ana")
    await opened(slack, ears, client, modal(callback_id="heard", notify_on_close=True))
    assert (await slack.screens.close("ana")).ok
    (told,) = payloads(ears, "view_closed")
    assert (told["view"]["callback_id"], told["is_cleared"]) == ("heard", False)
    await opened(slack, ears, client, modal(notify_on_close=True, clear_on_close=True))
    await slack.screens.close("ana")
    assert payloads(ears, "view_closed")[-1]["is_cleared"] is True


async def test_controls_of_a_modal_tell_of_themselves_unless_they_are_inputs(
    slack: StandIn, ears: Ears, client: AsyncWebClient
) -> None:
    menu = {"type": "static_select", "action_id": "pick", "options": [option("p"), option("q")]}
    eager = field("eager", {"type": "plain_text_input"}, dispatch_action=True)
    view = await opened(
        slack, ears, client, modal(actions(menu), *FORM[:1], eager, submit=plain("Send"))
    )
    await slack.screens.choose("ana", "modal", "pick", "q")
    await slack.screens.fill("ana", "modal", {"load": "1", "eager": "2"})
    pick, typed = payloads(ears, "block_actions")
    assert pick["container"] == {"type": "view", "view_id": view["id"]}
    assert pick["actions"][0]["selected_option"]["value"] == "q"
    assert "channel" not in pick
    assert (typed["actions"][0]["block_id"], typed["actions"][0]["value"]) == ("eager", "2")
    assert typed["view"]["state"]["values"]["load"]["it"]["value"] == "1"


async def test_app_home_shows_what_was_published(
    slack: StandIn, ears: Ears, client: AsyncWebClient
) -> None:
    await slack.screens.open_home("ana")
    await slack.settled()
    (event,) = ears.events
    assert (event["type"], event["user"], event["tab"]) == ("app_home_opened", "U00ANA", "home")
    assert (event["channel"], "view" in event) == ("D00ANA", False)
    card = home(actions(button(action_id="list", value="mine")), callback_id="first")
    first = (await client.views_publish(user_id="U00ANA", view=card))["view"]
    assert slack.screens.home("ana")["callback_id"] == "first"
    with pytest.raises(LookupError, match="bo has no home"):
        slack.screens.home("bo")
    await slack.screens.open_home("ana")
    await slack.settled()
    assert ears.events[-1]["view"]["id"] == first["id"]
    assert (await slack.screens.press("ana", "home", "mine")).ok
    (press,) = payloads(ears, "block_actions")
    assert (press["view"]["type"], press["container"]["type"]) == ("home", "view")
    await client.views_open(trigger_id=press["trigger_id"], view=form())
    stale = client.views_publish(user_id="U00ANA", view=card, hash="1.h")
    assert await refused(stale) == "hash_conflict"
    second = (await client.views_publish(user_id="U00ANA", view=home()))["view"]
    assert (second["id"], slack.screens.home("ana")["blocks"]) == (first["id"], [])
    await slack.screens.open_home("ana", tab="messages")
    await slack.settled()
    assert (ears.events[-1]["tab"], "view" in ears.events[-1]) == ("messages", False)


async def test_a_refused_view_says_where_in_slacks_words(
    slack: StandIn, ears: Ears, client: AsyncWebClient
) -> None:
    wrong = modal({"type": "section", "text": plain("x" * 3_001)}, close=plain("x" * 25))
    with pytest.raises(SlackApiError) as raised:
        await client.views_open(trigger_id=await trigger(slack, ears), view=wrong)
    assert raised.value.response["response_metadata"]["messages"] == [
        "[ERROR] must be less than 25 characters [json-pointer:/view/close/text]",
        "[ERROR] must be less than 3001 characters [json-pointer:/view/blocks/0/text/text]",
    ]


# Rows with a number: a view that reaches n of what the row counts, and the method that takes it.
COUNTED: dict[str, Callable[[int], Shown]] = {
    "view_blocks": lambda n: modal(*[{"type": "divider"}] * n),
    "view_title": lambda n: {**modal(), "title": plain("x" * n)},
    "view_private": lambda n: modal(private_metadata="x" * n),
    "view_callback": lambda n: modal(callback_id="x" * n),
    "alert": lambda n: modal({"type": "alert", "text": plain("x" * n)}),
    "view_size": lambda n: _as_large_as(n),
}


def _as_large_as(size: int) -> Shown:
    view = modal(*[{"type": "section", "text": plain("x" * 2_920)}] * 83, private_metadata="")
    view["private_metadata"] = "x" * (size - len(json.dumps(view)))
    return view


@pytest.mark.parametrize("name", COUNTED)
async def test_a_view_at_its_limit_is_opened_and_one_beyond_is_not(
    slack: StandIn, ears: Ears, client: AsyncWebClient, name: str
) -> None:
    row = LIMITS[name]
    at, beyond = COUNTED[name](row.at), COUNTED[name](row.at + 1)
    code = "invalid_arguments" if row.code == "invalid_blocks" else row.code
    got = await trigger(slack, ears)
    assert await refused(client.views_open(trigger_id=got, view=beyond)) == code
    assert (await client.views_open(trigger_id=got, view=at))["ok"]


def _update(**args: Any) -> Callable[[AsyncWebClient, str], Awaitable[Any]]:
    return lambda client, got: client.api_call("views.update", json={"view": modal(), **args})


def _open(view: Any) -> Callable[[AsyncWebClient, str], Awaitable[Any]]:
    return lambda client, got: client.api_call("views.open", json={"trigger_id": got, "view": view})


# Rows without a number: the call that breaks them.
BROKEN: dict[str, Callable[[AsyncWebClient, str], Awaitable[Any]]] = {
    "view_format": _open("no JSON"),
    "view_submit": _open(modal(*FORM)),
    "view_external": _open(modal(external_id="taken")),
    "view_lost": _update(view_id="V0"),
    "view_hash": _update(external_id="taken", hash="1.h"),
    "view_person": lambda client, got: client.views_publish(user_id="U0", view=home()),
}


@pytest.mark.parametrize("name", BROKEN)
async def test_a_view_is_refused_with_slacks_code(
    slack: StandIn, ears: Ears, client: AsyncWebClient, name: str
) -> None:
    taken = modal(external_id="taken")
    await client.views_open(trigger_id=await trigger(slack, ears, "bo"), view=taken)
    got = await trigger(slack, ears)
    assert await refused(BROKEN[name](client, got)) == LIMITS[name].code
    assert (await client.views_open(trigger_id=got, view=form()))["ok"]


@pytest.mark.parametrize("kind", ["table", "container", "card", "markdown", "file", "plan"])
async def test_some_blocks_are_for_messages_alone(
    slack: StandIn, ears: Ears, client: AsyncWebClient, kind: str
) -> None:
    view = modal({"type": kind})
    got = await trigger(slack, ears)
    assert await refused(client.views_open(trigger_id=got, view=view)) == "invalid_arguments"
    assert slack.refusals[-1]["errors"] == [
        f"unsupported type: {kind} [json-pointer:/view/blocks/0/type]"
    ]
