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
        ("why not events only?", "why_not", "events only?"),
        ("why both?", "why_this", "both?"),
        ("what would have to be different for calls only", "what_would_flip", "calls only"),
        ("back to the question about load", "go_back", "the question about load"),
    ],
)
def test_a_request_is_cut_into_its_kind_and_what_it_is_about(
    text: str, kind: str, about: str
) -> None:
    found = request(text)
    assert found is not None
    assert (found.kind, found.about) == (kind, about)


WORDINGS = {
    "agree": "+1 from me, go|fine by me|I agree|count me in|no objections from me",
    "change_answer": "can I change my answer|let me correct the load|actually, nobody waits",
    "compare": "compare them|what's the difference|calls vs events on latency",
    "cost": "costs?|what does it cost|how expensive is kafka|what do we pay for sqs",
    "export": "give me that as an adr|copy as markdown?|put it in the wiki|open a pr",
    "go_back": "undo|go back one step|take that back|can we go back to the first question",
    "how_sure": "how sure are you?|are you certain?|really sure?|would you bet on it|sure?",
    "next_decision": "what's next|what should we decide next?|and what now|next topic",
    "object": "-1|I disagree|i'm not convinced|bad idea, we have no ops|I have concerns",
    "record_decision": "we go with both|our decision is calls|the team decided on calls",
    "show_working": "show me the working|where do the points come from|how did you get there",
    "summary": "sum it up|tl;dr|give me a short summary|what do you know so far",
    "what_if": "what if nobody waits|suppose mail may fail|imagine it takes hours",
    "what_would_flip": "what would flip it|what would change your mind|what flips it to calls",
    "who_said": "says who|who said we run kafka|whose idea was it|who ticked that box",
    "why_not": "why not|why isn't it events|what speaks against calls only",
    "why_this": "why?|why this?|why do you recommend both|what are the reasons|why events",
}


@pytest.mark.parametrize(
    ("kind", "text"),
    [(kind, text) for kind, texts in WORDINGS.items() for text in texts.split("|")],
)
def test_a_request_is_known_in_several_wordings(kind: str, text: str) -> None:
    found = request(text)
    assert found is not None
    assert found.kind == kind


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
        "why do messages come twice",
        "if mail is down the order should go through",
        "what do we do when a consumer fails",
        "is it safe to retry?",
        "we want to save it in postgres",
        "sure",
        "",
    ],
)
def test_other_messages_are_no_request(text: str) -> None:
    assert request(text) is None


@given(st.text())
def test_what_a_request_is_about_stands_in_the_text(text: str) -> None:
    found = request(text)
    assert found is None or (found.about in text and found.reason in text)
