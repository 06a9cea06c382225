"""Start and memory over the bare imports, and what loading the knowledge takes.

`python -m tests.benchmarks.footprint bare|ours` prints one line of JSON when it is ready.
"""

import asyncio
import json
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

BARE = (
    "slack_bolt.async_app",
    "slack_bolt.adapter.socket_mode.async_handler",
    "pydantic",
    "sqlite_utils",
    "yaml",
)


@dataclass(frozen=True)
class Footprint:
    """Medians: what ours takes over the bare imports, and the bare imports."""

    start_ms: float
    bare_start_ms: float
    memory_mib: float
    bare_memory_mib: float
    load_ms: float
    comparisons: int


async def measure(folder: Path, api: str, times: int, environment: Mapping[str, str]) -> Footprint:
    """Start each so many times, in turn; once before that for whatever is to be compiled."""
    await _start("ours", api, folder / "compile.db", environment)
    seen: dict[str, list[dict[str, Any]]] = {"bare": [], "ours": []}
    for n in range(times):
        for side, found in seen.items():
            found.append(await _start(side, api, folder / f"start-{n}.db", environment))

    def middle(side: str, what: str) -> float:
        values = sorted(each[what] for each in seen[side])
        return float(values[len(values) // 2])

    return Footprint(
        start_ms=middle("ours", "ms") - middle("bare", "ms"),
        bare_start_ms=middle("bare", "ms"),
        memory_mib=middle("ours", "mib") - middle("bare", "mib"),
        bare_memory_mib=middle("bare", "mib"),
        load_ms=middle("ours", "load_ms"),
        comparisons=int(middle("ours", "comparisons")),
    )


async def _start(
    side: str, api: str, database: Path, environment: Mapping[str, str]
) -> dict[str, Any]:
    start = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.benchmarks.footprint", side, api, str(database)),
        stdout=asyncio.subprocess.PIPE,
        env=environment,
    )
    out, _ = await process.communicate()
    seen: dict[str, Any] = json.loads(out)
    return seen | {"ms": (seen["ready"] - start) * 1e3}


def bare() -> dict[str, Any]:
    """The imports and nothing else."""
    for name in BARE:
        import_module(name)
    return {"ready": time.monotonic(), "mib": _memory()}


async def ours(api: str, database: str) -> dict[str, Any]:
    """The same imports, then all that `archdecide run` does before it can take a delivery."""
    for name in BARE:
        import_module(name)
    from bot.dialog.step import QUESTIONS
    from bot.slack.app import Access
    from bot.slack.http import http_app
    from bot.storage.sqlite import SqliteStore
    from bot.wiring import library

    start = time.monotonic()
    known = library()
    load = time.monotonic() - start
    store = SqliteStore(database)
    async with http_app(known, store, Access("xoxb-1", api, "secret"), QUESTIONS, "127.0.0.1", 0):
        return {
            "ready": time.monotonic(),
            "mib": _memory(),
            "load_ms": load * 1e3,
            "comparisons": len(known.comparisons),
        }


def _memory() -> float:
    """Resident MiB of this process."""
    status = Path("/proc/self/status")
    if status.exists():
        (line,) = [each for each in status.read_text().splitlines() if each.startswith("VmRSS")]
        return int(line.split()[1]) / 1024
    import resource  # not on every system

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024 * 1024 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    print(json.dumps(bare() if sys.argv[1] == "bare" else asyncio.run(ours(*sys.argv[2:4]))))
