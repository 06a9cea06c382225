"""What was committed is posted: in order, once, patiently, and never in the wrong place."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import ClassVar

import pytest

from bot.knowledge.library import Library
from bot.runtime.group_commit import GroupCommit
from bot.runtime.outbox import Outbox
from bot.runtime.ports import PostFailed, StoreUnavailable
from bot.runtime.reception import Reception
from bot.runtime.values import Outgoing
from bot.storage.sqlite import SqliteStore
from tests.runtime.deliveries import CHANNEL, THREAD, message, outgoing, press, root, talk

AT_ONCE = (0.0, 0.0)
"""Two further tries, without waiting."""
PASSING = PostFailed("internal_error", permanent=False)
PERMANENT = PostFailed("is_archived", permanent=True)


@dataclass(frozen=True)
class Post:
    """One call that succeeded."""

    id: str
    thread: str | None
    ts: str | None
    """Of the message that it updated."""


@dataclass
class FakePoster:
    """Slack, as the port sees it; `failures` are raised first, by id, in turn."""

    failures: dict[str, list[Exception]] = field(default_factory=dict)
    posts: list[Post] = field(default_factory=list)
    tries: list[str] = field(default_factory=list)
    hold: dict[str, asyncio.Event] = field(default_factory=dict)
    called: asyncio.Event = field(default_factory=asyncio.Event)

    async def post(self, outgoing: Outgoing, thread: str | None, ts: str | None) -> str | None:
        self.tries.append(outgoing.id)
        self.called.set()
        await asyncio.sleep(0)
        if (held := self.hold.get(outgoing.id)) is not None:
            await held.wait()
        if waiting := self.failures.get(outgoing.id):
            raise waiting.pop(0)
        self.posts.append(Post(outgoing.id, thread, ts))
        self.called.set()
        return ts or f"ts-{outgoing.id}"

    async def until(self, done: Callable[[], bool]) -> None:
        """Wait for a call after which this is so."""
        async with asyncio.timeout(5):
            while not done():
                self.called.clear()
                await self.called.wait()

    @property
    def ids(self) -> list[str]:
        return [each.id for each in self.posts]


class House:
    """A store with its front, an outbox and a poster."""

    open: ClassVar[list["House"]] = []

    def __init__(
        self, path: str = ":memory:", poster: FakePoster | None = None, kind: type[Outbox] = Outbox
    ) -> None:
        self.store = SqliteStore(path)
        self.front = GroupCommit(self.store)
        self.poster = poster or FakePoster()
        self.outbox = kind(self.front, self.poster, AT_ONCE)
        House.open.append(self)

    async def begin(self, thread: str | None = THREAD.thread) -> int:
        place = CHANNEL.model_copy(update={"thread": thread})
        return await self.front.run(lambda unit: unit.begin(place, talk()))

    async def commit(self, replies: Iterable[Outgoing]) -> None:
        for each in replies:
            await self.front.run(lambda unit, each=each: unit.enqueue(each))  # type: ignore[misc]  # bound as a default

    async def send(self, *replies: Outgoing) -> None:
        """Commit, post, and wait until all is said."""
        await self.commit(replies)
        self.outbox.send(replies)
        await self.settle()

    async def settle(self) -> None:
        async with asyncio.timeout(5):
            await self.outbox.idle()

    async def waiting(self) -> list[str]:
        return [each.id for each in await self.front.run(lambda unit: unit.unposted())]

    def states(self) -> dict[str, tuple[str, str | None, str | None]]:
        rows = self.store._db.conn.execute("SELECT id, state, ts, error FROM outbox")
        return {row[0]: (row[1], row[2], row[3]) for row in rows}


@pytest.fixture(autouse=True)
async def closing() -> AsyncIterator[None]:
    """Closes every house that a test opened."""
    yield
    while House.open:
        house = House.open.pop()
        await house.outbox.close(patience=0)
        await house.front.close()


async def out_of_order(house: House) -> int:
    """How many replies overtake one of their conversation, though the first is slow."""
    conversations = [await house.begin(f"{n}.0") for n in range(3)]
    replies = [outgoing(f"{n % 3}-{n:02}", conversations[n % 3], place=THREAD) for n in range(24)]
    house.poster.failures = {replies[0].id: [PASSING], replies[7].id: [PASSING, PASSING]}
    await house.send(*replies)
    wrong = 0
    for n in range(3):
        posted = [each for each in house.poster.ids if each.startswith(f"{n}-")]
        wrong += sum(a > b for a, b in pairwise(posted))
    assert len(house.poster.ids) == 24
    return wrong


async def test_replies_of_a_conversation_are_posted_in_order() -> None:
    house = House()
    assert await out_of_order(house) == 0
    assert await house.waiting() == []


class AllAtOnce(Outbox):
    """The planted fault: each reply is posted on its own, and a later one may overtake."""

    def send(self, outgoing: Iterable[Outgoing]) -> None:
        for n, each in enumerate(outgoing):
            task = asyncio.get_running_loop().create_task(self._deliver(each))
            self._tasks[n] = task
            task.add_done_callback(lambda _, n=n: self._tasks.pop(n))  # type: ignore[misc]  # bound as a default


async def test_a_reply_that_overtakes_would_be_caught() -> None:
    assert await out_of_order(House(kind=AllAtOnce)) > 0


async def test_conversations_do_not_wait_for_each_other() -> None:
    house = House()
    slow, quick = await house.begin("1.0"), await house.begin("2.0")
    replies = (outgoing("slow", slow), outgoing("quick", quick))
    house.poster.hold["slow"] = asyncio.Event()
    await house.commit(replies)
    house.outbox.send(replies)
    await house.poster.until(lambda: "quick" in house.poster.ids)
    assert house.poster.ids == ["quick"]
    house.poster.hold["slow"].set()
    await house.settle()
    assert house.poster.ids == ["quick", "slow"]


async def test_a_slot_is_posted_once_and_then_updated() -> None:
    house = House()
    begun = await house.begin()
    other = await house.begin("2.0")
    await house.send(
        outgoing("a", begun, "card"), outgoing("b", begun, "card"), outgoing("c", begun)
    )
    await house.send(outgoing("d", begun, "card"), outgoing("e", other, "card"))
    assert [(each.id, each.ts) for each in house.poster.posts if each.id != "e"] == [
        ("a", None),
        ("b", "ts-a"),
        ("c", None),
        ("d", "ts-a"),
    ]
    assert Post("e", THREAD.thread, None) in house.poster.posts


async def test_a_slot_is_updated_after_a_restart_too(tmp_path: Path) -> None:
    path = str(tmp_path / "talks.db")
    house = House(path)
    begun = await house.begin()
    await house.send(outgoing("a", begun, "card"))
    again = House(path)
    await again.send(outgoing("b", begun, "card"))
    assert again.poster.posts == [Post("b", THREAD.thread, "ts-a")]


async def test_what_follows_a_root_goes_into_its_thread() -> None:
    house = House()
    begun = await house.begin(None)
    follower = outgoing("b", begun, place=CHANNEL)
    await house.send(root("a", begun), follower)
    assert house.poster.posts == [Post("a", None, None), Post("b", "ts-a", None)]
    bound = CHANNEL.model_copy(update={"thread": "ts-a"})
    assert await house.front.run(lambda unit: unit.load(bound)) is not None


async def test_a_reply_without_a_thread_is_not_posted_into_the_channel() -> None:
    house = House()
    begun = await house.begin(None)
    house.poster.failures["a"] = [PERMANENT]
    await house.send(root("a", begun), outgoing("b", begun, place=CHANNEL))
    assert house.poster.posts == []
    assert house.states() == {
        "a": ("failed", None, "is_archived"),
        "b": ("failed", None, "no thread to post in"),
    }


async def test_a_passing_failure_is_tried_again() -> None:
    house = House()
    begun = await house.begin()
    house.poster.failures["a"] = [PASSING, PostFailed("ratelimited", False, retry_after=0.001)]
    await house.send(outgoing("a", begun), outgoing("b", begun))
    assert house.poster.tries == ["a", "a", "a", "b"]
    assert house.poster.ids == ["a", "b"]


async def test_a_failure_that_does_not_pass_is_given_up_and_recorded() -> None:
    house = House()
    begun = await house.begin()
    house.poster.failures["a"] = [PASSING] * 9
    await house.send(outgoing("a", begun), outgoing("b", begun))
    assert house.poster.tries == ["a"] * (1 + len(AT_ONCE)) + ["b"]
    assert house.states()["a"] == ("failed", None, "internal_error")
    assert house.poster.ids == ["b"]


@pytest.mark.parametrize(
    ("failure", "recorded"), [(PERMANENT, "is_archived"), (KeyError("ours"), "KeyError")]
)
async def test_a_permanent_failure_is_recorded_at_once_and_lets_those_behind_go_on(
    failure: Exception, recorded: str
) -> None:
    """Also where it is a fault of ours, in the rendering say."""
    house = House()
    begun = await house.begin()
    house.poster.failures["a"] = [failure]
    await house.send(outgoing("a", begun), outgoing("b", begun), outgoing("c", begun))
    assert house.poster.tries == ["a", "b", "c"]
    assert house.states() == {
        "a": ("failed", None, recorded),
        "b": ("posted", "ts-b", None),
        "c": ("posted", "ts-c", None),
    }


async def test_a_store_that_is_away_for_a_moment_neither_doubles_nor_loses_a_reply(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    house = House()
    begun = await house.begin()
    replies = (outgoing("a", begun, "card"), outgoing("b", begun, "card"))
    await house.commit(replies)
    run, away = house.front.run, iter([True, False, True, False, True])

    async def now_and_then(job: object) -> object:
        if next(away, False):
            raise StoreUnavailable("locked")
        return await run(job)  # type: ignore[arg-type]  # a job is a job

    monkeypatch.setattr(house.front, "run", now_and_then)
    house.outbox.send(replies)
    await house.settle()
    monkeypatch.undo()
    assert house.poster.posts == [Post("a", THREAD.thread, None), Post("b", THREAD.thread, "ts-a")]
    assert await house.waiting() == []


async def test_after_a_kill_what_was_committed_is_posted_in_order(tmp_path: Path) -> None:
    path = str(tmp_path / "talks.db")
    house = House(path)
    begun, other = await house.begin("1.0"), await house.begin("2.0")
    replies = [outgoing(f"r{n}", (begun, other)[n % 2], f"s{n % 2}") for n in range(10)]
    house.poster.hold["r4"] = house.poster.hold["r5"] = asyncio.Event()
    await house.commit(replies)
    house.outbox.send(replies)
    await house.poster.until(lambda: {"r4", "r5"} <= set(house.poster.tries))
    await house.outbox.close(patience=0)
    posted = house.poster.ids
    assert sorted(posted) == ["r0", "r1", "r2", "r3"]

    again = House(path)
    assert await again.outbox.resume() == 6
    await again.settle()
    for n in range(2):
        mine = [each.id for each in again.poster.posts if int(each.id[1:]) % 2 == n]
        assert mine == [f"r{k}" for k in range(4, 10) if k % 2 == n]
        slots = {each.ts for each in again.poster.posts if each.id in mine}
        assert slots == {f"ts-r{n}"}, "the message of the slot is known after a restart"
    assert await again.outbox.resume() == 0


async def test_closing_lets_what_is_under_way_come_to_an_end() -> None:
    house = House()
    begun = await house.begin()
    replies = (outgoing("a", begun), outgoing("b", begun))
    await house.commit(replies)
    house.outbox.send(replies)
    await house.outbox.close()
    assert house.poster.ids == ["a", "b"]


async def test_a_delivery_taken_is_posted_once_however_often_it_comes(tiny: Library) -> None:
    house = House()
    reception = Reception(tiny, house.front, house.outbox, 3)
    deliveries = [message("calls or events?", 1), press("waits", "yes", 2)]
    for delivery in deliveries:
        await asyncio.gather(*(reception.take(delivery) for _ in range(11)))
        await house.settle()
    committed = list(house.states())
    assert house.poster.ids == committed
    assert len(committed) >= 2
    assert all(state == "posted" for state, _, _ in house.states().values())
