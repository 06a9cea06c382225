"""What every store promises, written against the port; a new store is one line more.

`STORES` makes each kind over a place on disk, so that it can be closed and opened again.
The planted faults below are stores that break one promise each.
"""

import json
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.dialog.conversation import Answer, Conversation
from bot.runtime.ports import Job, Store, StoreUnavailable, Unit
from bot.runtime.values import Outgoing, Place
from bot.storage.schema import VERSION
from bot.storage.sqlite import SqliteStore
from tests.runtime.deliveries import CHANNEL, THREAD, message, outgoing, private, root, talk

Opened = Callable[[], Store]
STORES: dict[str, Callable[[Path], Store]] = {
    "sqlite": lambda folder: SqliteStore(str(folder / "talks.db")),
}


@pytest.fixture(params=sorted(STORES))
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opened]:
    """Opens the store, as often as it is called; all are closed in the end."""
    stores: list[Store] = []

    def again() -> Store:
        stores.append(STORES[request.param](tmp_path))
        return stores[-1]

    yield again
    for store in stores:
        store.close()


@pytest.fixture
def store(opened: Opened) -> Store:
    """One open store."""
    return opened()


def one(store: Store, job: Job) -> Any:
    """Do one job in a transaction of its own; raises what it raised."""
    (result,) = store.run([job])
    if isinstance(result, Exception):
        raise result
    return result


def begin(store: Store, place: Place = THREAD, starter: str = "ana") -> int:
    """A new conversation at this place."""
    return int(one(store, lambda unit: unit.begin(place, talk(starter))))


def waiting(store: Store) -> list[str]:
    """The ids of what is still to be posted, in order."""
    return [each.id for each in one(store, lambda unit: unit.unposted())]


def first_time(key: str) -> Job:
    """Notes the key."""
    return lambda unit: unit.first_time(key)


def enqueued(replies: Iterable[Outgoing]) -> Job:
    """Puts these into the outbox."""

    def job(unit: Unit) -> None:
        for each in replies:
            unit.enqueue(each)

    return job


def send(store: Store, *replies: Outgoing) -> None:
    """Put these into the outbox, in one unit."""
    one(store, enqueued(replies))


# Deliveries and conversations --------------------------------------------------------------


def test_a_key_is_new_once(store: Store) -> None:
    assert one(store, lambda unit: unit.first_time("k")) is True
    assert one(store, lambda unit: unit.first_time("k")) is False
    assert store.run([lambda unit: unit.first_time("n")] * 3) == [True, False, False]


def test_a_conversation_is_found_at_its_place_and_nowhere_else(store: Store) -> None:
    begun = begin(store)
    assert one(store, lambda unit: unit.load(THREAD)) == (begun, talk())
    others = (
        Place(team="T2", channel="C1", thread=THREAD.thread),
        Place(team="T1", channel="C2", thread=THREAD.thread),
        Place(team="T1", channel="C1", thread="100.000002"),
        CHANNEL,
    )
    assert one(store, lambda unit: [unit.load(other) for other in others]) == [None] * 4


def test_what_is_saved_is_loaded_and_other_conversations_stay(store: Store) -> None:
    elsewhere = THREAD.model_copy(update={"thread": "7.7"})
    first, second = begin(store), begin(store, elsewhere, "bo")
    answer = Answer(question="waits", choice="yes", person="bo", at=2**60, words="„wait” ✓ 'x'")
    changed = talk().model_copy(update={"phase": "asking", "answers": (answer,)})
    one(store, lambda unit: unit.save(first, changed))
    assert one(store, lambda unit: unit.load(THREAD)) == (first, changed)
    assert one(store, lambda unit: unit.load(elsewhere)) == (second, talk("bo"))


def test_a_unit_sees_what_it_wrote_before(store: Store) -> None:
    def job(unit: Unit) -> object:
        begun = unit.begin(THREAD, talk())
        unit.enqueue(outgoing("a", begun))
        return unit.load(THREAD), [each.id for each in unit.unposted()]

    loaded, ids = one(store, job)
    assert loaded is not None
    assert ids == ["a"]


# Units ------------------------------------------------------------------------------------


def failing_after_writing(unit: Unit) -> None:
    """A job with every kind of write that then fails."""
    unit.first_time("bad")
    begun = unit.begin(THREAD.model_copy(update={"thread": "bad"}), talk())
    unit.enqueue(outgoing("bad", begun))
    unit.note(begun, message("bad"), talk())
    raise LookupError("a fault of its own")


def test_a_failing_job_is_undone_alone(store: Store) -> None:
    def good(name: str) -> Job:
        def job(unit: Unit) -> str:
            assert unit.first_time(name)
            begun = unit.begin(THREAD.model_copy(update={"thread": name}), talk())
            unit.enqueue(outgoing(name, begun))
            return name

        return job

    first, failed, last = store.run([good("first"), failing_after_writing, good("last")])
    assert (first, last) == ("first", "last")
    assert isinstance(failed, LookupError)
    assert waiting(store) == ["first", "last"]
    assert one(store, lambda unit: unit.load(Place(team="T1", channel="C1", thread="bad"))) is None
    assert one(store, lambda unit: unit.first_time("bad")) is True
    assert one(store, lambda unit: unit.first_time("first")) is False


def test_a_job_that_breaks_a_rule_of_the_database_is_undone_alone(store: Store) -> None:
    begun = begin(store)
    send(store, outgoing("a", begun))
    results = store.run(
        [
            lambda unit: unit.first_time("k"),
            lambda unit: unit.enqueue(outgoing("a", begun)),
            lambda unit: unit.enqueue(outgoing("b", begun)),
        ]
    )
    assert results[0] is True
    assert isinstance(results[1], Exception)
    assert waiting(store) == ["a", "b"]


def test_nothing_remains_of_a_batch_that_is_broken_off(store: Store) -> None:
    def killed(unit: Unit) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.run([lambda unit: unit.first_time("k"), killed])
    assert one(store, lambda unit: unit.first_time("k")) is True


def test_no_jobs_are_no_work(store: Store) -> None:
    assert store.run([]) == []


# The outbox -------------------------------------------------------------------------------


def test_what_waits_is_in_the_order_of_writing(store: Store) -> None:
    first = begin(store)
    second = begin(store, THREAD.model_copy(update={"thread": "2.2"}))
    names = [f"{n:02}-{'zyx'[n % 3]}" for n in range(20)]
    for n, name in enumerate(names):
        send(store, outgoing(name, (first, second)[n % 2]))
    assert waiting(store) == names


def test_a_reply_comes_back_as_it_was_written(store: Store) -> None:
    begun = begin(store)
    replies = [outgoing("a", begun, "card"), root("b", begun), private("c", begun)]
    send(store, *replies)
    assert one(store, lambda unit: unit.unposted()) == replies


def test_posted_and_failed_replies_no_longer_wait(store: Store) -> None:
    begun = begin(store)
    replies = [outgoing(name, begun) for name in "abc"]
    send(store, *replies)
    one(store, lambda unit: unit.posted(replies[0], "1.1"))
    one(store, lambda unit: unit.failed(replies[1], "is_archived"))
    assert waiting(store) == ["c"]


def test_the_root_binds_the_place_when_it_is_posted(store: Store) -> None:
    begun = begin(store, CHANNEL)
    opening = root("r", begun)
    send(store, opening)
    bound = THREAD.model_copy(update={"thread": "5.5"})
    assert one(store, lambda unit: unit.address(outgoing("x", begun))) == (None, None)
    assert one(store, lambda unit: unit.load(bound)) is None
    one(store, lambda unit: unit.posted(opening, "5.5"))
    assert one(store, lambda unit: unit.load(bound)) == (begun, talk())
    assert one(store, lambda unit: unit.address(outgoing("x", begun))) == ("5.5", None)


def test_a_reply_in_a_thread_binds_nothing(store: Store) -> None:
    begun = begin(store)
    send(store, outgoing("a", begun))
    one(store, lambda unit: unit.posted(outgoing("a", begun), "9.9"))
    assert one(store, lambda unit: unit.load(THREAD.model_copy(update={"thread": "9.9"}))) is None


def test_a_slot_is_the_message_last_posted_for_it(store: Store) -> None:
    begun = begin(store)
    other = begin(store, THREAD.model_copy(update={"thread": "2.2"}))
    replies = [outgoing("a", begun, "card"), outgoing("b", begun), outgoing("c", begun, "card")]
    send(store, *replies, outgoing("d", begun, "note"))

    def ts(slot: str | None, conversation: int = begun) -> str | None:
        found = one(store, lambda unit: unit.address(outgoing("x", conversation, slot)))
        return str(found[1]) if found[1] else None

    assert ts("card") is None
    one(store, lambda unit: unit.posted(replies[0], "1.1"))
    one(store, lambda unit: unit.posted(replies[1], "2.2"))
    assert (ts("card"), ts("note"), ts(None), ts("card", other)) == ("1.1", None, None, None)
    one(store, lambda unit: unit.posted(replies[2], "3.3"))
    assert ts("card") == "3.3"


# What must be seen by whoever looks after a crash: each commit is whole ----------------------


def take(unit: Unit) -> None:
    """What a turn writes: key, conversation and reply."""
    if unit.first_time("k"):
        unit.enqueue(outgoing("reply", unit.begin(THREAD, talk())))


def halves(store: Store, reader: Store) -> int:
    """How many of the states that a crash could leave hold a key without its reply."""
    torn = 0
    for step in commits_of(store, [take]):
        step()
        known = reader.run([lambda unit: unit.load(THREAD)])[0] is not None
        replied = bool(reader.run([lambda unit: unit.unposted()])[0])
        torn += known != replied
    return torn


def commits_of(store: Store, jobs: Sequence[Job]) -> list[Callable[[], object]]:
    """The transactions, one after another, that running these jobs takes."""
    parts = getattr(store, "parts", None)
    return parts(jobs) if parts else [lambda: store.run(jobs)]


class RepliesInASecondCommit(SqliteStore):
    """The planted fault: replies are written when all else has been committed."""

    def parts(self, jobs: Sequence[Job]) -> list[Callable[[], object]]:
        later: list[Outgoing] = []

        class Without:
            def __init__(self, unit: Unit) -> None:
                self._unit = unit

            def __getattr__(self, name: str) -> Any:
                return later.append if name == "enqueue" else getattr(self._unit, name)

        def first(job: Job) -> Job:
            return lambda unit: job(Without(unit))

        return [
            lambda: super(RepliesInASecondCommit, self).run([first(job) for job in jobs]),
            lambda: super(RepliesInASecondCommit, self).run([enqueued(later)]),
        ]


def test_key_and_reply_are_committed_together(opened: Opened) -> None:
    assert halves(opened(), opened()) == 0


def test_a_reply_in_a_second_commit_would_be_caught(tmp_path: Path) -> None:
    path = str(tmp_path / "planted.db")
    store, reader = RepliesInASecondCommit(path), SqliteStore(path)
    assert halves(store, reader) == 1
    store.close()
    reader.close()


# Restart and company ----------------------------------------------------------------------


def test_a_restart_keeps_everything(opened: Opened) -> None:
    store = opened()
    begun = begin(store)
    one(store, lambda unit: unit.first_time("k"))
    replies = [outgoing("a", begun, "card"), outgoing("b", begun)]
    send(store, *replies)
    one(store, lambda unit: unit.posted(replies[0], "1.1"))
    # Without closing: as after a kill.
    again = opened()
    assert one(again, lambda unit: unit.first_time("k")) is False
    assert one(again, lambda unit: unit.load(THREAD)) == (begun, talk())
    assert waiting(again) == ["b"]
    address = one(again, lambda unit: unit.address(outgoing("x", begun, "card")))
    assert address == (THREAD.thread, "1.1")


def test_what_is_not_committed_is_seen_by_nobody(opened: Opened) -> None:
    store, other = opened(), opened()

    def job(unit: Unit) -> object:
        begun = unit.begin(THREAD, talk())
        unit.enqueue(outgoing("a", begun))
        assert waiting_by_reading(other) == []
        return None

    def waiting_by_reading(store: Store) -> list[str]:
        # A reader only, so that it doesn't wait for the writer.
        if isinstance(store, SqliteStore):
            rows = connection(store).execute("SELECT id FROM outbox").fetchall()
            return [str(row[0]) for row in rows]
        return waiting(store)

    one(store, job)
    assert waiting(other) == ["a"]


def test_two_stores_on_one_database_lose_nothing(opened: Opened) -> None:
    opened().close()
    stores = [opened(), opened()]
    begun = begin(stores[0])
    errors: list[BaseException] = []
    winners: list[str] = []

    def work(store: Store, name: str) -> None:
        try:
            for n in range(40):
                key = f"shared-{n}"
                if one(store, first_time(key)):
                    winners.append(key)
                send(store, outgoing(f"{name}-{n:02}", begun))
        except BaseException as error:  # noqa: BLE001  # reported by the test itself
            errors.append(error)

    threads = [
        threading.Thread(target=work, args=(store, name))
        for store, name in zip(stores, "ab", strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert sorted(winners) == sorted(f"shared-{n}" for n in range(40))
    found = waiting(stores[0])
    assert len(found) == 80
    for name in "ab":
        assert [each for each in found if each[0] == name] == [f"{name}-{n:02}" for n in range(40)]


def test_two_stores_may_be_opened_on_a_new_database_at_once(tmp_path: Path) -> None:
    for kind, make in STORES.items():
        for attempt in range(5):
            folder = tmp_path / f"{kind}{attempt}"
            folder.mkdir()
            made: list[Store] = []
            errors: list[BaseException] = []

            def start(
                make: Callable[[Path], Store] = make,
                folder: Path = folder,
                made: list[Store] = made,
                errors: list[BaseException] = errors,
            ) -> None:
                try:
                    made.append(make(folder))
                except BaseException as error:  # noqa: BLE001  # reported by the test itself
                    errors.append(error)

            threads = [threading.Thread(target=start) for _ in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            for store in made:
                store.close()
            assert not errors


# SQLite's own -----------------------------------------------------------------------------


def connection(store: SqliteStore) -> sqlite3.Connection:
    """The store's connection: pragmas are set for each connection."""
    found = store._db.conn
    assert isinstance(found, sqlite3.Connection)
    return found


def pragma(store: SqliteStore, name: str) -> object:
    return connection(store).execute(f"PRAGMA {name}").fetchone()[0]


FULL = 2


def test_sqlite_writes_through_to_the_disk_at_each_commit(tmp_path: Path) -> None:
    store = SqliteStore(str(tmp_path / "talks.db"))
    assert pragma(store, "synchronous") == FULL
    assert pragma(store, "journal_mode") == "wal"
    assert pragma(store, "foreign_keys") == 1
    assert pragma(store, "user_version") == VERSION
    store.close()


def test_a_database_of_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = str(tmp_path / "talks.db")
    SqliteStore(path).close()
    newer = sqlite3.connect(path)
    newer.execute(f"PRAGMA user_version = {VERSION + 1}")
    newer.close()
    with pytest.raises(StoreUnavailable, match="newer archdecide"):
        SqliteStore(path)
    left = sqlite3.connect(path)
    assert left.execute("PRAGMA user_version").fetchone() == (VERSION + 1,)
    left.close()


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "talks.db"
    path.write_text("shopping list: bread, milk\n" * 100)
    with pytest.raises(StoreUnavailable, match="not a database"):
        SqliteStore(str(path))
    assert path.read_text().startswith("shopping list")


def test_a_database_locked_by_another_is_unavailable_and_then_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(tmp_path / "talks.db")
    monkeypatch.setattr("bot.storage.sqlite.BUSY_TIMEOUT_MS", 1)
    store = SqliteStore(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable):
        store.run([lambda unit: unit.first_time("k")])
    other.execute("ROLLBACK")
    other.close()
    assert one(store, lambda unit: unit.first_time("k")) is True
    store.close()


def test_a_full_disk_is_unavailable_and_leaves_nothing_half_done(tmp_path: Path) -> None:
    store = SqliteStore(str(tmp_path / "talks.db"))
    begun = begin(store)
    pages = pragma(store, "page_count")
    connection(store).execute(f"PRAGMA max_page_count = {pages}")
    many = [outgoing(f"{n:06}" + "x" * 200, begun) for n in range(400)]
    with pytest.raises(StoreUnavailable):
        store.run([lambda unit: unit.first_time("k"), enqueued(many)])
    connection(store).execute("PRAGMA max_page_count = 1000000")
    assert one(store, lambda unit: unit.first_time("k")) is True
    assert waiting(store) == []
    store.close()


def test_a_stored_conversation_with_unknown_keys_is_read(tmp_path: Path) -> None:
    """A newer process may have written it; the database's own version is the same."""
    store = SqliteStore(str(tmp_path / "talks.db"))
    begun = begin(store)
    newer = {**json.loads(talk().model_dump_json()), "mood": "good"}
    connection(store).execute(
        "UPDATE conversation SET state = ? WHERE id = ?", [json.dumps(newer), begun]
    )
    loaded: tuple[int, Conversation] | None = one(store, lambda unit: unit.load(THREAD))
    assert loaded == (begun, talk())
    store.close()


def test_the_diary_holds_what_came_in_and_what_was_read_from_it(tmp_path: Path) -> None:
    store = SqliteStore(str(tmp_path / "talks.db"))
    begun = begin(store)
    heard = message("someone waits", at=5)
    answers = (
        Answer(question="receivers", choice="one", person="ana", at=4),
        Answer(question="waits", choice="yes", person="ana", at=5),
        Answer(question="waits", choice="no", person="bo", at=5),
    )
    after = talk().model_copy(update={"answers": answers})
    one(store, lambda unit: unit.note(begun, heard, after))
    row = connection(store).execute("SELECT delivery, person, at, answers FROM diary").fetchone()
    assert row == (heard.key, "ana", 5, json.dumps([["waits", "yes", False]]))
    store.close()
