"""What people do in Slack's client: write, edit, delete, run commands, press, tick, choose.

The person's side of the protocol, for tests and the page. Acts that Slack's client would not let
a person do raise LookupError, so that a test cannot press what is not there.
"""

from __future__ import annotations

import html
import json
import re
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.playground import controls
from bot.playground.controls import Control, Selections
from bot.playground.deliveries import Attempt, Deliveries
from bot.playground.events import VERIFICATION_TOKEN, Events, First
from bot.playground.posting import Refused
from bot.playground.responses import Responses
from bot.playground.workspace import Channel, Json, Message, User, Workspace, changed

_AT_NAME = re.compile(r"(?<!\S)@([a-z][a-z0-9_.-]*[a-z0-9])", re.IGNORECASE)


@dataclass(frozen=True)
class Outcome:
    """What became of a press or a command. `error` is what the person sees when it failed."""

    error: str | None = None
    status: int | None = 200

    @property
    def ok(self) -> bool:
        return self.error is None


class People:
    def __init__(
        self,
        workspace: Workspace,
        events: Events,
        deliveries: Deliveries,
        responses: Responses,
        response_url: Callable[[str], str],
    ) -> None:
        self.failures: list[tuple[str, Outcome]] = []
        self._workspace = workspace
        self._events = events
        self._deliveries = deliveries
        self._responses = responses
        self._response_url = response_url
        self._selections = Selections()

    # Writing

    async def say(
        self,
        person: str,
        channel: str,
        text: str,
        thread_ts: str | None = None,
        *,
        first: First = "app_mention",
    ) -> str:
        """Posts and returns the ts; deliveries set out at once. `first` says which of a
        mention's two deliveries comes first; None sends both at the same time."""
        author, place = self._there(person, channel)
        if thread_ts is not None:
            thread_ts = self._visible(author, place, thread_ts).root_ts
        if place.archived:
            raise LookupError(f"nobody can write in {channel}: it is archived")
        typed = self._typed(text)
        ts = self._workspace.next_ts()
        message = self._workspace.put(
            Message(
                channel=place.id,
                ts=ts,
                user=author.id,
                text=typed,
                blocks=(self._rich_text(typed),),
                thread_ts=thread_ts,
                client_msg_id=str(uuid.uuid5(uuid.NAMESPACE_OID, ts)),
            )
        )
        self._events.posted(message, first)
        return message.ts

    async def edit(
        self, person: str, channel: str, ts: str, text: str, *, first: First = "app_mention"
    ) -> None:
        author, place = self._there(person, channel)
        old = self._own(author, place, ts)
        typed = self._typed(text)
        new = changed(
            old,
            text=typed,
            blocks=(self._rich_text(typed),),
            edited_by=author.id,
            edited_ts=self._workspace.next_ts(),
        )
        self._workspace.put(new)
        self._events.changed(old, new, first)

    async def delete(self, person: str, channel: str, ts: str) -> None:
        author, place = self._there(person, channel)
        old = self._own(author, place, ts)
        self._workspace.remove(old)
        self._events.deleted(old)

    # Commands

    async def command(self, person: str, channel: str, line: str) -> Outcome:
        """`line` as typed, with the slash. There is no way to run one inside a thread."""
        author, place = self._there(person, channel)
        name, _, text = line.partition(" ")
        if not name.startswith("/"):
            raise LookupError(f"a command begins with a slash: {line!r}")
        ticket = self._responses.issue(place.id, author.id)
        team = self._workspace.team
        attempt = await self._deliveries.command(
            {
                "token": VERIFICATION_TOKEN,
                "team_id": team.id,
                "team_domain": team.domain,
                "channel_id": place.id,
                "channel_name": "directmessage" if place.partner else place.name,
                "user_id": author.id,
                "user_name": author.name,
                "command": name,
                "text": self._typed(text.strip(), with_names=True),
                "api_app_id": str(self._workspace.bot.app_id),
                "is_enterprise_install": "false",
                "response_url": self._response_url(ticket),
                "trigger_id": self._workspace.fresh_id("trigger."),
            }
        )
        if attempt.ok and attempt.body.strip():
            try:
                self._responses.acknowledge(ticket, _spoken(attempt))
            except Refused as refused:
                return self._failed(f"{person} {line}", Outcome(refused.code, attempt.status))
        return self._outcome(f"{person} {line}", attempt)

    # Pressing

    async def press(self, person: str, channel: str, ts: str, wanted: str) -> Outcome:
        """`wanted`: a button's action_id, value or words, looked for in that order."""
        author, place = self._there(person, channel)
        message = self._visible(author, place, ts)
        control = controls.button(message, wanted)
        action = controls.pressed(control, self._workspace.next_ts())
        return await self._interact(author, place, message, action)

    async def tick(
        self, person: str, channel: str, ts: str, action_id: str, values: Sequence[str]
    ) -> Outcome:
        """Makes `values` this person's ticked boxes, one delivery for each box that changes."""
        author, place = self._there(person, channel)
        message = self._visible(author, place, ts)
        control = controls.menu(message, action_id, controls.MANY)
        wanted = [str(control.option(value)["value"]) for value in values]
        ticked = [str(o["value"]) for o in self._selections.of(author.id, message, control)]
        outcome = Outcome()
        gone = [value for value in ticked if value not in wanted]
        new = [value for value in wanted if value not in ticked]
        for value in [*gone, *new]:
            ticked = [v for v in ticked if v != value] if value in gone else [*ticked, value]
            outcome = await self._select(author, place, message, control, ticked)
        return outcome

    async def choose(
        self, person: str, channel: str, ts: str, action_id: str, value: str
    ) -> Outcome:
        """An entry of an overflow menu, a select menu or radio buttons; these fire on choice."""
        author, place = self._there(person, channel)
        message = self._visible(author, place, ts)
        control = controls.menu(message, action_id, controls.ONE | {"overflow"})
        return await self._select(author, place, message, control, [control.option(value)["value"]])

    async def _select(
        self, person: User, place: Channel, message: Message, control: Control, values: list[str]
    ) -> Outcome:
        options = [o for o in control.options() if o.get("value") in values]
        if control.kind != "overflow":
            self._selections.put(person.id, message, control, values)
        action = controls.chosen(control, self._workspace.next_ts(), options)
        return await self._interact(person, place, message, action)

    async def _interact(
        self, person: User, place: Channel, message: Message, action: Json
    ) -> Outcome:
        team, bot = self._workspace.team, self._workspace.bot
        thread = {"thread_ts": message.root_ts} if message.thread_ts else {}
        # An ephemeral message isn't stored by Slack, so its payload cannot bring it along.
        shown = {} if message.only_for else {"message": self._workspace.message_json(message)}
        ticket = self._responses.issue(place.id, person.id, message.ts)
        payload = {
            "type": "block_actions",
            "user": {
                "id": person.id,
                "username": person.name,
                "name": person.name,
                "team_id": team.id,
            },
            "api_app_id": bot.app_id,
            "token": VERIFICATION_TOKEN,
            "container": {
                "type": "message",
                "message_ts": message.ts,
                "channel_id": place.id,
                "is_ephemeral": message.only_for is not None,
                **thread,
            },
            "trigger_id": self._workspace.fresh_id("trigger."),
            "team": {"id": team.id, "domain": team.domain},
            "enterprise": None,
            "is_enterprise_install": False,
            "channel": {
                "id": place.id,
                "name": "directmessage" if place.partner else place.name,
            },
            **shown,
            "state": self._selections.state(person.id, message),
            "response_url": self._response_url(ticket),
            "actions": [action],
        }
        attempt = await self._deliveries.interaction(payload)
        return self._outcome(f"{person.name} pressed {action['action_id']}", attempt)

    # Small print

    def _there(self, person: str, channel: str) -> tuple[User, Channel]:
        author, place = self._workspace.user(person), self._workspace.channel(channel)
        if not self._workspace.can_read(author, place):
            raise LookupError(f"{person} is not in {channel}")
        return author, place

    def _visible(self, person: User, place: Channel, ts: str) -> Message:
        message = self._workspace.message(place.id, ts)
        if message is None or message.only_for not in (None, person.id):
            raise LookupError(f"{person.name} sees no message {ts} in {place.name}")
        return message

    def _own(self, person: User, place: Channel, ts: str) -> Message:
        message = self._visible(person, place, ts)
        if message.user != person.id:
            raise LookupError(f"message {ts} is not {person.name}'s")
        return message

    def _typed(self, text: str, *, with_names: bool = False) -> str:
        """As Slack sends what a person typed: escaped, and names as ids."""
        names = {user.name: user for user in self._workspace.users()}

        def linked(match: re.Match[str]) -> str:
            user = names.get(match[1].lower())
            if user is None:
                return match[0]
            return f"<@{user.id}|{user.name}>" if with_names else f"<@{user.id}>"

        return _AT_NAME.sub(linked, html.escape(text, quote=False))

    def _rich_text(self, typed: str) -> Json:
        """The block that Slack's editor makes of every message that a person writes."""
        elements: list[Json] = []
        for part in re.split(r"(<@[A-Z0-9]+>)", typed):
            if re.fullmatch(r"<@[A-Z0-9]+>", part):
                elements.append({"type": "user", "user_id": part[2:-1]})
            elif part:
                elements.append({"type": "text", "text": html.unescape(part)})
        section = {"type": "rich_text_section", "elements": elements}
        return {
            "type": "rich_text",
            "block_id": self._workspace.fresh_id("b"),
            "elements": [section],
        }

    def _outcome(self, what: str, attempt: Attempt) -> Outcome:
        if attempt.ok:
            return Outcome(status=attempt.status)
        error = "operation_timeout" if attempt.reason == "http_timeout" else "dispatch_failed"
        return self._failed(what, Outcome(error, attempt.status))

    def _failed(self, what: str, outcome: Outcome) -> Outcome:
        self.failures.append((what, outcome))
        return outcome


def _spoken(attempt: Attempt) -> Json:
    """A command's 200 is a message: JSON, or plain words."""
    if attempt.content_type == "application/json":
        try:
            said = json.loads(attempt.body)
        except ValueError:
            return {"text": attempt.body}
        return said if isinstance(said, dict) else {"text": attempt.body}
    return {"text": attempt.body}
