"""Whoever waits together commits together, and nobody is answered before COMMIT."""

import asyncio
import threading
from collections.abc import Sequence
from typing import Any

import pytest

from bot.runtime.group_commit import MAX_BATCH, GroupCommit
from bot.runtime.ports import Job, StoreUnavailable, Unit
from bot.storage.sqlite import SqliteStore
from tests.runtime.deliveries import THREAD, talk


class Counting(SqliteStore):
    """Counts its commits, and can be held back or made to fail at COMMIT."""

    def __init__(self) -> None:
        super().__init__(":memory:")
        self.batches: list[int] = []
        self.free = threading.Event()
        self.free.set()
        self.failing = False
        self.threads: set[int] = set()

    def run(self, jobs: Sequence[Job]) -> list[Any]:
        self.free.wait(10)
        self.batches.append(len(jobs))
        self.threads.add(threading.get_ident())

        def at_commit(unit: Unit) -> None:
            raise KeyboardInterrupt

        if self.failing:
            try:
                super().run([*jobs, at_commit])
            except KeyboardInterrupt:
                raise StoreUnavailable("the disk is full") from None
        return super().run(jobs)


async def blocked(store: Counting, front: GroupCommit) -> asyncio.Task[bool]:
    """A job under way that holds all others up until the store is set free."""
    store.free.clear()
    first = asyncio.create_task(front.run(lambda unit: unit.first_time("first")))
    await asyncio.sleep(0)
    return first


def noting(key: str) -> Job:
    return lambda unit: unit.first_time(key)


def failing(unit: Unit) -> None:
    unit.first_time("failing")
    raise LookupError("the job's own")


async def test_jobs_that_wait_share_one_commit() -> None:
    store = Counting()
    front = GroupCommit(store)
    first = await blocked(store, front)
    waiting = [asyncio.create_task(front.run(noting(f"k{n}"))) for n in range(30)]
    await asyncio.sleep(0)
    store.free.set()
    assert await first is True
    assert await asyncio.gather(*waiting) == [True] * 30
    assert store.batches == [1, 30]
    assert len(store.threads) == 1
    await front.close()


async def test_a_commit_takes_so_many_jobs_and_no_more() -> None:
    store = Counting()
    front = GroupCommit(store)
    first = await blocked(store, front)
    waiting = [asyncio.create_task(front.run(noting(f"k{n}"))) for n in range(MAX_BATCH + 5)]
    await asyncio.sleep(0)
    store.free.set()
    await asyncio.gather(first, *waiting)
    assert store.batches == [1, MAX_BATCH, 5]
    await front.close()


async def test_jobs_one_after_another_commit_one_by_one() -> None:
    store = Counting()
    front = GroupCommit(store)
    for n in range(3):
        await front.run(noting(f"k{n}"))
    assert store.batches == [1, 1, 1]
    await front.close()


async def test_callers_are_answered_in_the_order_in_which_they_came() -> None:
    store = Counting()
    front = GroupCommit(store)
    order: list[int] = []

    async def call(n: int) -> None:
        await front.run(noting(f"k{n}"))
        order.append(n)

    first = await blocked(store, front)
    waiting = [asyncio.create_task(call(n)) for n in range(20)]
    await asyncio.sleep(0)
    store.free.set()
    await asyncio.gather(first, *waiting)
    assert order == list(range(20))
    await front.close()


@pytest.mark.parametrize("error", [LookupError, StopIteration, ValueError])
async def test_a_failing_job_fails_its_caller_alone(error: type[Exception]) -> None:
    def bad(unit: Unit) -> None:
        unit.begin(THREAD, talk())
        raise error("the job's own")

    store = Counting()
    front = GroupCommit(store)
    first = await blocked(store, front)
    waiting = [asyncio.create_task(front.run(job)) for job in (noting("a"), bad, noting("b"))]
    await asyncio.sleep(0)
    store.free.set()
    await first
    async with asyncio.timeout(5):
        results = await asyncio.gather(*waiting, return_exceptions=True)
    assert (results[0], results[2]) == (True, True)
    # No future takes a StopIteration.
    assert isinstance(results[1], RuntimeError if error is StopIteration else error)
    assert await front.run(lambda unit: unit.load(THREAD)) is None
    await front.close()


async def answered_without_commit(front: GroupCommit, store: Counting) -> int:
    """How many callers hear of success though COMMIT failed."""
    store.failing = True
    calls = [asyncio.create_task(front.run(noting(f"k{n}"))) for n in range(8)]
    results = await asyncio.gather(*calls, return_exceptions=True)
    store.failing = False
    return sum(not isinstance(each, StoreUnavailable) for each in results)


async def test_when_commit_fails_every_caller_fails_and_nothing_is_stored() -> None:
    store = Counting()
    front = GroupCommit(store)
    assert await answered_without_commit(front, store) == 0
    assert [await front.run(noting(f"k{n}")) for n in range(8)] == [True] * 8
    await front.close()


class AnswersEarly(GroupCommit):
    """The planted fault: a caller hears as soon as its job has run, before COMMIT."""

    async def run(self, job: Any) -> Any:
        loop = asyncio.get_running_loop()
        early: asyncio.Future[Any] = loop.create_future()

        def answering(unit: Unit) -> Any:
            result = job(unit)
            loop.call_soon_threadsafe(early.set_result, result)
            return result

        rest = asyncio.create_task(super().run(answering))
        result = await early
        await asyncio.gather(rest, return_exceptions=True)
        return result


async def test_an_answer_before_commit_would_be_caught() -> None:
    store = Counting()
    front = AnswersEarly(store)
    assert await answered_without_commit(front, store) == 8
    await front.close()


async def test_a_caller_that_goes_away_does_not_disturb_the_others() -> None:
    store = Counting()
    front = GroupCommit(store)
    first = await blocked(store, front)
    gone, stays = (asyncio.create_task(front.run(noting(each))) for each in ("gone", "stays"))
    await asyncio.sleep(0)
    gone.cancel()
    first.cancel()
    store.free.set()
    assert await stays is True
    assert gone.cancelled()
    # What was handed in is done, whoever waits for it: a delivery isn't half taken.
    assert await front.run(noting("gone")) is False
    assert await front.run(noting("first")) is False
    await front.close()


async def test_closing_finishes_what_is_under_way() -> None:
    store = Counting()
    front = GroupCommit(store)
    first = await blocked(store, front)
    second = asyncio.create_task(front.run(noting("second")))
    await asyncio.sleep(0)
    closing = asyncio.create_task(front.close())
    await asyncio.sleep(0)
    store.free.set()
    await closing
    assert (await first, await second) == (True, True)
