"""Text cut into words that remember where they stood.

All that reads words begins here, so this is the one place that knows how people write in
chat: contractions, missing apostrophes, code, links, emoji codes, quotations. A token's
span lies in the original text, so that whatever is read can be quoted as it was written.
"""

import re
from bisect import bisect_right
from functools import lru_cache
from typing import NamedTuple

import snowballstemmer


class Token(NamedTuple):
    """One word, number or opaque piece; `text[start:end]` is how it was written."""

    text: str
    stem: str
    start: int
    end: int


class Tokens(NamedTuple):
    """A text in tokens; the tuples beside `tokens` are as long as it."""

    text: str
    tokens: tuple[Token, ...]
    sentence: tuple[int, ...]
    clause: tuple[int, ...]
    """Numbered through the whole text: a new sentence begins a new clause."""
    quoted: tuple[bool, ...]
    asked: frozenset[int]
    """The sentences that end with a question mark."""

    def stems(self) -> tuple[str, ...]:
        """The stems alone; an opaque token has an empty one."""
        return tuple(token.stem for token in self.tokens)

    def words(self) -> tuple[str, ...]:
        """The lower-case words as they are compared with lists of words."""
        return tuple(token.text for token in self.tokens)

    def first_of_sentence(self, index: int) -> int:
        """Where the sentence of this token begins."""
        number = self.sentence[index]
        while index and self.sentence[index - 1] == number:
            index -= 1
        return index

    def first_of_clause(self, index: int) -> int:
        """Where the clause of this token begins."""
        number = self.clause[index]
        while index and self.clause[index - 1] == number:
            index -= 1
        return index

    def end_of_clause(self, index: int) -> int:
        """One past the last token of this token's clause."""
        return bisect_right(self.clause, self.clause[index])

    def end_of_sentence(self, index: int) -> int:
        """One past the last token of this token's sentence."""
        return bisect_right(self.sentence, self.sentence[index])


_PIECE = re.compile(
    r"""
      (?P<opaque> ```.*?``` | `[^`\n]+` | https?://[^\s<>]+ | www\.\S+
                | (?<!\w):[a-z0-9_+'-]*[a-z][a-z0-9_+'-]*: | [#]\d+
                | (?<!\w)v\d+(?:\.\d+)+ | \d+(?:\.\d+){2,} | \d{4}-\d\d-\d\d | \d{1,2}:\d\d(?!\d)
                | (?<!\w)@[\w.'-]*\w )
    | (?P<word> \d+(?:st|nd|rd|th)\b | [^\W\d_][^\W_]*(?:['’][^\W\d_]+)* )
    | (?P<number> \d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)? | \d+(?:\.\d+)? )
    | (?P<end> [.!?…]+(?=[\s"”')\]*]|$) | \n )
    | (?P<pause> [,;:()] | (?<=\s)[-–]+(?=\s) | — | --+ | -> | => | → )
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_QUOTED = re.compile(
    r'"[^"\n]*"|“[^”\n]*”|«[^»\n]*»|(?<!\w)[\'‘][^\'\n’]+[\'’](?!\w)|^>[^\n]*', re.MULTILINE
)
_ABBREVIATIONS = frozenset({"g", "e", "etc", "vs", "approx", "resp"})
_NEW_CLAUSE = frozenset({"but", "however", "although", "though", "whereas"})

_WHOLE = {
    "won't": ("will", "not"),
    "can't": ("can", "not"),
    "shan't": ("shall", "not"),
    "ain't": ("is", "not"),
    "cannot": ("can", "not"),
    "cant": ("can", "not"),
    "wont": ("will", "not"),
    "let's": ("let", "us"),
    "gonna": ("going", "to"),
    "wanna": ("want", "to"),
    "gotta": ("got", "to"),
    "im": ("i", "am"),
    "ive": ("i", "have"),
    "weve": ("we", "have"),
    "youre": ("you", "are"),
    "theyre": ("they", "are"),
    "thats": ("that", "is"),
    "theres": ("there", "is"),
    "whats": ("what", "is"),
    "whos": ("who", "is"),
} | {
    f"{verb}nt": (verb, "not")
    for verb in (
        *("do", "does", "did", "is", "are", "was", "were", "has", "have", "had"),
        *("could", "should", "would", "must", "need"),
    )
}
_ENDINGS = {"'ll": "will", "'re": "are", "'ve": "have", "'d": "would", "'m": "am"}
STOP_WORDS = frozenset(
    "a an the and or but if then than so as of in on at by for to from with about into over is are"
    " was were be been being am do does did done has have had having can could will would shall"
    " should may might must i me my we us our you your he she it its they them their this that"
    " these those there here what which who whom whose when where why how not no yes ok okay get"
    " got just also too very really any some all one ever even still yet please hi hey like want"
    " need thing things way use using used let us go going true much many up out".split()
)
"""Words that stand in any text and tell nothing of what it is about."""
_SHORT_FOR_IS = frozenset(
    "it that this there here what who where how when he she which everything nobody everybody"
    " nothing one something someone everyone".split()
)


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The English stem of a lower-case word."""
    # A stemmer holds the word it works on, so one shared by several threads would mix them up.
    return str(snowballstemmer.stemmer("english").stemWord(word))


@lru_cache(maxsize=65_536)
def expand(written: str) -> tuple[tuple[str, str], ...]:
    """A written word as the words it stands for, each with its stem."""
    word = written.lower().replace("’", "'")
    return tuple((part, stem(part)) for part in _parts(word))


def _parts(word: str) -> tuple[str, ...]:
    if whole := _WHOLE.get(word):
        return whole
    if "'" not in word:
        return (word,)
    if word.endswith("n't"):
        return (word[:-3], "not")
    base, _, ending = word.rpartition("'")
    if full := _ENDINGS.get(f"'{ending}"):
        return (base, full)
    if ending == "s":
        return (base, "is") if base in _SHORT_FOR_IS else (base,)
    return (word,)


@lru_cache(maxsize=256)
def tokenise(text: str) -> Tokens:
    """The text in tokens. Never fails: what is no word is left out."""
    tokens: list[Token] = []
    sentences: list[int] = []
    clauses: list[int] = []
    asked: set[int] = set()
    sentence = clause = 0
    open_sentence = open_clause = False
    for piece in _PIECE.finditer(text):
        kind = piece.lastgroup
        if kind == "end":
            if open_sentence and not _abbreviates(piece.group(), tokens[-1]):
                if "?" in piece.group():
                    asked.add(sentence)
                sentence += 1
                clause += 1
                open_sentence = open_clause = False
            elif "?" in piece.group() and tokens:
                asked.add(sentence if open_sentence else sentence - 1)
            continue
        if kind == "pause":
            if open_clause:
                clause += 1
                open_clause = False
            continue
        start, end = piece.span()
        written = piece.group()
        if kind == "word":
            made = [Token(word, its, start, end) for word, its in expand(written)]
            if open_clause and made[0].text in _NEW_CLAUSE:
                clause += 1
        elif kind == "number":
            made = [Token(written, written, start, end)]
        else:
            made = [Token(written, "", start, end)]
        tokens += made
        sentences += [sentence] * len(made)
        clauses += [clause] * len(made)
        open_sentence = open_clause = True
    return Tokens(
        text,
        tuple(tokens),
        tuple(sentences),
        tuple(clauses),
        _in_quotes(text, tokens),
        frozenset(asked),
    )


def _abbreviates(mark: str, last: Token) -> bool:
    return mark == "." and last.text in _ABBREVIATIONS


def _in_quotes(text: str, tokens: list[Token]) -> tuple[bool, ...]:
    spans = [found.span() for found in _QUOTED.finditer(text)]
    if not spans:
        return (False,) * len(tokens)
    return tuple(
        any(start <= token.start and token.end <= end for start, end in spans) for token in tokens
    )
