"""What an app may say: reads text, blocks and metadata out of a call, or refuses as Slack does.

Shared by the Web API and by response_url, which take the same messages.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.playground.blocks import as_stored, refusal
from bot.playground.limits import LIMITS
from bot.playground.shapes import Finding
from bot.playground.workspace import Json


class Refused(Exception):
    """`row` of the table of limits says the code; `more` goes into the answer beside it.

    `status` and `headers` stay free for refusals outside the usual 200, such as rate limits.
    """

    def __init__(
        self,
        row: str,
        more: Json | None = None,
        status: int = 200,
        headers: dict[str, str] | None = None,
        code: str = "",
    ) -> None:
        """`code` where a method has another word for the same row: blocks in a view."""
        self.code = code or LIMITS[row].code
        super().__init__(self.code)
        self.more = more or {}
        self.status = status
        self.headers = headers or {}

    @property
    def answer(self) -> Json:
        return {"ok": False, "error": self.code, **self.more}


@dataclass(frozen=True)
class Content:
    """`blocks` and `attachments` are None where the caller said nothing of them."""

    text: str | None
    blocks: tuple[Json, ...] | None
    attachments: tuple[Json, ...] | None
    warnings: Json = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        return not (self.text or self.blocks or self.attachments)


def content(args: Json, fresh: Callable[[str], str], text_most: str = "text") -> Content:
    """`text_most` names the row that bounds the text: posting cuts, updating refuses."""
    text, warnings = _text(args, text_most)
    blocks = _array(args.get("blocks"), "blocks_format")
    if blocks:
        refused = refusal(blocks)
        if refused and refused.findings:
            raise Refused(refused.findings[0].row, explained(refused.findings))
        if refused:
            raise Refused("blocks_sum")
        stored = as_stored(blocks, fresh)
    else:
        stored = ()
    attachments = _array(args.get("attachments"), "attachments_format")
    if attachments and len(attachments) > LIMITS["attachments"].at:
        raise Refused("attachments")
    return Content(
        text,
        None if blocks is None else stored,
        None if attachments is None else tuple(attachments),
        warnings,
    )


def metadata(args: Json) -> Json | None:
    given = args.get("metadata")
    if given in (None, ""):
        return None
    if isinstance(given, str):
        given = decoded(given, "metadata_format")
    if not isinstance(given, dict):
        raise Refused("metadata_format")
    if given and not (
        isinstance(given.get("event_type"), str) and isinstance(given.get("event_payload"), dict)
    ):
        raise Refused("metadata_schema")
    if len(json.dumps(given).encode()) > LIMITS["metadata_size"].at:
        raise Refused("metadata_size")
    return given


def _text(args: Json, most: str) -> tuple[str | None, Json]:
    text = args.get("text")
    if args.get("markdown_text"):
        if text or args.get("blocks"):
            raise Refused("markdown_conflict")
        text = args["markdown_text"]
    if text is None:
        return None, {}
    text = str(text)
    limit = LIMITS[most]
    if len(text) <= limit.at:
        return text, {}
    if most == "update_text":
        raise Refused(most)
    said = (
        "[WARN] Your message was truncated but still posted. "
        "The `text` field accepts up to 40,000 characters."
    )
    warned = {"response_metadata": {"messages": [said], "warnings": [limit.code]}}
    return text[: limit.at], warned | {"warning": limit.code}


def _array(given: Any, row: str) -> list[Json] | None:
    if given in (None, ""):
        return None
    if isinstance(given, str):
        given = decoded(given, row)
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise Refused(row)
    return given


def decoded(given: str, row: str) -> Any:
    try:
        return json.loads(given)
    except ValueError:
        raise Refused(row) from None


def explained(findings: tuple[Finding, ...]) -> Json:
    sentences = [str(finding) for finding in findings]
    return {
        "errors": sentences,
        "response_metadata": {"messages": [f"[ERROR] {sentence}" for sentence in sentences]},
    }
