"""`archdecide chat --json`: one object a line in, one out."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialog.inputs import COMMANDS
from bot.knowledge.library import Library
from bot.knowledge.loader import load
from bot.storage.sqlite import SqliteStore
from bot.terminal.programs import json_answers
from bot.terminal.session import Session
from tests.conftest import TINY

OPENING = {"say": "should we call or publish an event?"}


def answers(library: Library, *lines: dict[str, Any] | str) -> list[dict[str, Any]]:
    """The line out for each line in."""
    session = Session(library, SqliteStore(":memory:"), 3)
    given = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    return list(json_answers(session, given))


def test_a_question_lists_its_choices_and_not_sure(tiny: Library) -> None:
    (out,) = answers(tiny, OPENING)
    assert out["phase"] == "asking"
    assert out["asking"] == {
        "question": "receivers",
        "choices": [
            {"id": "one", "label": "Just one"},
            {"id": "several", "label": "Several"},
            {"id": "not_sure", "label": "Not sure"},
        ],
    }
    assert out["verdict"] is None


def test_a_verdict_has_reasons_that_sum_to_its_margin(tiny: Library) -> None:
    *_, out = answers(
        tiny,
        OPENING,
        {"answer": {"question": "receivers", "choice": "several"}},
        {"answer": {"question": "waits", "choice": "yes"}},
    )
    verdict = out["verdict"]
    assert (verdict["option"], verdict["certainty"], verdict["exit"]) == ("both", "certain", None)
    assert sum(reason["points"] for reason in verdict["reasons"]) == verdict["margin"]
    assert verdict["split"] == {
        "calls": "what someone waits for",
        "events": "what reacts afterwards",
    }
    for key in ("pros", "cons", "cost", "timeline", "flips", "common_questions"):
        assert verdict[key], key
    assert set(verdict["common_questions"][0]) == {"id", "question", "short"}


def test_an_answer_may_be_the_first_line_and_to_a_question_not_asked(tiny: Library) -> None:
    (out,) = answers(tiny, {"answer": {"question": "waits", "choice": "yes"}})
    assert out["answers"] == {"waits": "yes"}
    assert out["asking"]["question"] == "receivers"


def test_a_tick_list_takes_ticks_and_what_the_rest_means(product: Library) -> None:
    session = Session(product, SqliteStore(":memory:"), 1)
    (out,) = json_answers(session, [json.dumps({"say": "style"})])
    box = out["asking"]["tick"][0]
    assert set(box) == {"question", "choice", "label"}
    line = {"answer": {"ticked": {box["question"]: box["choice"]}, "rest": "no"}}
    (out,) = json_answers(session, [json.dumps(line)])
    assert out["answers"] == {box["question"]: box["choice"]}
    assert out["phase"] == "advising"


def test_silence_is_an_empty_list_of_acts_and_replies(tiny: Library) -> None:
    _, out = answers(tiny, OPENING, {"say": "lunch?", "as": "bo", "addressed": False})
    assert (out["acts"], out["replies"]) == ([], [])


def test_disagreements_keep_both_people(tiny: Library) -> None:
    *_, out = answers(
        tiny,
        OPENING,
        {"answer": {"question": "receivers", "choice": "several"}, "as": "ana"},
        {"answer": {"question": "receivers", "choice": "one"}, "as": "bo"},
    )
    assert out["disagreements"] == {"receivers": {"ana": "several", "bo": "one"}}
    assert out["acts"] == [{"act": "change_answer", "question": "receivers", "value": "one"}]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "not JSON"),
        ("[1]", "valid dictionary"),
        ({}, "exactly one"),
        ({"say": "x", "command": "help"}, "exactly one"),
        ({"command": "dance"}, "unknown command 'dance'"),
        ({"answer": {"question": "nope", "choice": "yes"}}, "no question 'nope'"),
        ({"answer": {"question": "waits", "choice": "nope"}}, "waits has no choice 'nope'"),
        ({"answer": {"ticked": {"waits": "nope"}}}, "waits has no choice 'nope'"),
        ({"say": "x", "shout": True}, "shout"),
    ],
)
def test_a_bad_line_is_one_error_and_the_talk_goes_on(tiny: Library, line: Any, words: str) -> None:
    _, bad, good = answers(tiny, OPENING, line, {"say": "several"})
    assert words in bad["error"]
    assert bad["asking"]["question"] == "receivers"
    assert good["answers"] == {"receivers": "several"}


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_is_taken_at_any_time(tiny: Library, command: str) -> None:
    for before in ((), (OPENING,)):
        *_, out = answers(tiny, *before, {"command": command, "value": "both_at_once"})
        assert "error" not in out


@given(st.lists(st.text(max_size=200), max_size=5))
def test_no_text_ever_raises(lines: list[str]) -> None:
    tiny = load(TINY)
    said = [{"say": text} for text in lines]
    assert len(answers(tiny, OPENING, *said)) == len(lines) + 1


def test_the_same_lines_give_the_same_answers(product: Library) -> None:
    lines = [{"say": "call inventory or publish? the user waits"}, {"command": "decide_now"}]
    assert answers(product, *lines) == answers(product, *lines)
