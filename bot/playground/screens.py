"""What a person does in modals and App Home: fill in, submit, close, open the tab.

The answer to a submitted form stands in the app's ack, and nowhere else: this is where Slack's
client acts on it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from bot.playground import controls
from bot.playground.controls import FREE, MANY, ONE
from bot.playground.deliveries import Attempt, Deliveries
from bot.playground.events import Events
from bot.playground.interactions import Interactions
from bot.playground.outcomes import Outcome, Outcomes
from bot.playground.posting import Refused
from bot.playground.triggers import Triggers
from bot.playground.views import Kind, View, Views, checked
from bot.playground.workspace import Json, User, Workspace

Values = Mapping[str, str | Sequence[str] | None]
# Slack's words when an ack of a form makes no sense to it.
NO_SENSE = "invalid_response_action"


class Screens:
    def __init__(
        self,
        workspace: Workspace,
        events: Events,
        deliveries: Deliveries,
        interactions: Interactions,
        triggers: Triggers,
        views: Views,
        outcomes: Outcomes,
    ) -> None:
        self._workspace = workspace
        self._events = events
        self._deliveries = deliveries
        self._interactions = interactions
        self._triggers = triggers
        self._views = views
        self._outcomes = outcomes

    # Seeing

    def modal(self, person: str) -> Json:
        """The view on top of the person's modal, with what stands in its fields."""
        who = self._workspace.person(person)
        return self._shown(who, self._before(who, "modal"))

    def home(self, person: str) -> Json:
        who = self._workspace.person(person)
        return self._shown(who, self._before(who, "home"))

    # App Home

    async def open_home(self, person: str, tab: str = "home") -> None:
        """The person opens the app's Home, or its messages (`tab="messages"`)."""
        who = self._workspace.person(person)
        home = self._views.home(who.id)
        shown = {"view": self._shown(who, home)} if home and tab == "home" else {}
        self._events.home_opened(who, tab, shown)

    # Pressing and filling in; `where` is "modal" or "home"

    async def press(self, person: str, where: Kind, wanted: str) -> Outcome:
        who, view = self._there(person, where)
        return await self._interactions.press(who, view, partial(self._around, who, view), wanted)

    async def tick(self, person: str, where: Kind, wanted: str, values: Sequence[str]) -> Outcome:
        who, view = self._there(person, where)
        return await self._interactions.tick(
            who, view, partial(self._around, who, view), wanted, values
        )

    async def choose(self, person: str, where: Kind, wanted: str, value: str) -> Outcome:
        who, view = self._there(person, where)
        return await self._interactions.choose(
            who, view, partial(self._around, who, view), wanted, value
        )

    async def fill(self, person: str, where: Kind, values: Values) -> Outcome:
        """Fields by action_id or block_id: words, an option's value, or several. None empties."""
        outcome = Outcome()
        for wanted, value in values.items():
            who, view = self._there(person, where)
            control = controls.menu(view, wanted, frozenset(FREE) | MANY | ONE)
            if control.kind in MANY:
                several = [value] if isinstance(value, str) else list(value or ())
                outcome = await self.tick(person, where, wanted, several)
            elif control.kind in ONE and value:
                outcome = await self.choose(person, where, wanted, str(value))
            elif control.kind in ONE:
                self._interactions.selections.put(who.id, view, control, [])
            else:
                text = None if value is None else str(value)
                outcome = await self._interactions.fill(
                    who, view, partial(self._around, who, view), wanted, text
                )
        return outcome

    # Submitting and closing

    async def submit(self, person: str, values: Values | None = None) -> Outcome:
        """Fills in `values`, then presses the modal's submit button."""
        await self.fill(person, "modal", values or {})
        who, view = self._there(person, "modal")
        if "submit" not in view.shape:
            raise LookupError(f"{view.label} has no submit button")
        self._complete(who, view)
        payload = {
            "type": "view_submission",
            **self._interactions.who(who),
            "trigger_id": self._triggers.issue(who.id, view.id),
            "view": self._shown(who, view),
            "response_urls": [],
        }
        attempt = await self._deliveries.interaction(payload)
        what = f"{person} submitted {view.shape.get('callback_id') or view.id}"
        outcome = self._outcomes.of(what, attempt)
        if not outcome.ok:
            return outcome
        try:
            return self._answered(who, view, _said(attempt))
        except Refused as refused:
            return self._outcomes.failed(what, Outcome(refused.code, attempt.status))
        except (ValueError, TypeError):
            return self._outcomes.failed(what, Outcome(NO_SENSE, attempt.status))

    async def close(self, person: str, *, everything: bool = False) -> Outcome:
        """Cancel, or the cross: the view on top, or the whole modal. The app hears of it if it
        asked to with `notify_on_close`."""
        who, top = self._there(person, "modal")
        cleared = everything or bool(top.shape.get("clear_on_close"))
        outcome = Outcome()
        for _ in range(len(self._views.stack(who.id)) if cleared else 1):
            view = self._views.pop(who.id)
            if view.shape.get("notify_on_close"):
                payload = {
                    "type": "view_closed",
                    **self._interactions.who(who),
                    "view": self._shown(who, view),
                    "is_cleared": cleared,
                }
                attempt = await self._deliveries.interaction(payload)
                outcome = self._outcomes.of(f"{person} closed {view.id}", attempt)
        return outcome

    def _answered(self, who: User, view: View, said: Json) -> Outcome:
        """What the ack asks the client to do; an empty one closes the view."""
        match said.get("response_action"):
            case None if said:
                raise ValueError("an ack that is neither empty nor a response_action")
            case None:
                self._views.pop(who.id)
            case "clear":
                while self._views.top(who.id):
                    self._views.pop(who.id)
            case "update":
                self._views.replace(view, checked(said.get("view"), "modal"))
            case "push":
                self._views.put_on_top(who.id, checked(said.get("view"), "modal"))
            case "errors":
                return Outcome(errors=_beside_fields(view, said.get("errors")))
            case other:
                raise ValueError(f"no response_action: {other!r}")
        return Outcome()

    def _complete(self, who: User, view: View) -> None:
        """Slack's client holds back a form with an empty field that must be filled."""
        for control in controls.controls(view):
            if control.required and not self._interactions.selections.filled(who.id, view, control):
                raise LookupError(
                    f"{control.block_id!r} must be filled in before {view.label} goes"
                )

    # Small print

    def _there(self, person: str, where: Kind) -> tuple[User, View]:
        who = self._workspace.person(person)
        return who, self._before(who, where)

    def _before(self, who: User, where: Kind) -> View:
        view = self._views.top(who.id) if where == "modal" else self._views.home(who.id)
        if view is None:
            raise LookupError(f"{who.name} has no {where} open")
        return view

    def _shown(self, who: User, view: View) -> Json:
        return self._views.json(view, self._interactions.selections.state(who.id, view))

    def _around(self, who: User, view: View) -> Json:
        modal = view.id if view.kind == "modal" else None
        return {
            "container": {"type": "view", "view_id": view.id},
            "trigger_id": self._triggers.issue(who.id, modal),
            "view": self._shown(who, view),
        }


def _said(attempt: Attempt) -> Json:
    if not attempt.body.strip():
        return {}
    said = json.loads(attempt.body)
    if not isinstance(said, dict):
        raise ValueError("an ack that is no JSON object")
    return said


def _beside_fields(view: View, errors: Any) -> dict[str, str]:
    """Errors stand beside inputs only; Slack takes no others."""
    inputs = {str(block["block_id"]) for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not inputs.issuperset(errors):
        raise ValueError("errors must name input blocks of the view")
    return {str(name): str(text) for name, text in errors.items()}
