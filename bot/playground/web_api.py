"""The methods of Slack's Web API that this stand-in answers, with Slack's refusals.

Works on decoded arguments and the workspace; server.py does the HTTP around it.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.playground.events import Events
from bot.playground.posting import Content, Refused, content, decoded, metadata
from bot.playground.views import View, Views, checked
from bot.playground.workspace import Channel, Json, Message, User, Workspace, changed

DEFAULT_SCOPES = frozenset(
    {
        "app_mentions:read",
        "channels:history",
        "chat:write",
        "commands",
        "groups:history",
        "im:history",
    }
)
# Answered without a token, too.
_PUBLIC = frozenset({"blocks.validate"})
_MOST_REPLIES = 1_000
_MOST_HISTORY = 999
_USUAL_HISTORY = 100


class WebApi:
    def __init__(
        self, workspace: Workspace, events: Events, views: Views, scopes: frozenset[str]
    ) -> None:
        self._workspace = workspace
        self._events = events
        self._views = views
        self.scopes = scopes
        self._methods = {
            "auth.test": (self._auth_test, None),
            "chat.postMessage": (self._post_message, "chat:write"),
            "chat.postEphemeral": (self._post_ephemeral, "chat:write"),
            "chat.update": (self._update, "chat:write"),
            "blocks.validate": (self._validate, None),
            "chat.delete": (self._delete, "chat:write"),
            "chat.getPermalink": (self._permalink, None),
            "conversations.history": (self._history, None),
            "conversations.replies": (self._replies, None),
            "conversations.info": (self._info, "channels:read"),
            "users.info": (self._user, "users:read"),
            "views.open": (self._view(views.open), None),
            "views.push": (self._view(views.push), None),
            "views.update": (self._view(views.update), None),
            "views.publish": (self._view(views.publish), None),
        }

    def answer(self, method: str, token: str | None, args: Json) -> Json:
        if method not in self._methods:
            raise Refused("unknown_method", {"req_method": method})
        if not token and method not in _PUBLIC:
            raise Refused("no_token")
        if not token:
            return {"ok": True, **self._validate(None, args)}
        caller = self._workspace.user_of_token(token)
        if caller is None:
            raise Refused("wrong_token")
        call, scope = self._methods[method]
        self._scoped(caller, scope)
        return {"ok": True, **call(caller, args)}

    def _scoped(self, caller: User, scope: str | None) -> None:
        if caller.bot_id and scope and scope not in self.scopes:
            provided = ",".join(sorted(self.scopes))
            raise Refused("scope", {"needed": scope, "provided": provided})

    # auth.test

    def _auth_test(self, caller: User, args: Json) -> Json:
        team = self._workspace.team
        bot = {"bot_id": caller.bot_id} if caller.bot_id else {}
        return {
            "url": f"https://{team.domain}.slack.com/",
            "team": team.name,
            "user": caller.name,
            "team_id": team.id,
            "user_id": caller.id,
            **bot,
            "is_enterprise_install": False,
        }

    # chat.*

    def _post_message(self, caller: User, args: Json) -> Json:
        channel = self._writable(caller, args)
        said = content(args, self._workspace.fresh_id)
        if said.empty:
            raise Refused("nothing")
        meta = metadata(args)
        thread = self._thread(channel, args)
        posted = self._workspace.put(
            Message(
                channel=channel.id,
                ts=self._workspace.next_ts(),
                user=caller.id,
                text=said.text or "",
                blocks=said.blocks or (),
                attachments=said.attachments or (),
                thread_ts=thread,
                bot_id=caller.bot_id,
                app_id=caller.app_id,
                metadata=meta or None,
                broadcast=thread is not None and _true(args.get("reply_broadcast")),
            )
        )
        self._events.posted(posted)
        shown = self._workspace.message_json(posted, metadata=True)
        return {"channel": channel.id, "ts": posted.ts, "message": shown, **said.warnings}

    def _post_ephemeral(self, caller: User, args: Json) -> Json:
        channel = self._writable(caller, args)
        reader = self._workspace.user_of_id(str(args.get("user", "")))
        if reader is None or not self._workspace.can_read(reader, channel):
            raise Refused("reader")
        said = content(args, self._workspace.fresh_id)
        if said.empty:
            raise Refused("nothing")
        posted = self._workspace.put(
            Message(
                channel=channel.id,
                ts=self._workspace.next_ts(),
                user=caller.id,
                text=said.text or "",
                blocks=said.blocks or (),
                thread_ts=self._thread(channel, args),
                bot_id=caller.bot_id,
                app_id=caller.app_id,
                only_for=reader.id,
            )
        )
        return {"message_ts": posted.ts, **said.warnings}

    def _update(self, caller: User, args: Json) -> Json:
        channel = self._workspace.channel_of_id(str(args.get("channel", "")))
        if channel is None:
            raise Refused("channel")
        old = self._workspace.message(channel.id, str(args.get("ts", "")))
        # Ephemeral messages were never in Slack's database; only a response_url reaches them.
        if old is None or old.only_for:
            raise Refused("update_lost")
        if old.user != caller.id:
            raise Refused("update_foreign")
        if channel.archived:
            raise Refused("update_archived")
        said = content(args, self._workspace.fresh_id, "update_text")
        meta = metadata(args)
        if said.text is None and said.blocks is None and said.attachments is None and meta is None:
            raise Refused("nothing")
        new = updated(old, said, self._workspace.next_ts(), caller.id)
        if meta is not None:
            new = changed(new, metadata=meta or None)
        if not (new.text or new.blocks or new.attachments):
            raise Refused("nothing")
        self._workspace.put(new)
        self._events.changed(old, new)
        shown = self._workspace.message_json(new, metadata=True)
        return {"channel": channel.id, "ts": new.ts, "text": new.text, "message": shown}

    def _delete(self, caller: User, args: Json) -> Json:
        channel = self._workspace.channel_of_id(str(args.get("channel", "")))
        if channel is None:
            raise Refused("channel")
        old = self._workspace.message(channel.id, str(args.get("ts", "")))
        if old is None or old.only_for:
            raise Refused("delete_lost")
        if old.user != caller.id:
            raise Refused("delete_foreign")
        self._workspace.remove(old)
        self._events.deleted(old)
        return {"channel": channel.id, "ts": old.ts}

    def _permalink(self, caller: User, args: Json) -> Json:
        channel = self._workspace.channel_of_id(str(args.get("channel", "")))
        if channel is None or not self._workspace.can_read(caller, channel):
            raise Refused("channel")
        message = self._workspace.message(channel.id, str(args.get("message_ts", "")))
        if message is None or message.only_for:
            raise Refused("permalink_lost")
        place = f"{channel.id}/p{message.ts.replace('.', '')}"
        thread = f"?thread_ts={message.root_ts}&cid={channel.id}" if message.is_reply else ""
        domain = self._workspace.team.domain
        return {
            "channel": channel.id,
            "permalink": f"https://{domain}.slack.com/archives/{place}{thread}",
        }

    # blocks.*, views.*

    def _validate(self, caller: User | None, args: Json) -> Json:
        """Says of blocks, a message or a view what posting or opening it would say."""
        given = [name for name in ("blocks", "message", "view") if args.get(name)]
        if len(given) != 1:
            raise Refused("validate_one")
        said = args[given[0]]
        if isinstance(said, str):
            said = decoded(said, "blocks_format")
        if given == ["blocks"]:
            said = {"blocks": said}
        if not isinstance(said, dict):
            raise Refused("blocks_format")
        if given == ["view"]:
            checked(said, "home" if said.get("type") == "home" else "modal")
        else:
            content(said, self._workspace.fresh_id)
        return {}

    def _view(self, act: Callable[[Json], View]) -> Callable[[User, Json], Json]:
        def call(caller: User, args: Json) -> Json:
            return {"view": self._views.json(act(args))}

        return call

    # conversations.*, users.*

    def _history(self, caller: User, args: Json) -> Json:
        """The newest first, and replies only where they were sent to the channel, too."""
        channel = self._readable(caller, args)
        self._scoped(caller, channel.history_scope)
        timeline = self._workspace.timeline(channel.id)
        found = [m for m in timeline if _within(m, args) and (m.broadcast or not m.is_reply)]
        return self._page(found[::-1], args, _USUAL_HISTORY, _MOST_HISTORY)

    def _replies(self, caller: User, args: Json) -> Json:
        channel = self._readable(caller, args)
        self._scoped(caller, channel.history_scope)
        ts = str(args.get("ts", ""))
        message = self._workspace.message(channel.id, ts)
        if message is None or message.only_for:
            raise Refused("replies_thread")
        thread = [message, *self._workspace.replies(channel.id, ts)]
        found = [m for m in thread if _within(m, args)]
        return self._page(found, args, _MOST_REPLIES, _MOST_REPLIES)

    def _page(self, found: list[Message], args: Json, usual: int, most: int) -> Json:
        start = _number(args.get("cursor"), 0, "cursor")
        most = min(_number(args.get("limit"), usual, "arguments"), most)
        page, more = found[start : start + most], len(found) > start + most
        meta = _true(args.get("include_all_metadata"))
        shown = [self._workspace.message_json(m, metadata=meta) for m in page]
        cursor = {"response_metadata": {"next_cursor": str(start + most)}} if more else {}
        return {"messages": shown, "has_more": more, **cursor}

    def _info(self, caller: User, args: Json) -> Json:
        channel = self._workspace.channel_of_id(str(args.get("channel", "")))
        if channel is None or not self._workspace.can_read(caller, channel):
            raise Refused("channel")
        return {
            "channel": {
                "id": channel.id,
                "name": channel.name,
                "is_channel": channel.kind == "channel",
                "is_im": channel.kind == "im",
                "is_mpim": channel.kind == "mpim",
                "is_private": channel.kind != "channel",
                "is_member": channel.member,
                "is_archived": channel.archived,
            }
        }

    def _user(self, caller: User, args: Json) -> Json:
        user = self._workspace.user_of_id(str(args.get("user", "")))
        if user is None:
            raise Refused("user")
        return {
            "user": {
                "id": user.id,
                "team_id": self._workspace.team.id,
                "name": user.name,
                "real_name": user.name.capitalize(),
                "profile": {"real_name": user.name.capitalize(), "display_name": user.name},
                "is_bot": user.bot_id is not None,
                "deleted": False,
            }
        }

    # Arguments

    def _writable(self, caller: User, args: Json) -> Channel:
        channel = self._readable(caller, args, by_name=True)
        if channel.archived:
            raise Refused("archived")
        return channel

    def _readable(self, caller: User, args: Json, *, by_name: bool = False) -> Channel:
        wanted = str(args.get("channel", ""))
        channel = self._workspace.channel_of_id(wanted)
        if channel is None and by_name:
            channel = self._workspace.direct_message_with(wanted) or self._named(wanted)
        if channel is None or not self._workspace.can_read(caller, channel):
            raise Refused("channel")
        if caller.bot_id and not channel.member:
            raise Refused("membership")
        return channel

    def _named(self, name: str) -> Channel | None:
        try:
            channel = self._workspace.channel(name)
        except LookupError:
            return None
        return None if channel.partner else channel

    def _thread(self, channel: Channel, args: Json) -> str | None:
        """Slack doesn't refuse a thread that is gone: it posts to the channel, without thread_ts.
        A reply's ts is taken for its thread; Slack only advises against it."""
        parent = self._workspace.message(channel.id, str(args.get("thread_ts") or ""))
        return None if parent is None or parent.only_for else parent.root_ts


def updated(old: Message, said: Content, edited_ts: str, editor: str) -> Message:
    """Text alone removes the blocks; blocks alone keep the text; an empty array removes."""
    kept = old.blocks if said.text is None else ()
    return changed(
        old,
        text=old.text if said.text is None else said.text,
        blocks=kept if said.blocks is None else said.blocks,
        attachments=old.attachments if said.attachments is None else said.attachments,
        edited_by=editor,
        edited_ts=edited_ts,
    )


def _within(message: Message, args: Json) -> bool:
    oldest, latest = str(args.get("oldest") or ""), str(args.get("latest") or "")
    if _true(args.get("inclusive")) and message.ts in (oldest, latest):
        return True
    return message.ts > oldest and (not latest or message.ts < latest)


def _number(given: object, default: int, row: str) -> int:
    try:
        return int(str(given)) if given else default
    except ValueError:
        raise Refused(row) from None


def _true(value: object) -> bool:
    return value in (True, 1, "1", "true", "True")
