"""Deliveries by HTTP: `POST /slack/events`, through the door."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.errors import SettingsError
from bot.knowledge.library import Library
from bot.runtime.ports import Store
from bot.slack.app import Access, edge
from bot.slack.door import MOST_BYTES, Inside, door

PATH = "/slack/events"


@asynccontextmanager
async def http_app(
    library: Library, store: Store, access: Access, limit: int, host: str, port: int
) -> AsyncIterator[int]:
    """Serve Slack's requests while the context lasts; yields the port.

    Raises SettingsError where Slack doesn't take the token or the address is taken.
    """
    async with edge(library, store, access, limit) as app:
        server = web.Application(client_max_size=MOST_BYTES)
        server.router.add_post(PATH, door(access.signing_secret, _inside(app)))
        runner = web.AppRunner(server, access_log=None)
        await runner.setup()
        try:
            await _listen(runner, host, port)
            bound: int = runner.addresses[0][1]
            yield bound
        finally:
            await runner.cleanup()


async def _listen(runner: web.AppRunner, host: str, port: int) -> None:
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        raise SettingsError(f"can't listen on {host}:{port}: {error.strerror}") from None


def _inside(app: AsyncApp) -> Inside:
    async def dispatch(request: web.Request, body: str) -> web.Response:
        headers: dict[str, str | Sequence[str]] = dict(request.headers)
        given = AsyncBoltRequest(body=body, query=request.query_string, headers=headers)
        return await to_aiohttp_response(await app.async_dispatch(given))

    return dispatch
