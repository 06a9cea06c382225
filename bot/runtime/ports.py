"""What the runtime needs of the world; `storage` and the edges provide it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.dialog.conversation import Conversation
from bot.errors import ArchdecideError
from bot.runtime.values import Delivery, Outgoing, Place


class Unit(Protocol):
    """What one atomic unit may do; all of it is committed together, or none."""

    def first_time(self, key: str) -> bool:
        """Note the delivery's key; False if it was noted before."""

    def load(self, place: Place) -> tuple[int, Conversation] | None:
        """The conversation at this place, with its id."""

    def begin(self, place: Place, conversation: Conversation) -> int:
        """Store a new conversation, bound to the place if its thread is known; its id."""

    def save(self, conversation_id: int, conversation: Conversation) -> None:
        """Store what the conversation has become."""

    def note(self, conversation_id: int, delivery: Delivery, after: Conversation) -> None:
        """Append to the diary."""

    def enqueue(self, outgoing: Outgoing) -> None:
        """Put a reply into the outbox."""

    def unposted(self) -> Sequence[Outgoing]:
        """What was committed and not posted yet, in order."""

    def posted(self, outgoing: Outgoing, ts: str | None) -> None:
        """Mark as posted under this time stamp; a root binds its conversation's place."""

    def failed(self, outgoing: Outgoing, error: str) -> None:
        """Mark as never to be posted, with Slack's reason."""

    def address(self, outgoing: Outgoing) -> tuple[str | None, str | None]:
        """(thread, ts of the message in the reply's slot), as far as they are known."""


Job = Callable[[Unit], Any]


class Store(Protocol):
    """Atomic units over a database. Used from one thread at a time."""

    def run(self, jobs: Sequence[Job]) -> list[Any]:
        """Do the jobs in one transaction, each in a savepoint of its own, and commit once.

        A job that raises is undone alone; its exception stands in its place in the answer.
        Raises StoreUnavailable, with nothing done, where the database can't be written.
        """

    def close(self) -> None:
        """Let go of the database."""


class StoreUnavailable(ArchdecideError):
    """The database can't take anything now; whoever delivered should deliver again."""


@dataclass(frozen=True)
class PostFailed(Exception):
    """A reply could not be posted."""

    error: str
    """Slack's error code, or what the connection said."""
    permanent: bool
    retry_after: float | None = None
    """Seconds, where Slack said so."""


class Poster(Protocol):
    """Shows one reply where it belongs."""

    async def post(self, outgoing: Outgoing, thread: str | None, ts: str | None) -> str | None:
        """Post it, or update the message `ts`; the message's time stamp where it has one.

        Raises PostFailed.
        """
