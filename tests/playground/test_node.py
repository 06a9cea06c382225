"""Slack's own Node libraries take the stand-in for Slack.

They are written by other people than Bolt for Python and read other parts of the answers, so they
see misunderstandings that the Python client shares with us.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pytest

from bot.playground.serving import stand_in

HERE = Path(__file__).parent / "node"
BUILD = Path(__file__).parents[2] / "build" / "playground-node"
FILES = ("package.json", "package-lock.json", ".npmrc")


@pytest.fixture(scope="session")
def conversation() -> Path:
    """The script beside its libraries, installed once for each lock file."""
    missing = [name for name in ("node", "npm") if shutil.which(name) is None]
    if missing:
        why = f"no {' and no '.join(missing)} here: Slack's Node libraries cannot be tried"
        pytest.fail(why) if os.environ.get("CI") == "true" else pytest.skip(why)
    lock = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()[:16]
    folder = BUILD / lock
    if not folder.exists():
        BUILD.mkdir(parents=True, exist_ok=True)
        # Beside it and then moved, so that a run that is broken off leaves nothing half done.
        with tempfile.TemporaryDirectory(dir=BUILD) as new:
            _install(Path(new) / "it")
            with contextlib.suppress(OSError):
                (Path(new) / "it").rename(folder)
    shutil.copy(HERE / "conversation.mjs", folder)
    return folder / "conversation.mjs"


def _install(folder: Path) -> None:
    folder.mkdir()
    for name in FILES:
        shutil.copy(HERE / name, folder)
    command = ["npm", "ci", "--ignore-scripts"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        why = f"npm ci failed: {done.stderr[-2_000:]}"
        pytest.fail(why) if os.environ.get("CI") == "true" else pytest.skip(why)


async def talk(script: Path, road: str) -> dict[str, Any]:
    async with stand_in(retry_delays=(0.0, 0.1)) as slack:
        running = await asyncio.create_subprocess_exec(
            "node",
            str(script),
            road,
            env={**os.environ, "STAND_IN": json.dumps(slack.info())},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            said, complained = await asyncio.wait_for(running.communicate(), 60)
        finally:
            if running.returncode is None:
                running.kill()
                await running.wait()
    assert running.returncode == 0, complained.decode()
    seen = json.loads(said.decode().splitlines()[-1])
    assert isinstance(seen, dict)
    return seen


@pytest.mark.parametrize("road", ["http", "socket"])
async def test_slacks_node_libraries_hold_a_conversation(conversation: Path, road: str) -> None:
    seen = await talk(conversation, road)
    assert seen["bolt"] == {
        "thread": ["<@U00BOT> hello", "Gone.", "more", "More."],
        "private": ["Help.", "About: <@U00BOT> hello"],
        "direct": ["Load 10."],
        "home": "actions",
        "outcomes": [True, True, True, False, True, True],
        "errors": {"load": "A number, please."},
        "failures": [],
    }
    assert seen["web"] == {
        "team_id": "T00TEAM",
        "text": "y",
        "id": "7",
        "refused": "not_in_channel",
        "limited": [1],
        "user": True,
    }
    if road == "socket":
        assert seen["sockets"] == {"heard": ["one"], "during": True, "after": True}


def test_the_lock_names_no_host() -> None:
    lock = json.loads((HERE / "package-lock.json").read_text())
    assert [name for name, one in lock["packages"].items() if "resolved" in one] == []
    assert all(name == "" or "integrity" in one for name, one in lock["packages"].items())
