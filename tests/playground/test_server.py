"""The door: loopback only, and nobody's browser drives it."""

from __future__ import annotations

from pathlib import Path

import aiohttp
import pytest

import bot.playground.server
from bot.playground.server import StandIn


async def test_the_server_listens_on_loopback_alone(slack: StandIn) -> None:
    assert slack.api_url.startswith("http://127.0.0.1:")
    port = int(slack.url.rpartition(":")[2])
    assert slack._runner is not None
    (address,) = slack._runner.addresses
    assert address == ("127.0.0.1", port)


@pytest.mark.parametrize(
    "headers",
    [{"Host": "evil.example"}, {"Origin": "https://evil.example"}, {"Origin": "null"}],
)
async def test_another_sites_page_is_turned_away(
    slack: StandIn, session: aiohttp.ClientSession, headers: dict[str, str]
) -> None:
    url = f"{slack.api_url}chat.postMessage"
    form = {"token": slack.bot_token, "channel": "checkout", "text": "hello"}
    async with session.post(url, data=form, headers=headers) as answer:
        assert answer.status == 403
    assert slack.channel("checkout") == []
    async with session.post(url, data=form, headers={"Origin": slack.url}) as answer:
        assert (await answer.json())["ok"]


async def test_two_stand_ins_know_nothing_of_each_other() -> None:
    async with StandIn() as one, StandIn() as two:
        assert one.url != two.url
        await one.people.say("ana", "checkout", "hello")
        assert two.channel("checkout") == []


def test_the_readme_names_tests_that_exist() -> None:
    room = Path(bot.playground.server.__file__).parent
    here = Path(__file__).parent
    tests = "".join(path.read_text() for path in here.glob("test_*.py"))
    rows = [row for row in (room / "README.md").read_text().splitlines() if "`test_" in row]
    named = [part for row in rows for part in row.split("`") if part.startswith("test_")]
    functions = [name for name in named if not name.endswith(".py")]
    assert len(functions) > 20
    assert [name for name in functions if f"def {name}(" not in tests] == []
    assert [name for name in named if name.endswith(".py") and not (here / name).exists()] == []
