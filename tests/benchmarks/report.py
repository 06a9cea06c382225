"""From what was measured to rows of the table and figures for bench.json."""

from dataclasses import dataclass

from tests.benchmarks import throughput
from tests.benchmarks.apps import Took, p50, p95
from tests.benchmarks.footprint import Footprint
from tests.benchmarks.latency import Latency
from tests.benchmarks.own_part import TARGET_US, OwnPart
from tests.benchmarks.table import Row
from tests.benchmarks.throughput import Throughput

OPEN = ("press", "mention")
"""Kinds of turn in an open conversation that leave it open."""
LEGEND = """\
Latency: one turn at a time, ours and the peer in turn; p50 (p95). Peer: bare Bolt, one
synchronous=FULL commit in WAL before the 200, then the same Web API calls over one session.
Echo: bare Bolt, no database, one short message. Threaded: the peer with its commit on a thread.
Ceiling: the peer without its commit, the most that one process can do with Bolt and these calls.
fsync: write + fsync of 4 KiB in the same folder, p50 while that row was measured."""


@dataclass(frozen=True)
class Measured:
    """One whole run."""

    foot: Footprint
    alone: Latency
    usual: Throughput
    slow: Throughput
    cold: OwnPart
    warm: OwnPart
    profile: list[str]

    @property
    def legend(self) -> str:
        """What the table's words mean, and how busy the driver was."""
        turns = len(self.alone.all("ours"))
        loads = (*self.usual.loads.values(), *self.slow.loads.values())
        busiest = max(each.driver / each.seconds for each in loads)
        parts = [f"Own part {name}: {_kinds(part)}." for name, part in self.own]
        busy = f"{turns} turns a side; the driver was busy {busiest:.0%} at most."
        return "\n".join([LEGEND, *parts, busy])

    @property
    def own(self) -> list[tuple[str, OwnPart]]:
        """With answers not seen before, and with answers that were."""
        return [("cold", self.cold), ("warm", self.warm)]


def _kinds(part: OwnPart) -> str:
    kinds = [f"{kind} {p50(times):.0f}" for kind, times in part.times.items()]
    return ", ".join([*kinds, f"of that rendering {p50(part.rendering):.0f} µs"])


def _ack(took: Took) -> float:
    return took.ack


def _turn(took: Took) -> float:
    return took.turn


def rows(measured: Measured) -> list[Row]:
    """All rows, in reading order."""
    foot = measured.foot
    return [
        *_latency_rows(measured.alone),
        *_throughput_rows(measured.usual, "", 1.0),
        *_throughput_rows(measured.slow, ", fsync + 2 ms", 5.0),
        *(_own_row(f"own part of a turn, {name}", part) for name, part in measured.own),
        Row(
            "cold start over the imports",
            f"+{foot.start_ms:.0f} ms",
            f"{foot.bare_start_ms:.0f} ms",
            foot.start_ms,
            " ms",
            at_most=300,
        ),
        Row(
            "memory over the imports",
            f"+{foot.memory_mib:.1f} MiB",
            f"{foot.bare_memory_mib:.0f} MiB",
            foot.memory_mib,
            " MiB",
            at_most=35,
        ),
        Row(f"load of {foot.comparisons} comparisons", f"{foot.load_ms:.0f} ms"),
    ]


def _latency_rows(alone: Latency) -> list[Row]:
    disk = p50(alone.fsync) * 1e6
    found = []
    for name, what, kinds, other, target in (
        ("ack, open conversation", _ack, OPEN, "peer", 1.3),
        ("ack, all turns", _ack, (), "peer", None),
        ("whole turn, open conversation", _turn, OPEN, "peer", 1.3),
        *((f"whole turn, {kind}", _turn, (kind,), "peer", None) for kind in alone.took["ours"]),
        ("whole turn, all", _turn, (), "peer", None),
        ("ack beside the echo", _ack, (), "echo", None),
        ("whole turn beside the echo", _turn, (), "echo", None),
    ):
        mine = [what(each) * 1e3 for each in alone.all("ours", *kinds)]
        theirs = [what(each) * 1e3 for each in alone.all(other, *kinds)]
        texts = [f"{p50(each):.2f} ({p95(each):.2f}) ms" for each in (mine, theirs)]
        ratio = p50(mine) / p50(theirs)
        found.append(Row(name, texts[0], texts[1], ratio, at_most=target, fsync_us=disk))
    return found


def _throughput_rows(loaded: Throughput, disk: str, target: float) -> list[Row]:
    fsync = p50(loaded.fsync) * 1e6
    most = max(count for _, count in loaded.loads)
    found = []
    for other in sorted({side for side, _ in loaded.loads} - {"ours"}, key=throughput.SIDES.index):
        for count in sorted({count for _, count in loaded.loads}):
            if other != "peer" and count != most:
                continue
            name = f"turns a second, {count} in flight{disk}"
            rates = [f"{loaded.loads[side, count].rate:.0f}/s" for side in ("ours", other)]
            aimed = target if count == most and other == "peer" else None
            label = name if other == "peer" else f"{name}, {other}"
            ratio = loaded.ratio(count, other)
            found.append(Row(label, rates[0], rates[1], ratio, at_least=aimed, fsync_us=fsync))
    return found


def _own_row(name: str, part: OwnPart) -> Row:
    return Row(name, f"{part.p50:.0f} µs", "", part.p50, " µs", at_most=TARGET_US)


def figures(measured: Measured) -> dict[str, float | dict[str, float]]:
    """What bench.json holds."""
    alone, usual, slow, foot = measured.alone, measured.usual, measured.slow, measured.foot

    def beside(what: str, other: str, *kinds: str) -> float:
        of_both = [
            p50(getattr(each, what) for each in alone.all(side, *kinds)) for side in ("ours", other)
        ]
        return round(of_both[0] / of_both[1], 3)

    most = max(count for _, count in usual.loads)
    return {
        "ack_vs_peer": beside("ack", "peer", *OPEN),
        "ack_all_vs_peer": beside("ack", "peer"),
        "turn_vs_peer": beside("turn", "peer", *OPEN),
        "turn_all_vs_peer": beside("turn", "peer"),
        "turn_vs_echo": beside("turn", "echo"),
        "turn_vs_peer_by_kind": {kind: beside("turn", "peer", kind) for kind in alone.took["ours"]},
        "ack_ms": round(p50(each.ack for each in alone.all("ours", *OPEN)) * 1e3, 3),
        "turn_ms": round(p50(each.turn for each in alone.all("ours", *OPEN)) * 1e3, 3),
        "throughput_32_vs_peer": round(usual.ratio(most), 3),
        "throughput_32_slow_disk_vs_peer": round(slow.ratio(most), 3),
        "throughput_32_vs_threaded_peer": round(usual.ratio(most, "threaded"), 3),
        "throughput_32_slow_disk_vs_threaded_peer": round(slow.ratio(most, "threaded"), 3),
        "throughput_32_vs_ceiling": round(usual.ratio(most, "ceiling"), 3),
        "ceiling_vs_slow_disk_peer": round(
            usual.loads["ceiling", most].rate / slow.loads["peer", most].rate, 3
        ),
        "turns_a_second": _rates(usual),
        "turns_a_second_slow_disk": _rates(slow),
        "own_part_us": round(measured.cold.p50, 1),
        "own_part_warm_us": round(measured.warm.p50, 1),
        "own_part_by_kind_us": {
            kind: round(p50(times), 1) for kind, times in measured.cold.times.items()
        },
        "own_part_rendering_us": round(p50(measured.cold.rendering), 1),
        "cold_start_over_imports_ms": round(foot.start_ms, 1),
        "memory_over_imports_mib": round(foot.memory_mib, 2),
        "library_load_ms": round(foot.load_ms, 1),
        "comparisons": foot.comparisons,
        "fsync_us": round(p50(alone.fsync) * 1e6, 1),
        "fsync_p95_us": round(p95(alone.fsync) * 1e6, 1),
    }


def _rates(loaded: Throughput) -> dict[str, float]:
    return {f"{side}_{count}": round(load.rate, 1) for (side, count), load in loaded.loads.items()}
