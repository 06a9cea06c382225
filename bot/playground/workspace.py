"""What Slack's servers remember: team, people, channels, messages.

State only. It knows nothing of HTTP, of Block Kit's rules or of deliveries, so that the Web API,
the people and the page all read and write the same truth.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]
Clock = Callable[[], float]
APP_ID = "A00APP"


@dataclass(frozen=True)
class Team:
    id: str
    name: str
    domain: str


@dataclass(frozen=True)
class User:
    """A person, or the bot's own user (then `bot_id` and `app_id` are set)."""

    id: str
    name: str
    token: str
    bot_id: str | None = None
    app_id: str | None = None


@dataclass(frozen=True)
class Channel:
    """`member`: whether the bot is in it. `partner`: the person of a direct message. `group`: the
    people of a group direct message; `people`: those of a private channel. Everybody is in every
    other channel."""

    id: str
    name: str
    member: bool = True
    archived: bool = False
    partner: str | None = None
    group: tuple[str, ...] = ()
    people: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        if self.partner:
            return "im"
        if self.group:
            return "mpim"
        return "group" if self.people else "channel"

    @property
    def history_scope(self) -> str:
        """Who may read it, and hear its messages as events."""
        return {"channel": "channels:history", "group": "groups:history"}.get(
            self.kind, f"{self.kind}:history"
        )


@dataclass(frozen=True)
class Message:
    """`only_for`: an ephemeral message's only reader. `broadcast`: a reply that is shown in the
    channel, too."""

    channel: str
    ts: str
    user: str
    text: str
    blocks: tuple[Json, ...] = ()
    attachments: tuple[Json, ...] = ()
    thread_ts: str | None = None
    bot_id: str | None = None
    app_id: str | None = None
    client_msg_id: str | None = None
    edited_by: str | None = None
    edited_ts: str | None = None
    metadata: Json | None = None
    only_for: str | None = None
    broadcast: bool = False

    @property
    def key(self) -> tuple[str, str]:
        return (self.channel, self.ts)

    @property
    def label(self) -> str:
        return f"message {self.ts}"

    @property
    def root_ts(self) -> str:
        return self.thread_ts or self.ts

    @property
    def is_reply(self) -> bool:
        return self.thread_ts is not None and self.thread_ts != self.ts


class Workspace:
    def __init__(
        self,
        team: Team,
        bot: User,
        people: Iterable[User],
        channels: Iterable[Channel],
        clock: Clock,
        mark: str = "",
    ) -> None:
        """`mark` keeps the ids made up here apart from another workspace's."""
        self.team = team
        self.bot = bot
        self.clock = clock
        self._users = {user.id: user for user in (*people, bot)}
        self._channels = {channel.id: channel for channel in channels}
        self._messages: dict[str, dict[str, Message]] = {id: {} for id in self._channels}
        self._last_micros = 0
        self._mark = mark
        self._counts: Counter[str] = Counter()

    # Names, ids, tokens

    def user(self, name: str) -> User:
        """By name, as people's acts and views say it, or by id."""
        wanted = name.removeprefix("@").lower()
        for user in self._users.values():
            if wanted in (user.name, user.id.lower()):
                return user
        raise LookupError(f"nobody here is called {name!r}: {self._names(self._users)}")

    def person(self, name: str) -> User:
        user = self.user(name)
        if user.bot_id:
            raise LookupError(f"{name} is no person")
        return user

    def channel(self, name: str) -> Channel:
        wanted = name.removeprefix("#")
        for channel in self._channels.values():
            if wanted in (channel.name, channel.id):
                return channel
        raise LookupError(f"no channel is called {name!r}: {self._names(self._channels)}")

    def user_of_id(self, user_id: str) -> User | None:
        return self._users.get(user_id)

    def channel_of_id(self, channel_id: str) -> Channel | None:
        return self._channels.get(channel_id)

    def channel_of(self, message: Message) -> Channel:
        return self._channels[message.channel]

    def user_of_token(self, token: str) -> User | None:
        return next((user for user in self._users.values() if user.token == token), None)

    def direct_message_with(self, user_id: str) -> Channel | None:
        return next((c for c in self._channels.values() if c.partner == user_id), None)

    def users(self) -> tuple[User, ...]:
        return tuple(self._users.values())

    def channels(self) -> tuple[Channel, ...]:
        return tuple(self._channels.values())

    def put_channel(self, channel: Channel) -> None:
        """Adds a channel, or replaces it (archived, the bot invited or removed)."""
        self._channels[channel.id] = channel
        self._messages.setdefault(channel.id, {})

    def can_read(self, user: User, channel: Channel) -> bool:
        """Everybody is in every public channel; the others name their people."""
        if user == self.bot or channel.kind == "channel":
            return True
        return user.id in (channel.partner, *channel.group, *channel.people)

    # Messages

    def next_ts(self) -> str:
        """Unique and increasing even under a clock that stands still."""
        self._last_micros = max(int(self.clock() * 1_000_000), self._last_micros + 1)
        return f"{self._last_micros // 1_000_000}.{self._last_micros % 1_000_000:06d}"

    def fresh_id(self, prefix: str) -> str:
        """Counted by prefix, not random, so that two runs of a test see the same ids."""
        self._counts[prefix] += 1
        return f"{prefix}{self._mark}{self._counts[prefix]:08d}"

    def put(self, message: Message) -> Message:
        self._messages[message.channel][message.ts] = message
        return message

    def remove(self, message: Message) -> None:
        del self._messages[message.channel][message.ts]

    def message(self, channel_id: str, ts: str) -> Message | None:
        return self._messages.get(channel_id, {}).get(ts)

    def timeline(self, channel_id: str, viewer: str | None = None) -> list[Message]:
        """All messages that `viewer` may see, oldest first; without one, what everybody sees."""
        seen = [m for m in self._messages[channel_id].values() if m.only_for in (None, viewer)]
        return sorted(seen, key=lambda message: message.ts)

    def replies(self, channel_id: str, root_ts: str, viewer: str | None = None) -> list[Message]:
        return [
            m for m in self.timeline(channel_id, viewer) if m.is_reply and m.thread_ts == root_ts
        ]

    # Slack's JSON

    def message_json(self, message: Message, *, metadata: bool = False) -> Json:
        """The message object as Slack shows it in answers, events and interactions."""
        shown: Json = {
            "type": "message",
            "user": message.user,
            "text": message.text,
            "ts": message.ts,
            "team": self.team.id,
        }
        if message.bot_id:
            shown |= {
                "bot_id": message.bot_id,
                "app_id": message.app_id,
                "bot_profile": {
                    "id": message.bot_id,
                    "app_id": message.app_id,
                    "name": self.bot.name,
                    "team_id": self.team.id,
                    "deleted": False,
                },
            }
        if message.client_msg_id:
            shown["client_msg_id"] = message.client_msg_id
        if message.blocks:
            shown["blocks"] = list(message.blocks)
        if message.attachments:
            shown["attachments"] = list(message.attachments)
        if message.edited_ts:
            shown["edited"] = {"user": message.edited_by, "ts": message.edited_ts}
        if metadata and message.metadata is not None:
            shown["metadata"] = message.metadata
        if message.only_for:
            shown["is_ephemeral"] = True
        return shown | self._thread_json(message)

    def _thread_json(self, message: Message) -> Json:
        if message.is_reply:
            root = self.message(message.channel, message.root_ts)
            parent: Json = {"parent_user_id": root.user} if root else {}
            if message.broadcast:
                parent["subtype"] = "thread_broadcast"
                if root:
                    parent["root"] = self.message_json(root)
            return {"thread_ts": message.thread_ts, **parent}
        replies = self.replies(message.channel, message.ts)
        if not replies:
            return {}
        authors = list(dict.fromkeys(reply.user for reply in replies))
        return {
            "thread_ts": message.ts,
            "reply_count": len(replies),
            "reply_users_count": len(authors),
            "reply_users": authors,
            "latest_reply": replies[-1].ts,
        }

    @staticmethod
    def _names(of: dict[str, User] | dict[str, Channel]) -> str:
        return ", ".join(sorted(one.name for one in of.values()))


def example_workspace(clock: Clock) -> Workspace:
    """Ana, Bo, Chen and Dana; the bot is in #checkout, not in #random; a direct message each, and
    one of Ana, Bo and the bot."""
    names = ("ana", "bo", "chen", "dana")
    people = [User(f"U00{name.upper()}", name, f"xoxp-playground-{name}") for name in names]
    bot = User("U00BOT", "archdecide", "xoxb-playground", bot_id="B00BOT", app_id=APP_ID)
    channels = [Channel("C00CHECKOUT", "checkout"), Channel("C00RANDOM", "random", member=False)]
    direct = [Channel(f"D00{p.name.upper()}", f"dm-{p.name}", partner=p.id) for p in people]
    group = Channel("G00ANABO", "group-ana-bo", group=("U00ANA", "U00BO"))
    team = Team("T00TEAM", "Playground", "archdecide-playground")
    return Workspace(team, bot, people, [*channels, *direct, group], clock)


def further_workspace(clock: Clock, number: int) -> Workspace:
    """Another company that has the app: its ids and tokens are its own, its names the same as the
    first one's, so that whoever mixes two workspaces up does so visibly."""
    n = f"{number:02d}"
    names = ("ana", "bo")
    people = [User(f"U{n}{name.upper()}", name, f"xoxp-playground-{n}-{name}") for name in names]
    bot = User(f"U{n}BOT", "archdecide", f"xoxb-playground-{n}", f"B{n}BOT", APP_ID)
    channels = [Channel(f"C{n}CHECKOUT", "checkout"), Channel(f"C{n}RANDOM", "random", False)]
    direct = [Channel(f"D{n}{p.name.upper()}", f"dm-{p.name}", partner=p.id) for p in people]
    team = Team(f"T{n}TEAM", f"Playground {number}", f"archdecide-playground-{number}")
    return Workspace(team, bot, people, [*channels, *direct], clock, mark=f"T{n}-")


def changed(message: Message, **fields: Any) -> Message:
    return dataclasses.replace(message, **fields)
