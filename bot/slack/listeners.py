"""One router for all that Slack sends: make a delivery, take it, and only then ack.

Few listeners on purpose: Bolt tries them one after another. Every signed, well-formed
envelope is answered with 200, also of a type that we don't know; 503 is for a store that
can't take it now, so that Slack delivers again.
"""

import asyncio
import logging
import re
import time
import traceback
from collections.abc import Mapping, Sequence
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.response import BoltResponse

from bot.dialog.inputs import LOOKS, Answered, Commanded, Said, Ticked
from bot.dialog.replies import AnyReply, Fault, OldButton
from bot.runtime.ports import PostFailed, StoreUnavailable
from bot.runtime.reception import Reception
from bot.runtime.values import Delivery
from bot.slack import incoming
from bot.slack.poster import SlackPoster

log = logging.getLogger(__name__)

_ANYTHING = re.compile("")
PATIENCE_S = 5


class Router:
    """From Bolt's listeners to the reception."""

    def __init__(self, reception: Reception, poster: SlackPoster, me: incoming.Self) -> None:
        self._reception = reception
        self._poster = poster
        self._me = me
        self._telling: set[asyncio.Task[None]] = set()

    def register(self, app: AsyncApp) -> None:
        """Hook the router into Bolt."""
        app.event(_ANYTHING)(self.on_event)
        app.command(_ANYTHING)(self.on_command)
        app.action(_ANYTHING)(self.on_action)
        for kind in (app.shortcut, app.view, app.options):
            kind(_ANYTHING)(self.on_anything_else)
        app.error(self.on_error)

    async def on_event(self, event: Mapping[str, Any]) -> None:
        """A message or a mention; every other event is fine and nothing."""
        if event.get("type") in ("app_mention", "message"):
            await self._take(incoming.message(event, self._me))

    async def on_command(self, body: Mapping[str, Any], ack: AsyncAck) -> None:
        """`/archdecide …`."""
        now = time.time_ns() // 1_000
        await self._take(incoming.command(body, self._me, now))
        await ack()

    async def on_action(self, body: Mapping[str, Any], ack: AsyncAck) -> None:
        """A press or a choice."""
        await self._take(incoming.action(body, self._me))
        await ack()

    async def on_anything_else(self, ack: AsyncAck) -> None:
        """Something that we don't offer (yet): fine, and nothing."""
        await ack()

    async def on_error(self, error: Exception) -> BoltResponse:
        """What a listener raised: 503 asks for another delivery."""
        if isinstance(error, StoreUnavailable):
            log.error("store unavailable: %s", error)
            return BoltResponse(status=503, body="")
        log.error("unexpected %s in a listener", type(error).__name__)
        return BoltResponse(status=500, body="")

    async def _take(self, delivery: Delivery | None) -> None:
        if delivery is None:
            return
        heard = delivery.heard
        try:
            if isinstance(heard.input, Commanded) and heard.input.command in LOOKS:
                self._tell(delivery, await self._reception.look(delivery))
                return
            taken = await self._reception.take(delivery)
            self._tell(delivery, taken.answer)
            pressed = isinstance(heard.input, Answered | Ticked | Commanded)
            if taken.conversation is None and pressed and not delivery.may_begin:
                self._tell(delivery, (OldButton(private=True),))
        except StoreUnavailable:
            raise
        except Exception as error:  # noqa: BLE001  # a fault of ours must not be delivered again
            # Where, and not what: an exception's message may hold people's words.
            where = "".join(traceback.format_tb(error.__traceback__))
            log.error("%s while taking %s\n%s", type(error).__name__, delivery.key, where)
            if heard.addressed or not isinstance(heard.input, Said):
                self._tell(delivery, (Fault(private=True),))

    def _tell(self, delivery: Delivery, replies: Sequence[AnyReply]) -> None:
        """Answer privately, after the ack: whoever pressed need not wait for our own call."""
        if replies:
            task = asyncio.get_running_loop().create_task(self._told(delivery, replies))
            self._telling.add(task)
            task.add_done_callback(self._telling.discard)

    async def _told(self, delivery: Delivery, replies: Sequence[AnyReply]) -> None:
        place = delivery.place
        for reply in replies:
            try:
                await self._poster.tell(
                    reply, delivery.answer_to, place.channel, delivery.heard.person, place.thread
                )
            except PostFailed as failure:
                log.warning("private answer not delivered: %s", failure.error)

    async def close(self) -> None:
        """Finish the answers that are under way."""
        if self._telling:
            await asyncio.wait(self._telling, timeout=PATIENCE_S)
