"""Hostile requests: nothing unsigned is parsed, nothing malformed is a fault of ours."""

import hashlib
import hmac
import io
import json
import time
from urllib.parse import urlencode

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.signature import SignatureVerifier

from bot.slack.door import MOST_BYTES, readable, signed
from tests.slack.conftest import Connected

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
SECRET = "a secret"

BROKEN: list[tuple[str, bytes]] = [
    (JSON, b""),
    (JSON, b"{"),
    (JSON, b"[]"),
    (JSON, b'"text"'),
    (JSON, b"\xff\xfe"),
    (JSON, b"[" * 100_000),
    (JSON, b'{"a":' * 5_000),
    (FORM, b"payload=[]"),
    (FORM, b"payload={"),
    (FORM, b"payload=null"),
    (FORM, b"payload=%FF"),
    (FORM, b"&".join(b"a=1" for _ in range(300))),
    ("text/xml", b"<a/>"),
    ("multipart/form-data; boundary=x", b"--x--"),
]
HEADERS: list[dict[str, str]] = [
    {},
    {"X-Slack-Request-Timestamp": "now", "X-Slack-Signature": "v0=00"},
    {"X-Slack-Request-Timestamp": "-1", "X-Slack-Signature": "v0=00"},
    {"X-Slack-Request-Timestamp": "1" * 40, "X-Slack-Signature": "v0=00"},
    {"X-Slack-Request-Timestamp": "٣٣", "X-Slack-Signature": "v0=00"},
    {"X-Slack-Request-Timestamp": "STAMP", "X-Slack-Signature": "v0=ü"},
    {"X-Slack-Request-Timestamp": "STAMP", "X-Slack-Signature": ""},
    {"X-Slack-Request-Timestamp": "STAMP", "X-Slack-Signature": "v1=00"},
]


def signature(secret: str, stamp: str, body: bytes) -> str:
    """As Slack's documentation says; its SDK signs text alone."""
    digest = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256)
    return f"v0={digest.hexdigest()}"


async def _post(url: str, body: bytes, headers: dict[str, str]) -> int:
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=io.BytesIO(body), headers=headers) as response,
    ):
        return response.status


async def test_unsigned_requests_of_any_shape_get_401_and_write_nothing(
    connected: Connected,
) -> None:
    async with connected() as workspace:
        for kind, body in BROKEN:
            for headers in HEADERS:
                stamped = {k: v.replace("STAMP", str(int(time.time()))) for k, v in headers.items()}
                assert await _post(workspace.url, body, {"Content-Type": kind, **stamped}) == 401
        assert not any("chat" in call["method"] for call in workspace.slack.calls)


async def test_signed_but_malformed_requests_get_400(connected: Connected) -> None:
    async with connected() as workspace:
        for kind, body in BROKEN:
            stamp = str(int(time.time()))
            headers = {
                "Content-Type": kind,
                "X-Slack-Request-Timestamp": stamp,
                "X-Slack-Signature": signature(workspace.slack.signing_secret, stamp, body),
            }
            assert await _post(workspace.url, body, headers) == 400, (kind, body[:40])


@pytest.mark.parametrize(
    "content_type", [JSON, f"{JSON}; charset=nonsense", f"{JSON}; charset=utf-16"]
)
async def test_a_signed_event_is_taken_whatever_charset_it_claims(
    connected: Connected, content_type: str
) -> None:
    body = json.dumps({"type": "event_callback", "event": {"type": "x"}}).encode()
    async with connected() as workspace:
        stamp = str(int(time.time()))
        headers = {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": signature(workspace.slack.signing_secret, stamp, body),
        }
        assert await _post(workspace.url, body, headers) == 200


async def test_a_body_over_the_limit_is_refused(connected: Connected) -> None:
    async with connected() as workspace:
        headers = {"Content-Type": JSON}
        assert await _post(workspace.url, b" " * (MOST_BYTES + 1), headers) == 413


@pytest.mark.parametrize("away", [-301, 301])
def test_a_signature_counts_for_five_minutes_either_way(away: int) -> None:
    stamp = "1790000000"
    headers = {
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signature(SECRET, stamp, b"{}"),
    }
    assert signed(SECRET, headers, b"{}", 1790000000.0)
    assert not signed(SECRET, headers, b"{}", 1790000000.0 + away)
    assert not signed("another", headers, b"{}", 1790000000.0)
    assert not signed(SECRET, headers, b"{} ", 1790000000.0)


@given(st.sampled_from([JSON, FORM, "", "text/plain"]), st.binary(max_size=300))
def test_no_body_ever_raises(content_type: str, body: bytes) -> None:
    text = readable(content_type, body)
    assert text is None or text.encode() == body


def test_slacks_sdk_signs_the_same() -> None:
    sdk = SignatureVerifier(SECRET).generate_signature(timestamp="1790000000", body="{}")
    assert signature(SECRET, "1790000000", b"{}") == sdk


def test_slacks_own_shapes_are_readable() -> None:
    assert readable(JSON, b'{"type": "event_callback"}')
    assert readable(FORM, urlencode({"payload": '{"type": "block_actions"}'}).encode())
    assert readable(FORM, urlencode({"command": "/archdecide", "text": ""}).encode())
