"""The readable talk at a terminal."""

import io

import pytest

from bot.knowledge.library import Library
from bot.storage.sqlite import SqliteStore
from bot.terminal.people import chat
from bot.terminal.session import Session

OPENING = "should we call or publish an event?\n"


class _Tty(io.StringIO):
    def isatty(self) -> bool:
        return True


def talk(library: Library, lines: str, out: io.StringIO | None = None, limit: int = 3) -> str:
    """What is printed for these lines."""
    out = out or io.StringIO()
    chat(Session(library, SqliteStore(":memory:"), limit), io.StringIO(lines), out)
    return out.getvalue()


def test_numbers_pick_choices_also_where_the_question_asks_for_an_amount(tiny: Library) -> None:
    assert "Calls: call and wait." in talk(tiny, OPENING + "1\n")
    assert "So far: several react" in talk(tiny, OPENING + "2\n")


def test_the_last_number_is_not_sure(tiny: Library) -> None:
    assert "2 of 3. Does anyone wait" in talk(tiny, OPENING + "3\n")


def test_numbers_tick_conditions(product: Library) -> None:
    session = Session(product, SqliteStore(":memory:"), 1)
    chat(session, io.StringIO("style\n"), io.StringIO())
    before = session.conversation
    assert before is not None
    chat(session, io.StringIO("1 and 3\n"), io.StringIO())
    after = session.conversation
    assert after is not None
    ticked = tuple((a.question, a.choice) for a in after.answers if not a.excluded)
    assert ticked == (before.ticks[0], before.ticks[2])


def test_a_number_that_is_none_of_the_choices_is_not_understood(tiny: Library) -> None:
    assert "I didn't get that." in talk(tiny, "style\n" + "1\n" * 9)


def test_colours_stand_on_a_terminal_only_and_no_color_is_honoured(
    tiny: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b[" not in talk(tiny, OPENING)
    assert "\x1b[1m" in talk(tiny, OPENING, _Tty())
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in talk(tiny, OPENING, _Tty())


@pytest.mark.parametrize("word", ["bye", "quit", "EXIT"])
def test_saying_bye_ends_the_talk(tiny: Library, word: str) -> None:
    assert "How many react" not in talk(tiny, f"{word}\n{OPENING}")


def test_the_card_that_shrinks_is_not_printed(tiny: Library) -> None:
    assert "goes on below" not in talk(tiny, OPENING + "several\n")
