"""`make payloads`: every Web API call of every transcript, as JSON lines in build/payloads.jsonl.

Whoever doubts a message can paste its blocks into Slack's Block Kit Builder.
"""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from bot.knowledge.library import Library
from bot.knowledge.loader import load
from bot.wiring import library
from tests.talks.players import Http
from tests.talks.transcript import transcripts

TINY = Path(__file__).parent / "knowledge" / "tiny"
BUILD = Path(__file__).parent.parent / "build"


async def collected() -> tuple[list[dict[str, Any]], list[str]]:
    """The calls in order, and the talks that did not go as written."""
    libraries: dict[str, Library] = {}
    calls: list[dict[str, Any]] = []
    failed = []
    for talk in transcripts():
        known = libraries.get(talk.knowledge)
        if known is None:
            known = load(TINY) if talk.knowledge == "tiny" else library()
            libraries[talk.knowledge] = known
        player = Http()
        try:
            await player.play(talk, known)
        except AssertionError as error:
            failed.append(f"{talk.name} does not go as written: {error}")
        calls += player.calls
    return calls, failed


def main(build: Path = BUILD) -> int:
    """Write them and say how many; 1 where a talk failed."""
    calls, failed = asyncio.run(collected())
    build.mkdir(parents=True, exist_ok=True)
    out = build / "payloads.jsonl"
    lines = [
        json.dumps({"method": call["method"], "body": call["body"]}, ensure_ascii=False) + "\n"
        for call in calls
    ]
    out.write_text("".join(lines), encoding="utf-8")
    print(f"{len(calls)} Web API calls in {out.parent.name}/{out.name}")
    for each in failed:
        print(each, file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
