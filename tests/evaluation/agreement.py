"""How often the bot agrees with published decisions, after 0, 1, 2 and 3 questions.

    python -m tests.evaluation.agreement FOLDER [--misses]

FOLDER holds case files (`scenarios:` with `situation`, `facts`, `answers`, `verdict`,
`also_acceptable`). Each case is a fresh talk in the form of `archdecide chat --json`, started
in one of three ways: its labelled facts, nothing, or the bot's own reading of its text. What
is asked is answered from facts and answers; what neither tells is *not sure*.
"""

import argparse
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import yaml

from bot.knowledge.library import Library
from bot.storage.sqlite import SqliteStore
from bot.terminal.programs import json_answers
from bot.terminal.session import Session
from bot.wiring import library as load_library

Start = Literal["facts", "nothing", "text"]
STARTS: tuple[Start, ...] = ("facts", "nothing", "text")
MOST_ASKED = 3


def cases(path: Path, library: Library) -> Iterator[dict[str, Any]]:
    """The cases of a file whose decision is a comparison in the library."""
    for case in yaml.safe_load(path.read_text(encoding="utf-8")).get("scenarios", []):
        if case["decision"] in _decisions(library):
            yield case


def _decisions(library: Library) -> dict[str, str]:
    return {
        alias: each.id
        for each in library.comparisons.values()
        for alias in (*each.aliases, each.id)
    }


def play(library: Library, case: Mapping[str, Any], start: Start, asked: int) -> str | None:
    """The option advised after so many questions; None if there is no verdict."""
    session = Session(library, SqliteStore(":memory:"), MOST_ASKED)
    known = {**case.get("answers", {}), **case.get("facts", {})}

    def send(line: Mapping[str, Any]) -> dict[str, Any]:
        (out,) = json_answers(session, [json.dumps(line)])
        return out

    if start == "text":
        state = send({"say": case["situation"]})
        if state["phase"] == "choosing":
            state = send(
                {"answer": {"question": "comparison", "choice": comparison_of(library, case)}}
            )
    else:
        state = send({"say": case["decision"]})
    if start == "facts":
        facts = case.get("facts", {})
        for question, choice in facts.items():
            if question in library.questions:
                state = send({"answer": {"question": question, "choice": choice}})
    for _ in range(asked):
        if state["verdict"] is not None or state["asking"] is None:
            break
        state = send(_reply(state["asking"], known))
    if state["verdict"] is None:
        state = send({"command": "decide_now"})
    option = state["verdict"]["option"] if state["verdict"] else None
    return str(option) if option else None


def comparison_of(library: Library, case: Mapping[str, Any]) -> str:
    """The id of the comparison that decides this case."""
    return _decisions(library)[case["decision"]]


def _reply(asking: Mapping[str, Any], known: Mapping[str, str]) -> dict[str, Any]:
    if "tick" in asking:
        ticked = {
            box["question"]: box["choice"]
            for box in asking["tick"]
            if known.get(box["question"]) == box["choice"]
        }
        return {"answer": {"ticked": ticked, "rest": "no"}}
    question = asking["question"]
    return {"answer": {"question": question, "choice": known.get(question, "not_sure")}}


def agrees(case: Mapping[str, Any], option: str | None) -> bool:
    """Whether the option is what the source took, or an equally good one."""
    return option in (case["verdict"], *case.get("also_acceptable", ()))


def main() -> None:
    """Print the table, and the misses if asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--knowledge", type=Path, help="instead of the one that comes along")
    parser.add_argument("--misses", action="store_true", help="show each case that disagrees")
    arguments = parser.parse_args()
    library = load_library((arguments.knowledge,) if arguments.knowledge else ())
    print(f"{'file':<14} {'start':<8} {'n':>3}  " + "  ".join(f"{k} asked" for k in range(4)))
    for name in ("verdicts.yaml", "hard.yaml"):
        found = [
            case
            for case in cases(arguments.folder / name, library)
            if case.get("ambiguity") != "high"
        ]
        for start in STARTS:
            shares = []
            for asked in range(MOST_ASKED + 1):
                options = [play(library, case, start, asked) for case in found]
                good = [agrees(case, option) for case, option in zip(found, options, strict=True)]
                shares.append(sum(good) / len(found))
                if arguments.misses and asked == MOST_ASKED:
                    for case, option, fine in zip(found, options, good, strict=True):
                        if not fine:
                            print(f"   {case['id']}: {option}, not {case['verdict']}")
            print(
                f"{name:<14} {start:<8} {len(found):>3}  " + "  ".join(f"{s:>7.2f}" for s in shares)
            )


if __name__ == "__main__":
    main()
