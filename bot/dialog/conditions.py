"""The conditions of a tick list, as people say that all, none or one of them is true."""

from bot.language.cues import over, senses
from bot.language.tokens import tokenise

_MOST_OF_A_LABEL = 0.7
NONE = frozenset(
    {
        "none", "none of them", "none of these", "none of those", "none of that", "nothing",
        "neither", "none of it", "none is true", "no to all", "none apply", "none applies",
        "nothing of that", "none of these apply", "not one", "nope none", "no none",
        "none of the above",
    }
)  # fmt: skip
ALL = frozenset(
    {
        "all", "all of them", "all of these", "all of it", "everything", "all true", "all of that",
        "all are true", "yes to all", "every one", "all of the above", "both", "both of them",
    }
)  # fmt: skip


def holds(text: str, label: str) -> bool:
    """Whether the message holds the label's telling words, not denied nor supposed."""
    tokens = tokenise(text)
    wanted = [t.stem for t in tokenise(label).tokens if t.text not in _LIGHT]
    stems = tokens.stems()
    at = [stems.index(its) for its in wanted if its in stems]
    if len(at) < max(2, _MOST_OF_A_LABEL * len(wanted)):
        return False
    used = {index for index, its in enumerate(stems) if its in tokenise(label).stems()}
    return not any(True for _ in over(senses(tokens), min(at), max(at) + 1, used))


_LIGHT = frozenset(
    "a an the it is are be to of in on at for we our us them they this that would will do does and"
    " or some any i you there".split()
)
