"""Jobs that wait while a commit is under way share the next one: one fsync for all of them.

A batch of one when idle, so there is no second mechanism. All jobs run on one thread, the
store's; callers await theirs, and are answered only after COMMIT.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from bot.runtime.ports import Store, Unit

T = TypeVar("T")

MAX_BATCH = 256
"""Jobs in one transaction; bounds how long the first of them waits."""


class GroupCommit:
    """The async front of a store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._waiting: list[tuple[Callable[[Unit], Any], asyncio.Future[Any]]] = []
        self._committing: asyncio.Task[None] | None = None

    async def run(self, job: Callable[[Unit], T]) -> T:
        """Do the job in an atomic unit; returns after its COMMIT, or raises what it raised."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()
        self._waiting.append((job, done))
        if self._committing is None:
            self._committing = loop.create_task(self._commit())
        return await done

    async def _commit(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:MAX_BATCH], self._waiting[MAX_BATCH:]
                jobs = [job for job, _ in batch]
                try:
                    results = await loop.run_in_executor(self._thread, self._store.run, jobs)
                except Exception as error:  # noqa: BLE001  # handed to every waiting caller
                    results = [error] * len(batch)
                for (_, done), result in zip(batch, results, strict=True):
                    if done.cancelled():
                        continue
                    if isinstance(result, StopIteration):
                        # A future refuses it, and those behind would wait for ever.
                        result = RuntimeError("a job raised StopIteration")
                    if isinstance(result, BaseException):
                        done.set_exception(result)
                    else:
                        done.set_result(result)
        finally:
            self._committing = None

    async def close(self) -> None:
        """Finish what is under way, then let go of the store."""
        while self._committing is not None:
            await asyncio.wait([self._committing])
        await asyncio.get_running_loop().run_in_executor(self._thread, self._store.close)
        self._thread.shutdown()
