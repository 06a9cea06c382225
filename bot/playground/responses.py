"""response_url: the way back that a command or a press brings along.

Five uses in thirty minutes, no token, no membership needed, and the only way to change an
ephemeral message.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from bot.playground.events import Events
from bot.playground.limits import LIMITS
from bot.playground.posting import Refused, content
from bot.playground.web_api import updated
from bot.playground.workspace import Json, Message, Workspace


@dataclass
class _Ticket:
    """`original`: the message that replace_original and delete_original speak of."""

    channel: str
    person: str
    expires: float
    original: str | None
    uses: int = 0


class Responses:
    def __init__(self, workspace: Workspace, events: Events) -> None:
        self._workspace = workspace
        self._events = events
        self._tickets: dict[str, _Ticket] = {}

    def issue(self, channel: str, person: str, original: str | None = None) -> str:
        """The last part of a new response_url."""
        name = secrets.token_urlsafe(18)
        expires = self._workspace.clock() + LIMITS["response_seconds"].at
        self._tickets[name] = _Ticket(channel, person, expires, original)
        return name

    def knows(self, name: str) -> bool:
        return name in self._tickets

    def take(self, name: str, said: Json) -> None:
        ticket = self._tickets.get(name)
        if ticket is None or self._workspace.clock() > ticket.expires:
            raise Refused("response_seconds", status=404)
        if ticket.uses >= LIMITS["response_uses"].at:
            raise Refused("response_uses", status=404)
        self._say(ticket, said)
        ticket.uses += 1

    def acknowledge(self, name: str, said: Json) -> None:
        """What a command's 200 carried: the same message, without spending a use."""
        self._say(self._tickets[name], said)

    def _say(self, ticket: _Ticket, said: Json) -> None:
        original = self._workspace.message(ticket.channel, ticket.original or "")
        if said.get("delete_original") and original:
            self._workspace.remove(original)
            self._events.deleted(original)
            return
        message = content(said, self._workspace.fresh_id)
        if message.empty:
            raise Refused("nothing", status=400)
        bot = self._workspace.bot
        if said.get("replace_original") and original:
            new = updated(original, message, self._workspace.next_ts(), bot.id)
            self._workspace.put(new)
            self._events.changed(original, new)
            return
        thread = self._workspace.message(ticket.channel, str(said.get("thread_ts") or ""))
        aloud = said.get("response_type") == "in_channel"
        posted = self._workspace.put(
            Message(
                channel=ticket.channel,
                ts=self._workspace.next_ts(),
                user=bot.id,
                text=message.text or "",
                blocks=message.blocks or (),
                attachments=message.attachments or (),
                thread_ts=thread.root_ts if thread else None,
                bot_id=bot.bot_id,
                app_id=bot.app_id,
                only_for=None if aloud else ticket.person,
            )
        )
        ticket.original = ticket.original or posted.ts
        self._events.posted(posted)
