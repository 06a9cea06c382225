"""Modals and App Homes: what each person has open, and what Slack lets an app put there.

A modal is a stack of up to three views of one person; App Home is one view of each person. What
is typed into them is the person's (controls.py) until it is submitted.
"""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from typing import Any, Literal

from bot.playground.blocks import as_stored, refusal, with_defaults
from bot.playground.elements import plain
from bot.playground.limits import LIMITS
from bot.playground.posting import Refused, decoded, explained
from bot.playground.shapes import Check, Findings, anything, flag, record, string, word
from bot.playground.triggers import Triggers
from bot.playground.workspace import Json, Workspace

Kind = Literal["modal", "home"]


@dataclass(frozen=True)
class View:
    """`shape`: title, submit, close and whatever else the app said, without the blocks."""

    id: str
    kind: Kind
    person: str
    shape: Json
    blocks: tuple[Json, ...]
    hash: str
    root: str
    previous: str | None = None

    @property
    def key(self) -> tuple[str, str]:
        return ("view", self.id)

    @property
    def label(self) -> str:
        return f"{self.kind} {self.id}"


_COMMON: dict[str, Check] = {
    "private_metadata": string("view_private"),
    "callback_id": string("view_callback"),
    "external_id": string("view_callback"),
}
_SHAPES: dict[Kind, Check] = {
    "modal": record(
        {"type": word("modal"), "title": plain("view_title"), "blocks": anything},
        {
            "submit": plain("view_title"),
            "close": plain("view_title"),
            "clear_on_close": flag,
            "notify_on_close": flag,
            "submit_disabled": flag,
            **_COMMON,
        },
    ),
    "home": record({"type": word("home"), "blocks": anything}, _COMMON),
}


def checked(given: Any, kind: Kind) -> Json:
    """The view as the app meant it, or refused with pointers into it, as Slack does."""
    if isinstance(given, str):
        given = decoded(given, "view_format")
    if not isinstance(given, dict) or not isinstance(given.get("blocks"), list):
        raise Refused("view_format")
    if len(json.dumps(given).encode()) > LIMITS["view_size"].at:
        raise Refused("view_size")
    # The SDK's models send what was not said as null.
    view = {name: value for name, value in given.items() if value is not None}
    findings = Findings()
    _SHAPES[kind](view, "/view", findings)
    unsound = refusal(view["blocks"], kind, "/view/blocks")
    found = [*findings.found, *(unsound.findings if unsound else ())]
    asks = any(isinstance(b, dict) and b.get("type") == "input" for b in view["blocks"])
    if kind == "modal" and not found and asks and "submit" not in view:
        findings.add("view_submit", "missing required field: submit", "/view")
        found = findings.found
    if found:
        raise Refused(found[0].row, explained(tuple(found)), code=LIMITS["view_format"].code)
    return view


class Views:
    def __init__(self, workspace: Workspace, triggers: Triggers) -> None:
        self._workspace = workspace
        self._triggers = triggers
        self._stacks: dict[str, list[View]] = {}
        self._homes: dict[str, View] = {}

    # What people have before them

    def stack(self, person: str) -> tuple[View, ...]:
        """The person's modal, its lowest view first."""
        return tuple(self._stacks.get(person, ()))

    def home(self, person: str) -> View | None:
        return self._homes.get(person)

    def top(self, person: str) -> View | None:
        stack = self._stacks.get(person)
        return stack[-1] if stack else None

    def pop(self, person: str) -> View:
        return self._stacks[person].pop()

    # What apps do

    def open(self, args: Json) -> View:
        view = checked(args.get("view"), "modal")
        self._unique(view, None)
        trigger = self._triggers.exchange(str(args.get("trigger_id", "")))
        opened = self._new(trigger.person, "modal", view)
        self._stacks[trigger.person] = [opened]
        return opened

    def push(self, args: Json) -> View:
        view = checked(args.get("view"), "modal")
        self._unique(view, None)
        trigger = self._triggers.exchange(str(args.get("trigger_id", "")))
        if trigger.view not in [one.id for one in self.stack(trigger.person)]:
            raise Refused("trigger_unknown")
        return self.put_on_top(trigger.person, view)

    def put_on_top(self, person: str, view: Json) -> View:
        stack = self._stacks[person]
        if len(stack) >= LIMITS["view_stack"].at:
            raise Refused("view_stack")
        pushed = self._new(person, "modal", view, below=stack[-1])
        stack.append(pushed)
        return pushed

    def update(self, args: Json) -> View:
        old = self._named(args)
        view = checked(args.get("view"), old.kind)
        self._current(old, args)
        self._unique(view, old.id)
        return self.replace(old, view)

    def publish(self, args: Json) -> View:
        person = self._workspace.user_of_id(str(args.get("user_id", "")))
        if person is None or person.bot_id:
            raise Refused("view_person")
        view = checked(args.get("view"), "home")
        old = self._homes.get(person.id)
        if old is None:
            self._unique(view, None)
            published = self._homes[person.id] = self._new(person.id, "home", view)
            return published
        self._current(old, args)
        self._unique(view, old.id)
        return self.replace(old, view)

    def replace(self, old: View, view: Json) -> View:
        """The same view with other contents: id and place in the stack stay."""
        shape, blocks = self._stored(view)
        new = dataclasses.replace(old, shape=shape, blocks=blocks, hash=self._hash())
        if old.kind == "home":
            self._homes[old.person] = new
        else:
            stack = self._stacks[old.person]
            stack[[one.id for one in stack].index(old.id)] = new
        return new

    # Slack's JSON

    def json(self, view: View, state: Json | None = None) -> Json:
        """The view object. `state` is in payloads; an app's own call answers without values."""
        team, bot = self._workspace.team.id, self._workspace.bot
        return {
            "id": view.id,
            "team_id": team,
            "type": view.kind,
            "private_metadata": "",
            "callback_id": "",
            "external_id": "",
            "title": None,
            "submit": None,
            "close": None,
            "clear_on_close": False,
            "notify_on_close": False,
            **view.shape,
            "blocks": list(view.blocks),
            "state": state or {"values": {}},
            "hash": view.hash,
            "root_view_id": view.root,
            "previous_view_id": view.previous,
            "app_id": bot.app_id,
            "app_installed_team_id": team,
            "bot_id": bot.bot_id,
        }

    # Small print

    def _new(self, person: str, kind: Kind, view: Json, below: View | None = None) -> View:
        shape, blocks = self._stored(view)
        name = self._workspace.fresh_id("V")
        root, previous = (below.root, below.id) if below else (name, None)
        return View(name, kind, person, shape, blocks, self._hash(), root, previous)

    def _stored(self, view: Json) -> tuple[Json, tuple[Json, ...]]:
        shape = {name: value for name, value in view.items() if name not in ("blocks", "type")}
        return with_defaults(shape), as_stored(view["blocks"], self._workspace.fresh_id)

    def _hash(self) -> str:
        return f"{int(self._workspace.clock())}.{self._workspace.fresh_id('h')}"

    def _everything(self) -> list[View]:
        modals = [view for stack in self._stacks.values() for view in stack]
        return [*modals, *self._homes.values()]

    def _named(self, args: Json) -> View:
        wanted = (args.get("view_id"), args.get("external_id"))
        for view in self._everything():
            if view.id == wanted[0] or (wanted[1] and view.shape.get("external_id") == wanted[1]):
                return view
        raise Refused("view_lost")

    @staticmethod
    def _current(old: View, args: Json) -> None:
        """Two handlers that update one view at a time: the later one is told."""
        if args.get("hash") and args["hash"] != old.hash:
            raise Refused("view_hash")

    def _unique(self, view: Json, own: str | None) -> None:
        named = view.get("external_id")
        if not named:
            return
        if any(v.shape.get("external_id") == named and v.id != own for v in self._everything()):
            raise Refused("view_external")
