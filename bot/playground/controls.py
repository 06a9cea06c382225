"""What a person sees to press, tick, choose and fill in, and what Slack says of it.

The same in a message, a modal and App Home: all of them hold blocks. A person's ticks are that
person's own until a button is pressed, and they hang on block_id and action_id: an update that
keeps both keeps what the client shows, whatever `initial_options` says.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.playground.blocks import interactive
from bot.playground.workspace import Json

BUTTONS = frozenset({"button", "icon_button", "workflow_button", "feedback_buttons"})
MANY = frozenset({"checkboxes", "multi_static_select"})
ONE = frozenset({"static_select", "radio_buttons"})
# What holds one free value: the field that state and actions show it in, and where it begins.
FREE = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "users_select": ("selected_user", "initial_user"),
    "channels_select": ("selected_channel", "initial_channel"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
}


class Surface(Protocol):
    """A message or a view: `key` tells it from all others, `label` names it to people."""

    @property
    def blocks(self) -> tuple[Json, ...]: ...

    @property
    def key(self) -> tuple[str, str]: ...

    @property
    def label(self) -> str: ...


@dataclass(frozen=True)
class Control:
    """`face`: what is pressed; a part of the element for feedback_buttons, else the element."""

    block: Json
    element: Json
    face: Json

    @property
    def block_id(self) -> str:
        return str(self.block["block_id"])

    @property
    def fires(self) -> bool:
        """An input is a form's: it tells the app nothing before it is submitted, unless asked."""
        return self.block["type"] != "input" or bool(self.block.get("dispatch_action"))

    @property
    def required(self) -> bool:
        return self.block["type"] == "input" and not self.block.get("optional")

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


def controls(surface: Surface) -> Iterator[Control]:
    for block, element in interactive(surface.blocks):
        if element["type"] == "feedback_buttons":
            for side in ("positive_button", "negative_button"):
                yield Control(block, element, element[side])
        else:
            yield Control(block, element, element)


def button(surface: Surface, wanted: str) -> Control:
    """By action_id, else by value, else by the words on it."""
    pressable = [c for c in controls(surface) if c.kind in BUTTONS]
    by_name = [c for c in pressable if c.action_id == wanted]
    by_value = [c for c in pressable if c.face.get("value") == wanted]
    by_words = [c for c in pressable if c.face["text"]["text"] == wanted]
    found = by_name or by_value or by_words
    if len(found) == 1:
        return found[0]
    if found:
        raise LookupError(f"{len(found)} buttons answer to {wanted!r}; say the action_id")
    there = ", ".join(f"{c.action_id!r} (value {c.face.get('value')!r})" for c in pressable)
    raise LookupError(f"{surface.label} has no button {wanted!r}, but {there or 'none'}")


def menu(surface: Surface, wanted: str, kinds: frozenset[str]) -> Control:
    """By action_id, else by block_id, for those who use one action_id in several blocks."""
    of_kind = [c for c in controls(surface) if c.kind in kinds]
    found = [c for c in of_kind if c.action_id == wanted]
    if len(found) != 1:
        found = [c for c in of_kind if c.block_id == wanted] or found
    if len(found) == 1:
        return found[0]
    if found:
        raise LookupError(f"{len(found)} answer to {wanted!r} in {surface.label}; say the block_id")
    there = ", ".join(f"{c.kind} {c.action_id!r}" for c in controls(surface))
    words = " or ".join(sorted(kinds))
    raise LookupError(f"{surface.label} has no {words} {wanted!r}, but {there or 'none'}")


@dataclass
class Selections:
    """Who has ticked, chosen or typed what, in which message or view, not yet pressed."""

    _values: dict[tuple[str, str, str, str, str], list[str]] = field(default_factory=dict)

    def of(self, person: str, surface: Surface, control: Control) -> list[Json]:
        kept = self._values.get(self._key(person, surface, control))
        if kept is None:
            initial = control.element.get("initial_option")
            return list(control.element.get("initial_options", [initial] if initial else []))
        return [o for o in control.options() if o.get("value") in kept]

    def put(self, person: str, surface: Surface, control: Control, values: list[str]) -> None:
        self._values[self._key(person, surface, control)] = values

    def typed(self, person: str, surface: Surface, control: Control) -> str | None:
        """The value of a field, as it stands or as it began; None while it is empty."""
        kept = self._values.get(self._key(person, surface, control))
        if kept is not None:
            return kept[0] if kept and kept[0] else None
        initial = control.element.get(FREE[control.kind][1])
        return None if initial in (None, "") else str(initial)

    def filled(self, person: str, surface: Surface, control: Control) -> bool:
        if control.kind in FREE:
            return self.typed(person, surface, control) is not None
        return control.kind not in MANY | ONE or bool(self.of(person, surface, control))

    def state(self, person: str, surface: Surface) -> Json:
        """`state` of a payload: everything in the message or view that holds a choice."""
        values: dict[str, Json] = {}
        for control in controls(surface):
            shown = self._shown(person, surface, control)
            if shown is not None:
                values.setdefault(control.block_id, {})[control.action_id] = shown
        return {"values": values}

    def _shown(self, person: str, surface: Surface, control: Control) -> Json | None:
        if control.kind in MANY:
            return {"type": control.kind, "selected_options": self.of(person, surface, control)}
        if control.kind in ONE:
            chosen = self.of(person, surface, control)
            return {"type": control.kind, "selected_option": chosen[0] if chosen else None}
        if control.kind in FREE:
            return {
                "type": control.kind,
                FREE[control.kind][0]: self.typed(person, surface, control),
            }
        if control.kind in BUTTONS or control.kind == "overflow":
            return None
        return {"type": control.kind}

    @staticmethod
    def _key(person: str, surface: Surface, control: Control) -> tuple[str, str, str, str, str]:
        return (person, *surface.key, control.block_id, control.action_id)


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


def written(control: Control, action_ts: str, value: str | None) -> Json:
    """The one entry of `actions` for a field that tells of its value before it is submitted."""
    return {**_action(control, action_ts), FREE[control.kind][0]: value}


def _action(control: Control, action_ts: str) -> Json:
    return {
        "type": control.kind,
        "action_id": control.action_id,
        "block_id": control.block_id,
        "action_ts": action_ts,
    }
