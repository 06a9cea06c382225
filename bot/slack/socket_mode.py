"""Deliveries over Socket Mode: no public address needed.

Two connections, for Slack closes each every few hours, and the client closes before it opens
anew: a button pressed in that gap would fail if there were no other.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import SettingsError
from bot.knowledge.library import Library
from bot.runtime.ports import Store
from bot.slack.app import Access, edge, quiet
from bot.slack.refusal import code_of

CONNECTIONS = 2


@asynccontextmanager
async def socket_app(
    library: Library, store: Store, access: Access, limit: int
) -> AsyncIterator[int]:
    """Listen while the context lasts; yields the number of connections.

    Raises SettingsError where Slack doesn't take a token.
    """
    async with edge(library, store, access, limit) as app:
        await _check(app.client, access.app_token)
        logger = quiet("archdecide.socket_mode")
        handlers = [
            AsyncSocketModeHandler(app, access.app_token, logger=logger) for _ in range(CONNECTIONS)
        ]
        try:
            for handler in handlers:
                await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt's own
            yield len(handlers)
        finally:
            await asyncio.gather(*(handler.close_async() for handler in handlers))  # type: ignore[no-untyped-call]  # Bolt's own


async def _check(client: AsyncWebClient, app_token: str) -> None:
    """Ask once ourselves: the handler would try a wrong token again for ever."""
    try:
        await client.apps_connections_open(app_token=app_token)
    except SlackApiError as error:
        raise SettingsError(
            f"Slack refuses SLACK_APP_TOKEN ({code_of(error)}). Create an app-level token with"
            " the scope connections:write on your app's page Basic Information, and switch"
            " Socket Mode on"
        ) from None
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        raise SettingsError(f"can't reach Slack at {client.base_url}: {error}") from None
