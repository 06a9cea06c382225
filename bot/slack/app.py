"""The Slack edge assembled: Bolt, its client over one shared session, reception, outbox.

How deliveries reach it is `http.py`'s and `socket_mode.py`'s.
"""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import SettingsError
from bot.knowledge.library import Library
from bot.runtime.group_commit import GroupCommit
from bot.runtime.outbox import Outbox
from bot.runtime.ports import Store
from bot.runtime.reception import Reception
from bot.slack.incoming import Self
from bot.slack.listeners import Router
from bot.slack.poster import SlackPoster
from bot.slack.refusal import code_of

log = logging.getLogger(__name__)

WEB_API_TIMEOUT_S = 30


@dataclass(frozen=True)
class Access:
    """What Slack knows us by."""

    bot_token: str
    api_url: str
    signing_secret: str = ""
    """For HTTP."""
    app_token: str = ""
    """For Socket Mode."""


@asynccontextmanager
async def edge(
    library: Library, store: Store, access: Access, limit: int
) -> AsyncIterator[AsyncApp]:
    """A Bolt app that takes deliveries, while the context lasts; what an earlier run left to
    post goes out first.

    Raises SettingsError where Slack doesn't take the token.
    """
    timeout = aiohttp.ClientTimeout(total=WEB_API_TIMEOUT_S)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        # The client's own retry may post twice; the outbox owns the clock.
        client = AsyncWebClient(
            token=access.bot_token,
            base_url=access.api_url,
            session=session,
            retry_handlers=[],
            logger=quiet("archdecide.slack_sdk"),
        )
        me = await _who_am_i(client)
        poster = SlackPoster(client, session)
        commits = GroupCommit(store)
        outbox = Outbox(commits, poster)
        app = AsyncApp(
            client=client,
            logger=quiet("archdecide.bolt"),
            signing_secret=access.signing_secret or None,
            process_before_response=True,
        )
        router = Router(Reception(library, commits, outbox, limit), poster, me)
        router.register(app)
        if left := await outbox.resume():
            log.info("%d replies left by an earlier run are being posted", left)
        try:
            yield app
        finally:
            await router.close()
            await outbox.close()
            await commits.close()


def quiet(name: str) -> logging.Logger:
    """A logger that never goes below INFO: at DEBUG, Bolt and the SDK log tokens and messages."""
    quiet = logging.getLogger(name)
    quiet.setLevel(max(logging.INFO, quiet.getEffectiveLevel()))
    return quiet


async def _who_am_i(client: AsyncWebClient) -> Self:
    try:
        answer = await client.auth_test()
    except SlackApiError as error:
        raise SettingsError(
            f"Slack refuses SLACK_BOT_TOKEN ({code_of(error)}). Copy the Bot User OAuth Token"
            " from your app's page OAuth & Permissions"
        ) from None
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        raise SettingsError(f"can't reach Slack at {client.base_url}: {error}") from None
    return Self(team=str(answer["team_id"]), user=str(answer["user_id"]), bot=answer.get("bot_id"))
