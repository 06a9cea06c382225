"""What the poster sends, whom it may call, and which failures pass; a small server is Slack."""

import asyncio
import functools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, cast

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.dialog.replies import Help
from bot.knowledge.library import Library
from bot.rendering import phrases
from bot.runtime.outbox import Outbox
from bot.runtime.ports import PostFailed, Unit
from bot.runtime.values import AsRoot
from bot.slack import app as slack_app
from bot.slack.app import Access, edge
from bot.slack.poster import GONE, NOT_THERE, PASSING, SlackPoster
from bot.storage.sqlite import SqliteStore
from tests.runtime.deliveries import CHANNEL, THREAD, outgoing, private, root, talk

Answer = Callable[[web.Request], web.StreamResponse]
THREAD_TS = "100.000001"
HELLO = {"text": "hello"}


class TinySlack:
    """Answers as it is told to, `ok` else, and keeps what it was asked."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any], float]] = []
        self.answers: dict[str, list[Answer]] = {}
        """Path → how the next requests for it are answered."""
        self.address = ""

    def named(self, *paths: str) -> list[dict[str, Any]]:
        """The bodies of the calls of these paths."""
        return [body for path, body, _ in self.calls if path in paths]

    @property
    def paths(self) -> list[str]:
        return [path for path, _, _ in self.calls]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        path = request.path.removeprefix("/api/")
        body = await request.json() if request.content_type == "application/json" else {}
        self.calls.append((path, body, asyncio.get_running_loop().time()))
        if waiting := self.answers.get(path):
            return waiting.pop(0)(request)
        ok = {"ok": True, "ts": "200.000002", "team_id": "T1", "user_id": "U1", "bot_id": "B1"}
        return web.json_response(ok)


def refused(error: str, status: int = 200, after: str | None = None) -> Answer:
    """Slack's way of saying no."""
    headers = {"Retry-After": after} if after else {}
    body = {"ok": False, "error": error}
    return lambda _: web.json_response(body, status=status, headers=headers)


def hung_up(request: web.Request) -> web.StreamResponse:
    """The connection ends after the request was taken, before any answer."""
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


@asynccontextmanager
async def _serving() -> AsyncIterator[TinySlack]:
    slack = TinySlack()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", slack.handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        slack.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield slack
    finally:
        await runner.cleanup()


@pytest.fixture
async def slack() -> AsyncIterator[TinySlack]:
    async with _serving() as running:
        yield running


@pytest.fixture
async def poster(slack: TinySlack) -> AsyncIterator[SlackPoster]:
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(
            token="xoxb-1", base_url=f"{slack.address}/api/", session=session, retry_handlers=[]
        )
        yield SlackPoster(client, session)


# Whom it calls ------------------------------------------------------------------------------


class _Recorder:
    """In the place of the session: what would be called, and nothing is."""

    def __init__(self) -> None:
        self.called: list[str] = []
        self.redirects: list[bool] = []

    @asynccontextmanager
    async def post(self, address: str, json: object, allow_redirects: bool) -> AsyncIterator[Any]:
        self.called.append(address)
        self.redirects.append(allow_redirects)
        yield web.Response()


def _at_slack() -> tuple[SlackPoster, _Recorder]:
    recorder = _Recorder()
    client = AsyncWebClient(token="xoxb-1", base_url="https://slack.com/api/")
    return SlackPoster(client, cast(aiohttp.ClientSession, recorder)), recorder


async def test_slacks_own_way_back_is_called_and_no_redirect_followed() -> None:
    poster, session = _at_slack()
    address = "https://hooks.slack.com/commands/T1/2/x"
    await poster.answer(address, HELLO)
    assert (session.called, session.redirects) == ([address], [False])


@pytest.mark.parametrize(
    "address",
    [
        "",
        "hooks.slack.com/commands/x",
        "//hooks.slack.com/commands/x",
        "http://hooks.slack.com/commands/x",
        "ftp://hooks.slack.com/commands/x",
        "file:///etc/passwd",
        "https://hooks.slack.com.evil.example/x",
        "https://hooks.slack.com@evil.example/x",
        "https://ana@hooks.slack.com/x",
        "https://evil.example/hooks.slack.com",
        "https://evil.example#hooks.slack.com",
        "https://evil.example\\@hooks.slack.com/x",
        "https://hooks.slack.com\\.evil.example/x",
        "https://hooks.slack.com:8443/x",
        "https://evilhooks.slack.com/x",
        "https://evil.hooks.slack.com/x",
        "https://slack.com/x",
        "https://127.0.0.1/x",
        "https://[::1]/x",
    ],
)
async def test_no_other_address_is_ever_called(address: str) -> None:
    poster, session = _at_slack()
    await poster.answer(address, HELLO)
    assert session.called == []


async def test_a_stand_in_is_called_at_its_own_address_alone(
    slack: TinySlack, poster: SlackPoster
) -> None:
    await poster.answer(f"{slack.address}/respond/1", HELLO)
    (body,) = slack.named("/respond/1")
    assert body == {"response_type": "ephemeral", "replace_original": False, **HELLO}
    port = slack.address.rsplit(":", 1)[1]
    async with _serving() as other:
        for address in (
            f"{other.address}/respond/2",
            f"http://localhost:{port}/respond/2",
            f"http://ana@127.0.0.1:{port}/respond/2",
            f"http://127.0.0.1:{port}@{other.address.removeprefix('http://')}/respond/2",
            f"https://127.0.0.1:{port}/respond/2",
            "https://hooks.slack.com/commands/x",
        ):
            await poster.answer(address, HELLO)
        assert other.calls == []
    assert slack.paths == ["/respond/1"]


async def test_a_redirect_of_a_way_back_is_not_followed(
    slack: TinySlack, poster: SlackPoster
) -> None:
    location = {"Location": f"{slack.address}/elsewhere"}
    for status in (302, 307):
        slack.answers["/respond"] = [lambda _, s=status: web.Response(status=s, headers=location)]  # type: ignore[misc]  # bound as a default
        await poster.answer(f"{slack.address}/respond", HELLO)
    assert slack.paths == ["/respond", "/respond"]


@pytest.mark.parametrize(("status", "permanent"), [(404, True), (410, True), (500, False)])
async def test_a_way_back_that_refuses_is_permanent_and_one_that_fails_is_not(
    slack: TinySlack, poster: SlackPoster, status: int, permanent: bool
) -> None:
    slack.answers["/respond"] = [lambda _: web.Response(status=status)]
    with pytest.raises(PostFailed) as caught:
        await poster.answer(f"{slack.address}/respond", HELLO)
    assert caught.value == PostFailed(f"response_url: {status}", permanent)


async def test_a_way_back_that_hangs_up_is_a_passing_failure(
    slack: TinySlack, poster: SlackPoster
) -> None:
    slack.answers["/respond"] = [hung_up]
    with pytest.raises(PostFailed) as caught:
        await poster.answer(f"{slack.address}/respond", HELLO)
    assert not caught.value.permanent
    assert slack.paths == ["/respond"]


# What it sends ------------------------------------------------------------------------------


@pytest.mark.parametrize("target", ["thread", "root", "gone"])
async def test_every_post_unfurls_nothing_and_bears_the_id_of_its_reply(
    slack: TinySlack, poster: SlackPoster, target: str
) -> None:
    reply = root("id-1", 1) if target == "root" else outgoing("id-1", 1)
    ts = None
    if target == "gone":
        slack.answers["chat.update"] = [refused("message_not_found")]
        ts = "1.1"
    thread = None if target == "root" else THREAD_TS
    assert await poster.post(reply, thread, ts) == "200.000002"
    (body,) = slack.named("chat.postMessage")
    assert (body["unfurl_links"], body["unfurl_media"]) == (False, False)
    assert body["client_msg_id"] == "id-1"
    assert body["metadata"] == {"event_type": "archdecide_reply", "event_payload": {"id": "id-1"}}
    assert (body["channel"], body.get("thread_ts")) == ("C1", thread)
    assert body["text"]
    assert body["blocks"]


async def test_a_message_that_stands_is_updated(slack: TinySlack, poster: SlackPoster) -> None:
    assert await poster.post(outgoing("id-1", 1, "card"), THREAD_TS, "1.1") == "1.1"
    assert slack.paths == ["chat.update"]
    (body,) = slack.named("chat.update")
    assert (body["channel"], body["ts"]) == ("C1", "1.1")


@pytest.mark.parametrize(
    "error", ["cant_update_message", "edit_window_closed", "message_not_found"]
)
async def test_a_message_that_is_gone_is_posted_anew(
    slack: TinySlack, poster: SlackPoster, error: str
) -> None:
    assert error in GONE
    slack.answers["chat.update"] = [refused(error)]
    assert await poster.post(outgoing("id-1", 1, "card"), THREAD_TS, "1.1") == "200.000002"
    assert slack.paths == ["chat.update", "chat.postMessage"]


async def test_an_update_that_fails_otherwise_posts_nothing_twice(
    slack: TinySlack, poster: SlackPoster
) -> None:
    slack.answers["chat.update"] = [refused("internal_error"), refused("msg_too_long")]
    for permanent in (False, True):
        with pytest.raises(PostFailed) as caught:
            await poster.post(outgoing("id-1", 1, "card"), THREAD_TS, "1.1")
        assert caught.value.permanent is permanent
    assert slack.named("chat.postMessage") == []


async def test_a_private_reply_goes_to_its_person_in_the_thread(
    slack: TinySlack, poster: SlackPoster
) -> None:
    assert await poster.post(private("id-1", 1), THREAD_TS, None) is None
    assert slack.paths == ["chat.postEphemeral"]
    (body,) = slack.named("chat.postEphemeral")
    assert (body["channel"], body["user"], body["thread_ts"]) == ("C1", "ana", THREAD_TS)


async def test_outside_a_thread_a_private_reply_goes_the_way_back(
    slack: TinySlack, poster: SlackPoster
) -> None:
    reply = Help(comparisons=(), phase=None, private=True)
    await poster.tell(reply, f"{slack.address}/respond", "C1", "ana", None)
    assert slack.paths == ["/respond"]


@pytest.mark.parametrize("error", sorted(NOT_THERE))
async def test_who_asks_where_the_bot_is_not_hears_of_it(
    slack: TinySlack, poster: SlackPoster, error: str
) -> None:
    slack.answers["chat.postMessage"] = [refused(error)]
    target = AsRoot(answer_to=f"{slack.address}/respond")
    with pytest.raises(PostFailed) as caught:
        await poster.post(outgoing("id-1", 1, place=CHANNEL, target=target), None, None)
    assert caught.value == PostFailed(error, permanent=True)
    (body,) = slack.named("/respond")
    assert body["text"] == phrases.NOT_A_MEMBER


# What passes --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        *((refused(code), PostFailed(code, permanent=False)) for code in sorted(PASSING)),
        *(
            (refused(code), PostFailed(code, permanent=True))
            for code in ("channel_not_found", "invalid_auth", "invalid_blocks", "msg_too_long")
        ),
        (refused("odd", status=503), PostFailed("odd", permanent=False)),
        (
            refused("ratelimited", status=429, after="7"),
            PostFailed("ratelimited", permanent=False, retry_after=7.0),
        ),
        (refused("odd", status=429), PostFailed("odd", permanent=False)),
        (refused("odd", after="7"), PostFailed("odd", permanent=True)),
    ],
)
async def test_a_failure_says_whether_it_passes_and_how_long_to_wait(
    slack: TinySlack, poster: SlackPoster, answer: Answer, failure: PostFailed
) -> None:
    slack.answers["chat.postMessage"] = [answer]
    with pytest.raises(PostFailed) as caught:
        await poster.post(outgoing("id-1", 1), THREAD_TS, None)
    assert caught.value == failure


async def test_a_server_that_answers_no_json_is_a_passing_failure(
    slack: TinySlack, poster: SlackPoster
) -> None:
    slack.answers["chat.postMessage"] = [lambda _: web.Response(status=502, text="<html>")]
    with pytest.raises(PostFailed) as caught:
        await poster.post(outgoing("id-1", 1), THREAD_TS, None)
    assert not caught.value.permanent


# With the outbox ----------------------------------------------------------------------------


async def _post_one_left(
    slack: TinySlack,
    library: Library,
    monkeypatch: pytest.MonkeyPatch,
    back_off: tuple[float, ...],
) -> None:
    """An edge starts over a store in which one reply waits, and posts it or gives up."""
    store = SqliteStore(":memory:")

    def job(unit: Unit) -> None:
        unit.enqueue(outgoing("id-1", unit.begin(THREAD, talk())))

    store.run([job])
    boxes: list[Outbox] = []

    def outbox(*parts: Any) -> Outbox:
        boxes.append(functools.partial(Outbox, back_off=back_off)(*parts))
        return boxes[-1]

    monkeypatch.setattr(slack_app, "Outbox", outbox)
    access = Access("xoxb-1", f"{slack.address}/api/", "secret")
    async with edge(library, store, access, 3):
        await boxes[0].idle()


async def test_a_slack_that_hangs_up_gets_one_request_for_each_try(
    slack: TinySlack, tiny: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The client's own retry would double each, and a post that was taken would stand twice."""
    slack.answers["chat.postMessage"] = [hung_up] * 20
    await _post_one_left(slack, tiny, monkeypatch, (0.0, 0.0))
    bodies = slack.named("chat.postMessage")
    assert [body["client_msg_id"] for body in bodies] == ["id-1"] * 3


async def test_a_rate_limit_is_waited_for_as_long_as_slack_says(
    slack: TinySlack, tiny: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited = refused("ratelimited", status=429, after="0.3")
    slack.answers["chat.postMessage"] = [limited]
    await _post_one_left(slack, tiny, monkeypatch, (0.0,))
    first, second = [at for path, _, at in slack.calls if path == "chat.postMessage"]
    assert second - first >= 0.25


async def test_a_permanent_failure_is_not_tried_again(
    slack: TinySlack, tiny: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    slack.answers["chat.postMessage"] = [refused("channel_not_found")]
    await _post_one_left(slack, tiny, monkeypatch, (0.0, 0.0))
    assert len(slack.named("chat.postMessage")) == 1
