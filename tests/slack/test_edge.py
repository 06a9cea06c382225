"""What the bot does on Slack: real Bolt, signed requests, the stand-in as Slack."""

import asyncio
import functools
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier

from bot.playground.server import StandIn
from bot.runtime.ports import Job, StoreUnavailable
from bot.slack import app as slack_app
from bot.storage.sqlite import SqliteStore
from tests.slack.conftest import Connected

OPENING = "@archdecide should we call or publish an event?"


@pytest.mark.parametrize("first", ["app_mention", "message", None])
async def test_a_mention_that_arrives_as_two_events_gets_one_answer(
    connected: Connected, first: Any
) -> None:
    async with connected() as workspace:
        ts = await workspace.say("ana", OPENING, first=first)
        assert len(workspace.thread(ts)) == 1


async def test_a_delivery_that_could_not_be_stored_is_refused_and_taken_at_the_next_try(
    connected: Connected,
) -> None:
    store = _FailingStore(failures=1)
    async with connected(store) as workspace:
        ts = await workspace.say("ana", OPENING)
        statuses = [attempt.status for attempt in workspace.slack.deliveries.attempts]
        assert 503 in statuses
        assert len(workspace.thread(ts)) == 1


async def test_acking_before_the_commit_would_lose_the_delivery(
    connected: Connected, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted fault: with Bolt's default the event is acked, then lost."""
    early = functools.partial(_without_process_before_response, AsyncApp)
    monkeypatch.setattr(slack_app, "AsyncApp", early)
    async with connected(_FailingStore(failures=2)) as workspace:
        ts = await workspace.say("ana", OPENING)
        assert workspace.thread(ts) == []


async def test_people_among_themselves_meet_silence(connected: Connected) -> None:
    async with connected() as workspace:
        ts = await workspace.say("ana", OPENING)
        before = len(workspace.slack.calls)
        await workspace.say("chen", "@dana lunch?", ts)
        await workspace.say("dana", "yes", ts)
        await workspace.say("bo", "what a week")
        assert workspace.slack.calls[before:] == []


async def test_other_bots_and_itself_are_not_heard(connected: Connected) -> None:
    async with connected() as workspace:
        mention = f"<@{workspace.slack.bot_user_id}> {OPENING}"
        event = {
            "type": "message",
            "subtype": "bot_message",
            "bot_id": "B0OTHER",
            "text": mention,
            "channel": workspace.slack.workspace.channel("checkout").id,
            "ts": "1790000000.000100",
        }
        assert await _send(workspace.slack, workspace.url, event) == 200
        assert await _send(workspace.slack, workspace.url, {**event, "subtype": None}) == 200
        await workspace.slack.settled(quiet=0.02)
        assert [call["method"] for call in workspace.slack.calls if "chat" in call["method"]] == []


async def test_user_text_cannot_ping_link_or_break_out(connected: Connected) -> None:
    async with connected() as workspace:
        hostile = (
            "@archdecide call or publish? several services `react` <!channel> *here*"
            " [x](http://evil.example) <http://evil.example|free> & @dana ```"
        )
        ts = await workspace.say("ana", hostile)
        assert workspace.thread(ts)
        for call in workspace.slack.calls:
            shown = json.dumps(call["body"])
            assert "<!channel>" not in shown
            assert "<http://evil" not in shown
            assert "```" not in shown


async def test_an_old_button_of_a_thread_that_is_not_ours_gets_a_private_line(
    connected: Connected, tmp_path: Path
) -> None:
    async with StandIn() as slack:
        async with connected(SqliteStore(str(tmp_path / "a.db")), slack) as workspace:
            ts = await workspace.say("ana", OPENING)
            (card,) = workspace.thread(ts)
        async with connected(SqliteStore(str(tmp_path / "b.db")), slack) as workspace:
            outcome = await workspace.press("bo", card["ts"], "answer:several")
            assert outcome.ok
            assert "no longer counts" in workspace.texts(ts, viewer="bo")[-1]
            assert "no longer counts" not in workspace.texts(ts, viewer="ana")[-1]


async def test_a_restart_in_the_middle_loses_nothing(connected: Connected, tmp_path: Path) -> None:
    database = str(tmp_path / "archdecide.db")
    async with StandIn() as slack:
        async with connected(SqliteStore(database), slack) as workspace:
            ts = await workspace.say("ana", OPENING)
            (card,) = workspace.thread(ts)
            await workspace.press("ana", card["ts"], "answer:several")
        async with connected(SqliteStore(database), slack) as workspace:
            (card,) = workspace.thread(ts)
            assert "2 of 3" in card["text"]
            await workspace.press("bo", card["ts"], "answer:yes")
            assert workspace.texts(ts)[-1].startswith("Both:")


async def test_two_presses_at_the_same_moment_are_both_kept(connected: Connected) -> None:
    async with connected() as workspace:
        ts = await workspace.say("ana", OPENING)
        (card,) = workspace.thread(ts)
        await asyncio.gather(
            workspace.press("ana", card["ts"], "answer:several"),
            workspace.press("bo", card["ts"], "answer:several"),
        )
        (card,) = workspace.thread(ts)
        ana, bo = (slack_user(workspace.slack, name) for name in ("ana", "bo"))
        assert f"several react (<@{ana}>, <@{bo}>)" in card["text"] or (
            f"several react (<@{bo}>, <@{ana}>)" in card["text"]
        )


async def test_a_slash_command_opens_a_thread_that_goes_on(connected: Connected) -> None:
    async with connected() as workspace:
        outcome = await workspace.slack.people.command(
            "ana", "checkout", "/archdecide should we call or publish an event?"
        )
        assert outcome.ok
        await workspace.slack.settled(quiet=0.02)
        (root,) = workspace.slack.channel("checkout")
        assert "asks: should we call or publish an event?" in root["text"]
        card = workspace.thread(root["ts"])[-1]
        await workspace.press("bo", card["ts"], "answer:several")
        await workspace.say("ana", "yes, at once", root["ts"])
        assert workspace.texts(root["ts"])[-1].startswith("Both:")


async def test_where_the_bot_is_no_member_the_asker_alone_is_told_what_to_do(
    connected: Connected,
) -> None:
    async with connected() as workspace:
        await workspace.slack.people.command("ana", "random", f"/archdecide {OPENING[12:]}")
        await workspace.slack.settled(quiet=0.02)
        assert "/invite" in workspace.slack.channel("random", viewer="ana")[-1]["text"]
        assert workspace.slack.channel("random", viewer="bo") == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Calls or events"),
        ("help", "three questions at most"),
        ("list", "Calls or events"),
        ("HELP me", "three questions at most"),
        ("decide now", "Calls or events"),
        ("hello", "What is to be decided?"),
        ("which laptop?", "I don't cover that."),
        ("stop", "Stopped."),
    ],
)
async def test_a_command_that_names_no_decision_is_answered_privately_and_stores_nothing(
    connected: Connected, text: str, words: str
) -> None:
    store = SqliteStore(":memory:")
    async with connected(store) as workspace:
        await workspace.slack.people.command("ana", "checkout", f"/archdecide {text}")
        await workspace.slack.settled(quiet=0.02)
        told = workspace.slack.channel("checkout", viewer="ana")[-1]["text"]
        assert words in told
        assert workspace.slack.channel("checkout", viewer="bo") == []
        assert _rows(store) == 0


async def test_what_does_this_mean_is_answered_to_whoever_asked(connected: Connected) -> None:
    async with connected() as workspace:
        ts = await workspace.say("ana", OPENING)
        (card,) = workspace.thread(ts)
        await workspace.slack.people.choose("chen", "checkout", card["ts"], "menu", "explain")
        await workspace.slack.settled(quiet=0.02)
        assert "An order concerns the stock" in workspace.texts(ts, viewer="chen")[-1]
        assert len(workspace.thread(ts, viewer="ana")) == 1


async def test_a_tampered_value_changes_nothing_and_is_answered_privately(
    connected: Connected,
) -> None:
    async with connected() as workspace:
        ts = await workspace.say("ana", OPENING)
        (card,) = workspace.thread(ts)
        payload = {
            "type": "block_actions",
            "team": {"id": workspace.slack.workspace.team.id},
            "user": {"id": slack_user(workspace.slack, "bo")},
            "container": {
                "channel_id": workspace.slack.workspace.channel("checkout").id,
                "message_ts": card["ts"],
                "thread_ts": ts,
            },
            "actions": [
                {"action_id": "answer:x", "value": "receivers.' OR 1=1", "action_ts": "1.1"}
            ],
        }
        assert (await workspace.slack.deliveries.interaction(payload)).ok
        await workspace.slack.settled(quiet=0.02)
        assert workspace.thread(ts)[0]["text"] == card["text"]
        assert "Nothing changed" in workspace.texts(ts, viewer="bo")[-1]


@pytest.mark.parametrize("kind", ["reaction_added", "channel_rename", "not_invented_yet"])
async def test_every_signed_envelope_gets_200_whatever_its_type(
    connected: Connected, kind: str
) -> None:
    async with connected() as workspace:
        assert await _send(workspace.slack, workspace.url, {"type": kind}) == 200


@pytest.mark.parametrize("fault", ["unsigned", "wrong secret", "stale"])
async def test_unsigned_wrongly_signed_and_stale_requests_get_401_and_do_nothing(
    connected: Connected, fault: str
) -> None:
    async with connected() as workspace:
        channel = workspace.slack.workspace.channel("checkout").id
        event = {
            "type": "app_mention",
            "user": slack_user(workspace.slack, "ana"),
            "text": f"<@{workspace.slack.bot_user_id}> call or publish?",
            "channel": channel,
            "ts": "1790000000.000100",
        }
        assert await _send(workspace.slack, workspace.url, event, fault) == 401
        await workspace.slack.settled(quiet=0.02)
        assert not any("chat" in call["method"] for call in workspace.slack.calls)


async def test_two_people_who_want_it_decided_get_one_verdict(connected: Connected) -> None:
    async with connected() as workspace:
        ts = await workspace.say("ana", OPENING)
        (card,) = workspace.thread(ts)
        await asyncio.gather(
            workspace.press("ana", card["ts"], "command:decide_now"),
            workspace.press("bo", card["ts"], "command:decide_now"),
        )
        assert len(workspace.thread(ts)) == 2


async def test_the_last_answer_pressed_twice_says_nothing_to_everyone(
    connected: Connected,
) -> None:
    async with connected() as workspace:
        ts = await workspace.say("ana", OPENING)
        (card,) = workspace.thread(ts)
        await workspace.press("ana", card["ts"], "answer:several")
        (card,) = workspace.thread(ts)
        await asyncio.gather(
            workspace.press("ana", card["ts"], "answer:yes"),
            workspace.press("ana", card["ts"], "answer:yes"),
        )
        assert len(workspace.thread(ts)) == 2


def _rows(store: SqliteStore) -> int:
    """What was stored at all."""
    tables = ("delivery", "conversation", "place", "diary", "outbox")
    return sum(store._db.table(name).count for name in tables)


class _FailingStore:
    """A store that is unavailable the first times it is asked to write."""

    def __init__(self, failures: int) -> None:
        self._store = SqliteStore(":memory:")
        self._failures = failures
        self._resumed = False

    def run(self, jobs: Sequence[Job]) -> list[Any]:
        if not self._resumed:
            self._resumed = True
        elif self._failures:
            self._failures -= 1
            raise StoreUnavailable("disk full")
        return self._store.run(jobs)

    def close(self) -> None:
        self._store.close()


def _without_process_before_response(original: Any, **given: Any) -> Any:
    return original(**{**given, "process_before_response": False})


def slack_user(slack: StandIn, name: str) -> str:
    """A person's Slack id."""
    return slack.workspace.user(name).id


async def _send(slack: StandIn, url: str, event: dict[str, Any], fault: str = "") -> int:
    body = json.dumps(
        {
            "type": "event_callback",
            "team_id": slack.workspace.team.id,
            "api_app_id": "A1",
            "event_id": "Ev1",
            "event": event,
        }
    )
    secret = "another" if fault == "wrong secret" else slack.signing_secret
    stamp = str(int(time.time()) - (600 if fault == "stale" else 0))
    signature = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=body) or ""
    headers = {"Content-Type": "application/json"}
    if fault != "unsigned":
        headers |= {"X-Slack-Signature": signature, "X-Slack-Request-Timestamp": stamp}
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=body, headers=headers) as response,
    ):
        return response.status
