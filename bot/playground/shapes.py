"""The grammar that Block Kit's rules are written in: checks that join into bigger checks.

Knows JSON and the table of limits, no block. Sentences and pointers follow what Slack puts into
`errors` and `response_metadata.messages`, since people search for those.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.playground.limits import LIMITS


@dataclass(frozen=True)
class Finding:
    """`row`: the row of the table that was broken."""

    row: str
    sentence: str
    pointer: str

    def __str__(self) -> str:
        return f"{self.sentence} [json-pointer:{self.pointer}]"


@dataclass
class Findings:
    found: list[Finding] = field(default_factory=list)

    def add(self, row: str, sentence: str, pointer: str) -> None:
        self.found.append(Finding(row, sentence, pointer))

    def too_many(self, row: str, count: int, sentence: str, pointer: str) -> None:
        if count > LIMITS[row].at:
            self.add(row, sentence, pointer)


Check = Callable[[Any, str, Findings], None]
Fields = Mapping[str, Check]


def anything(value: Any, at: str, findings: Findings) -> None:
    """For what Slack surely checks, but nobody has written down how."""


def string(most: str = "") -> Check:
    def check(value: Any, at: str, findings: Findings) -> None:
        if not isinstance(value, str):
            findings.add("wrong_kind", "must be a string", at)
        elif most:
            sentence = f"must be less than {LIMITS[most].at + 1} characters"
            findings.too_many(most, len(value), sentence, at)

    return check


def filled_string(most: str = "") -> Check:
    def check(value: Any, at: str, findings: Findings) -> None:
        string(most)(value, at, findings)
        if value == "":
            findings.add("text_empty", "must be more than 0 characters", at)

    return check


def word(*vocabulary: str) -> Check:
    def check(value: Any, at: str, findings: Findings) -> None:
        if value not in vocabulary:
            findings.add("wrong_value", f"must be one of: {', '.join(vocabulary)}", at)

    return check


def flag(value: Any, at: str, findings: Findings) -> None:
    if not isinstance(value, bool):
        findings.add("wrong_kind", "must be a boolean", at)


def number(value: Any, at: str, findings: Findings) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        findings.add("wrong_kind", "must be a number", at)


def array(item: Check, most: str = "", least: str = "") -> Check:
    def check(value: Any, at: str, findings: Findings) -> None:
        if not isinstance(value, list):
            findings.add("wrong_kind", "must be an array", at)
            return
        if most:
            sentence = f"no more than {LIMITS[most].at} items allowed"
            findings.too_many(most, len(value), sentence, at)
        if least and len(value) < LIMITS[least].at:
            findings.add(least, f"no less than {LIMITS[least].at} items allowed", at)
        for index, one in enumerate(value):
            item(one, f"{at}/{index}", findings)

    return check


def record(required: Fields, optional: Fields, *, closed: bool = True) -> Check:
    """An object. Open ones are of young block types, whose fields still grow."""
    known = {**required, **optional}

    def check(value: Any, at: str, findings: Findings) -> None:
        if not isinstance(value, dict):
            findings.add("wrong_kind", "must be an object", at)
            return
        for name in required:
            if name not in value:
                findings.add("missing", f"missing required field: {name}", at)
        for name, part in value.items():
            if name in known:
                known[name](part, f"{at}/{name}", findings)
            elif closed:
                findings.add("additional", f"invalid additional property: {name}", at)

    return check


def tagged(kinds: Mapping[str, Check], row: str = "element_type") -> Check:
    """An object whose `type` says which check applies."""

    def check(value: Any, at: str, findings: Findings) -> None:
        if not isinstance(value, dict):
            findings.add("wrong_kind", "must be an object", at)
        elif "type" not in value:
            findings.add("missing", "missing required field: type", at)
        elif not isinstance(value["type"], str) or value["type"] not in kinds:
            findings.add(row, f"unsupported type: {value['type']}", f"{at}/type")
        else:
            kinds[value["type"]](value, at, findings)

    return check


def either(names: tuple[str, ...], check: Check, row: str = "missing") -> Check:
    """At least one of several fields, beside what `check` asks."""

    def both(value: Any, at: str, findings: Findings) -> None:
        if isinstance(value, dict) and not any(value.get(name) for name in names):
            alternatives = " or ".join(f"`{name}`" for name in names)
            findings.add(row, f"must define either {alternatives}", at)
        check(value, at, findings)

    return both
