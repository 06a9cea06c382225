"""No token and no word of people stands in a log, even at DEBUG."""

import logging

import pytest

from bot.slack import app as slack_app
from tests.slack.conftest import Connected

CANARY = "canary-4711"


def _loose(name: str) -> logging.Logger:
    loose = logging.getLogger(f"{name}.loose")
    loose.setLevel(logging.DEBUG)
    return loose


@pytest.mark.parametrize("capped", [True, False])
async def test_neither_tokens_nor_words_are_logged_at_debug(
    connected: Connected,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    capped: bool,
) -> None:
    """With the libraries' loggers let loose, the planted fault, the check must find some."""
    caplog.set_level(logging.DEBUG)
    if not capped:
        monkeypatch.setattr(slack_app, "quiet", _loose)
    async with connected() as workspace:
        ts = await workspace.say("ana", f"@archdecide call or publish? several services {CANARY}")
        (card,) = workspace.thread(ts)
        await workspace.press("bo", card["ts"], "answer:yes")
        await workspace.slack.people.command("ana", "checkout", f"/archdecide {CANARY}")
        await workspace.slack.settled(quiet=0.02)
        secrets = (CANARY, workspace.slack.bot_token, workspace.slack.signing_secret)
        told = [record.getMessage() + str(record.exc_info) for record in caplog.records]
        leaked = [each for each in told if any(secret in each for secret in secrets)]
        assert (leaked == []) is capped


async def test_a_fault_of_ours_is_told_privately_and_logged_without_its_message(
    connected: Connected, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.runtime import turn

    def broken(*_: object) -> None:
        raise ValueError(CANARY)

    async with connected() as workspace:
        monkeypatch.setattr(turn, "step", broken)
        ts = await workspace.say("ana", f"@archdecide call or publish? {CANARY}")
        assert "nothing changed" in workspace.texts(ts, viewer="ana")[-1]
        assert workspace.texts(ts, viewer="bo") == []
    assert "ValueError while taking message:" in caplog.text
    assert CANARY not in caplog.text
