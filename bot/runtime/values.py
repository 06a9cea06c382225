"""What travels between the edges and the core: where, what came in, what goes out."""

from typing import Annotated, Literal

from pydantic import Field

from bot.advice.recommendation import Value
from bot.dialog.inputs import Heard
from bot.dialog.replies import AnyReply


class Place(Value):
    """A thread; `thread` is None for a channel whose root message is still to be posted."""

    team: str
    channel: str
    thread: str | None = None


class Delivery(Value):
    """One thing that came in; `key` is the same for every copy of it."""

    key: str
    place: Place
    heard: Heard
    may_begin: bool = True
    """False for a press: it belongs to a conversation, or to nothing."""
    answer_to: str | None = None
    """Where a private answer goes, if the payload brought such a way back."""


class InThread(Value):
    """To everyone, in the conversation's thread."""

    kind: Literal["thread"] = "thread"


class AsRoot(Value):
    """To everyone, as the message that the conversation's thread will hang from."""

    kind: Literal["root"] = "root"
    answer_to: str | None = None
    """Where to tell the asker that it can't be posted."""


class Privately(Value):
    """To one person alone."""

    kind: Literal["private"] = "private"
    person: str
    answer_to: str | None = None


Target = Annotated[InThread | AsRoot | Privately, Field(discriminator="kind")]


class Outgoing(Value):
    """One committed reply on its way out."""

    v: Literal[1] = 1
    id: str
    """The same whenever this delivery is taken: uuid5 of its key and the reply's number."""
    conversation: int
    place: Place
    target: Target
    reply: AnyReply


class Taken(Value):
    """What became of a delivery."""

    conversation: int | None = None
    outgoing: tuple[Outgoing, ...] = ()
    answer: tuple[AnyReply, ...] = ()
    """For the asker alone, where nothing was begun; not stored."""
    repeated: bool = False
    """True: seen before, nothing happened."""
