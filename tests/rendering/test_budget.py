"""What the bot says stays short enough for a phone, and within Slack's limits."""

import typing

import pytest

from bot.dialog.replies import AnyReply, Card, VerdictGiven
from bot.knowledge.comparison import Comparison
from bot.knowledge.library import Library
from bot.playground.blocks import refusal
from bot.rendering import plain as plain_lines
from bot.rendering.blocks.message import blocks
from bot.rendering.plain import plain
from bot.rendering.voice import SLACK_TEXT, plain_voice
from tests.rendering.samples import samples

MOST_BLOCK_CHARACTERS = 9_000
MOST_TEXT = 4_000
"""Slack takes no longer text in an update."""


@pytest.fixture(scope="module")
def comparison(product: Library) -> Comparison:
    return product.comparisons["event-driven-vs-request-response"]


@pytest.fixture(scope="module")
def replies(product: Library, comparison: Comparison) -> list[AnyReply]:
    return list(samples(product, comparison))


def test_every_kind_of_reply_is_among_the_samples(replies: list[AnyReply]) -> None:
    union = typing.get_args(typing.get_args(AnyReply)[0])
    assert {type(reply) for reply in replies} == set(union)


def test_a_verdict_before_its_folds_has_at_most_12_lines_and_900_characters(
    replies: list[AnyReply],
) -> None:
    for reply in replies:
        if isinstance(reply, VerdictGiven):
            head = plain_lines.verdict(reply.verdict, plain_voice())
            assert len(head) <= 12, head
            assert len("\n".join(head)) <= 900, (len("\n".join(head)), head)


def test_a_question_is_short_and_its_labels_fit_a_button(replies: list[AnyReply]) -> None:
    for reply in replies:
        if isinstance(reply, Card):
            assert len(reply.prompt) <= 200
            assert all(len(choice.label) <= 24 for choice in reply.choices)
            assert all(len(tick.label) <= 60 for tick in reply.ticks)
            assert len(reply.ticks) <= 10


def test_the_first_line_is_the_question_or_the_verdict(replies: list[AnyReply]) -> None:
    for reply in replies:
        first = plain(reply).splitlines()[0]
        if isinstance(reply, Card):
            assert reply.prompt in first
        if isinstance(reply, VerdictGiven):
            assert first == reply.verdict.headline


def test_a_card_has_at_most_four_controls_beside_the_choices(replies: list[AnyReply]) -> None:
    for reply in replies:
        if isinstance(reply, Card | VerdictGiven):
            controls = blocks(reply)[-1]["elements"]
            assert len(controls) <= 4


def test_the_blocks_of_a_message_sum_to_at_most_9000_characters(replies: list[AnyReply]) -> None:
    for reply in replies:
        assert _characters(blocks(reply)) <= MOST_BLOCK_CHARACTERS, type(reply)


def test_no_message_is_without_full_text(replies: list[AnyReply]) -> None:
    for reply in replies:
        text = plain(reply, SLACK_TEXT)
        assert text.strip()
        if isinstance(reply, Card | VerdictGiven):
            assert len(text) <= MOST_TEXT


def test_slack_would_take_every_message(replies: list[AnyReply]) -> None:
    for reply in replies:
        assert refusal(blocks(reply)) is None, (type(reply), refusal(blocks(reply)))


def test_the_bot_neither_thanks_nor_praises_nor_uses_emoji(replies: list[AnyReply]) -> None:
    for reply in replies:
        text = plain(reply).casefold()
        assert not any(word in text for word in ("thank", "great question", "awesome", "sorry"))
        assert all(ord(character) < 0x1F000 for character in text)


def _characters(value: object) -> int:
    if isinstance(value, dict):
        return sum(
            len(v) if k == "text" and isinstance(v, str) else _characters(v)
            for k, v in value.items()
        )
    return sum(map(_characters, value)) if isinstance(value, list) else 0
