"""Puts the parts together; the only place that constructs them."""

import asyncio
import gc
import logging
import os
import signal
from pathlib import Path

from bot.config import Settings
from bot.knowledge.library import Library
from bot.knowledge.loader import load
from bot.storage.sqlite import SqliteStore
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


async def serve_http(settings: Settings) -> None:
    """Serve Slack over HTTP until SIGTERM or Ctrl-C; SettingsError if anything is missing."""
    # Bolt is slow to import and a talk at the terminal doesn't need it.
    from bot.slack.app import Access
    from bot.slack.http import PATH, http_app

    logging.basicConfig(level=settings.log, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    token, secret = settings.slack_secrets()
    # Bolt would look there too, and warn that it need not.
    os.environ.pop("SLACK_BOT_TOKEN", None)
    host, port = settings.http_host_and_port
    known = library(settings.knowledge_folders)
    # The library stays for good; collecting garbage need not look at it again and again.
    gc.freeze()
    stopped = asyncio.Event()
    for stop in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(stop, stopped.set)
    async with http_app(
        known,
        SqliteStore(settings.database),
        Access(token, settings.slack_api_url, secret),
        settings.questions,
        host,
        port,
    ) as bound:
        logging.getLogger(__name__).info("listening on http://%s:%d%s", host, bound, PATH)
        await stopped.wait()
