"""Presses, ticks and choices, in whatever holds blocks, as `block_actions` to the app.

The same hands for messages, modals and App Home; the caller says what surrounds the blocks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.playground import controls
from bot.playground.controls import FREE, Control, Selections, Surface
from bot.playground.deliveries import Deliveries
from bot.playground.events import VERIFICATION_TOKEN
from bot.playground.outcomes import Outcome, Outcomes
from bot.playground.workspace import Json, User, Workspace

# What a payload says of the place, made anew for each since it carries a response_url.
Around = Callable[[], Json]


class Interactions:
    def __init__(self, workspace: Workspace, deliveries: Deliveries, outcomes: Outcomes) -> None:
        self.selections = Selections()
        self._workspace = workspace
        self._deliveries = deliveries
        self._outcomes = outcomes

    async def press(self, person: User, surface: Surface, around: Around, wanted: str) -> Outcome:
        control = controls.button(surface, wanted)
        action = controls.pressed(control, self._workspace.next_ts())
        return await self._tell(person, around, action)

    async def tick(
        self,
        person: User,
        surface: Surface,
        around: Around,
        wanted: str,
        values: Sequence[str],
    ) -> Outcome:
        """One delivery for each box that changes, as a person can click but one at a time."""
        control = controls.menu(surface, wanted, controls.MANY)
        after = [str(control.option(value)["value"]) for value in values]
        ticked = [str(o["value"]) for o in self.selections.of(person.id, surface, control)]
        outcome = Outcome()
        gone = [value for value in ticked if value not in after]
        new = [value for value in after if value not in ticked]
        for value in [*gone, *new]:
            ticked = [v for v in ticked if v != value] if value in gone else [*ticked, value]
            outcome = await self._select(person, surface, around, control, ticked)
        return outcome

    async def choose(
        self, person: User, surface: Surface, around: Around, wanted: str, value: str
    ) -> Outcome:
        control = controls.menu(surface, wanted, controls.ONE | {"overflow"})
        option = control.option(value)
        return await self._select(person, surface, around, control, [option["value"]])

    async def fill(
        self, person: User, surface: Surface, around: Around, wanted: str, text: str | None
    ) -> Outcome:
        """Types into a field, or picks a date or a person."""
        control = controls.menu(surface, wanted, frozenset(FREE))
        self.selections.put(person.id, surface, control, [text or ""])
        if not control.fires:
            return Outcome()
        action = controls.written(control, self._workspace.next_ts(), text)
        return await self._tell(person, around, action)

    async def _select(
        self, person: User, surface: Surface, around: Around, control: Control, values: list[str]
    ) -> Outcome:
        options = [o for o in control.options() if o.get("value") in values]
        if control.kind != "overflow":
            self.selections.put(person.id, surface, control, values)
        if not control.fires:
            return Outcome()
        action = controls.chosen(control, self._workspace.next_ts(), options)
        return await self._tell(person, around, action)

    async def _tell(self, person: User, around: Around, action: Json) -> Outcome:
        payload = {"type": "block_actions", **self.who(person), **around(), "actions": [action]}
        attempt = await self._deliveries.interaction(payload)
        return self._outcomes.of(f"{person.name} pressed {action['action_id']}", attempt)

    def who(self, person: User) -> Json:
        """What every interaction says of the person, the workspace and the app."""
        team = self._workspace.team
        return {
            "user": {
                "id": person.id,
                "username": person.name,
                "name": person.name,
                "team_id": team.id,
            },
            "api_app_id": self._workspace.bot.app_id,
            "token": VERIFICATION_TOKEN,
            "team": {"id": team.id, "domain": team.domain},
            "enterprise": None,
            "is_enterprise_install": False,
        }
