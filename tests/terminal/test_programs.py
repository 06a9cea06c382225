"""`archdecide chat --json`: one object a line in, one out."""

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialog.inputs import COMMANDS
from bot.knowledge.library import Library
from bot.knowledge.loader import load
from bot.storage.sqlite import SqliteStore
from bot.terminal.programs import Line, chat_json, json_answers
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


BAD_LINES = [
    # Not an object of JSON.
    ("{", "not JSON: Expecting property name enclosed in double quotes (character 2)"),
    ("say hello", "not JSON: Expecting value (character 1)"),
    ("9" * 5000, "a number has too many digits to be read"),
    ('{"say": ' + "9" * 5000 + "}", "a number has too many digits to be read"),
    ("[" * 100_000, "nested too deep to be read"),
    ("[1]", 'a line must be a JSON object, for example {"say": "decide now"}'),
    ("null", 'a line must be a JSON object, for example {"say": "decide now"}'),
    # Not one thing.
    ({}, 'give exactly one of "say", "answer", "command"'),
    ({"say": None}, 'give exactly one of "say", "answer", "command"'),
    ({"say": "x", "command": "help"}, 'give exactly one of "say", "answer", "command"'),
    # Fields.
    (
        {"say": "x", "shout": True},
        'unknown field "shout"; there are: "say", "answer", "command", "question", "value", "as",'
        ' "addressed"',
    ),
    ({"say": "x", "as_": "ana"}, 'unknown field "as_"; there are: "say", "answer", "command",'),
    ({"\ud800": 1}, '"\\ud800" is half a character; the other half is missing'),
    (
        {"command": "faq", "value": "a\udc00"},
        '"\\udc00" is half a character; the other half is missing',
    ),
    ({"say": 1}, '"say" must be text, not 1'),
    ({"say": ["x"]}, '"say" must be text, not a list'),
    ({"say": "x" * 40_001}, '"say" is longer than 40,000 characters'),
    ({"say": "x", "as": ""}, '"as" is empty'),
    ({"say": "x", "as": None}, '"as" must be text, not null'),
    ({"say": "x", "as": "a" * 81}, '"as" is longer than 80 characters'),
    ({"say": "x", "addressed": "no"}, '"addressed" must be true or false, not "no"'),
    ({"command": True}, '"command" must be text, not true'),
    ({"command": "dance"}, 'unknown command "dance"; there are: all_pros_and_cons, ask_more,'),
    # Answers.
    (
        {"answer": "yes"},
        '"answer" must be an object with "question" and "choice", or with "ticked", not "yes"',
    ),
    (
        {"answer": [1]},
        '"answer" must be an object with "question" and "choice", or with "ticked", not a list',
    ),
    ({"answer": {}}, '"answer.question" is missing'),
    ({"answer": {"question": "waits"}}, '"answer.choice" is missing'),
    ({"answer": {"question": "waits", "choice": True}}, '"answer.choice" must be text, not true'),
    (
        {"answer": {"question": "waits", "choice": "yes", "sure": 1}},
        'unknown field "answer.sure"; there are: "question", "choice"',
    ),
    ({"answer": {"rest": "no"}}, '"answer.ticked" is missing'),
    ({"answer": {"ticked": ["waits"]}}, '"answer.ticked" must be an object, not a list'),
    ({"answer": {"ticked": {"waits": 1}}}, '"answer.ticked.waits" must be text, not 1'),
    (
        {"answer": {"ticked": {}, "rest": "yes"}},
        '"answer.rest" must be "no" or "not_sure", not "yes"',
    ),
    (
        {"answer": {"ticked": {}, "choice": "yes"}},
        'unknown field "answer.choice"; there are: "ticked", "rest"',
    ),
    (
        {"answer": {"question": "nope", "choice": "yes"}},
        'no question "nope"; there are: receivers, waits',
    ),
    (
        {"answer": {"question": "waits", "choice": "nope"}},
        'waits has no choice "nope"; there are: yes, no',
    ),
    ({"answer": {"ticked": {"waits": "nope"}}}, 'waits has no choice "nope"; there are: yes, no'),
]


@pytest.mark.parametrize(("line", "error"), BAD_LINES, ids=[str(n) for n in range(len(BAD_LINES))])
def test_a_bad_line_is_one_error_and_the_talk_goes_on(tiny: Library, line: Any, error: str) -> None:
    _, bad, good = answers(tiny, OPENING, line, {"say": "several"})
    # A list cut short ends in a comma.
    assert bad["error"].startswith(error) if error.endswith(",") else bad["error"] == error
    assert bad["asking"]["question"] == "receivers"
    assert good["answers"] == {"receivers": "several"}


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*Line.model_fields, "as", "choice", "ticked", "rest", "waits"]), inner
        )
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["say", "answer", "command", "as", "x"]), _JSON))
def test_whatever_json_comes_no_error_tells_of_our_insides(line: dict[str, Any]) -> None:
    out = io.StringIO()
    chat_json(Session(load(TINY), SqliteStore(":memory:"), 3), [json.dumps(line)], out)
    out.getvalue().encode()
    error = json.loads(out.getvalue()).get("error", "")
    for inside in ("Input", "_One", "_Tick", "Line", "instance", "Value error", "(one)", "(ticks)"):
        assert inside not in error


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
