"""What a person can do, and how it is heard: the only way into the dialog.

Edges (Slack, terminal, playground) turn their payloads into these values and nothing else.
"""

from collections.abc import Mapping
from typing import Annotated, Literal, get_args

from pydantic import Field

from bot.advice.recommendation import Value

Command = Literal[
    "all_pros_and_cons",
    "ask_more",
    "decide_now",
    "explain",
    "faq",
    "help",
    "leave",
    "list",
    "not_what_we_said",
    "side_by_side",
    "skip",
    "start_over",
    "stop",
    "why_asked",
]
COMMANDS: frozenset[str] = frozenset(get_args(Command))
LOOKS: frozenset[str] = frozenset(
    {"all_pros_and_cons", "explain", "faq", "help", "list", "side_by_side", "why_asked"}
)
"""Commands that only read: by a press, or a command of its own, they are answered privately
and nothing is stored."""


class Said(Value):
    """A message, as plain text: the bot's own mention removed, others as @name."""

    kind: Literal["said"] = "said"
    text: str


class Edited(Value):
    """A message of one's own, changed to this text; `Heard.message` says which."""

    kind: Literal["edited"] = "edited"
    text: str


class Deleted(Value):
    """A message of one's own, deleted; `Heard.message` says which."""

    kind: Literal["deleted"] = "deleted"


class Answered(Value):
    """A choice picked by its id, by a press or a line of JSON."""

    kind: Literal["answered"] = "answered"
    question: str
    choice: str


class Ticked(Value):
    """The tick list sent off: what is true here, and what the rest means."""

    kind: Literal["ticked"] = "ticked"
    ticked: tuple[tuple[str, str], ...] = ()
    """(question, choice), each at most once a question."""
    rest: Literal["no", "not_sure"] = "no"
    listed: tuple[tuple[str, str], ...] | None = None
    """What stood on the list that was sent; None: the list that is open."""

    @classmethod
    def of(cls, ticked: Mapping[str, str], rest: Literal["no", "not_sure"] = "no") -> "Ticked":
        """From question → choice."""
        return cls(ticked=tuple(ticked.items()), rest=rest)


class Commanded(Value):
    """A command by button, slash command or a line of JSON; `value` is what it is about."""

    kind: Literal["commanded"] = "commanded"
    command: Command
    value: str | None = None


Input = Annotated[
    Said | Edited | Deleted | Answered | Ticked | Commanded, Field(discriminator="kind")
]
InputKind = Literal["said", "edited", "deleted", "answered", "ticked", "commanded"]


class Heard(Value):
    """One thing that a person did, and when."""

    person: str
    at: int
    """Microseconds since 1970, from the surface's own time stamp."""
    addressed: bool = True
    """A mention, a command, a press, a DM, a line at the terminal."""
    input: Input
    message: str | None = None
    """The surface's id of the message, where it was one."""
