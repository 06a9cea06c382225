"""One conversation over a store, a line at a time; nothing is posted, replies are returned."""

from collections.abc import Callable
from typing import TypeVar

from bot.dialog.conversation import Conversation
from bot.dialog.inputs import Heard, Input, Said
from bot.dialog.replies import AnyReply
from bot.knowledge.library import Library
from bot.runtime.ports import Store, Unit
from bot.runtime.turn import take
from bot.runtime.values import Delivery, Place, Taken

T = TypeVar("T")

PLACE = Place(team="terminal", channel="terminal", thread="1")
MICROSECONDS = 1_000_000
"""Each line counts as a second, so that the same lines always give the same talk."""


class Session:
    """One conversation over a store, a line at a time."""

    def __init__(self, library: Library, store: Store, limit: int) -> None:
        self.library = library
        self._store = store
        self._limit = limit
        self._count = 0

    def hear(self, person: str, input: Input, addressed: bool = True) -> list[AnyReply]:
        """What the bot replies to this; its outbox is emptied on the spot."""
        self._count += 1
        heard = Heard(
            person=person,
            at=self._count * MICROSECONDS,
            addressed=addressed,
            input=input,
            message=str(self._count) if isinstance(input, Said) else None,
        )
        delivery = Delivery(key=f"terminal:{self._count}", place=PLACE, heard=heard)

        def turn(unit: Unit) -> Taken:
            taken = take(unit, self.library, delivery, self._limit)
            for each in taken.outgoing:
                unit.posted(each, str(self._count))
            return taken

        return [each.reply for each in self._run(turn).outgoing]

    @property
    def conversation(self) -> Conversation | None:
        """The conversation as stored."""
        found = self._run(lambda unit: unit.load(PLACE))
        return found[1] if found else None

    def _run(self, job: Callable[[Unit], T]) -> T:
        (result,) = self._store.run([job])
        if isinstance(result, BaseException):
            raise result
        done: T = result
        return done
