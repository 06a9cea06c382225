"""Turns a second with many conversations at once, in slices: ours, peer, ours, peer, …"""

import asyncio
import time
from dataclasses import dataclass

from tests.benchmarks.apps import Bench, fsync_once, play
from tests.benchmarks.wire import Line

SIDES = ("ours", "peer", "threaded", "ceiling")
ON_SLOW_DISK = SIDES[:3]
"""Without a commit the disk makes no difference."""


@dataclass
class Load:
    """What one side did with so many in flight."""

    turns: int = 0
    seconds: float = 0.0
    driver: float = 0.0
    """Processor seconds of the driver: near `seconds` it is the driver that was measured."""

    @property
    def rate(self) -> float:
        return self.turns / self.seconds if self.seconds else 0.0


@dataclass(frozen=True)
class Throughput:
    """(side, in flight) → load; and the disk's times in between."""

    loads: dict[tuple[str, int], Load]
    fsync: list[float]

    def ratio(self, in_flight: int, other: str = "peer") -> float:
        return self.loads["ours", in_flight].rate / self.loads[other, in_flight].rate


async def measure(
    bench: Bench, ports: dict[str, int], in_flight: tuple[int, ...], slices: int, seconds: float
) -> Throughput:
    """Load each side for so many slices."""
    loads = {(side, count): Load() for side in ports for count in in_flight}
    fsync: list[float] = []
    lines = {side: [await Line.to(ports[side]) for _ in range(max(in_flight))] for side in ports}
    for side, of_side in lines.items():
        await _slice(bench, side, of_side, seconds / 2)
    for count in in_flight:
        for n in range(slices):
            for side in ports if n % 2 else reversed(ports):
                start, processor = time.perf_counter(), time.process_time()
                turns = await _slice(bench, side, lines[side][:count], seconds)
                load = loads[side, count]
                load.turns += turns
                load.seconds += time.perf_counter() - start
                load.driver += time.process_time() - processor
                fsync += [fsync_once(bench.folder) for _ in range(5)]
    for each in (line for of_side in lines.values() for line in of_side):
        each.close()
    return Throughput(loads, fsync)


async def _slice(bench: Bench, side: str, lines: list[Line], seconds: float) -> int:
    """So many conversations at a time, each on a line of its own; the turns that were done."""
    until = time.perf_counter() + seconds
    done = 0

    async def talk_on(line: Line, n: int) -> None:
        nonlocal done
        while True:
            n += 1
            place = bench.place(side)
            for turn in bench.talks[n % len(bench.talks)]:
                if time.perf_counter() >= until:
                    return
                await play(bench, line, turn, place, len(turn.calls))
                done += 1
            bench.slack.waiting.pop(place.channel, None)

    async with asyncio.TaskGroup() as group:
        for n, line in enumerate(lines):
            group.create_task(talk_on(line, n))
    return done
