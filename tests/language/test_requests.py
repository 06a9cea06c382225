"""Requests that are about something."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.requests import request


@pytest.mark.parametrize(
    ("text", "kind", "about"),
    [
        ("what if they don't wait?", "what_if", "they don't wait?"),
        ("ok suppose stock may be stale", "what_if", "stock may be stale"),
        ("would it change with 20k orders a sec?", "what_if", "20k orders a sec?"),
        ("who said we never ran a queue", "who_said", "we never ran a queue"),
        ("compare the two on cost", "compare", "cost"),
        ("put both next to each other on latency", "compare", "latency"),
        ("change the load, it doubled", "change_answer", "load, it doubled"),
        ("correction: it takes 3 min", "change_answer", "it takes 3 min"),
        ("what would sqs cost at 2k msgs/s", "cost", "what would sqs cost at 2k msgs/s"),
        ("what does outbox mean?", "explain", "outbox"),
        ("i object, nobody runs it", "object", "nobody runs it"),
        ("why not kafka", "why_not", "kafka"),
    ],
)
def test_a_request_is_cut_into_its_kind_and_what_it_is_about(
    text: str, kind: str, about: str
) -> None:
    found = request(text)
    assert found is not None
    assert (found.kind, found.about) == (kind, about)


def test_a_decision_is_told_with_its_reason() -> None:
    found = request("we'll do events only because the platform team runs it")
    assert found is not None
    assert (found.kind, found.about, found.reason) == (
        "record_decision",
        "events only",
        "the platform team runs it",
    )


@pytest.mark.parametrize(
    "text",
    [
        "which laptop should I buy",
        "told you what it would say",
        "he asked what if, and left",
        "seconds are fine",
        "",
    ],
)
def test_other_messages_are_no_request(text: str) -> None:
    assert request(text) is None


@given(st.text())
def test_what_a_request_is_about_stands_in_the_text(text: str) -> None:
    found = request(text)
    assert found is None or (found.about in text and found.reason in text)
