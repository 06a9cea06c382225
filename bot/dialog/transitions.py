"""Which input may lead from which phase to which: the declared table, and its picture.

`step` is the behaviour; this table is the promise. A test walks `step` over every kind of
input and asserts that the edges seen are exactly the edges declared.
"""

from collections.abc import Mapping

from bot.dialog.conversation import Phase
from bot.dialog.inputs import InputKind

TRANSITIONS: Mapping[tuple[Phase, InputKind], frozenset[Phase]] = {
    ("choosing", "said"): frozenset({"choosing", "asking", "advising", "closed"}),
    ("choosing", "edited"): frozenset({"choosing"}),
    ("choosing", "deleted"): frozenset({"choosing"}),
    ("choosing", "answered"): frozenset({"choosing", "asking", "advising"}),
    ("choosing", "ticked"): frozenset({"choosing"}),
    ("choosing", "commanded"): frozenset({"choosing", "closed"}),
    ("asking", "said"): frozenset({"asking", "advising", "closed"}),
    ("asking", "edited"): frozenset({"asking", "advising"}),
    ("asking", "deleted"): frozenset({"asking"}),
    ("asking", "answered"): frozenset({"asking", "advising"}),
    ("asking", "ticked"): frozenset({"asking", "advising"}),
    ("asking", "commanded"): frozenset({"asking", "advising", "closed"}),
    ("advising", "said"): frozenset({"advising", "asking", "closed"}),
    ("advising", "edited"): frozenset({"advising"}),
    ("advising", "deleted"): frozenset({"advising"}),
    ("advising", "answered"): frozenset({"advising"}),
    ("advising", "ticked"): frozenset({"advising"}),
    ("advising", "commanded"): frozenset({"advising", "asking", "closed"}),
    ("closed", "said"): frozenset({"closed", "choosing", "asking", "advising"}),
    ("closed", "edited"): frozenset({"closed"}),
    ("closed", "deleted"): frozenset({"closed"}),
    ("closed", "answered"): frozenset({"closed"}),
    ("closed", "ticked"): frozenset({"closed"}),
    ("closed", "commanded"): frozenset({"closed", "asking", "advising"}),
}


def diagram() -> str:
    """The table as a Mermaid state diagram, one arrow for each pair of phases."""
    arrows: dict[tuple[Phase, Phase], list[str]] = {}
    for (start, kind), ends in TRANSITIONS.items():
        for end in sorted(ends):
            arrows.setdefault((start, end), []).append(kind)
    lines = ["stateDiagram-v2", "    [*] --> choosing"]
    lines += [
        f"    {start} --> {end}: {', '.join(kinds)}" for (start, end), kinds in arrows.items()
    ]
    return "\n".join(lines) + "\n"
