"""Numbers and what they count: amounts, durations, rates, sizes, and lists of things.

Everything is brought to one unit (seconds, per second, bytes), so that a pattern can
compare. A number with a unit is never a plain count: "6 seconds" are not six of anything.
"""

from typing import Literal, NamedTuple

from bot.language.tokens import Token, Tokens

Kind = Literal["n", "time", "rate", "size", "list", "other"]


class Quantity(NamedTuple):
    """A number in a text: tokens [first, last)."""

    kind: Kind
    value: float
    first: int
    last: int


TIME_UNITS = {
    **dict.fromkeys(("ms", "msec", "msecs", "millis", "millisecond", "milliseconds"), 0.001),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1.0),
    **dict.fromkeys(("min", "mins", "minute", "minutes"), 60.0),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), 3_600.0),
    **dict.fromkeys(("d", "day", "days"), 86_400.0),
    **dict.fromkeys(("week", "weeks"), 604_800.0),
    **dict.fromkeys(("month", "months"), 2_592_000.0),
    **dict.fromkeys(("year", "years"), 31_536_000.0),
}
SIZE_UNITS = {
    **dict.fromkeys(("byte", "bytes"), 1.0),
    **dict.fromkeys(("kb", "kib", "kilobyte", "kilobytes"), 1_024.0),
    **dict.fromkeys(("mb", "mib", "meg", "megs", "megabyte", "megabytes"), 1_048_576.0),
    **dict.fromkeys(("gb", "gib", "gig", "gigs", "gigabyte", "gigabytes"), 1_073_741_824.0),
    **dict.fromkeys(("tb", "tib", "terabyte", "terabytes"), 1_099_511_627_776.0),
}
_RATE_WORDS = {
    **dict.fromkeys(("rps", "tps", "qps"), 1.0),
    **dict.fromkeys(("rpm", "tpm"), 1 / 60),
}
_MULTIPLIERS = {
    **dict.fromkeys(("k", "thousand", "thousands"), 1e3),
    **dict.fromkeys(("mio", "million", "millions"), 1e6),
    **dict.fromkeys(("bn", "billion", "billions"), 1e9),
    "hundred": 1e2,
    "dozen": 12.0,
}
_WORDS = {
    word: float(value)
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
        " fifteen sixteen seventeen eighteen nineteen twenty".split()
    )
} | {"thirty": 30.0, "forty": 40.0, "fifty": 50.0, "sixty": 60.0, "ninety": 90.0}
_PER = frozenset({"a", "an", "per", "each", "every"})
_OTHER_AFTER = frozenset(
    "am pm percent pct dollars dollar euros euro usd eur cents bucks years-old %".split()
)
_NO_NOUN = frozenset(
    "is are was were be and or but if so that then than to in on at by for with from of it we they"
    " i you not no takes take took".split()
)


def quantities(tokens: Tokens) -> tuple[Quantity, ...]:
    """All numbers of the text from left to right, none inside another."""
    return tuple(_Scan(tokens).all())


class _Scan:
    """One walk over one text."""

    def __init__(self, tokens: Tokens) -> None:
        self._text = tokens.text
        self._tokens = tokens.tokens
        self._sentence = tokens.sentence

    def all(self) -> list[Quantity]:
        found: list[Quantity] = []
        at = 0
        while at < len(self._tokens):
            quantity = self._at(at)
            if quantity is None:
                at += 1
                continue
            found.append(quantity)
            at = quantity.last
        return found

    def _word(self, at: int) -> str:
        return self._tokens[at].text if at < len(self._tokens) else ""

    def _between(self, at: int) -> str:
        """What is written between the token before `at` and the one at it."""
        if not 0 < at < len(self._tokens):
            return ""
        return self._text[self._tokens[at - 1].end : self._tokens[at].start]

    def _attached(self, at: int) -> bool:
        return at < len(self._tokens) and self._between(at) == ""

    def _at(self, at: int) -> Quantity | None:
        if self._word(at) in ("half", "an", "a"):
            return self._unit_alone(at)
        number = self._number(at)
        if number is None:
            return None
        value, last = number
        upper = self._range_end(last)
        if upper is not None:
            value, last = upper
        if self._text[max(0, self._tokens[at].start - 1) : self._tokens[at].start] in (
            "$",
            "€",
            "£",
        ):
            return Quantity("other", value, at, last)
        return self._with_unit(value, at, last)

    def _unit_alone(self, at: int) -> Quantity | None:
        """ "an hour", "half an hour", "half a day"."""
        share, unit_at = 1.0, at + 1
        if self._word(at) == "half":
            share = 0.5
            unit_at = at + 2 if self._word(at + 1) in ("a", "an") else at + 1
        unit = self._word(unit_at)
        seconds = TIME_UNITS.get(unit)
        if seconds is None or len(unit) < 3:
            return None
        return Quantity("time", share * seconds, at, unit_at + 1)

    def _number(self, at: int) -> tuple[float, int] | None:
        """A number with its multipliers, and where it ends."""
        token = self._tokens[at]
        value = _value(token)
        if value is None:
            return None
        at += 1
        while multiplier := self._multiplier(at):
            value *= multiplier
            at += 1
        return value, at

    def _multiplier(self, at: int) -> float | None:
        word = self._word(at)
        if word != "m":
            return _MULTIPLIERS.get(word) if word != "k" or self._attached(at) else None
        if not self._attached(at):
            return None
        token = self._tokens[at]
        after = self._word(at + 1)
        counted = after in _PER or (after.endswith("s") and after not in _NO_NOUN)
        return 1e6 if self._text[token.start : token.end] == "M" or counted else None

    def _range_end(self, at: int) -> tuple[float, int] | None:
        """The upper end of "5-10", "5 to 10", "2 or 3"."""
        if self._between(at).strip() in ("-", "–"):
            return self._number(at)
        if self._word(at) in ("to", "or") and at + 1 < len(self._tokens):
            return self._number(at + 1)
        return None

    def _with_unit(self, value: float, first: int, at: int) -> Quantity:
        word = self._word(at)
        if word in _OTHER_AFTER or self._text[self._tokens[at - 1].end :][:1] == "%":
            return Quantity("other", value, first, at)
        if seconds := TIME_UNITS.get(word) or (
            60.0 if word == "m" and self._attached(at) else None
        ):
            if not self._between(at).strip(" -"):
                return self._time(value * seconds, first, at + 1)
            if "/" in self._between(at):
                return Quantity("rate", value / seconds, first, at + 1)
        if size := SIZE_UNITS.get(word):
            return Quantity("size", value * size, first, at + 1)
        return self._rate(value, first, at) or Quantity("n", value, first, at)

    def _time(self, seconds: float, first: int, last: int) -> Quantity:
        """A duration; "2 h 30 min" is one."""
        if (
            last < len(self._tokens)
            and (more := _value(self._tokens[last])) is not None
            and not self._between(last).strip()
            and (unit := TIME_UNITS.get(self._word(last + 1)))
        ):
            return Quantity("time", seconds + more * unit, first, last + 2)
        return Quantity("time", seconds, first, last)

    def _rate(self, value: float, first: int, at: int) -> Quantity | None:
        """ "2k rps", "200 invoices a day", "500 msgs/s": at most three words of what is counted."""
        for here in range(at, min(at + 4, len(self._tokens))):
            if self._sentence[here] != self._sentence[first]:
                return None
            word = self._word(here)
            if share := _RATE_WORDS.get(word):
                return Quantity("rate", value * share, first, here + 1)
            if here > at and "/" in self._between(here) and word in TIME_UNITS:
                return Quantity("rate", value / TIME_UNITS[word], first, here + 1)
            if word in _PER:
                unit = TIME_UNITS.get(self._word(here + 1))
                return Quantity("rate", value / unit, first, here + 2) if unit else None
            if word in _NO_NOUN or any(mark in self._between(here) for mark in ",;:("):
                return None
        return None


def _value(token: Token) -> float | None:
    if token.text[0].isdecimal() and token.stem == token.text:
        try:
            return float(token.text.replace(",", ""))
        except ValueError:
            return None
    return _WORDS.get(token.text)
