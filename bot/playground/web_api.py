"""The methods of Slack's Web API that this stand-in answers, with Slack's refusals.

Works on decoded arguments and the workspace; server.py does the HTTP around it.
"""

from __future__ import annotations

from bot.playground.events import Events
from bot.playground.posting import Content, Refused, content, metadata
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
_MOST_REPLIES = 1_000


class WebApi:
    def __init__(self, workspace: Workspace, events: Events, scopes: frozenset[str]) -> None:
        self._workspace = workspace
        self._events = events
        self.scopes = scopes
        self._methods = {
            "auth.test": (self._auth_test, None),
            "chat.postMessage": (self._post_message, "chat:write"),
            "chat.postEphemeral": (self._post_ephemeral, "chat:write"),
            "chat.update": (self._update, "chat:write"),
            "conversations.replies": (self._replies, "channels:history"),
            "conversations.info": (self._info, "channels:read"),
        }

    def answer(self, method: str, token: str | None, args: Json) -> Json:
        if method not in self._methods:
            raise Refused("unknown_method", {"req_method": method})
        if not token:
            raise Refused("no_token")
        caller = self._workspace.user_of_token(token)
        if caller is None:
            raise Refused("wrong_token")
        call, scope = self._methods[method]
        if caller.bot_id and scope and scope not in self.scopes:
            provided = ",".join(sorted(self.scopes))
            raise Refused("scope", {"needed": scope, "provided": provided})
        return {"ok": True, **call(caller, args)}

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
        posted = self._workspace.put(
            Message(
                channel=channel.id,
                ts=self._workspace.next_ts(),
                user=caller.id,
                text=said.text or "",
                blocks=said.blocks or (),
                attachments=said.attachments or (),
                thread_ts=self._thread(channel, args),
                bot_id=caller.bot_id,
                app_id=caller.app_id,
                metadata=meta or None,
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

    # conversations.*

    def _replies(self, caller: User, args: Json) -> Json:
        channel = self._readable(caller, args)
        ts = str(args.get("ts", ""))
        message = self._workspace.message(channel.id, ts)
        if message is None or message.only_for:
            raise Refused("replies_thread")
        thread = [message, *self._workspace.replies(channel.id, ts)]
        found = [m for m in thread if _within(m, args)]
        start = _number(args.get("cursor"), 0, "cursor")
        most = min(_number(args.get("limit"), _MOST_REPLIES, "arguments"), _MOST_REPLIES)
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
                "is_member": channel.member,
                "is_archived": channel.archived,
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
