"""Puts the parts together; the only place that constructs them."""

from pathlib import Path

from bot.knowledge.library import Library
from bot.knowledge.loader import load
from bot.storage.sqlite import SqliteStore
from bot.terminal import Session

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
