"""The servers under test, each in a process of its own: `python -m tests.benchmarks.sides`.

ours      archdecide as `archdecide run` serves it
peer      bare Bolt: one synchronous=FULL commit, the answer, then the calls it is told
threaded  the same, with the commit on a thread of its own, so that calls go on meanwhile
echo      bare Bolt without a database: the answer, then one short message
"""

import argparse
import asyncio
import json
import re
import sqlite3
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from tests.benchmarks.wire import HOST, PATH, SECRET, Call

TOKEN = "xoxb-benchmark"
ANYTHING = re.compile("")


class Commits:
    """What the peer does before it answers."""

    def __init__(self, path: Path, more: float, threaded: bool) -> None:
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode = WAL").fetchall()
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute("CREATE TABLE delivery (id INTEGER PRIMARY KEY, key TEXT NOT NULL)")
        self._more = more
        self._thread = ThreadPoolExecutor(1) if threaded else None

    async def commit(self, key: str) -> None:
        if self._thread is None:
            self._write(key)
        else:
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(self._thread, self._write, key)

    def _write(self, key: str) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        self._db.execute("INSERT INTO delivery (key) VALUES (?)", [key])
        self._db.execute("COMMIT")
        if self._more:
            time.sleep(self._more)


class Bare:
    """The listeners of peer and echo."""

    def __init__(self, client: AsyncWebClient, commits: Commits | None, turns: Path | None) -> None:
        """`turns`: which calls each turn makes; it is written only after we have started."""
        self._client = client
        self._commits = commits
        self._file = turns
        self._turns: list[list[Call]] = []
        self._posting: set[asyncio.Task[None]] = set()

    def register(self, app: AsyncApp) -> None:
        app.event("app_mention")(self.on_event)
        app.action(ANYTHING)(self.on_action)

    async def on_event(self, event: dict[str, Any], request: AsyncBoltRequest) -> None:
        await self._take(request, event["channel"], event.get("thread_ts") or event["ts"], "")

    async def on_action(
        self, body: dict[str, Any], ack: AsyncAck, request: AsyncBoltRequest
    ) -> None:
        where = body["container"]
        await self._take(request, where["channel_id"], where["thread_ts"], where["message_ts"])
        await ack()

    async def _take(self, request: AsyncBoltRequest, channel: str, thread: str, ts: str) -> None:
        if self._commits is not None:
            await self._commits.commit(f"{channel}/{thread}/{ts}")
        if self._file is None:
            posting = self._echo(channel, thread)
        else:
            if not self._turns:
                self._turns = json.loads(self._file.read_bytes())
            posting = self._post(int(request.headers["x-turn"][0]), channel, thread, ts)
        task = asyncio.create_task(posting)
        self._posting.add(task)
        task.add_done_callback(self._posting.discard)

    async def _post(self, turn: int, channel: str, thread: str, ts: str) -> None:
        there = {"channel": channel, "thread_ts": thread, "ts": ts}
        for call in self._turns[turn]:
            body = {name: there.get(name, value) for name, value in call["body"].items()}
            await self._client.api_call(call["method"], json=body)

    async def _echo(self, channel: str, thread: str) -> None:
        await self._client.chat_postMessage(channel=channel, thread_ts=thread, text="I heard you.")


async def bare(side: str, api: str, database: Path, turns: Path, more: float) -> None:
    """Serve a peer or the echo until the driver closes our input."""
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(token=TOKEN, base_url=api, session=session, retry_handlers=[])
        app = AsyncApp(client=client, signing_secret=SECRET, process_before_response=True)
        durable = side in ("peer", "threaded")
        commits = Commits(database, more, side == "threaded") if durable else None
        Bare(client, commits, None if side == "echo" else turns).register(app)
        runner = web.AppRunner(app.web_app(path=PATH), access_log=None)
        await runner.setup()
        await web.TCPSite(runner, HOST, 0).start()
        await _serve(runner.addresses[0][1])
        await runner.cleanup()


async def ours(api: str, database: Path, more: float) -> None:
    """Serve archdecide until the driver closes our input."""
    # Only here: the bare sides shall not carry our modules.
    from bot.dialog.step import QUESTIONS
    from bot.slack.app import Access
    from bot.slack.http import http_app
    from bot.wiring import library
    from tests.benchmarks.slow_store import SlowStore

    store = SlowStore(str(database), more)
    access = Access(TOKEN, api, SECRET)
    async with http_app(library(), store, access, QUESTIONS, HOST, 0) as port:
        await _serve(port)


async def _serve(port: int) -> None:
    print(port, flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


def main() -> None:
    """One side, as named on the command line."""
    given = argparse.ArgumentParser()
    given.add_argument("side", choices=("ours", "peer", "threaded", "ceiling", "echo"))
    given.add_argument("api")
    given.add_argument("database", type=Path)
    given.add_argument("turns", type=Path)
    given.add_argument("--more", type=float, default=0.0, help="seconds added to each commit")
    asked = given.parse_args()
    if asked.side == "ours":
        asyncio.run(ours(asked.api, asked.database, asked.more))
    else:
        asyncio.run(bare(asked.side, asked.api, asked.database, asked.turns, asked.more))


if __name__ == "__main__":
    main()
