"""What can go wrong that a person must hear of: one short tree.

ArchdecideError
├── KnowledgeError    the YAML is wrong: file, line, field, what to do
├── SettingsError     a setting is missing or wrong: which, and what to do
└── StoreUnavailable  the database can't be used now (in `runtime/ports.py`)
"""

from collections.abc import Sequence
from dataclasses import dataclass


class ArchdecideError(Exception):
    """Something that the person at the keyboard can put right."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong in a knowledge file."""

    file: str
    message: str
    line: int | None = None
    field: str | None = None

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        return ": ".join(part for part in (where, self.field, self.message) if part)


class KnowledgeError(ArchdecideError):
    """The knowledge base can't be used as it is; every problem names its place."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class SettingsError(ArchdecideError):
    """A setting is missing or wrong; the message names it and says what to do."""
