"""`archdecide playground --info`: any script can be a person, without a Slack workspace."""

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp


@asynccontextmanager
async def playground(*flags: str) -> AsyncIterator[tuple[dict[str, Any], aiohttp.ClientSession]]:
    """The command running, and what it printed; it must end cleanly on SIGTERM."""
    running = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "playground", "--info", *flags, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert running.stdout is not None
        info = json.loads(await asyncio.wait_for(running.stdout.readline(), 30))
        async with aiohttp.ClientSession() as session:
            yield info, session
    finally:
        running.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(running.wait(), 15) == 0


async def _inspected(
    info: dict[str, Any], session: aiohttp.ClientSession, thread: str
) -> dict[str, Any]:
    place = {"channel": "checkout", "thread_ts": thread}
    async with session.get(info["inspect_url"], params=place) as response:
        state = await response.json()
        assert isinstance(state, dict)
        return state


async def test_a_script_talks_as_a_person_and_sees_what_the_bot_makes_of_it() -> None:
    async with playground() as (info, session):
        for key in ("api_url", "bot_token", "app_token", "signing_secret", "team", "people_url"):
            assert info[key]
        opening = {
            "person": "ana",
            "channel": "checkout",
            "text": "@archdecide call or publish? the user waits for the result",
        }
        async with session.post(f"{info['people_url']}say", json=opening) as response:
            thread = (await response.json())["ts"]
        state = await _inspected(info, session, thread)
        for _ in range(100):
            if state["answers"]:
                break
            await asyncio.sleep(0.05)
            state = await _inspected(info, session, thread)
        assert state["answers"]["caller_needs_answer_now"] == "yes"
        assert state["phase"] == "asking"
        assert state["verdict"] is None


async def test_the_stand_in_alone_brings_no_bot() -> None:
    async with playground("--server-only") as (info, session):
        assert "inspect_url" not in info
        async with session.post(
            f"{info['api_url']}auth.test", headers={"Authorization": f"Bearer {info['bot_token']}"}
        ) as response:
            assert (await response.json())["ok"] is True
