"""`make bench`: the table, and build/bench.json. Always ends well, whatever the figures say."""

import argparse
import asyncio
import json
import tempfile
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from bot.wiring import library
from tests.benchmarks import footprint, latency, own_part, throughput
from tests.benchmarks.apps import BUILD, Bench, environment, record, started
from tests.benchmarks.report import Measured, figures, rows
from tests.benchmarks.table import table
from tests.benchmarks.wire import FakeSlack, Stamps

SLOW = 0.002
"""Seconds added to each fsync: a usual cloud disk."""


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    talks: int = 24
    """Different ones."""
    latency_talks: int = 120
    in_flight: tuple[int, ...] = (1, 8, 32)
    slices: int = 4
    seconds: float = 0.5
    own_rounds: int = 8
    starts: int = 5


QUICK = Size(1, 1, (1, 32), 1, 0.1, 1, 1)


async def run(size: Size, build: Path) -> Measured:
    """Measure all; the databases lie under `build`, so on its disk."""
    stamps = Stamps()
    with tempfile.TemporaryDirectory(prefix="bench-", dir=build) as folder:
        async with FakeSlack(stamps) as slack, AsyncExitStack() as stack:
            bench = Bench(Path(folder), slack, stamps)
            wanted = [(side, 0.0) for side in (*throughput.SIDES, "echo")]
            wanted += [(side, SLOW) for side in throughput.ON_SLOW_DISK]
            ports = await asyncio.gather(
                *(stack.enter_async_context(started(bench, *each)) for each in wanted)
            )
            at = dict(zip(wanted, ports, strict=True))
            await record(bench, at["ours", 0.0], size.talks)
            usual_ports = {side: at[side, 0.0] for side in throughput.SIDES}
            slow_ports = {side: at[side, SLOW] for side in throughput.ON_SLOW_DISK}
            load = (size.in_flight, size.slices, size.seconds)
            alone = await latency.measure(
                bench, {side: at[side, 0.0] for side in latency.SIDES}, size.latency_talks
            )
            usual = await throughput.measure(bench, usual_ports, *load)
            slow = await throughput.measure(bench, slow_ports, *load)
            foot = await footprint.measure(bench.folder, slack.api_url, size.starts, environment())
        desk = own_part.Desk(bench, library())
        desk.measure(bench.talks, cold=True)
        cold = desk.measure(bench.talks * size.own_rounds, cold=True)
        desk.measure(bench.talks, cold=False)
        warm = desk.measure(bench.talks * size.own_rounds, cold=False)
        profile = own_part.profile(desk, bench.talks)
    return Measured(foot, alone, usual, slow, cold, warm, profile)


def main(arguments: list[str] | None = None) -> None:
    """Measure, print, write."""
    given = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    given.add_argument("--quick", action="store_true", help="a few turns: does it run at all?")
    given.add_argument("--build", type=Path, default=BUILD, help="where bench.json goes")
    asked = given.parse_args(arguments)
    asked.build.mkdir(parents=True, exist_ok=True)
    start = time.monotonic()
    measured = asyncio.run(run(QUICK if asked.quick else Size(), asked.build))
    print(table(rows(measured)))
    print(f"\n{measured.legend}")
    if measured.cold.p50 > own_part.TARGET_US:
        print("\nWhere cold turns spend it (profiled, so slower than measured):")
        print("\n".join(measured.profile))
    found = figures(measured) | {"seconds": round(time.monotonic() - start, 1)}
    (asked.build / "bench.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
