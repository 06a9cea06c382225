"""Renders a reply and calls the Web API; says which failures pass and which never will."""

from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.dialog.replies import AnyReply
from bot.rendering import phrases
from bot.rendering.blocks.message import blocks
from bot.rendering.plain import plain
from bot.rendering.voice import SLACK_TEXT
from bot.runtime.ports import PostFailed
from bot.runtime.values import AsRoot, Outgoing, Privately
from bot.slack.refusal import code_of

PASSING = frozenset(
    {
        "fatal_error",
        "internal_error",
        "rate_limited",
        "ratelimited",
        "request_timeout",
        "service_unavailable",
    }
)
"""Slack's error codes that a later try may not meet again."""
GONE = frozenset({"cant_update_message", "edit_window_closed", "message_not_found"})
"""The message of a slot can't be changed (any more): post anew."""
NOT_THERE = frozenset({"channel_not_found", "is_archived", "not_in_channel"})
RESPONSE_HOST = "hooks.slack.com"


class SlackPoster:
    """The outbox's way to Slack, over one shared session."""

    def __init__(self, client: AsyncWebClient, session: aiohttp.ClientSession) -> None:
        self._client = client
        self._session = session
        api = urlsplit(client.base_url)
        self._private_api = None if (api.hostname or "").endswith("slack.com") else api

    async def post(self, outgoing: Outgoing, thread: str | None, ts: str | None) -> str | None:
        """As the port says."""
        if isinstance(outgoing.target, Privately):
            await self.tell(
                outgoing.reply, outgoing.target.answer_to, outgoing.place.channel,
                outgoing.target.person, thread,
            )  # fmt: skip
            return None
        content = _content(outgoing.reply)
        channel = outgoing.place.channel
        if ts is not None:
            try:
                await self._call("chat.update", channel=channel, ts=ts, **content)
            except PostFailed as failure:
                if failure.error not in GONE:
                    raise
            else:
                return ts
        try:
            posted = await self._call(
                "chat.postMessage",
                channel=channel,
                **({} if isinstance(outgoing.target, AsRoot) else {"thread_ts": thread}),
                **content,
                unfurl_links=False,
                unfurl_media=False,
                client_msg_id=outgoing.id,
                metadata={"event_type": "archdecide_reply", "event_payload": {"id": outgoing.id}},
            )
        except PostFailed as failure:
            if isinstance(outgoing.target, AsRoot) and failure.error in NOT_THERE:
                await self.answer(outgoing.target.answer_to, {"text": phrases.NOT_A_MEMBER})
            raise
        return str(posted["ts"])

    async def tell(
        self,
        reply: AnyReply,
        answer_to: str | None,
        channel: str,
        person: str,
        thread: str | None,
    ) -> None:
        """Show a reply to one person: in the thread, or by the way back that a command brought."""
        content = _content(reply)
        if thread is None:
            # A `response_url` needs no membership, but can't reach into a thread for sure.
            await self.answer(answer_to, content)
            return
        await self._call(
            "chat.postEphemeral", channel=channel, user=person, thread_ts=thread, **content
        )

    async def answer(self, answer_to: str | None, content: dict[str, Any]) -> None:
        """A private answer to a `response_url`; no other host is ever called."""
        if not answer_to or not self._may_call(answer_to):
            return
        body = {"response_type": "ephemeral", "replace_original": False, **content}
        try:
            async with self._session.post(answer_to, json=body, allow_redirects=False) as response:
                if response.status >= 500:
                    raise PostFailed(f"response_url: {response.status}", permanent=False)
                if response.status >= 400:
                    raise PostFailed(f"response_url: {response.status}", permanent=True)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise PostFailed(type(error).__name__, permanent=False) from None

    def _may_call(self, address: str) -> bool:
        try:
            url = urlsplit(address)
        except ValueError:
            return False
        if self._private_api is not None:
            return url.netloc == self._private_api.netloc and url.scheme == self._private_api.scheme
        return url.scheme == "https" and url.netloc == RESPONSE_HOST

    async def _call(self, method: str, **arguments: Any) -> Any:
        given = {name: value for name, value in arguments.items() if value is not None}
        try:
            return await self._client.api_call(method, json=given)
        except SlackApiError as error:
            status, code = error.response.status_code, code_of(error)
            limited = status == 429
            after = error.response.headers.get("Retry-After") if limited else None
            passing = limited or code in PASSING or status >= 500
            raise PostFailed(
                code, permanent=not passing, retry_after=float(after) if after else None
            ) from None
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise PostFailed(type(error).__name__, permanent=False) from None


def _content(reply: AnyReply) -> dict[str, Any]:
    """The message: its full text (what a screen reader reads) and its blocks."""
    return {"text": plain(reply, SLACK_TEXT), "blocks": blocks(reply)}
