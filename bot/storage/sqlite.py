"""The store on SQLite: one connection, `BEGIN IMMEDIATE`, a savepoint a job, COMMIT to disk.

`synchronous=FULL` in WAL mode: when `run` returns, the operating system has been told to
write it all to disk. The hot path is named SQL over sqlite-utils' `execute`.
"""

import json
import sqlite3
import time
from collections.abc import Sequence
from typing import Any

from sqlite_utils import Database

from bot.dialog.conversation import Conversation
from bot.runtime.ports import Job, StoreUnavailable
from bot.runtime.values import AsRoot, Delivery, Outgoing, Place
from bot.storage.schema import SQLITE, VERSION

BUSY_TIMEOUT_MS = 2_000
"""Another process may hold the database for so long; Slack waits three seconds."""


_ITS_OWN = (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.DataError)
"""Errors that a job brings upon itself; all others (disk full, file locked, malformed, gone)
are the database's, and whoever delivered should deliver again."""


class SqliteStore:
    """Conversations in one SQLite file; `:memory:` for a talk that nobody keeps."""

    def __init__(self, path: str) -> None:
        try:
            connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        except sqlite3.Error as error:
            raise StoreUnavailable(f"{path}: {error}") from error
        self._db = Database(connection)
        try:
            self._prepare(connection, path)
        except sqlite3.Error as error:
            connection.close()
            raise StoreUnavailable(f"{path}: {error}") from error

    def _prepare(self, connection: sqlite3.Connection, path: str) -> None:
        connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}").fetchall()
        _write_ahead(connection)
        for pragma in ("synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}").fetchall()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > VERSION:
            connection.close()
            raise StoreUnavailable(
                f"{path} was written by a newer archdecide (version {version}, this one reads"
                f" up to {VERSION})"
            )
        connection.executescript(
            f"BEGIN IMMEDIATE; {SQLITE} PRAGMA user_version = {VERSION}; COMMIT;"
        )

    def run(self, jobs: Sequence[Job]) -> list[Any]:
        """As the port says."""
        execute = self._db.execute
        unit = SqliteUnit(self._db)
        results: list[Any] = []
        try:
            execute("BEGIN IMMEDIATE")
            try:
                for job in jobs:
                    execute("SAVEPOINT job")
                    try:
                        results.append(job(unit))
                    except Exception as error:  # the job's own, answered in its place
                        if isinstance(error, sqlite3.Error) and not isinstance(error, _ITS_OWN):
                            raise
                        execute("ROLLBACK TO job")
                        results.append(error)
                    execute("RELEASE job")
                execute("COMMIT")
            except BaseException:
                if self._db.conn.in_transaction:
                    execute("ROLLBACK")
                raise
        except sqlite3.Error as error:
            raise StoreUnavailable(str(error)) from error
        return results

    def close(self) -> None:
        """As the port says."""
        self._db.conn.close()


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Switch to WAL; where another process is just doing so, SQLite doesn't wait by itself."""
    deadline = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL").fetchall()
            return
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)


class SqliteUnit:
    """What one job may do, inside the store's transaction."""

    def __init__(self, db: Database) -> None:
        self._execute = db.execute

    def first_time(self, key: str) -> bool:
        cursor = self._execute("INSERT OR IGNORE INTO delivery (key) VALUES (?)", [key])
        return cursor.rowcount == 1

    def load(self, place: Place) -> tuple[int, Conversation] | None:
        row = self._execute(
            "SELECT c.id, c.state FROM place p JOIN conversation c ON c.id = p.conversation"
            " WHERE p.team = ? AND p.channel = ? AND p.thread_ts = ?",
            [place.team, place.channel, place.thread or ""],
        ).fetchone()
        return (row[0], Conversation.model_validate_json(row[1])) if row else None

    def begin(self, place: Place, conversation: Conversation) -> int:
        cursor = self._execute(
            "INSERT INTO conversation (team, channel, starter, comparison, phase, state)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            [
                place.team,
                place.channel,
                conversation.starter,
                conversation.comparison,
                conversation.phase,
                conversation.model_dump_json(),
            ],
        )
        conversation_id = int(cursor.lastrowid or 0)
        if place.thread is not None:
            self._bind(place, place.thread, conversation_id)
        return conversation_id

    def save(self, conversation_id: int, conversation: Conversation) -> None:
        self._execute(
            "UPDATE conversation SET comparison = ?, phase = ?, state = ?,"
            " updated_at = unixepoch() WHERE id = ?",
            [
                conversation.comparison,
                conversation.phase,
                conversation.model_dump_json(),
                conversation_id,
            ],
        )

    def note(self, conversation_id: int, delivery: Delivery, after: Conversation) -> None:
        heard = delivery.heard
        read = [
            [each.question, each.choice, each.excluded]
            for each in after.answers
            if each.at == heard.at and each.person == heard.person
        ]
        self._execute(
            "INSERT INTO diary (conversation, delivery, person, at, input, answers)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            [
                conversation_id,
                delivery.key,
                heard.person,
                heard.at,
                heard.input.model_dump_json(),
                json.dumps(read),
            ],
        )

    def enqueue(self, outgoing: Outgoing) -> None:
        self._execute(
            "INSERT INTO outbox (id, conversation, slot, outgoing) VALUES (?, ?, ?, ?)",
            [
                outgoing.id,
                outgoing.conversation,
                outgoing.reply.slot,
                outgoing.model_dump_json(),
            ],
        )

    def unposted(self) -> Sequence[Outgoing]:
        rows = self._execute("SELECT outgoing FROM outbox WHERE state = 'waiting' ORDER BY seq")
        return [Outgoing.model_validate_json(row[0]) for row in rows.fetchall()]

    def posted(self, outgoing: Outgoing, ts: str | None) -> None:
        self._execute(
            "UPDATE outbox SET state = 'posted', ts = ? WHERE id = ? AND state = 'waiting'",
            [ts, outgoing.id],
        )
        if isinstance(outgoing.target, AsRoot) and ts is not None:
            self._bind(outgoing.place, ts, outgoing.conversation)

    def failed(self, outgoing: Outgoing, error: str) -> None:
        self._execute(
            "UPDATE outbox SET state = 'failed', error = ? WHERE id = ? AND state = 'waiting'",
            [error, outgoing.id],
        )

    def address(self, outgoing: Outgoing) -> tuple[str | None, str | None]:
        thread = self._execute(
            "SELECT thread_ts FROM place WHERE conversation = ?", [outgoing.conversation]
        ).fetchone()
        message = self._execute(
            "SELECT ts FROM outbox WHERE conversation = ? AND slot = ? AND ts IS NOT NULL"
            " ORDER BY seq DESC LIMIT 1",
            [outgoing.conversation, outgoing.reply.slot],
        ).fetchone()
        return (thread[0] if thread else None, message[0] if message else None)

    def _bind(self, place: Place, thread: str, conversation_id: int) -> None:
        self._execute(
            "INSERT OR IGNORE INTO place (team, channel, thread_ts, conversation)"
            " VALUES (?, ?, ?, ?)",
            [place.team, place.channel, thread, conversation_id],
        )
