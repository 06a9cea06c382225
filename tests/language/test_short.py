"""Short messages, labels and commands: whole messages only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language import short
from bot.language.commands import WORDINGS, command
from bot.language.labels import Labels
from bot.language.naming import Names, Subject
from bot.language.patterns import compile_pattern
from bot.language.tokens import tokenise


def yes_or_no(text: str) -> bool | None:
    tokens = tokenise(text)
    return short.yes_or_no(tokens, 0, len(tokens.tokens))


@pytest.mark.parametrize("text", ["yes", "Yep!", "yeah sure", "ok yes", "yes please", "y"])
def test_a_yes_with_padding_is_a_yes(text: str) -> None:
    assert yes_or_no(text) is True


@pytest.mark.parametrize("text", ["no", "nope", "no!", "well no", "nah", "no no"])
def test_a_no_with_padding_is_a_no(text: str) -> None:
    assert yes_or_no(text) is False


@pytest.mark.parametrize(
    "text", ["oh no not this thing again", "yes but only mail", "ok", "", "lunch?"]
)
def test_more_than_a_yes_is_no_bare_yes(text: str) -> None:
    assert yes_or_no(text) is None


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("2", 2),
        ("the second", 2),
        ("option 3", 3),
        ("number two", 2),
        ("b", 2),
        ("the last one", -1),
        ("first please", 1),
    ],
)
def test_a_place_is_a_number_an_ordinal_or_a_letter(text: str, place: int) -> None:
    assert short.position(tokenise(text)) == place


@pytest.mark.parametrize(
    "text", ["5 min", "4 already", "one step at a time", "2 of them fail", "a bit"]
)
def test_a_number_of_something_is_no_place(text: str) -> None:
    assert short.position(tokenise(text)) is None


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("1 and 3", (1, 3)),
        ("1, 2, 4", (1, 2, 4)),
        ("the first and the last", (1, -1)),
        ("1 is new", ()),
    ],
)
def test_several_places(text: str, places: tuple[int, ...]) -> None:
    assert short.positions(tokenise(text)) == places


@pytest.mark.parametrize(
    ("text", "shrug"),
    [
        ("not sure", "not_sure"),
        ("I don't know tbh", "not_sure"),
        ("no idea", "not_sure"),
        ("doesn't matter", "doesnt_matter"),
        ("we don't care", "doesnt_matter"),
        ("not sure about lunch", None),
    ],
)
def test_a_shrug_is_the_whole_message(text: str, shrug: str | None) -> None:
    assert short.shrug(tokenise(text)) == shrug


LABELS = Labels(
    {
        "strong": "No, never",
        "eventual": "Yes, seconds are fine",
        "undo": "Steps, with undo",
        "one": "One step",
        "burst": "In bursts",
        "loss": "Never lose one",
    }
)


def said(text: str) -> list[str]:
    return [each.id for each in LABELS.find(tokenise(text)) if each.whole]


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("seconds are fine", "eventual"),
        ("Yes, seconds are fine", "eventual"),
        ("ok thinking about it: nobody is harmed. seconds are fine", "eventual"),
        ("seconds are fine for the stock page", "eventual"),
        ("ok steps with undo it is", "undo"),
        ("in bursts is true though, mornings", "burst"),
        ("never loose one, obviously", "loss"),
        ("stepps with undo", "undo"),
    ],
)
def test_a_label_is_known_by_its_words(text: str, choice: str) -> None:
    assert said(text) == [choice]


@pytest.mark.parametrize(
    "text", ["one step at a time, demo first", "in bursts of joy", "steps", "yes"]
)
def test_a_label_inside_other_words_is_not_said(text: str) -> None:
    assert said(text) == []


def test_a_slip_between_two_labels_is_neither() -> None:
    labels = Labels({"a": "Sender", "b": "Sending"})
    assert labels.find(tokenise("sender"))[0].id == "a"
    assert Labels({"a": "Lander", "b": "Sander"}).find(tokenise("wander")) == ()


def test_yes_and_no_are_the_sides_of_labels() -> None:
    assert LABELS.side(True) == ("eventual",)
    assert LABELS.side(False) == ("strong",)


@given(st.text())
def test_labels_are_found_inside_any_text(text: str) -> None:
    size = len(tokenise(text).tokens)
    for each in LABELS.find(tokenise(text)):
        assert 0 <= each.first < each.last <= size


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("decide now", "decide_now"),
        ("just decide please", "decide_now"),
        ("ok so what do you think now?", "decide_now"),
        ("Why do you ask?", "why_asked"),
        ("what does that mean?", "explain"),
        ("start over pls", "start_over"),
        ("stop", "stop"),
        ("forget it", "stop"),
        ("help", "help"),
        ("go back", "go_back"),
        ("skip this one", "skip"),
        ("summary", "summary"),
        ("show me the working", "show_working"),
        ("that's not what we said", "not_what_we_said"),
        ("give me that as an adr", "export"),
        ("+1 from me", "agree"),
        ("quiet", "quiet"),
        ("ask me more", "ask_more"),
    ],
)
def test_a_command_is_known_in_its_wordings(text: str, name: str) -> None:
    assert command(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "stop talking to the bot and come to lunch",
        "decide now what?",
        "we have to start over with the schema",
        "help would be welcome in the kitchen",
        '"stop"',
        "",
        "1",
        "yes",
        "no",
        "why do we need two of them",
    ],
)
def test_a_command_in_passing_is_none(text: str) -> None:
    assert command(text) is None


def test_every_wording_compiles() -> None:
    for wordings in WORDINGS.values():
        for wording in wordings:
            assert compile_pattern(wording).text == wording


@given(st.text())
def test_any_text_is_a_command_or_not(text: str) -> None:
    assert command(text) in {None, *WORDINGS}


@pytest.mark.parametrize(
    "text",
    [
        "thanks",
        "thx!",
        "cool",
        "ok",
        "great",
        "ok cool, thanks a lot",
        "👍",
        ":+1:",
        "that's great",
    ],
)
def test_thanks_and_nods_are_small_talk(text: str) -> None:
    assert short.small_talk(tokenise(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?",
        "thanks?",
        "thanks, but what about load",
        "nice, 4 services",
        "ok stop",
        "hi",
        "fine",
    ],
)
def test_what_may_want_an_answer_is_no_small_talk(text: str) -> None:
    assert not short.small_talk(tokenise(text))


@pytest.mark.parametrize(
    ("text", "answered"),
    [
        ("yes, but only for payment", True),
        ("no, only the mail", True),
        ("yes just for checkout i think", True),
        ("only the payment", False),
        ("only for the first step", False),
        ("just the payment part", False),
        ("only the second step", False),
    ],
)
def test_a_message_may_limit_itself_to_a_part(text: str, answered: bool) -> None:
    assert short.only_a_part(tokenise(text)) is answered


@pytest.mark.parametrize(
    "text",
    [
        "yes",
        "only a second",
        "just a few seconds",
        "only for now",
        "just in case",
        "only one",
        "just me",
        "yes, but only if they pay",
        "only the payment?",
        "we only pay for the part that they take from the store",
        "",
    ],
)
def test_time_conditions_and_talk_are_no_part(text: str) -> None:
    assert short.only_a_part(tokenise(text)) is None


@given(st.text())
def test_any_text_is_small_talk_or_not(text: str) -> None:
    assert short.small_talk(tokenise(text)) in (True, False)
    assert short.only_a_part(tokenise(text)) in (True, False, None)


NAMES = Names(
    [
        Subject(
            "style",
            ("style", "events or calls"),
            ("sync|async",),
            (("event", ("publish", "event")), ("call", ("call",))),
        ),
        Subject(
            "broker",
            ("broker", "message broker"),
            ("which queue",),
            (("kafka", ("kafka",)), ("rabbit", ("rabbit|rabbitmq",))),
        ),
    ]
)


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("style", "style"),
        ("should we call it or publish an event?", "style"),
        ("kafka or rabbit", "broker"),
        ("is kafka overkill here?", "broker"),
        ("which message broker", "broker"),
        ("kafka?", "broker"),
        ("rabbitmq please", "broker"),
        ("event", "style"),
        ("we don't need rabbitmq, do we call or publish?", "style"),
    ],
)
def test_a_subject_is_known_by_name_or_by_its_parts(text: str, subject: str) -> None:
    assert NAMES.find(text) == subject


def test_a_part_of_two_subjects_alone_names_neither() -> None:
    parts = (("queue", ("queue",)),)
    names = Names([Subject("style", parts=parts), Subject("broker", parts=parts)])
    assert names.find("queue") is None


@pytest.mark.parametrize(
    "text",
    [
        "Mongo or Postgres?",
        "which laptop should I buy",
        "we use kafka",
        "I like the style of this page, nice work",
    ],
)
def test_what_is_not_clearly_named_is_none(text: str) -> None:
    assert NAMES.find(text) is None


@pytest.mark.parametrize(
    ("text", "greets"),
    [("hi", True), ("hello there!", True), ("hi, call or publish?", False), ("", False)],
)
def test_a_greeting_is_only_a_greeting(text: str, greets: bool) -> None:
    assert short.greets(tokenise(text)) is greets
