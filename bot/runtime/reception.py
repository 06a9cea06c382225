"""Takes deliveries: each is committed before it is answered, then goes to the outbox."""

from bot.dialog.replies import AnyReply
from bot.knowledge.library import Library
from bot.runtime import turn
from bot.runtime.group_commit import GroupCommit
from bot.runtime.outbox import Outbox
from bot.runtime.values import Delivery, Taken


class Reception:
    """What an edge talks to."""

    def __init__(self, library: Library, store: GroupCommit, outbox: Outbox, limit: int) -> None:
        self._library = library
        self._store = store
        self._outbox = outbox
        self._limit = limit

    async def take(self, delivery: Delivery) -> Taken:
        """Returns after COMMIT; posting goes on by itself. Raises StoreUnavailable, or what
        the turn raised (then nothing of it is stored)."""
        taken = await self._store.run(
            lambda unit: turn.take(unit, self._library, delivery, self._limit)
        )
        self._outbox.send(taken.outgoing)
        return taken

    async def look(self, delivery: Delivery) -> tuple[AnyReply, ...]:
        """What to answer privately; nothing is stored."""
        return await self._store.run(lambda unit: turn.look(unit, self._library, delivery))
