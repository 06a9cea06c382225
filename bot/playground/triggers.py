"""trigger_id: the right to open one modal, within three seconds of what a person did."""

from __future__ import annotations

from dataclasses import dataclass

from bot.playground.limits import LIMITS
from bot.playground.posting import Refused
from bot.playground.workspace import Workspace


@dataclass
class Trigger:
    """`view`: the id of the modal that it came from, if it came from one."""

    person: str
    expires: float
    view: str | None = None
    used: bool = False


class Triggers:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._issued: dict[str, Trigger] = {}

    def issue(self, person: str, view: str | None = None) -> str:
        name = self._workspace.fresh_id("trigger.")
        expires = self._workspace.clock() + LIMITS["trigger_seconds"].at
        self._issued[name] = Trigger(person, expires, view)
        return name

    def exchange(self, name: str) -> Trigger:
        """Spends it. One that is refused for another reason than its own stays good."""
        trigger = self._issued.get(name)
        if trigger is None:
            raise Refused("trigger_unknown")
        if trigger.used:
            raise Refused("trigger_used")
        if self._workspace.clock() > trigger.expires:
            raise Refused("trigger_seconds")
        trigger.used = True
        return trigger
