"""Apps for the stand-in to deliver to: bare ears, or any aiohttp application on loopback."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from slack_bolt.async_app import AsyncApp

Serve = Callable[[web.Application], Awaitable[str]]
Connect = Callable[..., Awaitable[AsyncApp]]


class Ears:
    """A bare app that takes whatever comes, or answers as the test says."""

    def __init__(self) -> None:
        self.heard: list[tuple[dict[str, str], bytes, Any]] = []
        self._answers: list[Callable[[], Awaitable[web.Response]]] = []

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/slack/events", self._take)
        return app

    async def _take(self, request: web.Request) -> web.Response:
        raw = await request.read()
        if request.content_type == "application/json":
            content: Any = await request.json()
        else:
            content = dict(await request.post())
        self.heard.append((dict(request.headers), raw, content))
        return await self._answers.pop(0)() if self._answers else web.Response()

    @property
    def headers(self) -> list[dict[str, str]]:
        return [headers for headers, _, _ in self.heard]

    @property
    def contents(self) -> list[Any]:
        return [content for _, _, content in self.heard]

    @property
    def events(self) -> list[dict[str, Any]]:
        return [content["event"] for content in self.contents if "event" in content]

    def will_answer(self, status: int, after: float = 0.0, **more: Any) -> None:
        """The next request that nobody else has claimed gets this."""

        async def answer() -> web.Response:
            await asyncio.sleep(after)
            return web.Response(status=status, **more)

        self._answers.append(answer)


def button(**more: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain("Go"), **more}


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def option(text: str, value: str | None = None, **more: Any) -> dict[str, Any]:
    return {"text": plain(text), "value": text if value is None else value, **more}


def actions(*elements: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements), **more}
