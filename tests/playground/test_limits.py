"""Every row of the table of limits refuses what it says, and nothing less."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.blocks import refusal
from bot.playground.limits import LIMITS
from bot.playground.server import StandIn
from bot.playground.workspace import Channel

from . import test_views
from .apps import actions, button, option, plain

Block = dict[str, Any]
Blocks = list[Block]
FORM = "application/x-www-form-urlencoded"


def section(text: str = "words", **more: Any) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def menu(kind: str, **more: Any) -> Block:
    return {"type": kind, "action_id": "m", **more}


def options(n: int) -> list[Block]:
    return [option(f"o{i}") for i in range(n)]


def raw(text: str) -> Block:
    return {"type": "raw_text", "text": text}


def table(rows: int, columns: int, cell: str = "c") -> Block:
    return {"type": "table", "rows": [[raw(cell)] * columns for _ in range(rows)]}


def data_table(rows: int, columns: int, cell: str = "c") -> Block:
    return {**table(rows, columns, cell), "type": "data_table", "caption": "Costs"}


def wide(block: Block, n: int) -> Block:
    """Cells that sum to n characters."""
    cells = [raw("x" * 1_000)] * (n // 1_000) + ([raw("x" * (n % 1_000))] if n % 1_000 else [])
    rows = [cells[i : i + 10] for i in range(0, len(cells), 10)]
    return {**block, "rows": rows}


def bars(series: int = 1, points: int = 1, title: str = "Cost", label: str = "a") -> Block:
    data = [{"label": label, "value": i} for i in range(points)]
    drawn = {"type": "bar", "series": [{"name": f"s{i}", "data": data} for i in range(series)]}
    return {"type": "data_visualization", "title": title, "chart": drawn}


def image(**more: Any) -> Block:
    return {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a", **more}


def confirm(**more: Any) -> Blocks:
    asked = {"title": plain("t"), "text": plain("t"), "confirm": plain("y"), "deny": plain("n")}
    return [actions(button(confirm={**asked, **more}))]


def container(**more: Any) -> Block:
    return {"type": "container", "title": plain("t"), "child_blocks": [section()], **more}


def card(**more: Any) -> Block:
    return {"type": "card", "title": plain("t"), **more}


# For rows with a number: blocks that reach n of whatever the row counts.
COUNTED: dict[str, Callable[[int], Blocks]] = {
    "message_blocks": lambda n: [{"type": "divider"}] * n,
    "block_id": lambda n: [section(block_id="x" * n)],
    "action_id": lambda n: [actions(button(action_id="x" * n))],
    "text_object": lambda n: [section("x" * n)],
    "text_empty": lambda n: [section("x" * n)] if n else [section(" ", fields=[plain("")])],
    "header": lambda n: [{"type": "header", "text": plain("x" * n)}],
    "markdown": lambda n: [
        {"type": "markdown", "text": "x" * (n - 9_000)},
        {"type": "markdown", "text": "x" * 9_000},
    ],
    "fields": lambda n: [{"type": "section", "fields": [plain("x")] * n}],
    "field": lambda n: [{"type": "section", "fields": [plain("x" * n)]}],
    "context": lambda n: [{"type": "context", "elements": [plain("x")] * n}],
    "actions": lambda n: [actions(*[button()] * n)],
    "actions_empty": lambda n: [actions(*[button()] * n)],
    "context_actions": lambda n: [
        {
            "type": "context_actions",
            "elements": [{"type": "icon_button", "icon": "trash", "text": plain("x")}] * n,
        }
    ],
    "image_url": lambda n: [image(image_url="x" * n)],
    "alt_text": lambda n: [image(alt_text="x" * n)],
    "image_title": lambda n: [image(title=plain("x" * n))],
    "input_label": lambda n: [
        {"type": "input", "label": plain("x" * n), "element": menu("plain_text_input")}
    ],
    "button_text": lambda n: [actions(button(text=plain("x" * n)))],
    "button_value": lambda n: [actions(button(value="x" * n))],
    "button_url": lambda n: [actions(button(url="x" * n))],
    "button_label": lambda n: [actions(button(accessibility_label="x" * n))],
    "overflow": lambda n: [actions(menu("overflow", options=options(n)))],
    "overflow_empty": lambda n: [actions(menu("overflow", options=options(n)))],
    "boxes": lambda n: [actions(menu("checkboxes", options=options(n)))],
    "select": lambda n: [actions(menu("static_select", options=options(n)))],
    "select_groups": lambda n: [
        actions(
            menu("static_select", option_groups=[{"label": plain("g"), "options": options(1)}] * n)
        )
    ],
    "placeholder": lambda n: [
        actions(menu("static_select", options=options(1), placeholder=plain("x" * n)))
    ],
    "option_text": lambda n: [actions(menu("checkboxes", options=[option("x" * n, "v")]))],
    "option_value": lambda n: [actions(menu("radio_buttons", options=[option("o", "x" * n)]))],
    "option_description": lambda n: [
        actions(menu("checkboxes", options=[option("o", description=plain("x" * n))]))
    ],
    "confirm_title": lambda n: confirm(title=plain("x" * n)),
    "confirm_text": lambda n: confirm(text=plain("x" * n)),
    "confirm_button": lambda n: confirm(deny=plain("x" * n)),
    "table_rows": lambda n: [table(n, 1)],
    "table_columns": lambda n: [table(1, n)],
    "table_sum": lambda n: [wide(table(1, 1), n)],
    "one_table": lambda n: [table(1, 1)] * (n - 1) + [data_table(2, 1)],
    "data_table_rows": lambda n: [data_table(n, 1)],
    "data_table_few": lambda n: [data_table(n, 1)],
    "data_table_columns": lambda n: [data_table(2, n)],
    "data_table_sum": lambda n: [wide(data_table(2, 1), n)],
    "charts": lambda n: [bars()] * n,
    "chart_title": lambda n: [bars(title="x" * n)],
    "chart_label": lambda n: [bars(label="x" * n)],
    "chart_series": lambda n: [bars(series=n)],
    "chart_points": lambda n: [bars(points=n)],
    "container": lambda n: [container(child_blocks=[section()] * n)],
    "container_title": lambda n: [container(subtitle=plain("x" * n))],
    "card_title": lambda n: [card(title=plain("x" * n))],
    "card_body": lambda n: [card(body=plain("x" * n))],
    "card_actions": lambda n: [card(actions=[button()] * n)],
    "carousel": lambda n: [{"type": "carousel", "elements": [card()] * n}],
    "blocks_sum": lambda n: [section("x" * 3_000)] * (n // 3_000) + [section("x" * (n % 3_000))],
}

# For rows without a number: blocks that break them, and the nearest that don't.
BROKEN: dict[str, tuple[Blocks, Blocks]] = {
    "block_type": ([{"type": "sections"}], [{"type": "divider"}]),
    "block_surface": ([{"type": "alert", "text": plain("x")}], [section()]),
    "element_type": (
        [actions(menu("multi_static_select", options=options(1)))],
        [section(accessory=menu("multi_static_select", options=options(1)))],
    ),
    "missing": ([{"type": "header"}], [{"type": "header", "text": plain("x")}]),
    "additional": (
        [{"type": "section", "text": {"type": "mrkdwn", "text": "x", "emoji": True}}],
        [{"type": "section", "text": {"type": "plain_text", "text": "x", "emoji": True}}],
    ),
    "wrong_kind": ([section(fields="x")], [section(fields=[plain("x")])]),
    "wrong_value": ([actions(button(style="red"))], [actions(button(style="danger"))]),
    "block_id_twice": (
        [section(block_id="a"), section(block_id="a")],
        [section(block_id="a"), container(child_blocks=[section(block_id="b")])],
    ),
    "action_id_twice": (
        [actions(button(action_id="a"), button(action_id="a"))],
        [actions(button(action_id="a")), actions(button(action_id="a"))],
    ),
    "section_empty": ([{"type": "section"}], [{"type": "section", "fields": [plain("x")]}]),
}


class Caller:
    """Calls the Web API and answers with the error code, or with what was posted."""

    def __init__(self, slack: StandIn, client: AsyncWebClient, http: aiohttp.ClientSession) -> None:
        self.slack, self.client, self.http = slack, client, http

    async def call(self, method: str, **args: Any) -> str:
        try:
            answer = await self.client.api_call(method, json=args)
        except SlackApiError as error:
            return str(error.response["error"])
        return str(answer.get("warning", "ok"))

    async def post(self, **args: Any) -> str:
        return await self.call("chat.postMessage", **{"channel": "checkout", "text": "x", **args})

    async def ephemeral(self, user: str, **args: Any) -> str:
        return await self.call("chat.postEphemeral", user=user, text="x", **args)

    async def replies(self, **args: Any) -> str:
        return await self.call("conversations.replies", **args)

    async def update(self, ts: str, channel: str = "C00CHECKOUT", **args: Any) -> str:
        return await self.call("chat.update", ts=ts, channel=channel, **args)

    async def posted(self) -> str:
        answer = await self.client.chat_postMessage(channel="checkout", text="x")
        return str(answer["ts"])

    async def asked(self) -> str:
        return await self.slack.people.say("ana", "checkout", "hello")

    async def raw(self, data: bytes, kind: str) -> str:
        headers = {"Content-Type": kind, "Authorization": f"Bearer {self.slack.bot_token}"}
        url = f"{self.slack.api_url}chat.postMessage"
        async with self.http.post(url, data=data, headers=headers) as answer:
            return str((await answer.json()).get("error", "ok"))

    async def as_person(self, method: str, **args: Any) -> str:
        """With a token that no scope of the app's holds back."""
        self.client.token = "xoxp-playground-bo"
        return await self.call(method, **args)

    async def test_auth(self, token: str) -> str:
        self.client.token = token
        return await self.call("auth.test")

    def archive(self, channel: str) -> str:
        self.slack.workspace.put_channel(Channel(f"C00{channel}", channel, archived=True))
        return f"C00{channel}"

    async def update_in_archive(self) -> str:
        ts = await self.posted()
        place = self.slack.workspace.channel("checkout")
        self.slack.workspace.put_channel(Channel(place.id, place.name, archived=True))
        return await self.update(ts, text="y")


def metadata_of(size: int) -> Block:
    empty = len(json.dumps({"event_type": "e", "event_payload": {"p": ""}}))
    return {"event_type": "e", "event_payload": {"p": "x" * (size - empty)}}


# What breaks the row, and the nearest thing that doesn't.
Call = Callable[[Caller], Awaitable[str]]


async def _update_text(c: Caller, length: int) -> str:
    return await c.update(await c.posted(), text="x" * length)


CALLS: dict[str, tuple[Call, Call]] = {
    "unknown_method": (lambda c: c.call("chat.shout"), lambda c: c.call("auth.test")),
    "no_token": (lambda c: c.test_auth(""), lambda c: c.test_auth("xoxb-playground")),
    "wrong_token": (lambda c: c.test_auth("xoxb-no"), lambda c: c.test_auth("xoxp-playground-bo")),
    "scope": (
        lambda c: c.call("conversations.info", channel="C00CHECKOUT"), lambda c: c.post()
    ),
    "charset": (
        lambda c: c.raw(b"channel=checkout&text=x", f"{FORM}; charset=no"),
        lambda c: c.raw(b"channel=checkout&text=x", FORM),
    ),
    "form": (
        lambda c: c.raw(b"channel=\xff", f"{FORM}; charset=utf-8"),
        lambda c: c.raw(b"channel=checkout&text=x", FORM),
    ),
    "json_body": (
        lambda c: c.raw(b"[]", "application/json"),
        lambda c: c.raw(b'{"channel": "checkout", "text": "x"}', "application/json"),
    ),
    "post_type": (
        lambda c: c.raw(b"<a/>", "text/xml"),
        lambda c: c.raw(b"channel=checkout&text=x", FORM),
    ),
    "channel": (lambda c: c.post(channel="C0"), lambda c: c.post(channel="#checkout")),
    "membership": (lambda c: c.post(channel="random"), lambda c: c.post(channel="checkout")),
    "archived": (lambda c: c.post(channel=c.archive("old")), lambda c: c.post()),
    "update_archived": (lambda c: c.update_in_archive(), lambda c: _update_text(c, 1)),
    "reader": (
        lambda c: c.ephemeral("U0", channel="checkout"),
        lambda c: c.ephemeral("U00ANA", channel="checkout"),
    ),
    "nothing": (lambda c: c.post(text=""), lambda c: c.post(text="", blocks=[section()])),
    "text": (lambda c: c.post(text="x" * 40_001), lambda c: c.post(text="x" * 40_000)),
    "update_text": (lambda c: _update_text(c, 4_001), lambda c: _update_text(c, 4_000)),
    "markdown_conflict": (
        lambda c: c.post(markdown_text="x"), lambda c: c.post(text=None, markdown_text="x")
    ),
    "blocks_format": (
        lambda c: c.post(blocks={"blocks": [section()]}), lambda c: c.post(blocks=[section()])
    ),
    "attachments": (
        lambda c: c.post(attachments=[{"text": "x"}] * 101),
        lambda c: c.post(attachments=[{"text": "x"}] * 100),
    ),
    "attachments_format": (
        lambda c: c.post(attachments="x"), lambda c: c.post(attachments='[{"text": "x"}]')
    ),
    "metadata_format": (
        lambda c: c.post(metadata="x"), lambda c: c.post(metadata=json.dumps(metadata_of(99)))
    ),
    "metadata_schema": (
        lambda c: c.post(metadata={"event_type": "e"}), lambda c: c.post(metadata=metadata_of(99))
    ),
    "metadata_size": (
        lambda c: c.post(metadata=metadata_of(8_193)), lambda c: c.post(metadata=metadata_of(8_192))
    ),
}  # fmt: skip


async def _with_ts(c: Caller, call: Callable[[str], Awaitable[str]], own: bool = True) -> str:
    return await call(await (c.posted() if own else c.asked()))


CALLS |= {
    "replies_thread": (
        lambda c: c.replies(channel="C00CHECKOUT", ts="1.2"),
        lambda c: _with_ts(c, lambda ts: c.replies(channel="C00CHECKOUT", ts=ts)),
    ),
    "cursor": (
        lambda c: _with_ts(c, lambda ts: c.replies(channel="C00CHECKOUT", ts=ts, cursor="x")),
        lambda c: _with_ts(c, lambda ts: c.replies(channel="C00CHECKOUT", ts=ts)),
    ),
    "arguments": (
        lambda c: _with_ts(c, lambda ts: c.replies(channel="C00CHECKOUT", ts=ts, limit="x")),
        lambda c: _with_ts(c, lambda ts: c.replies(channel="C00CHECKOUT", ts=ts, limit="9")),
    ),
    "update_lost": (
        lambda c: c.update("1.2", text="y"),
        lambda c: _with_ts(c, lambda ts: c.update(ts, text="y")),
    ),
    "token_type": (lambda c: c.call("apps.connections.open"), lambda c: c.call("auth.test")),
    "validate_one": (
        lambda c: c.call("blocks.validate"),
        lambda c: c.call("blocks.validate", blocks=[section()]),
    ),
    "delete_lost": (
        lambda c: c.call("chat.delete", channel="C00CHECKOUT", ts="1.2"),
        lambda c: _with_ts(c, lambda ts: c.call("chat.delete", channel="C00CHECKOUT", ts=ts)),
    ),
    "delete_foreign": (
        lambda c: _with_ts(
            c, lambda ts: c.call("chat.delete", channel="C00CHECKOUT", ts=ts), own=False
        ),
        lambda c: _with_ts(c, lambda ts: c.call("chat.delete", channel="C00CHECKOUT", ts=ts)),
    ),
    "permalink_lost": (
        lambda c: c.call("chat.getPermalink", channel="C00CHECKOUT", message_ts="1.2"),
        lambda c: _with_ts(
            c, lambda ts: c.call("chat.getPermalink", channel="C00CHECKOUT", message_ts=ts)
        ),
    ),
    "user": (
        lambda c: c.as_person("users.info", user="U0"),
        lambda c: c.as_person("users.info", user="U00ANA"),
    ),
    "update_foreign": (
        lambda c: _with_ts(c, lambda ts: c.update(ts, text="y"), own=False),
        lambda c: _with_ts(c, lambda ts: c.update(ts, text="y")),
    ),
}

# Rows that are no answer of a method: the test that shows each.
ELSEWHERE = {
    "lost_thread": "test_a_reply_to_a_thread_that_is_gone_lands_in_the_channel",
    "response_uses": "test_a_response_url_works_five_times",
    "response_seconds": "test_a_response_url_ends_after_thirty_minutes",
    "sockets": "test_an_eleventh_connection_is_too_many",
    "trigger_seconds": "test_a_trigger_ends_after_three_seconds",
    "trigger_used": "test_a_trigger_is_good_once",
    "trigger_unknown": "test_a_trigger_is_good_once",
    "view_stack": "test_a_modal_holds_three_views",
    "rate_limit": "test_a_rate_limit_says_how_long_to_wait",
    "internal": "test_a_failure_may_have_been_carried_out",
    "unavailable": "test_a_failure_may_have_been_carried_out",
    "ack_seconds": "test_a_slow_answer_counts_as_none",
    "retries": "test_an_event_that_fails_comes_four_times_in_all_with_the_same_id",
}


@pytest.fixture
def caller(slack: StandIn, client: AsyncWebClient, session: aiohttp.ClientSession) -> Caller:
    return Caller(slack, client, session)


def test_each_row_of_the_table_is_exercised() -> None:
    of_views = [*test_views.COUNTED, *test_views.BROKEN]
    assert sorted([*COUNTED, *BROKEN, *CALLS, *ELSEWHERE, *of_views]) == sorted(LIMITS)
    here = "".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))
    assert [name for name in ELSEWHERE.values() if f"async def {name}(" not in here] == []


def test_each_row_names_its_source_and_is_certain_or_says_so() -> None:
    for row in LIMITS.values():
        assert re.search(r"docs\.slack\.dev|api\.slack\.com|github: \S+#\d+", row.source), row
        assert row.mark in ("D", "O", "?")


@pytest.mark.parametrize("name", COUNTED)
async def test_one_more_than_the_limit_is_refused_and_posts_nothing(
    name: str, caller: Caller
) -> None:
    row = LIMITS[name]
    blocks = COUNTED[name](row.at - 1 if row.least else row.at + 1)
    assert await caller.post(blocks=blocks) == row.code
    assert caller.slack.channel("checkout") == []
    refused = refusal(blocks)
    assert refused is not None
    if name != "blocks_sum":
        assert {finding.row for finding in refused.findings} == {name}


@pytest.mark.parametrize("name", COUNTED)
async def test_the_limit_itself_is_accepted(name: str, caller: Caller) -> None:
    blocks = COUNTED[name](LIMITS[name].at)
    assert await caller.post(blocks=blocks) == "ok"
    assert len(caller.slack.channel("checkout")) == 1


@pytest.mark.parametrize("name", BROKEN)
async def test_unsound_blocks_are_refused_and_their_nearest_sound_ones_posted(
    name: str, caller: Caller
) -> None:
    broken, sound = BROKEN[name]
    assert await caller.post(blocks=broken) == LIMITS[name].code
    assert caller.slack.channel("checkout") == []
    refused = refusal(broken)
    assert refused is not None
    assert {finding.row for finding in refused.findings} == {name}
    assert await caller.post(blocks=sound) == "ok"


@pytest.mark.parametrize("name", CALLS)
async def test_a_call_is_refused_with_slacks_code(name: str, caller: Caller) -> None:
    broken, _ = CALLS[name]
    assert await broken(caller) == LIMITS[name].code


@pytest.mark.parametrize("name", CALLS)
async def test_the_nearest_allowed_call_is_accepted(name: str, caller: Caller) -> None:
    _, allowed = CALLS[name]
    assert await allowed(caller) == "ok"


async def test_a_refusal_says_where_in_slacks_words(client: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError) as raised:
        await client.chat_postMessage(channel="checkout", text="x", blocks=[section("x" * 3_001)])
    said = "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    assert raised.value.response["errors"] == [said]
    assert raised.value.response["response_metadata"]["messages"] == [f"[ERROR] {said}"]


async def test_blocks_are_judged_without_a_token(slack: StandIn, client: AsyncWebClient) -> None:
    client.token = None
    long = section("x" * 3_001)
    assert (await client.blocks_validate(blocks=[section()]))["ok"]
    assert (await client.blocks_validate(message={"text": "x", "blocks": [section()]}))["ok"]
    view = {"type": "modal", "title": plain("t"), "blocks": [section()]}
    assert (await client.blocks_validate(view=view))["ok"]
    with pytest.raises(SlackApiError, match=r"json-pointer:/blocks/0/text/text"):
        await client.blocks_validate(blocks=[long])
    with pytest.raises(SlackApiError, match=r"json-pointer:/view/blocks/0/text/text"):
        await client.blocks_validate(view={**view, "blocks": [long]})
    assert slack.channel("checkout") == []
