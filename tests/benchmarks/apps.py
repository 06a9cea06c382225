"""Starts the sides, records the talks, and plays them: a turn at a time, or many at once."""

import asyncio
import json
import os
import statistics
import sys
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.talks import Place, Recorder, Turn, request
from tests.benchmarks.wire import Call, FakeSlack, Line, Stamps

BUILD = Path(__file__).parent.parent.parent / "build"
PATIENCE = 10.0
"""Seconds until a turn whose calls don't come is an error."""


@dataclass
class Bench:
    """What all measurements share."""

    folder: Path
    slack: FakeSlack
    stamps: Stamps
    talks: list[tuple[Turn, ...]] = field(default_factory=list)
    places: int = 0

    def place(self, side: str) -> Place:
        """A thread that nobody has written in, in a channel of its own."""
        self.places += 1
        return Place(f"C{side.upper()}{self.places}", self.stamps.next())


@dataclass(frozen=True)
class Took:
    """One turn, in seconds: until the 200, and until its last call was answered."""

    ack: float
    turn: float


async def play(bench: Bench, line: Line, turn: Turn, place: Place, calls: int) -> Took:
    """Do one turn there and wait until so many calls were answered."""
    loop = asyncio.get_running_loop()
    last: asyncio.Future[float] = loop.create_future()
    seen = 0

    def told(call: Call) -> None:
        nonlocal seen
        seen += 1
        place.note(call)
        if seen == calls and not last.done():
            last.set_result(time.perf_counter())

    bench.slack.waiting[place.channel] = told
    content = request(turn, place, bench.stamps)
    start = time.perf_counter()
    status, acked = await line.send(content)
    if status != 200:
        raise RuntimeError(f"{place.channel} answered {status} to {turn.act}")
    if not calls:
        return Took(acked - start, acked - start)
    try:
        done = await asyncio.wait_for(last, PATIENCE)
    except TimeoutError:
        raise RuntimeError(f"{place.channel}: {seen} of {calls} calls after {turn.act}") from None
    return Took(acked - start, max(done, acked) - start)


@asynccontextmanager
async def started(bench: Bench, side: str, more: float = 0.0) -> AsyncIterator[int]:
    """A side in a process of its own, over a fresh database; its port."""
    bench.places += 1
    name = f"{side}-{bench.places}"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.benchmarks.sides", side, bench.slack.api_url),
        *(str(bench.folder / f"{name}.db"), str(bench.folder / "turns.json")),
        *("--more", str(more)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env=environment(),
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        first = await process.stdout.readline()
        if not first:
            raise RuntimeError(f"{name} did not start")
        yield int(first)
    finally:
        process.stdin.close()
        await process.wait()


def environment() -> dict[str, str]:
    """Ours, with compiled modules kept as in any installation, but outside the sources."""
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": str(BUILD / "pycache")}


async def record(bench: Bench, port: int, talks: int) -> None:
    """Hold the talks with the bot, and put down the calls for the peers to make."""
    line = await Line.to(port)
    recorder = Recorder(bench.slack, bench.stamps, line)
    for seed in range(talks):
        await recorder.record(seed)
    line.close()
    bench.talks = recorder.talks
    calls = [turn.calls for talk in bench.talks for turn in talk]
    (bench.folder / "turns.json").write_text(json.dumps(calls), encoding="utf-8")


def fsync_once(folder: Path) -> float:
    """Seconds that 4 KiB take to the disk."""
    handle = os.open(folder / "fsync", os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    try:
        start = time.perf_counter()
        os.write(handle, b"x" * 4_096)
        os.fsync(handle)
        return time.perf_counter() - start
    finally:
        os.close(handle)


def p50(values: Iterable[float]) -> float:
    """The median."""
    return statistics.median(values)


def p95(values: Iterable[float]) -> float:
    """The value that 95 of 100 stay below."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
