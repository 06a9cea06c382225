"""The app in one workspace: everything that Slack keeps apart by team, put together.

One server serves several; they share the app's secret, its app token and its roads, and nothing
of what is said in them.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.playground.deliveries import Deliveries
from bot.playground.events import Events
from bot.playground.interactions import Interactions
from bot.playground.outcomes import Outcomes
from bot.playground.people import People
from bot.playground.responses import Responses
from bot.playground.screens import Screens
from bot.playground.triggers import Triggers
from bot.playground.views import Views
from bot.playground.web_api import WebApi
from bot.playground.workspace import Channel, Json, Workspace


class Installation:
    def __init__(
        self,
        workspace: Workspace,
        deliveries: Deliveries,
        scopes: frozenset[str],
        response_url: Callable[[str], str],
        *,
        own_messages: bool,
    ) -> None:
        self.workspace = workspace
        events = Events(workspace, deliveries, own_messages, scopes)
        triggers = Triggers(workspace)
        outcomes = Outcomes()
        interactions = Interactions(workspace, deliveries, outcomes)
        views = Views(workspace, triggers)
        self.web_api = WebApi(workspace, events, views, scopes)
        self.responses = Responses(workspace, events)
        self.people = People(
            workspace,
            events,
            deliveries,
            self.responses,
            interactions,
            triggers,
            outcomes,
            response_url,
        )
        self.screens = Screens(
            workspace, events, deliveries, interactions, triggers, views, outcomes
        )

    # What people see

    def thread(self, channel: str, thread_ts: str, viewer: str | None = None) -> list[Json]:
        """The root and its replies, as Slack's message objects. Ephemeral ones are shown to
        their reader alone, so they appear only if `viewer` is that person."""
        place, eye = self._seen(channel, viewer)
        shown = [m for m in self.workspace.timeline(place.id, eye) if m.root_ts == thread_ts]
        if not shown:
            raise LookupError(f"no thread {thread_ts} in {channel}")
        return [self.workspace.message_json(message) for message in shown]

    def channel(self, channel: str, viewer: str | None = None) -> list[Json]:
        """The channel as a person sees it before opening a thread: without the replies, but for
        those that were sent to the channel, too."""
        place, eye = self._seen(channel, viewer)
        timeline = self.workspace.timeline(place.id, eye)
        shown = [m for m in timeline if m.broadcast or not m.is_reply]
        return [self.workspace.message_json(message) for message in shown]

    def _seen(self, channel: str, viewer: str | None) -> tuple[Channel, str | None]:
        place = self.workspace.channel(channel)
        return place, self.workspace.user(viewer).id if viewer else None

    # For whoever wants to connect

    def info(self) -> Json:
        """Ids, names and tokens: all that a program needs to take part."""
        return {
            "team": self.workspace.team.id,
            "bot_token": self.workspace.bot.token,
            "bot_user_id": self.workspace.bot.id,
            "channels": [
                {"id": channel.id, "name": channel.name, "member": channel.member}
                for channel in self.workspace.channels()
            ],
            "users": [
                {"name": user.name, "id": user.id, "token": user.token}
                for user in self.workspace.users()
                if user.bot_id is None
            ],
        }
