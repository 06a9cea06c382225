"""Reads a call as Slack does: arguments from JSON, form or query, the token from either place."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from bot.playground.posting import Refused
from bot.playground.workspace import Json

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_DECODED = ("blocks", "attachments", "metadata", "view")


async def arguments(request: web.Request) -> Json:
    """Slack's Python client puts some methods' arguments into the address of a POST."""
    return {**request.query, **await _of_body(request)}


async def _of_body(request: web.Request) -> Json:
    if request.method == "GET" or not request.body_exists:
        return {}
    if request.content_type in _FORMS:
        try:
            form = await request.post()
        except LookupError:
            raise Refused("charset") from None
        except ValueError:
            raise Refused("form") from None
        return {name: value for name, value in form.items() if isinstance(value, str)}
    if request.content_type != "application/json":
        raise Refused("post_type")
    try:
        body = json.loads(await request.read())
    except ValueError:
        raise Refused("json_body") from None
    if not isinstance(body, dict):
        raise Refused("json_body")
    return body


def token(request: web.Request, args: Json) -> str | None:
    """Takes the token out of the arguments, so that no log ever holds one."""
    in_body = args.pop("token", None)
    scheme, _, in_header = request.headers.get("Authorization", "").partition(" ")
    return in_header.strip() if scheme.lower() == "bearer" else in_body


def readable(args: Json) -> Json:
    """Forms carry blocks as JSON in a string; the log shows what was meant."""
    return {name: _decoded(name, value) for name, value in args.items()}


def _decoded(name: str, value: Any) -> Any:
    if name in _DECODED and isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
