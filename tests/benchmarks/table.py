"""The figures as one table, beside the targets of the design."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One figure; `at_most` or `at_least` is its target, if it has one."""

    name: str
    ours: str
    peer: str = ""
    value: float | None = None
    """What the target speaks of: a ratio, or ours."""
    unit: str = "×"
    at_most: float | None = None
    at_least: float | None = None
    fsync_us: float | None = None

    @property
    def target(self) -> str:
        if self.at_most is not None:
            return f"≤ {self.at_most:g}{self.unit}"
        return "" if self.at_least is None else f"≥ {self.at_least:g}{self.unit}"

    @property
    def verdict(self) -> str:
        if self.value is None:
            return ""
        if self.at_most is not None:
            return "met" if self.value <= self.at_most else self._missed(self.at_most)
        if self.at_least is not None:
            return "met" if self.value >= self.at_least else self._missed(self.at_least)
        return ""

    def _missed(self, target: float) -> str:
        return f"missed by {abs((self.value or 0.0) - target):.3g}{self.unit}"


HEAD = ("figure", "ours", "peer", "ratio", "target", "", "fsync")


def table(rows: list[Row]) -> str:
    """Aligned columns, one row a figure."""
    lines = [
        HEAD,
        *(
            (
                each.name,
                each.ours,
                each.peer,
                f"{each.value:.2f}×" if each.value is not None and each.unit == "×" else "",
                each.target,
                each.verdict,
                f"{each.fsync_us:.0f} µs" if each.fsync_us is not None else "",
            )
            for each in rows
        ),
    ]
    widths = [max(len(line[n]) for line in lines) for n in range(len(HEAD))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )
