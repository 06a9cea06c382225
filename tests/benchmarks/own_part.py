"""Our own part of a turn: the turn without the database's work and without the Web API.

The real turn over a real store in memory; what SQLite does is timed and taken off. What stays
is reading the payload, `step` with its advice, (de)serialisation, and rendering.
"""

import cProfile
import pstats
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.advice import questioning
from bot.dialog.step import QUESTIONS
from bot.dialog.talk import understanding_of
from bot.knowledge.library import Library
from bot.language.tokens import tokenise
from bot.rendering.blocks.message import blocks
from bot.rendering.plain import plain
from bot.rendering.voice import SLACK_TEXT
from bot.runtime import turn as turns
from bot.runtime.ports import Unit
from bot.runtime.values import Delivery, Outgoing
from bot.slack import incoming
from bot.storage.sqlite import SqliteStore
from tests.benchmarks.apps import Bench, p50
from tests.benchmarks.talks import Place, Turn, payload
from tests.benchmarks.wire import BOT, TEAM

TARGET_US = 300
SOURCES = Path(questioning.__file__).parent.parent
ME = incoming.Self(team=TEAM, user=BOT, bot="B1")


class TimedDatabase:
    """Stands before the store's database and adds up what SQL takes."""

    def __init__(self, database: Any) -> None:
        self.conn = database.conn
        self.seconds = 0.0
        self._execute = database.execute

    def execute(self, *arguments: Any) -> Any:
        start = time.perf_counter()
        result = self._execute(*arguments)
        self.seconds += time.perf_counter() - start
        return result


@dataclass
class OwnPart:
    """Microseconds by kind of turn, and the parts of all."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    rendering: list[float] = field(default_factory=list)

    @property
    def p50(self) -> float:
        return p50(each for of_kind in self.times.values() for each in of_kind)


class Desk:
    """Takes turns in this process."""

    def __init__(self, bench: Bench, library: Library) -> None:
        self._bench = bench
        self._library = library
        self._store = SqliteStore(":memory:")
        self._sql = TimedDatabase(self._store._db)
        self._store._db = self._sql  # type: ignore[assignment]  # all that the store uses of it

    def measure(self, talks: Iterable[tuple[Turn, ...]], cold: bool) -> OwnPart:
        """Hold these talks; `cold` forgets what was worked out for earlier turns."""
        found = OwnPart()
        for talk in talks:
            place = self._bench.place("own")
            place.card = self._bench.stamps.next()
            for turn in talk:
                if cold:
                    forget(self._library)
                whole, rendering = self._take(turn, place)
                found.times[turn.kind].append(whole * 1e6)
                found.rendering.append(rendering * 1e6)
        return found

    def _take(self, turn: Turn, place: Place) -> tuple[float, float]:
        body = payload(turn.act, place, self._bench.stamps, turn.kind == "opening")
        sql = self._sql.seconds
        start = time.perf_counter()
        pressed = not turn.act.text
        delivery = incoming.action(body, ME) if pressed else incoming.message(body["event"], ME)
        assert delivery is not None
        outgoing = self._turn(delivery)
        taken = time.perf_counter()
        for each in outgoing:
            plain(each.reply, SLACK_TEXT)
            blocks(each.reply)
        end = time.perf_counter()
        return end - start - (self._sql.seconds - sql), end - taken

    def _turn(self, delivery: Delivery) -> tuple[Outgoing, ...]:
        taken = self._run(lambda unit: turns.take(unit, self._library, delivery, QUESTIONS))
        return tuple(taken.outgoing)

    def _run(self, job: Callable[[Unit], Any]) -> Any:
        (result,) = self._store.run([job])
        if isinstance(result, BaseException):
            raise result
        return result


def forget(library: Library) -> None:
    """As if these answers and words had not been seen before; what hangs on the library alone
    stays known."""
    tokenise.cache_clear()
    understanding_of(library)._reader.look.cache_clear()
    for each in vars(questioning).values():
        if hasattr(each, "cache_clear") and each.__module__ == questioning.__name__:
            each.cache_clear()


def profile(desk: Desk, talks: Iterable[tuple[Turn, ...]], most: int = 16) -> list[str]:
    """Our functions in which cold turns spend most, callees included, a line each."""
    profiler = cProfile.Profile()
    profiler.enable()
    desk.measure(talks, cold=True)
    profiler.disable()
    stats: dict[Any, Any] = pstats.Stats(profiler).stats  # type: ignore[attr-defined]  # not in its types
    whole = sum(own for _, _, own, _, _ in stats.values())
    ours = [each for each in stats.items() if f"{SOURCES}/" in each[0][0]]
    ordered = sorted(ours, key=lambda each: -each[1][3])[:most]
    return [
        f"{total / whole:6.1%} with callees {own / whole:6.1%} own {calls:7d}×  "
        f"{Path(file).relative_to(SOURCES)}:{line} {name}"
        for (file, line, name), (_, calls, own, total, _) in ordered
    ]
