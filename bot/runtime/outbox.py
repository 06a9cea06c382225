"""Posts what was committed: in order within a conversation, patiently, and not for ever.

One task a conversation that has something to say. A reply that can't be posted is recorded
and lets those behind it go on.
"""

import asyncio
import logging
import traceback
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable

from bot.runtime.group_commit import GroupCommit
from bot.runtime.ports import Poster, PostFailed, StoreUnavailable, Unit
from bot.runtime.values import AsRoot, InThread, Outgoing

log = logging.getLogger(__name__)

BACK_OFF = (1.0, 2.0, 5.0, 15.0, 60.0, 300.0)
"""Seconds before each further try after a passing failure; after the last we give up."""
REMEMBERED = 10_000
"""Messages whose time stamps are kept in memory, to save asking the store."""


class Outbox:
    """What this process has still to post."""

    def __init__(
        self, store: GroupCommit, poster: Poster, back_off: tuple[float, ...] = BACK_OFF
    ) -> None:
        self._store = store
        self._poster = poster
        self._back_off = back_off
        self._queues: dict[int, deque[Outgoing]] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._known: OrderedDict[tuple[int, str], str] = OrderedDict()

    def send(self, outgoing: Iterable[Outgoing]) -> None:
        """Post these after all that waits for the same conversation; returns at once."""
        for each in outgoing:
            self._queues.setdefault(each.conversation, deque()).append(each)
            if each.conversation not in self._tasks:
                task = asyncio.get_running_loop().create_task(self._drain(each.conversation))
                self._tasks[each.conversation] = task

    async def resume(self) -> int:
        """Take up what an earlier process left; how many replies that is."""
        left = await self._store.run(lambda unit: unit.unposted())
        self.send(left)
        return len(left)

    async def idle(self) -> None:
        """Wait until all is posted or given up."""
        while self._tasks:
            await asyncio.wait(list(self._tasks.values()))

    async def close(self, patience: float = 5.0) -> None:
        """Give what is under way some seconds; the rest is left for the next start."""
        if self._tasks:
            _, late = await asyncio.wait(list(self._tasks.values()), timeout=patience)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _drain(self, conversation: int) -> None:
        queue = self._queues[conversation]
        try:
            while queue:
                await self._deliver(queue[0])
                queue.popleft()
        finally:
            del self._queues[conversation]
            del self._tasks[conversation]

    async def _deliver(self, outgoing: Outgoing) -> None:
        for wait in (*self._back_off, None):
            try:
                posted = await self._post(outgoing)
            except PostFailed as failure:
                if failure.permanent or wait is None:
                    error = failure.error
                    log.warning("reply %s not posted: %s", outgoing.id, error)
                    await self._mark(lambda unit, error=error: unit.failed(outgoing, error))  # type: ignore[misc]  # bound as a default
                    return
                await asyncio.sleep(failure.retry_after or wait)
                continue
            self._remember(outgoing, posted)
            await self._mark(lambda unit, posted=posted: unit.posted(outgoing, posted))  # type: ignore[misc]  # bound as a default
            return

    async def _post(self, outgoing: Outgoing) -> str | None:
        try:
            thread, ts = await self._address(outgoing)
            if thread is None and isinstance(outgoing.target, InThread):
                # Its root was never posted; without it this would land in the channel.
                raise PostFailed("no thread to post in", permanent=True)
            return await self._poster.post(outgoing, thread, ts)
        except PostFailed:
            raise
        except StoreUnavailable:
            raise PostFailed("store unavailable", permanent=False) from None
        except Exception as error:  # noqa: BLE001  # a fault of ours must not hold up those behind
            # Where, and not what: an exception's message may hold people's words.
            where = "".join(traceback.format_tb(error.__traceback__))
            log.error("%s while posting %s\n%s", type(error).__name__, outgoing.id, where)
            raise PostFailed(type(error).__name__, permanent=True) from None

    async def _mark(self, job: Callable[[Unit], None]) -> None:
        """Note what became of a reply; if the store can't for long, the next start sees to it."""
        for wait in (*self._back_off, None):
            try:
                return await self._store.run(job)
            except StoreUnavailable as error:
                if wait is None:
                    log.error("a reply's fate could not be stored: %s", error)
                    return None
                await asyncio.sleep(wait)
        return None

    async def _address(self, outgoing: Outgoing) -> tuple[str | None, str | None]:
        """Where it goes: from memory, else from the store."""
        slot = outgoing.reply.slot
        ts = self._known.get((outgoing.conversation, slot)) if slot else None
        thread = outgoing.place.thread or self._known.get((outgoing.conversation, ""))
        needs_thread = thread is None and not isinstance(outgoing.target, AsRoot)
        if needs_thread or (slot and ts is None):
            stored_thread, stored_ts = await self._store.run(lambda unit: unit.address(outgoing))
            return thread or stored_thread, ts or stored_ts
        return thread, ts

    def _remember(self, outgoing: Outgoing, ts: str | None) -> None:
        if ts is None:
            return
        if isinstance(outgoing.target, AsRoot):
            self._known[outgoing.conversation, ""] = ts
        if outgoing.reply.slot:
            self._known[outgoing.conversation, outgoing.reply.slot] = ts
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
