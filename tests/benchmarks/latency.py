"""How long one turn takes when nothing else goes on: the sides in turn, a turn each."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from tests.benchmarks.apps import Bench, Took, fsync_once, play
from tests.benchmarks.wire import Line

SIDES = ("ours", "peer", "echo")
GAP = 0.003
"""Seconds between turns: what a side still stores after its last call is not the next one's."""


@dataclass(frozen=True)
class Latency:
    """side → kind of turn → times; and the disk's, taken in between."""

    took: dict[str, dict[str, list[Took]]]
    fsync: list[float]

    def all(self, side: str, *kinds: str) -> list[Took]:
        """The times of these kinds of turn; of all if none is named, or none was seen."""
        of_side = self.took[side]
        seen = [kind for kind in kinds if of_side.get(kind)]
        return [each for kind in seen or of_side for each in of_side[kind]]


async def measure(bench: Bench, ports: Mapping[str, int], talks: int) -> Latency:
    """Play so many talks to each side, interleaved; the first round of all is a warm-up."""
    took: dict[str, dict[str, list[Took]]] = {side: defaultdict(list) for side in SIDES}
    fsync: list[float] = []
    lines = {side: await Line.to(ports[side]) for side in SIDES}
    order = list(SIDES)
    warm_up = min(len(bench.talks), talks)
    for n in range(warm_up + talks):
        talk = bench.talks[n % len(bench.talks)]
        places = {side: bench.place(side) for side in SIDES}
        for turn in talk:
            order = [*order[1:], order[0]]
            for side in order:
                calls = 1 if side == "echo" else len(turn.calls)
                one = await play(bench, lines[side], turn, places[side], calls)
                if n >= warm_up:
                    took[side][turn.kind].append(one)
                await asyncio.sleep(GAP)
            fsync.append(fsync_once(bench.folder))
    for line in lines.values():
        line.close()
    return Latency(took, fsync)
