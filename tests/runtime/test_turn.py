"""One delivery is one atomic unit: whole, once, and only where it is for us."""

import itertools
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.knowledge.library import Library
from bot.runtime import turn
from bot.runtime.ports import Job, Unit
from bot.runtime.values import AsRoot, Delivery, InThread, Place, Privately, Taken
from bot.slack.incoming import Self
from bot.slack.incoming import message as from_slack
from bot.storage.sqlite import SqliteStore
from tests.runtime.deliveries import CHANNEL, THREAD, command, message, press

OPENING = message("call the stock or publish an event?", at=1)


@pytest.fixture
def path(tmp_path: Path) -> str:
    """Where the database lies."""
    return str(tmp_path / "talks.db")


def take(store: SqliteStore, library: Library, delivery: Delivery) -> Taken:
    """Take it in a transaction of its own; raises what the turn raised."""
    (taken,) = store.run([lambda unit: turn.take(unit, library, delivery)])
    if isinstance(taken, Exception):
        raise taken
    assert isinstance(taken, Taken)
    return taken


def contents(path: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, but for the hour."""
    reader = sqlite3.connect(path)
    tables = [row[0] for row in reader.execute("SELECT name FROM sqlite_master WHERE type='table'")]
    found = {}
    for table in tables:
        columns = [row[1] for row in reader.execute(f"PRAGMA table_info({table})")]
        kept = ", ".join(each for each in columns if not each.endswith("_at"))
        found[table] = reader.execute(f"SELECT {kept} FROM {table}").fetchall()  # noqa: S608
    reader.close()
    return found


def rows(path: str) -> int:
    return sum(len(each) for each in contents(path).values())


def seen_again(path: str, library: Library, make: Callable[[str], SqliteStore]) -> int:
    """How many repeated deliveries change anything, in one process and after a restart."""
    deliveries = [
        OPENING,
        press("waits", "yes", at=2),
        message("several services react", at=3),
        message("calls or events", at=4, place=THREAD.model_copy(update={"thread": "9.9"})),
    ]
    changed = 0
    store = make(path)
    for delivery in deliveries:
        assert not take(store, library, delivery).repeated
        before = contents(path)
        taken = take(store, library, delivery)
        changed += not taken.repeated or bool(taken.outgoing) or contents(path) != before
    store.close()
    store = make(path)
    before = contents(path)
    for delivery in deliveries:
        take(store, library, delivery)
    changed += contents(path) != before
    store.close()
    return changed


def test_a_delivery_seen_again_changes_nothing_also_after_a_restart(
    path: str, tiny: Library
) -> None:
    assert seen_again(path, tiny, SqliteStore) == 0


class RemembersKeysInMemory(SqliteStore):
    """The planted fault: what was seen is known to this process alone."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self._seen: set[str] = set()

    def run(self, jobs: Sequence[Job]) -> list[Any]:
        seen = self._seen

        class Forgetful:
            def __init__(self, unit: Unit) -> None:
                self._unit = unit

            def first_time(self, key: str) -> bool:
                new = key not in seen
                seen.add(key)
                return new

            def __getattr__(self, name: str) -> Any:
                return getattr(self._unit, name)

        return super().run([lambda unit, job=job: job(Forgetful(unit)) for job in jobs])  # type: ignore[misc]  # bound as a default


def test_keys_kept_in_memory_would_be_caught(path: str, tiny: Library) -> None:
    try:
        changed = seen_again(path, tiny, RemembersKeysInMemory)
    except sqlite3.IntegrityError:
        changed = 1  # the same outgoing id a second time
    assert changed


@pytest.mark.parametrize(
    "delivery",
    [
        message("does anyone call or publish an event?", addressed=False),
        message("call or publish?", addressed=False, place=CHANNEL),
        press("waits", "yes", at=1),
    ],
    ids=["in a thread", "in the channel", "a press"],
)
def test_what_is_not_for_us_writes_nothing(path: str, tiny: Library, delivery: Delivery) -> None:
    store = SqliteStore(path)
    assert take(store, tiny, delivery) == Taken()
    assert rows(path) == 0
    store.close()


def test_what_people_say_among_themselves_is_not_in_the_diary(path: str, tiny: Library) -> None:
    store = SqliteStore(path)
    take(store, tiny, OPENING)
    taken = take(store, tiny, message("lunch at the harbour?", at=2, person="bo", addressed=False))
    assert taken.outgoing == ()
    assert "harbour" not in str(contents(path))
    store.close()


SLACK = Self(team="T1", user="UBOT", bot="BBOT")
PAYLOAD = {
    "text": "<@UBOT> call the stock or publish an event?",
    "channel": "C1",
    "ts": "100.000001",
    "user": "ana",
}


@pytest.mark.parametrize(
    "kinds", list(itertools.permutations(["message", "app_mention"])), ids="-then-".join
)
def test_message_and_mention_of_one_post_give_one_answer_in_either_order(
    path: str, tiny: Library, kinds: tuple[str, str]
) -> None:
    store = SqliteStore(path)
    taken = []
    for kind in kinds:
        delivery = from_slack({"type": kind, **PAYLOAD}, SLACK)
        assert delivery is not None
        taken.append(take(store, tiny, delivery))
    first, second = taken
    assert len(first.outgoing) == 1
    assert (second.outgoing, second.repeated) == ((), True)
    assert second.conversation == first.conversation
    assert len(contents(path)["outbox"]) == len(contents(path)["delivery"]) == 1
    store.close()


def test_the_ids_of_replies_follow_from_the_delivery_alone(tmp_path: Path, tiny: Library) -> None:
    def ids(name: str) -> list[str]:
        store = SqliteStore(str(tmp_path / name))
        deliveries = [OPENING, press("waits", "yes", 2), message("only one", 3)]
        found = [each.id for d in deliveries for each in take(store, tiny, d).outgoing]
        store.close()
        return found

    first = ids("a.db")
    assert first == ids("b.db")
    assert len(set(first)) == len(first) > 3


def test_what_a_turn_says_is_what_waits_in_the_outbox(path: str, tiny: Library) -> None:
    store = SqliteStore(path)
    said = [*take(store, tiny, OPENING).outgoing]
    said += take(store, tiny, message("several services react", 2)).outgoing
    said += take(store, tiny, message("nobody waits", 3)).outgoing
    assert said
    assert store.run([lambda unit: unit.unposted()]) == [said]
    store.close()


def test_a_command_opens_a_root_before_all_that_hangs_from_it(path: str, tiny: Library) -> None:
    store = SqliteStore(path)
    opening, *rest = take(store, tiny, command("call or publish an event?")).outgoing
    assert isinstance(opening.target, AsRoot)
    assert opening.reply.kind == "opened"
    assert rest
    assert all(isinstance(each.target, InThread) for each in rest)
    assert take(store, tiny, command("call or publish an event?")).repeated
    store.close()


def test_a_private_reply_goes_to_whoever_asked(path: str, tiny: Library) -> None:
    store = SqliteStore(path)
    take(store, tiny, OPENING)
    (reply,) = take(store, tiny, press("waits", "gone", 2, "bo")).outgoing
    assert isinstance(reply.target, Privately)
    assert reply.target.person == "bo"
    store.close()


def test_a_turn_that_fails_leaves_nothing_so_that_it_can_be_taken_again(
    path: str, tiny: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = SqliteStore(path)

    def failing(*args: object) -> object:
        raise LookupError("a fault of ours")

    with monkeypatch.context() as broken:
        broken.setattr(turn, "step", failing)
        with pytest.raises(LookupError):
            take(store, tiny, OPENING)
    assert rows(path) == 0
    assert take(store, tiny, OPENING).outgoing
    store.close()


def test_a_look_stores_nothing(path: str, tiny: Library) -> None:
    store = SqliteStore(path)
    take(store, tiny, OPENING)
    before = contents(path)
    (shown,) = store.run([lambda unit: turn.look(unit, tiny, message("help", 2))])
    assert shown
    assert contents(path) == before
    store.close()


def test_places_of_two_teams_are_two_conversations(path: str, tiny: Library) -> None:
    store = SqliteStore(path)
    other = Place(team="T2", channel=THREAD.channel, thread=THREAD.thread)
    first = take(store, tiny, OPENING)
    second = take(store, tiny, message("calls or events", 1, place=other))
    assert first.conversation != second.conversation
    store.close()
