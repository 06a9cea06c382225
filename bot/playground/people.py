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

from bot.playground.deliveries import Attempt, Deliveries
from bot.playground.events import VERIFICATION_TOKEN, Events, First
from bot.playground.interactions import Interactions
from bot.playground.outcomes import Outcome, Outcomes
from bot.playground.posting import Refused
from bot.playground.responses import Responses
from bot.playground.triggers import Triggers
from bot.playground.workspace import Channel, Json, Message, User, Workspace, changed

__all__ = ["Outcome", "People"]

_AT_NAME = re.compile(r"(?<!\S)@([a-z][a-z0-9_.-]*[a-z0-9])", re.IGNORECASE)


class People:
    def __init__(
        self,
        workspace: Workspace,
        events: Events,
        deliveries: Deliveries,
        responses: Responses,
        interactions: Interactions,
        triggers: Triggers,
        outcomes: Outcomes,
        response_url: Callable[[str], str],
    ) -> None:
        self.failures = outcomes.failures
        self._workspace = workspace
        self._events = events
        self._deliveries = deliveries
        self._responses = responses
        self._interactions = interactions
        self._triggers = triggers
        self._outcomes = outcomes
        self._response_url = response_url

    # Writing

    async def say(
        self,
        person: str,
        channel: str,
        text: str,
        thread_ts: str | None = None,
        *,
        first: First = "app_mention",
        broadcast: bool = False,
    ) -> str:
        """Posts and returns the ts; deliveries set out at once. `first` says which of a
        mention's two deliveries comes first; None sends both at the same time. `broadcast`: a
        reply that the channel is to see, too."""
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
                broadcast=broadcast and thread_ts is not None,
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
                "channel_name": _named(place)["name"],
                "user_id": author.id,
                "user_name": author.name,
                "command": name,
                "text": self._typed(text.strip(), with_names=True),
                "api_app_id": str(self._workspace.bot.app_id),
                "is_enterprise_install": "false",
                "response_url": self._response_url(ticket),
                "trigger_id": self._triggers.issue(author.id),
            }
        )
        if attempt.ok and attempt.body.strip():
            try:
                self._responses.acknowledge(ticket, _spoken(attempt))
            except Refused as refused:
                failed = Outcome(refused.code, attempt.status)
                return self._outcomes.failed(f"{person} {line}", failed)
        return self._outcomes.of(f"{person} {line}", attempt)

    async def shortcut(self, person: str, channel: str, ts: str, callback_id: str) -> Outcome:
        """An entry of a message's menu. It works in threads, and in channels without the bot."""
        author, place = self._there(person, channel)
        message = self._visible(author, place, ts)
        if message.only_for:
            raise LookupError(f"{message.label} is private: it has no menu")
        ticket = self._responses.issue(place.id, author.id)
        payload = {
            "type": "message_action",
            **self._interactions.who(author),
            "callback_id": callback_id,
            "trigger_id": self._triggers.issue(author.id),
            "response_url": self._response_url(ticket),
            "action_ts": self._workspace.next_ts(),
            "channel": _named(place),
            "message_ts": message.ts,
            "message": self._workspace.message_json(message),
        }
        attempt = await self._deliveries.interaction(payload)
        return self._outcomes.of(f"{person} chose {callback_id}", attempt)

    # Pressing

    async def press(self, person: str, channel: str, ts: str, wanted: str) -> Outcome:
        """`wanted`: a button's action_id, value or words, looked for in that order."""
        author, place = self._there(person, channel)
        message = self._visible(author, place, ts)
        around = self._around(author, place, message)
        return await self._interactions.press(author, message, around, wanted)

    async def tick(
        self, person: str, channel: str, ts: str, action_id: str, values: Sequence[str]
    ) -> Outcome:
        """Makes `values` this person's ticked boxes, one delivery for each box that changes."""
        author, place = self._there(person, channel)
        message = self._visible(author, place, ts)
        around = self._around(author, place, message)
        return await self._interactions.tick(author, message, around, action_id, values)

    async def choose(
        self, person: str, channel: str, ts: str, action_id: str, value: str
    ) -> Outcome:
        """An entry of an overflow menu, a select menu or radio buttons; these fire on choice."""
        author, place = self._there(person, channel)
        message = self._visible(author, place, ts)
        around = self._around(author, place, message)
        return await self._interactions.choose(author, message, around, action_id, value)

    async def fill(
        self, person: str, channel: str, ts: str, action_id: str, text: str | None
    ) -> Outcome:
        """Types into an input of a message, or picks a date."""
        author, place = self._there(person, channel)
        message = self._visible(author, place, ts)
        around = self._around(author, place, message)
        return await self._interactions.fill(author, message, around, action_id, text)

    def _around(self, person: User, place: Channel, message: Message) -> Callable[[], Json]:
        def around() -> Json:
            thread = {"thread_ts": message.root_ts} if message.thread_ts else {}
            # An ephemeral message isn't stored by Slack: its payload cannot bring it along.
            shown = {} if message.only_for else {"message": self._workspace.message_json(message)}
            ticket = self._responses.issue(place.id, person.id, message.ts)
            return {
                "container": {
                    "type": "message",
                    "message_ts": message.ts,
                    "channel_id": place.id,
                    "is_ephemeral": message.only_for is not None,
                    **thread,
                },
                "trigger_id": self._triggers.issue(person.id),
                "channel": _named(place),
                **shown,
                "state": self._interactions.selections.state(person.id, message),
                "response_url": self._response_url(ticket),
            }

        return around

    # Small print

    def _there(self, person: str, channel: str) -> tuple[User, Channel]:
        author, place = self._workspace.person(person), self._workspace.channel(channel)
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


def _named(place: Channel) -> Json:
    name = {"im": "directmessage", "mpim": f"mpdm-{place.name}", "group": "privategroup"}
    return {"id": place.id, "name": name.get(place.kind, place.name)}


def _spoken(attempt: Attempt) -> Json:
    """A command's 200 is a message: JSON, or plain words."""
    if attempt.content_type == "application/json":
        try:
            said = json.loads(attempt.body)
        except ValueError:
            return {"text": attempt.body}
        return said if isinstance(said, dict) else {"text": attempt.body}
    return {"text": attempt.body}
