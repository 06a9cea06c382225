"""Amounts as whole messages: "4", "4 services", "half an hour"."""

import re
from collections.abc import Iterable
from functools import lru_cache

from bot.knowledge.question import Choice, Question
from bot.language import short
from bot.language.matching import Sight
from bot.language.patterns import Number, compile_pattern
from bot.language.tokens import Tokens

_ALONE = re.compile(r"\s*\{[^{}]*\}\s*")


def amount(tokens: Tokens, question: Question) -> tuple[str, ...]:
    """The choices that an amount as the whole message means, by the numbers they speak of."""
    sight = Sight(tokens)
    size = len(tokens.tokens)
    for first, last in short.core(tokens.words(), 0, size):
        for quantity in sight.numbers.get(first, ()):
            counts = quantity.kind == "n"
            # "4" and "4 services" are the same amount.
            if not quantity.last <= last <= quantity.last + counts:
                continue
            if counts and not question.quantity:
                continue
            for alone in (True, False):
                takes = {
                    choice.id: sum(number.takes(quantity) for number in _numbers(choice, alone))
                    for choice in question.choices
                }
                if most := max(takes.values()):
                    return tuple(choice for choice, times in takes.items() if times == most)
    return ()


def _numbers(choice: Choice, alone: bool) -> Iterable[Number]:
    """The amounts that a choice speaks of; `alone`: those of patterns that are nothing else."""
    return (
        number
        for phrase in choice.says
        for number in _numbers_in(phrase)
        if not alone or _ALONE.fullmatch(phrase)
    )


@lru_cache(maxsize=4_096)
def _numbers_in(phrase: str) -> tuple[Number, ...]:
    return tuple(
        element
        for variant in compile_pattern(phrase).variants
        for element in variant
        if isinstance(element, Number) and element.tests
    )
