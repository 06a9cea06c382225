"""Our store on a disk whose fsync takes longer."""

import time
from collections.abc import Sequence
from typing import Any

from bot.runtime.ports import Job
from bot.storage.sqlite import SqliteStore


class SlowStore(SqliteStore):
    """Each COMMIT that has something to sync takes `more` seconds on top."""

    def __init__(self, path: str, more: float) -> None:
        super().__init__(path)
        self._more = more

    def run(self, jobs: Sequence[Job]) -> list[Any]:
        """As the port says."""
        before = self._db.conn.total_changes
        results = super().run(jobs)
        if self._more and self._db.conn.total_changes != before:
            time.sleep(self._more)
        return results
