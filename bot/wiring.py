"""Puts the parts together; the only place that constructs them."""

import asyncio
import gc
import logging
import os
import signal
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.config import Settings
from bot.knowledge.library import Library
from bot.knowledge.loader import load
from bot.runtime.values import Place
from bot.storage.sqlite import SqliteStore
from bot.terminal.programs import state_of
from bot.terminal.session import Session

_PACKAGE = Path(__file__).parent


def knowledge_folder() -> Path:
    """The checkout's `knowledge/`, else the copy in the wheel."""
    checkout = _PACKAGE.parent / "knowledge"
    return checkout if (checkout / "questions.yaml").exists() else _PACKAGE / "_knowledge"


def library(folders: tuple[Path, ...] = ()) -> Library:
    """The knowledge base in these folders; KnowledgeError if it can't be used."""
    return load(*(folders or (knowledge_folder(),)))


def terminal_session(
    folders: tuple[Path, ...] = (), database: str = ":memory:", limit: int = 3
) -> Session:
    """A talk at the terminal; nothing is kept unless a database is named."""
    return Session(library(folders), SqliteStore(database), limit)


async def run(settings: Settings, as_http: bool) -> None:
    """Run for a Slack workspace until SIGTERM or Ctrl-C; SettingsError if anything is missing."""
    # Bolt is slow to import and a talk at the terminal doesn't need it.
    from bot.slack.app import Access
    from bot.slack.http import PATH, http_app
    from bot.slack.socket_mode import socket_app

    logging.basicConfig(level=settings.log, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    access = Access(api_url=settings.slack_api_url, **settings.slack_secrets(as_http))
    # Bolt would look there too, and warn that it need not.
    os.environ.pop("SLACK_BOT_TOKEN", None)
    host, port = settings.http_host_and_port
    known = library(settings.knowledge_folders)
    # The library stays for good; collecting garbage need not look at it again and again.
    gc.freeze()
    stopped = asyncio.Event()
    for stop in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(stop, stopped.set)
    store, limit = SqliteStore(settings.database), settings.questions
    log = logging.getLogger(__name__)
    if as_http:
        async with http_app(known, store, access, limit, host, port) as bound:
            log.info("listening on http://%s:%d%s", host, bound, PATH)
            await stopped.wait()
    else:
        async with socket_app(known, store, access, limit) as connections:
            log.info("connected to Slack by Socket Mode, %d connections", connections)
            await stopped.wait()


async def playground(
    folders: tuple[Path, ...],
    server_only: bool,
    port: int,
    introduce: Callable[[Mapping[str, Any]], None],
) -> None:
    """A stand-in for Slack's servers on loopback, with the bot connected to it unless
    `server_only`, until SIGTERM or Ctrl-C. Never talks to Slack, needs no token."""
    from bot.playground.serving import stand_in
    from bot.slack.app import Access
    from bot.slack.http import PATH, http_app

    stopped = asyncio.Event()
    for stop in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(stop, stopped.set)
    if server_only:
        async with stand_in(port) as slack:
            introduce(slack.info())
            await stopped.wait()
        return
    known = library(folders)
    with TemporaryDirectory(prefix="archdecide-") as folder:
        database = str(Path(folder) / "playground.db")
        store, reader = SqliteStore(database), SqliteStore(database)

        def inspect(team: str, channel: str, thread: str) -> dict[str, Any]:
            place = Place(team=team, channel=channel, thread=thread)
            (found,) = reader.run([lambda unit: unit.load(place)])
            return state_of(known, found[1] if found else None)

        async with stand_in(port, inspect=inspect) as slack:
            access = Access(slack.bot_token, slack.api_url, slack.signing_secret)
            async with http_app(known, store, access, 3, "127.0.0.1", 0) as bound:
                await slack.connect(f"http://127.0.0.1:{bound}{PATH}")
                introduce(slack.info())
                await stopped.wait()
        reader.close()
