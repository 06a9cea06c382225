"""Short messages: yes, no, a shrug, a number, an ordinal, and the words that only pad them.

Most of what is typed under a question is a few words, and most of what people type beside
it is too. So this looks at whole messages only: what remains when padding is taken away
must be the answer and nothing else.
"""

from typing import Literal, NamedTuple

from bot.language.tokens import Tokens

YES = frozenset(
    "yes yep yeah yup y ya yea aye sure correct true absolutely definitely exactly".split()
)
NO = frozenset("no nope nah n false never".split())
_NUMBERS = {
    word: value
    for value, words in enumerate(
        (
            "one first 1st 1",
            "two second 2nd 2",
            "three third 3rd 3",
            "four fourth 4th 4",
            "five fifth 5th 5",
            "six sixth 6th 6",
            "seven seventh 7th 7",
            "eight eighth 8th 8",
            "nine ninth 9th 9",
            "ten tenth 10th 10",
        ),
        start=1,
    )
    for word in words.split()
}
_ORDINALS = frozenset(
    word for word, value in _NUMBERS.items() if word[-2:] in ("st", "nd", "rd", "th")
)
_ORDINALS |= {"first", "second", "third", "fifth"}
_BEFORE = (
    "it is", "its", "that is", "that would be", "it would be", "i think", "i guess", "i would say",
    "we would say", "i say", "the answer is", "answer", "my vote is", "my vote", "i vote", "go with",
    "we go with", "i go with", "let us go with", "let us say", "lets say", "lets go with", "lets",
    "we will take", "i will take", "i take", "we take", "take", "i pick", "pick", "choose", "i choose",
    "call it", "put", "for us", "in our case", "here", "there is", "we have", "we are", "they are",
    "i mean", "i believe", "we think", "in the end", "at the moment", "right now", "of course",
    "for sure", "for now", "up to", "at most", "at least", "more or less",
    *"ok okay k so well then and but hm hmm hmmm ah aha oh uh um today currently now actually really"
    " honestly basically obviously clearly definitely certainly probably just like fine right"
    " alright good please pls yeah also or about around roughly approximately approx circa ca".split(),
)  # fmt: skip
_AFTER = (
    "it is", "i think", "i guess", "i would say", "i suppose", "i believe", "for us", "for sure",
    "in our case", "of course", "is true", "is right", "is correct", "is it", "for me", "for this",
    "to be honest", "at the moment", "right now", "thank you", "in the end", "for that", "i mean",
    "that is", "at all", "would be it", "over here", "in here", "with us", "after all", "is fine",
    *"then here there too though anyway really actually honestly obviously clearly definitely"
    " certainly probably please pls thanks thx ty now today currently tbh imo imho afaik btw still"
    " always indeed ok okay exactly yes yeah right sure basically".split(),
)  # fmt: skip
_JOKES = frozenset("lol lmao rofl haha hahaha hehe jk kidding xd".split())
_SHRUGS: dict[str, Literal["not_sure", "doesnt_matter"]] = {
    **dict.fromkeys(
        (
            "not sure", "no idea", "dunno", "do not know", "i do not know", "we do not know", "idk",
            "dont know", "i dont know", "unsure", "unknown", "unclear", "not sure yet", "do not know yet", "no clue",
            "hard to say", "hard to tell", "can not say", "i am not sure", "we are not sure", "who knows",
            "not known", "not known yet", "not decided", "not decided yet", "i have no idea",
            "we have no idea", "beats me", "we do not know yet", "i do not know yet", "no one knows",
            "nobody knows", "cannot say", "i can not say", "cant say", "not certain", "open", "tbd",
            "still open", "good question", "it depends", "depends",
        ),
        "not_sure",
    ),
    **dict.fromkeys(
        (
            "does not matter", "it does not matter", "doesnt matter", "do not care", "i do not care",
            "we do not care", "whatever", "irrelevant", "does not apply", "not applicable", "n a",
            "not relevant", "makes no difference", "no preference", "either is fine", "either",
            "either way", "no matter", "that does not matter", "any of them", "any", "all the same",
            "no difference", "not important", "it is not important", "it is irrelevant",
        ),
        "doesnt_matter",
    ),
}  # fmt: skip


_IN_WORDS = {
    **dict.fromkeys(("of course", "for sure", "that is right", "i think so", "i guess so"), True),
    **dict.fromkeys(
        ("not really", "of course not", "not at all", "definitely not", "certainly not"), False
    ),
    **dict.fromkeys(("absolutely not", "no way", "i do not think so", "not necessarily"), False),
}


def _sorted(phrases: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(sorted((tuple(phrase.split()) for phrase in phrases), key=len, reverse=True))


def _by_word(
    phrases: tuple[tuple[str, ...], ...], place: int
) -> dict[str, tuple[tuple[str, ...], ...]]:
    """The phrases by their word at this place, order kept."""
    return {
        word: tuple(each for each in phrases if each[place] == word)
        for word in {each[place] for each in phrases}
    }


_BEFORE_WORDS = _sorted(_BEFORE)
_AFTER_WORDS = _sorted(_AFTER)
_BEFORE_BY_FIRST = _by_word(_BEFORE_WORDS, 0)
_AFTER_BY_LAST = _by_word(_AFTER_WORDS, -1)


class Core(NamedTuple):
    """Tokens [first, last) of a message: what is left without padding."""

    first: int
    last: int


def core(words: tuple[str, ...], first: int, last: int) -> tuple[Core, ...]:
    """What may be meant, from the whole to the least: padding is taken off step by step.

    All steps are given because a word can be padding in one answer and the answer in
    another ("fine", "now").
    """
    cores = [Core(first, last)]
    while (begin := _skip_before(words, first, last)) is not None:
        first = begin
        cores.append(Core(first, last))
    starts = [each.first for each in cores]
    while (end := _skip_after(words, first, last)) is not None:
        last = end
        cores += [Core(start, last) for start in starts if start < last]
    return tuple(dict.fromkeys(cores))


def _skip_before(words: tuple[str, ...], first: int, last: int) -> int | None:
    if first >= last:
        return None
    for phrase in _BEFORE_BY_FIRST.get(words[first], ()):
        end = first + len(phrase)
        if end < last and words[first:end] == phrase:
            return end
    return None


def _skip_after(words: tuple[str, ...], first: int, last: int) -> int | None:
    if first >= last:
        return None
    for phrase in _AFTER_BY_LAST.get(words[last - 1], ()):
        begin = last - len(phrase)
        if begin > first and words[begin:last] == phrase:
            return begin
    return None


def padding(words: tuple[str, ...], first: int, last: int) -> bool:
    """Whether tokens [first, last) only pad."""
    while first < last:
        begin = next(
            (
                first + len(phrase)
                for phrase in (*_BEFORE_WORDS, *_AFTER_WORDS)
                if words[first : first + len(phrase)] == phrase and first + len(phrase) <= last
            ),
            None,
        )
        if begin is None:
            return False
        first = begin
    return True


def joking(tokens: Tokens) -> bool:
    """Whether the message laughs: its words are not to be taken at their word."""
    text = tokens.text
    return not _JOKES.isdisjoint(tokens.words()) or any(
        sign in text
        for sign in (":D", ";)", ";-)", ":P", ":joy:", ":rofl:", ":laughing:", "😂", "🤣")
    )


def shrug(tokens: Tokens) -> Literal["not_sure", "doesnt_matter"] | None:
    """A whole message that answers nothing, and which way it does so."""
    words = tokens.words()
    for first, last in core(words, 0, len(words)):
        if found := _SHRUGS.get(" ".join(words[first:last])):
            return found
    return None


def yes_or_no(tokens: Tokens, first: int, last: int) -> bool | None:
    """True for a bare yes, False for a bare no; doubled ones ("yes yes") count."""
    words = tokens.words()
    for begin, end in core(words, first, last):
        said = words[begin:end]
        if (phrase := " ".join(said)) in _IN_WORDS:
            return _IN_WORDS[phrase]
        if said and YES.issuperset(said):
            return True
        if said and NO.issuperset(said) and said != ("never",):
            return False
    return None


def position(tokens: Tokens) -> int | None:
    """Which one a whole message picks: "2", "the second", "option 2", "number two", "b"."""
    words = tokens.words()
    for first, last in core(words, 0, len(words)):
        said = [
            word for word in words[first:last] if word not in ("the", "one") or last - first == 1
        ]
        if len(said) == 2 and said[0] in ("option", "number", "nr", "no", "choice", "answer"):
            said = said[1:]
        if len(said) == 1:
            word = said[0]
            if word in _NUMBERS and (word in _ORDINALS or last - first <= 2):
                return _NUMBERS[word]
            if word == "last":
                return -1
            if len(word) == 1 and "a" <= word <= "e":
                return ord(word) - ord("a") + 1
    return None


def positions(tokens: Tokens) -> tuple[int, ...]:
    """All that a whole message picks: "1 and 3", "1, 3", "the first and the last"."""
    words = tokens.words()
    picked: list[int] = []
    for word in words:
        if word in ("and", "the", "option", "options", "number", "numbers", "plus", "one", "also"):
            continue
        if word in _NUMBERS:
            picked.append(_NUMBERS[word])
        elif word == "last":
            picked.append(-1)
        elif not padding((word,), 0, 1):
            return ()
    return tuple(picked)
