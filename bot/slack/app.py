"""The running Slack edge: Bolt, its client over one shared session, outbox, HTTP server."""

import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import SettingsError
from bot.knowledge.library import Library
from bot.runtime.group_commit import GroupCommit
from bot.runtime.outbox import Outbox
from bot.runtime.ports import Store
from bot.runtime.reception import Reception
from bot.slack.door import MOST_BYTES, Inside, door
from bot.slack.incoming import Self
from bot.slack.listeners import Router
from bot.slack.poster import SlackPoster

log = logging.getLogger(__name__)

PATH = "/slack/events"


@asynccontextmanager
async def http_app(
    library: Library,
    store: Store,
    token: str,
    signing_secret: str,
    api_url: str,
    limit: int,
    host: str,
    port: int,
) -> AsyncIterator[int]:
    """Serve `POST /slack/events` until the context ends; yields the port.

    Raises SettingsError where Slack doesn't take the token.
    """
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30)) as session:
        # The client's own retry may post twice; the outbox owns the clock.
        client = AsyncWebClient(token=token, base_url=api_url, session=session, retry_handlers=[])
        me = await _who_am_i(client)
        poster = SlackPoster(client, session)
        commits = GroupCommit(store)
        outbox = Outbox(commits, poster)
        app = AsyncApp(client=client, signing_secret=signing_secret, process_before_response=True)
        Router(Reception(library, commits, outbox, limit), poster, me).register(app)
        server = web.Application(client_max_size=MOST_BYTES)
        server.router.add_post(PATH, door(signing_secret, _inside(app)))
        runner = web.AppRunner(server, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, host, port)
        try:
            await site.start()
        except OSError as error:
            await runner.cleanup()
            raise SettingsError(f"can't listen on {host}:{port}: {error.strerror}") from None
        left = await outbox.resume()
        if left:
            log.info("%d replies left by an earlier run are being posted", left)
        try:
            bound: int = runner.addresses[0][1]
            yield bound
        finally:
            await runner.cleanup()
            await outbox.close()
            await commits.close()


def _inside(app: AsyncApp) -> Inside:
    async def dispatch(request: web.Request, body: str) -> web.Response:
        headers: dict[str, str | Sequence[str]] = dict(request.headers)
        given = AsyncBoltRequest(body=body, query=request.query_string, headers=headers)
        return await to_aiohttp_response(await app.async_dispatch(given))

    return dispatch


async def _who_am_i(client: AsyncWebClient) -> Self:
    try:
        answer = await client.auth_test()
    except SlackApiError as error:
        code = error.response.get("error")
        raise SettingsError(
            f"Slack refuses SLACK_BOT_TOKEN ({code}). Copy the Bot User OAuth Token from your"
            " app's page OAuth & Permissions"
        ) from None
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        raise SettingsError(f"can't reach Slack at {client.base_url}: {error}") from None
    return Self(team=str(answer["team_id"]), user=str(answer["user_id"]), bot=answer.get("bot_id"))
