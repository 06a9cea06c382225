"""What happened in the workspace, as the events that Slack sends to the app.

Turns a posted, changed or deleted message, or an App Home that was opened, into envelopes. Knows
who is told (an app hears only the channels that it is in, and of those only what its scopes
cover) and leaves the sending to deliveries.
"""

from __future__ import annotations

import re
from typing import Literal

from bot.playground.deliveries import Deliveries
from bot.playground.workspace import Json, Message, User, Workspace

First = Literal["app_mention", "message"] | None
VERIFICATION_TOKEN = "playground-verification"


class Events:
    def __init__(
        self,
        workspace: Workspace,
        deliveries: Deliveries,
        own_messages: bool,
        scopes: frozenset[str],
    ) -> None:
        self._workspace = workspace
        self._deliveries = deliveries
        self._own_messages = own_messages
        self._scopes = scopes

    def posted(self, message: Message, first: First = "app_mention") -> None:
        """A mention is told twice: as app_mention and as message, same ts, other event_id."""
        self._tell(message, self._message_event(message), first)

    def changed(self, old: Message, new: Message, first: First = "app_mention") -> None:
        ts = new.edited_ts or new.ts
        event = self._hidden("message_changed", new, ts) | {
            "message": self._workspace.message_json(new),
            "previous_message": self._workspace.message_json(old),
        }
        self._tell(new, event, first)

    def deleted(self, old: Message) -> None:
        ts = self._workspace.next_ts()
        event = self._hidden("message_deleted", old, ts) | {
            "deleted_ts": old.ts,
            "previous_message": self._workspace.message_json(old),
        }
        self._tell(old, event, None, mentions=False)

    def home_opened(self, person: User, tab: str, shown: Json) -> None:
        """`shown`: the published view, if there is one."""
        place = self._workspace.direct_message_with(person.id)
        event = {
            "type": "app_home_opened",
            "user": person.id,
            "channel": place.id if place else "",
            "tab": tab,
            "event_ts": self._workspace.next_ts(),
            **shown,
        }
        self._deliveries.events([self._envelope(event)], in_turn=False)

    def _tell(self, message: Message, event: Json, first: First, mentions: bool = True) -> None:
        channel = self._workspace.channel_of(message)
        own = message.user == self._workspace.bot.id
        if message.only_for or not channel.member or (own and not self._own_messages):
            return
        told = [self._envelope(event)] if channel.history_scope in self._scopes else []
        hears_mentions = "app_mentions:read" in self._scopes and channel.kind != "im"
        if mentions and not own and hears_mentions and self._mentioned(message):
            told.append(self._envelope(self._mention_event(message)))
            if first == "app_mention":
                told.reverse()
        self._deliveries.events(told, in_turn=first is not None)

    def _mentioned(self, message: Message) -> bool:
        return re.search(rf"<@{self._workspace.bot.id}(\|[^>]*)?>", message.text) is not None

    def _message_event(self, message: Message) -> Json:
        channel = self._workspace.channel_of(message)
        shown = self._workspace.message_json(message)
        return shown | {
            "channel": channel.id,
            "event_ts": message.ts,
            "channel_type": channel.kind,
        }

    def _mention_event(self, message: Message) -> Json:
        shown = self._workspace.message_json(message)
        kept = ("user", "text", "ts", "team", "client_msg_id", "blocks", "edited", "thread_ts")
        told = {name: shown[name] for name in kept if name in shown}
        event_ts = message.edited_ts or message.ts
        return {"type": "app_mention", **told, "channel": message.channel, "event_ts": event_ts}

    def _hidden(self, subtype: str, message: Message, ts: str) -> Json:
        channel = self._workspace.channel_of(message)
        return {
            "type": "message",
            "subtype": subtype,
            "channel": channel.id,
            "channel_type": channel.kind,
            "hidden": True,
            "ts": ts,
            "event_ts": ts,
        }

    def _envelope(self, event: Json) -> Json:
        team, bot = self._workspace.team.id, self._workspace.bot
        return {
            "token": VERIFICATION_TOKEN,
            "team_id": team,
            "context_team_id": team,
            "context_enterprise_id": None,
            "api_app_id": bot.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": self._workspace.fresh_id("Ev"),
            "event_time": int(self._workspace.clock()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": team,
                    "user_id": bot.id,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
            "event_context": f"4-{event['type']}-{event['event_ts']}",
        }
