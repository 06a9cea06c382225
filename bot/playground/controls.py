"""What a person sees to press, tick and choose in a message, and what Slack says of it.

A person's ticks are that person's own until a button is pressed, and they hang on block_id and
action_id: an update that keeps both keeps what the client shows, whatever `initial_options` says.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.playground.blocks import interactive
from bot.playground.workspace import Json, Message

BUTTONS = frozenset({"button", "icon_button", "workflow_button", "feedback_buttons"})
MANY = frozenset({"checkboxes", "multi_static_select"})
ONE = frozenset({"static_select", "radio_buttons"})


@dataclass(frozen=True)
class Control:
    """`face`: what is pressed; a part of the element for feedback_buttons, else the element."""

    block_id: str
    element: Json
    face: Json

    @property
    def kind(self) -> str:
        return str(self.element["type"])

    @property
    def action_id(self) -> str:
        return str(self.element["action_id"])

    def options(self) -> list[Json]:
        groups = self.element.get("option_groups", ())
        return [*self.element.get("options", ()), *(o for g in groups for o in g["options"])]

    def option(self, value: str) -> Json:
        for option in self.options():
            if value in (option.get("value"), option["text"]["text"]):
                return option
        offered = ", ".join(repr(o.get("value")) for o in self.options())
        raise LookupError(f"{self.kind} {self.action_id!r} offers no {value!r}, but {offered}")


def controls(message: Message) -> Iterator[Control]:
    for block, element in interactive(message.blocks):
        if element["type"] == "feedback_buttons":
            for side in ("positive_button", "negative_button"):
                yield Control(block["block_id"], element, element[side])
        else:
            yield Control(block["block_id"], element, element)


def button(message: Message, wanted: str) -> Control:
    """By action_id, else by value, else by the words on it."""
    pressable = [c for c in controls(message) if c.kind in BUTTONS]
    by_name = [c for c in pressable if c.action_id == wanted]
    by_value = [c for c in pressable if c.face.get("value") == wanted]
    by_words = [c for c in pressable if c.face["text"]["text"] == wanted]
    found = by_name or by_value or by_words
    if len(found) == 1:
        return found[0]
    if found:
        raise LookupError(f"{len(found)} buttons answer to {wanted!r}; say the action_id")
    there = ", ".join(f"{c.action_id!r} (value {c.face.get('value')!r})" for c in pressable)
    raise LookupError(f"message {message.ts} has no button {wanted!r}, but {there or 'none'}")


def menu(message: Message, action_id: str, kinds: frozenset[str]) -> Control:
    for control in controls(message):
        if control.action_id == action_id and control.kind in kinds:
            return control
    there = ", ".join(f"{c.kind} {c.action_id!r}" for c in controls(message))
    wanted = " or ".join(sorted(kinds))
    raise LookupError(f"message {message.ts} has no {wanted} {action_id!r}, but {there or 'none'}")


@dataclass
class Selections:
    """Who has ticked or chosen what, in which message, not yet pressed."""

    _values: dict[tuple[str, str, str, str, str], list[str]] = field(default_factory=dict)

    def of(self, person: str, message: Message, control: Control) -> list[Json]:
        kept = self._values.get(self._key(person, message, control))
        if kept is None:
            initial = control.element.get("initial_option")
            return list(control.element.get("initial_options", [initial] if initial else []))
        return [o for o in control.options() if o.get("value") in kept]

    def put(self, person: str, message: Message, control: Control, values: list[str]) -> None:
        self._values[self._key(person, message, control)] = values

    def state(self, person: str, message: Message) -> Json:
        """`state` of a block_actions payload: everything in the message that holds a choice."""
        values: dict[str, Json] = {}
        for control in controls(message):
            shown = self._shown(person, message, control)
            if shown is not None:
                values.setdefault(control.block_id, {})[control.action_id] = shown
        return {"values": values}

    def _shown(self, person: str, message: Message, control: Control) -> Json | None:
        chosen = self.of(person, message, control)
        if control.kind in MANY:
            return {"type": control.kind, "selected_options": chosen}
        if control.kind in ONE:
            return {"type": control.kind, "selected_option": chosen[0] if chosen else None}
        if control.kind in BUTTONS or control.kind == "overflow":
            return None
        return {"type": control.kind}

    @staticmethod
    def _key(person: str, message: Message, control: Control) -> tuple[str, str, str, str, str]:
        return (person, message.channel, message.ts, control.block_id, control.action_id)


def pressed(control: Control, action_ts: str) -> Json:
    """The one entry of `actions` for a button."""
    action = _action(control, action_ts)
    for name in ("text", "value", "style"):
        if name in control.face:
            action[name] = control.face[name]
    return action


def chosen(control: Control, action_ts: str, options: list[Json]) -> Json:
    """The one entry of `actions` for a menu, a tick or a radio button."""
    selected: dict[str, Any] = (
        {"selected_options": options} if control.kind in MANY else {"selected_option": options[0]}
    )
    return {**_action(control, action_ts), **selected}


def _action(control: Control, action_ts: str) -> Json:
    return {
        "type": control.kind,
        "action_id": control.action_id,
        "block_id": control.block_id,
        "action_ts": action_ts,
    }
