"""The talk in the README is what the bot says, word for word."""

import io
import re
from pathlib import Path

from bot.knowledge.library import Library
from bot.storage.sqlite import SqliteStore
from bot.terminal.people import chat
from bot.terminal.session import Session

README = Path(__file__).parents[1] / "README.md"


def test_the_talk_in_the_readme_is_real(product: Library) -> None:
    found = re.search(r"A real talk.*?```\n(.*?)\n```", README.read_text(encoding="utf-8"), re.S)
    assert found
    talk = found[1]
    said = "".join(f"{line[2:]}\n" for line in talk.splitlines() if line.startswith("> "))
    out = io.StringIO()
    chat(Session(product, SqliteStore(":memory:"), 3), io.StringIO(said), out)
    assert talk == out.getvalue().split("\n", 1)[1].strip()
