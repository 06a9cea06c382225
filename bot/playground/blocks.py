"""Would Slack take these blocks in a message, a modal, App Home? And what would it store?

`refusal` answers the first, all or nothing as Slack does; `as_stored` the second. Pure functions
over decoded JSON; where to send the answer is the Web API's business.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from bot.playground.elements import (
    BUTTON,
    IMAGE,
    IN_ACTIONS,
    IN_CONTEXT_ACTIONS,
    IN_INPUT,
    IN_SECTION,
    any_text,
    plain,
)
from bot.playground.limits import LIMITS
from bot.playground.shapes import (
    Check,
    Fields,
    Finding,
    Findings,
    anything,
    array,
    either,
    filled_string,
    flag,
    number,
    record,
    string,
    tagged,
    word,
)
from bot.playground.workspace import Json


@dataclass(frozen=True)
class Refusal:
    code: str
    findings: tuple[Finding, ...]


def _block(required: Fields, optional: Fields, *, closed: bool = True) -> Check:
    common = {"type": anything, "block_id": string("block_id")}
    return record(required, {**common, **optional}, closed=closed)


_SECTION = either(
    ("text", "fields"),
    _block(
        {},
        {
            "text": any_text(),
            "fields": array(any_text("field"), "fields"),
            "accessory": IN_SECTION,
            "expand": flag,
        },
    ),
    "section_empty",
)

RICH_TEXT = _block(
    {
        "elements": array(
            tagged(
                {
                    "rich_text_section": anything,
                    "rich_text_list": anything,
                    "rich_text_preformatted": anything,
                    "rich_text_quote": anything,
                }
            )
        )
    },
    {},
)


def _cells(*kinds: str) -> Check:
    known = {
        "raw_text": record({"type": anything, "text": filled_string()}, {}),
        "raw_number": record({"type": anything, "value": number}, {"text": string()}),
        "rich_text": RICH_TEXT,
    }
    return tagged({kind: known[kind] for kind in kinds})


_TABLE = _block(
    {
        "rows": array(
            array(_cells("raw_text", "raw_number", "rich_text"), "table_columns"), "table_rows"
        )
    },
    {"column_settings": array(anything, "table_columns")},
)
_DATA_TABLE = _block(
    {
        "rows": array(
            array(_cells("raw_text", "rich_text"), "data_table_columns"),
            "data_table_rows",
            "data_table_few",
        ),
        "caption": string(),
    },
    {},
    closed=False,
)


def _summed(inner: Check, row: str) -> Check:
    def check(value: Any, at: str, findings: Findings) -> None:
        inner(value, at, findings)
        most = LIMITS[row].at
        sentence = f"must be less than {most + 1} characters"
        findings.too_many(row, sum(map(len, _texts(value.get("rows")))), sentence, f"{at}/rows")

    return check


_POINT = record({"label": string("chart_label"), "value": number}, {})
_SERIES = record({"name": string("chart_label"), "data": array(_POINT, "chart_points")}, {})
_DRAWN = record({"type": anything, "series": array(_SERIES, "chart_series")}, {}, closed=False)
_CHART = _block(
    {
        "title": string("chart_title"),
        "chart": tagged(
            {
                "bar": _DRAWN,
                "line": _DRAWN,
                "area": _DRAWN,
                "pie": record(
                    {"type": anything, "segments": array(_POINT, "chart_series")}, {}, closed=False
                ),
            }
        ),
    },
    {},
    closed=False,
)
_CARD = _block(
    {},
    {
        "title": any_text("card_title"),
        "subtitle": any_text("card_title"),
        "body": any_text("card_body"),
        "actions": array(tagged({"button": BUTTON}), "card_actions"),
    },
    closed=False,
)
_TASK: Fields = {"task_id": string(), "title": string()}

PLAIN_BLOCKS: Fields = {
    "actions": _block({"elements": array(IN_ACTIONS, "actions", "actions_empty")}, {}),
    "card": _CARD,
    "carousel": _block({"elements": array(tagged({"card": _CARD}), "carousel")}, {}),
    "context": _block(
        {
            "elements": array(
                tagged({"image": IMAGE, "mrkdwn": any_text(), "plain_text": any_text()}), "context"
            )
        },
        {},
    ),
    "context_actions": _block({"elements": array(IN_CONTEXT_ACTIONS, "context_actions")}, {}),
    "data_table": _summed(_DATA_TABLE, "data_table_sum"),
    "data_visualization": _CHART,
    "divider": _block({}, {}),
    "header": _block({"text": plain("header")}, {"level": number}),
    "image": either(
        ("image_url", "slack_file"),
        _block(
            {"alt_text": string("alt_text")},
            {
                "image_url": string("image_url"),
                "slack_file": anything,
                "title": plain("image_title"),
            },
        ),
    ),
    "input": _block(
        {"label": plain("input_label"), "element": IN_INPUT},
        {"hint": plain("input_label"), "optional": flag, "dispatch_action": flag},
    ),
    "markdown": _block({"text": filled_string("markdown")}, {}),
    "plan": _block({"title": string()}, {"tasks": array(anything)}, closed=False),
    "rich_text": RICH_TEXT,
    "section": _SECTION,
    "table": _summed(_TABLE, "table_sum"),
    "task_card": _block(_TASK, {}, closed=False),
    "video": _block({"title": plain(), "video_url": string()}, {}, closed=False),
}
_CONTAINER = either(
    ("title", "rich_text_title"),
    _block(
        {"child_blocks": array(tagged(PLAIN_BLOCKS, "block_type"), "container")},
        {
            "title": plain("container_title"),
            "rich_text_title": RICH_TEXT,
            "subtitle": any_text("container_title"),
            "width": word("narrow", "standard", "wide", "full"),
            "icon": anything,
            "is_collapsible": flag,
            "default_collapsed": flag,
            "has_header_divider": flag,
        },
    ),
)
Place = Literal["message", "modal", "home"]
_ALERT = _block({"text": any_text("alert")}, {"level": anything})
_NOWHERE = frozenset({"call", "file"})
_MESSAGES_ONLY = frozenset(
    {"context_actions", "data_visualization", "markdown", "plan", "task_card"}
)
# What docs.slack.dev and others' measurements keep out of each; a table in Home is documented.
_ELSEWHERE: dict[Place, frozenset[str]] = {
    "message": _NOWHERE | {"alert"},
    "modal": _NOWHERE | _MESSAGES_ONLY | {"card", "carousel", "container", "data_table", "table"},
    "home": _NOWHERE | (_MESSAGES_ONLY - {"data_visualization"}) | {"alert"},
}

_ANY_BLOCK = tagged({**PLAIN_BLOCKS, "container": _CONTAINER, "alert": _ALERT}, "block_type")


def _block_of(place: Place) -> Check:
    def check(value: Any, at: str, findings: Findings) -> None:
        if isinstance(value, dict) and value.get("type") in _ELSEWHERE[place]:
            findings.add("block_surface", f"unsupported type: {value['type']}", f"{at}/type")
        else:
            _ANY_BLOCK(value, at, findings)

    return check


def refusal(blocks: list[Json], place: Place = "message", at: str = "/blocks") -> Refusal | None:
    """None when Slack would post them. The first rule broken of a later stage hides behind the
    shape's: Slack, too, looks at sums only when each block is sound."""
    findings = Findings()
    most = "message_blocks" if place == "message" else "view_blocks"
    array(_block_of(place), most)(blocks, at, findings)
    if not findings.found:
        _across(blocks, at, findings)
    if findings.found:
        return Refusal(LIMITS[findings.found[0].row].code, tuple(findings.found))
    if place == "message" and sum(map(len, _texts(blocks))) > LIMITS["blocks_sum"].at:
        return Refusal(LIMITS["blocks_sum"].code, ())
    return None


def _across(blocks: list[Json], at: str, findings: Findings) -> None:
    everything = list(_walk(blocks))
    ids = [block["block_id"] for block in everything if block.get("block_id")]
    for twice in sorted({one for one in ids if ids.count(one) > 1}):
        findings.add("block_id_twice", f"`block_id` must be unique: {twice}", at)
    for block in everything:
        actions = [e["action_id"] for e in elements(block) if e.get("action_id")]
        for twice in sorted({one for one in actions if actions.count(one) > 1}):
            findings.add("action_id_twice", f"`action_id` must be unique: {twice}", at)
    kinds = [block["type"] for block in everything]
    tables = kinds.count("table") + kinds.count("data_table")
    findings.too_many("one_table", tables, "only one table allowed", at)
    charts = kinds.count("data_visualization")
    findings.too_many("charts", charts, "no more than 2 items allowed", at)
    markdown = sum(len(b["text"]) for b in everything if b["type"] == "markdown")
    findings.too_many("markdown", markdown, "must be less than 12001 characters", at)


def _walk(blocks: list[Json]) -> Iterator[Json]:
    """Every block, also those inside containers and carousels."""
    for block in blocks:
        yield block
        if block["type"] == "container":
            yield from _walk(block["child_blocks"])
        elif block["type"] == "carousel":
            yield from _walk(block["elements"])


def elements(block: Json) -> list[Json]:
    """The interactive elements of one block."""
    match block["type"]:
        case "actions" | "context_actions":
            return list(block["elements"])
        case "section":
            return [block["accessory"]] if "accessory" in block else []
        case "card":
            return list(block.get("actions", ()))
        case "input":
            return [block["element"]]
    return []


def interactive(blocks: tuple[Json, ...]) -> Iterator[tuple[Json, Json]]:
    """(block, element) for all that a person can press, tick or choose."""
    for block in _walk(list(blocks)):
        for element in elements(block):
            if element["type"] != "image":
                yield block, element


def _texts(value: Any) -> Iterator[str]:
    """All text inside, but for tables': they have sums of their own, and as a data_table's is
    larger than the one over all blocks, Slack cannot be counting its cells there, too."""
    if isinstance(value, dict) and value.get("type") not in ("table", "data_table"):
        for name, part in value.items():
            if name == "text" and isinstance(part, str):
                yield part
            else:
                yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)


def as_stored(blocks: list[Json], fresh: Callable[[str], str]) -> tuple[Json, ...]:
    """What Slack gives back: missing ids made up, the defaults of text objects written out."""
    stored = tuple(with_defaults(block) for block in blocks)
    for block in _walk(list(stored)):
        if "block_id" not in block:
            block["block_id"] = fresh("b")
        for element in elements(block):
            if element["type"] != "image" and "action_id" not in element:
                element["action_id"] = fresh("a")
    return stored


def with_defaults(value: Any) -> Any:
    if isinstance(value, list):
        return [with_defaults(one) for one in value]
    if not isinstance(value, dict):
        return value
    copy = {name: with_defaults(one) for name, one in value.items()}
    if "text" in copy and copy.get("type") == "plain_text":
        copy.setdefault("emoji", True)
    if "text" in copy and copy.get("type") == "mrkdwn":
        copy.setdefault("verbatim", False)
    return copy
