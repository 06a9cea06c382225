"""Short messages: yes, no, a shrug, a number, an ordinal, and the words that only pad them.

Most of what is typed under a question is a few words, and most of what people type beside
it is too. So this looks at whole messages only: what remains when padding is taken away
must be the answer and nothing else.
"""

from typing import Literal, NamedTuple
from unicodedata import category

from bot.language.tokens import Tokens, tokenise

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


_LIMITS = frozenset({"only", "just"})
_LEADS_TO_A_LIMIT = frozenset("but and though ok okay well i guess think that is".split())
_POINTS_AT = frozenset("for in on at during with the our my their this that to some".split())
_NO_PART = frozenset(
    "if when unless because now today currently moment while bit time seconds minutes hours days"
    " little instant case fun saying kidding one two once twice later then me us you them it fine sure yes no not nobody".split()
)
"""Words of time, condition and talk: what is limited to these is no part of a thing."""
_LONGEST_PART = 6

_THANKS = (
    "thanks", "thank you", "thank u", "thanx", "thx", "ty", "tysm", "cheers", "cool", "ok", "okay", "k", "great", "nice",
    "nice one", "good job", "great job", "well done", "perfect", "awesome", "excellent", "brilliant", "lovely", "sweet",
    "super", "amazing", "wonderful", "neat", "good stuff", "good to know", "got it", "gotcha", "i see", "understood", "noted",
    "alright", "all right", "lol", "haha", "hahaha", "hehe", "wow", "whoa", "oh", "ah", "aha", "hm", "hmm", "good bot", "much appreciated",
    "appreciated", "appreciate it", "that helps", "that helped", "this helps", "very helpful", "helpful", "so helpful", "interesting",
    "have a nice day", "no problem", "you are welcome", "welcome", "love it", "nicely done", "roger",
)  # fmt: skip
_AND_THANKS = (
    "so much", "very much", "a lot", "a bunch", "a million", "for that", "for this", "for the help", "for your help", "for now",
    "that is", "this is", "that was", "this was", "it is", "you are", "i love", "we love", "to you", "for helping",
    *"very really so quite pretty all everyone everybody team folks guys bot archdecide mate man then and again many indeed just".split(),
)  # fmt: skip


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


_THANKS_WORDS = _sorted(_THANKS)
_AND_THANKS_WORDS = _sorted(_AND_THANKS)
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


_GREETINGS = frozenset("hi hello hey hiya yo morning moin".split())


def greets(tokens: Tokens) -> bool:
    """Whether the message only says hello."""
    words = {token.text for token in tokens.tokens if token.stem}
    return bool(words) and words <= _GREETINGS | {"there", "all", "good", "bot", "archdecide"}


def small_talk(tokens: Tokens) -> bool:
    """Whether the message only thanks or nods: "thanks!", "cool, thank you so much"."""
    tokens = tokenise(tokens.text.replace(":+1:", "👍"))
    words = tuple(token.text for token in tokens.tokens if token.stem)
    if tokens.asked:
        return False
    if not words:
        return any(category(sign) == "So" for sign in tokens.text) or bool(tokens.tokens)
    at, thanked = 0, False
    while at < len(words):
        if found := _phrase(words, at, _THANKS_WORDS):
            thanked = True
        elif not (found := _phrase(words, at, _AND_THANKS_WORDS)):
            return False
        at += found
    return thanked


def _phrase(words: tuple[str, ...], at: int, phrases: tuple[tuple[str, ...], ...]) -> int:
    """How many words the longest of the phrases takes here; 0 where none stands."""
    return next((len(each) for each in phrases if words[at : at + len(each)] == each), 0)


def only_a_part(tokens: Tokens) -> bool | None:
    """Whether the whole message limits itself to a part: "yes, but only for payment".

    None: it doesn't. False: it only names the part ("just the payment"); True: it begins
    with the yes or no that it takes half of back.
    """
    words = tokens.words()
    if tokens.asked or any(not token.stem for token in tokens.tokens):
        return None
    first = 0
    while first < len(words) and (words[first] in YES or words[first] in NO):
        first += 1
    answered = first > 0
    while first < len(words) and words[first] in _LEADS_TO_A_LIMIT:
        first += 1
    if first == len(words) or words[first] not in _LIMITS:
        return None
    last = len(words)
    while (begin := _skip_after(words, first + 1, last)) is not None:
        last = begin
    part = words[first + 1 : last]
    if not 0 < len(part) <= _LONGEST_PART or not _NO_PART.isdisjoint(words[first + 1 :]):
        return None
    pointed = part[0] in _POINTS_AT and len(part) > 1
    named = words[first] == "only" and len(part) <= 2 and part[0] not in _POINTS_AT
    if not pointed and not named:
        return None
    # "Only a second" is a time, "only the second step" is a part.
    return None if part[-1] == "second" else answered


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
