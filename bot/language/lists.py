"""Things listed one after the other: "inventory, payment and email" are three.

How many are named often says what nobody says in words: several services react. A list is
found by its shape alone (short items, commas, a last "and"), so a pattern must say what
the list is of: `call|notify {list>=3}`.
"""

from bot.language.numbers import Quantity
from bot.language.tokens import Tokens

_NO_ITEM = frozenset(
    "i you he she it we they me us them this that these those there here who what which when"
    " where why how is are was were be been am do does did has have had can could will would"
    " shall should may might must not no yes yep yeah nope so then if or and but because since"
    " as than to of in on at by for with from into about after before until while also just"
    " only too very really now today maybe ok okay well please thanks right the a an lol btw"
    " actually basically honestly however although though like it's etc done".split()
)
_ARTICLES = frozenset({"the", "a", "an", "our", "their", "its"})
_LONGEST_ITEM = 2


def lists(tokens: Tokens) -> tuple[Quantity, ...]:
    """Lists of two and more things, each from the last word of its first item on."""
    words = tokens.words()
    found: list[Quantity] = []
    for at, word in enumerate(words):
        if word == "and" and (made := _joined(tokens, words, at)):
            found.append(made)
    taken = {index for each in found for index in range(each.first, each.last)}
    found += [each for each in _commas(tokens, words) if taken.isdisjoint(range(*each[2:4]))]
    return tuple(sorted(found, key=lambda each: each.first))


def _item(words: tuple[str, ...], first: int, last: int) -> bool:
    """Whether the words from first to last can be one item, its article aside."""
    if first < last and words[first] in _ARTICLES:
        first += 1
    return 0 < last - first <= _LONGEST_ITEM and all(map(_names, words[first:last]))


def _names(word: str) -> bool:
    """Whether the word can name a thing."""
    return word not in _NO_ITEM and not word[0].isdecimal()


def _joined(tokens: Tokens, words: tuple[str, ...], at: int) -> Quantity | None:
    """The list whose last join is the "and" at this place."""
    last = at + 1
    if last < len(words) and words[last] in _ARTICLES:
        last += 1
    if last >= len(words) or tokens.sentence[last] != tokens.sentence[at]:
        return None
    if not _names(words[last]) or not tokens.tokens[last].stem:
        return None
    begin = tokens.first_of_clause(at)
    if begin == at:  # "a, b, and c"
        count, first = 1, at
    elif not _names(words[at - 1]):
        return None
    elif not _item(words, begin, at):
        return Quantity("list", 2.0, at - 1, last + 1)
    else:
        count, first = 2, at - 1
    before, first = _items_before(tokens, words, begin, first)
    total = count + before
    return Quantity("list", float(total), first, last + 1) if total > 1 else None


def _items_before(
    tokens: Tokens, words: tuple[str, ...], begin: int, first: int
) -> tuple[int, int]:
    """How many items stand before the clause that begins here, and where the first one is."""
    count = 0
    while begin > 0 and tokens.sentence[begin - 1] == tokens.sentence[begin]:
        if "," not in _between(tokens, begin) or not _names(words[begin - 1]):
            break
        earlier = tokens.first_of_clause(begin - 1)
        count += 1
        first = begin - 1
        if not _item(words, earlier, begin):
            break
        begin = earlier
    return count, first


def _commas(tokens: Tokens, words: tuple[str, ...]) -> list[Quantity]:
    """Three and more short items with nothing but commas between."""
    found: list[Quantity] = []
    run: list[int] = []
    last = 0
    at = 0
    while at < len(words):
        end = tokens.end_of_clause(at)
        follows = bool(run) and last == at and "," in _between(tokens, at)
        if not follows:
            run = []
        if _item(words, at, end):
            run.append(at)
        elif run and follows is False:
            run = []
        else:
            run = [end - 1] if _names(words[end - 1]) else []
        last = end
        if len(run) >= 3:
            while found and found[-1].first == run[0]:
                found.pop()
            found.append(Quantity("list", float(len(run)), run[0], end))
        at = end
    return found


def _between(tokens: Tokens, at: int) -> str:
    return tokens.text[tokens.tokens[at - 1].end : tokens.tokens[at].start]
