"""The check in front of Bolt: who doesn't bear Slack's signature gets no further.

Bolt parses a request before it verifies it, so a broken body would be a fault of ours. Here
the raw bytes are checked first: size, headers, time, HMAC in constant time; then, and only
then, whether the body is of a shape that Bolt reads. 401 and 400 write nothing.
"""

import hashlib
import hmac
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import parse_qsl

from aiohttp import web

MOST_BYTES = 1024 * 1024
WINDOW_S = 300
"""Slack's own replay window."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Inside = Callable[[web.Request, str], Awaitable[web.StreamResponse]]
"""Takes the request and its body as text."""


def signed(secret: str, headers: Mapping[str, str], body: bytes, now: float) -> bool:
    """Whether Slack signed these bytes within the replay window (v0 scheme)."""
    stamp = headers.get("X-Slack-Request-Timestamp", "")
    given = headers.get("X-Slack-Signature", "")
    if not (stamp.isascii() and stamp.isdecimal() and len(stamp) <= 12 and given.isascii()):
        return False
    if abs(now - int(stamp)) > WINDOW_S:
        return False
    digest = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256)
    return hmac.compare_digest(f"v0={digest.hexdigest()}", given)


def readable(content_type: str, body: bytes) -> str | None:
    """The body as text if it is what its content type says, with objects where Slack sends them."""
    try:
        text = body.decode("utf-8")
        if content_type == "application/json":
            return text if isinstance(json.loads(text), dict) else None
        if content_type != "application/x-www-form-urlencoded":
            return None
        fields = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=200))
        sound = "payload" not in fields or isinstance(json.loads(fields["payload"]), dict)
        return text if sound else None
    except (ValueError, RecursionError):
        return None


def door(secret: str, inside: Inside) -> Handler:
    """`inside`, for requests that are Slack's and well-formed."""

    async def check(request: web.Request) -> web.StreamResponse:
        try:
            body = await request.read()
        except web.HTTPRequestEntityTooLarge:
            return web.Response(status=413)
        if not signed(secret, request.headers, body, time.time()):
            return web.Response(status=401)
        text = readable(request.content_type, body)
        if text is None:
            return web.Response(status=400)
        return await inside(request, text)

    return check
