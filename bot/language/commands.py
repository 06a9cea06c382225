"""What people tell the bot to do, in the wordings that say it and nothing else.

A command is the whole message. "stop talking to the bot" is said to people, "decide now
what?" asks them; so a wording must cover every word but politeness.
"""

from functools import lru_cache

from bot.language.matching import Sight, starts, whole
from bot.language.patterns import Pattern, compile_pattern
from bot.language.tokens import tokenise

WORDINGS: dict[str, tuple[str, ...]] = {
    "decide_now": (
        "decide now|already?", "just decide|answer", "just? decide|say now", "decide for us|me",
        "verdict now?", "your|the verdict|recommendation|advice|decision|answer now?",
        "what do|would you think|recommend|suggest|advise|say now?", "what is|are your verdict|recommendation|advice|take|answer now?",
        "just? give|show me|us a|the|your verdict|recommendation|answer|advice|decision now?",
        "just? tell me|us now?", "enough questions|asking?", "no more questions", "make a|the call|decision",
        "just? pick one", "so? what do we do now?", "what should we do now?", "cut it short",
        "what is it going to be", "skip to the end|verdict|answer", "skip the rest", "go straight to the verdict|answer",
        "stop asking and? decide?", "decide with|on what you have|know", "answer now", "speak now",
    ),
    "ask_more": (
        "ask me|us? more", "ask me|us? more|further questions", "more questions", "keep asking", "go on asking",
        "ask on", "ask the rest", "ask me|us? everything|all", "all at once", "ask all at once", "continue asking",
        "what else do|would you need|want to know", "ask me|us? another|again", "ask again",
    ),
    "start_over": (
        "start|begin over", "start|begin again|anew|afresh", "restart", "reset", "from the start|beginning|top", "start from scratch",
        "let us start over|again", "scrap everything|all", "forget everything|all", "clear everything|all", "new round", "redo",
        "start from the beginning|start|top", "do it|this all? over again?", "wipe everything|all", "reset everything|all",
    ),
    "stop": (
        "stop", "stop it|this|here|now", "cancel", "cancel it|this|that", "abort", "quit", "exit", "end", "end it|this",
        "forget it|this|that", "forget about it|this", "never mind", "nevermind", "nvm", "drop it|this", "enough", "that is enough",
        "we are done", "i am done", "done here", "close it|this", "close",
    ),
    "help": (
        "help", "help me", "what can you do", "what do you do", "how does this|it work", "how do i use this|you",
        "how do you work", "commands", "usage", "what can i say|ask|do", "who are you", "what are you", "man",
        "what can i ask you", "i need help",
    ),
    "list": (
        "list", "list them|comparisons|decisions|all|everything", "what do you know", "what do you know about",
        "which|what comparisons|decisions do you know|have|cover|support", "show me? the|your? list", "what do you cover",
        "which|what comparisons|decisions are there", "what can you compare|decide", "show me? all? comparisons|decisions",
        "which|what comparisons|decisions can you make|do|help with",
    ),
    "skip": (
        "skip", "skip it|this|that", "skip this|the|that question|one", "pass", "next question", "next one", "next",
        "move on", "let us move on", "leave it|that|this open", "ask something|me? else", "another question", "i pass", "next please",
    ),
    "go_back": (
        "back", "go back", "undo", "undo it|that|this", "one step? back", "step back", "previous", "previous question|one",
        "go back one?", "go one back", "last question again", "take that|it back", "revert", "go back a|one step|question", "go to the? previous question",
    ),
    "why_asked": (
        "why", "why do|are|did you ask|asking that|this|it?", "why ask", "why ask that|this", "why is that|this|it important|relevant|asked|needed",
        "why does that|this|it matter", "why do|would you need|want to know", "why do|would you need|want to know that|this|it", "what for",
        "how is that|this relevant", "what is that|this for", "why this|that question", "what difference does it|that|this make",
        "what does it|that|this matter", "what has that|this to do with it|anything", "why the question",
    ),
    "explain": (
        "explain", "explain it|this|that", "explain the|this|that question", "what does that|this|it mean", "what do you mean",
        "meaning", "what is that|this|meant", "what is meant by that|this", "i do not understand", "i do not get it|that|this", "what do you mean by that|this",
        "give me? an example", "for example", "an? example", "example please", "say that in plain|simple|other words", "come again",
        "huh", "what", "wdym", "eli5", "rephrase", "say that again", "in plain english|words",
        "i do not understand that|the|this question?", "can you explain that|this|it?", "could you explain that|this|it?",
    ),
    "summary": (
        "summary", "summarise", "summarize", "sum up", "sum it|this up", "recap", "recap it|this?", "where are|were we", "where do we stand",
        "what do you know so far", "what have we said|answered so? far?", "what have you got|understood so? far?", "status", "tldr", "tl dr", "so far",
        "a|the summary", "give|show me|us? a|the summary|recap", "what did we say|answer so? far?", "summarise|summarize it|this|that|everything",
        "show me|us? the? answers", "what did you understand|read", "which answers do you have",
    ),
    "show_working": (
        "show me|us? the|your working|working|math|maths|calculation|reasoning|points|scores|numbers",
        "show working|points|scores", "how did you get|come|arrive there|here", "how did you get|come|arrive to|at that|this|it?",
        "how did you decide|calculate", "how did you calculate|compute that|this|it", "where does|do that|this|it|the points|score|scores? come from",
        "show how", "how come", "walk me|us through it|that|this", "show me|us how you got|came there|here|to that?", "the working", "working",
        "how are|were the? points|scores computed|calculated", "prove it", "what are the scores|points", "break it down",
    ),
    "quiet": (
        "quiet", "be quiet", "keep quiet", "shut up", "silence", "hush", "mute", "shh", "shush", "be silent", "stop talking|listening|reading",
        "do not answer|reply|talk|listen", "stop answering|replying",
    ),
    "leave": (
        "leave", "leave us|it?", "leave us alone", "leave this|the|our thread|channel", "go away", "get out", "bye", "goodbye", "get lost",
        "you can go|leave now?", "please go", "out",
    ),
    "not_what_we_said": (
        "not what i|we said|meant|say", "that is not what i|we said|meant|say", "i|we did not say|mean that|this|so?", "wrong",
        "that is wrong|incorrect|false", "you misread|misunderstood that|this|me|us?", "you got that|it|me wrong", "you read|heard that|it wrong",
        "nobody|no said that", "that is not right|correct|true", "nobody said that", "you misunderstand me?", "not correct|right|true", "incorrect",
        "no one said that", "misread", "you are wrong",
    ),
    "why_this": (
        "why this|that", "why this|that one|verdict|option|answer|recommendation", "why do|would you recommend|suggest|say|think this|that|so|it?",
        "why is that|this|it better|best", "on what grounds", "reasons", "what are the|your reasons", "give|show me|us? the|your? reasons", "justify that|this|it?",
        "because of? what", "how so",
    ),
    "what_would_flip": (
        "what would|could flip it|that|this?", "what would|could change it|that|this|your mind|the verdict|outcome|answer|advice",
        "what would|could have to? be|become|change different|true? for you to say|recommend|suggest it|that|otherwise?", "when would|does it|that|this flip|change",
        "what flips it|that|this?", "when would you say otherwise|something else", "what would it take", "what would make you say otherwise|something else",
        "what would have to be|become different|true", "what would have to change", "under what conditions would it|that change|flip",
        "how could|can it|this|that flip|change", "what would turn it around", "what could change",
        "what would|could have to? be|become|change different|true? for you to say|recommend|suggest calls|events|both|something|another? only|else|instead|option?",
    ),
    "how_sure": (
        "how sure are you", "how sure|certain|confident", "how certain|confident are you", "are you sure|certain|confident",
        "how sure|certain|confident is that|this|it", "how close is|was it|that|this?", "how far apart are they|both", "is that|it|this close|certain|final",
        "how reliable is that|this|it",
    ),
    "export": (
        "export", "export it|this|that", "adr", "an? adr", "give me|us that|this|it? as an? adr|markdown|text|file", "copy as markdown|text|adr",
        "as markdown", "as an? adr", "make|write|create|generate|draft an? adr", "make|write|create me|us an adr", "open an? pr|pull request?", "markdown", "copy markdown",
        "export as|to markdown|adr|text", "give|send|show me|us? an|the adr|markdown", "can i|we have|get that|this|it|an as? an? adr|markdown?", "save it|this|that as an? adr|markdown|file",
        "write it|this|that down|up as an? adr|markdown", "turn it|this|that into an? adr|markdown", "download it|this|that?",
    ),
    "next_decision": (
        "next decision", "what is next", "what comes next", "what is the next decision|question|step", "and? now", "go on to the next decision", "next comparison",
        "what do we decide next", "what else is there to decide", "what next", "go on", "continue", "carry on",
    ),
    "agree": (
        "agree", "agreed", "i|we agree", "fine by|with me|us", "works for me|us", "ok for|by|with me|us", "sounds good|right", "lgtm", "sgtm", "go for it",
        "let us do it|that|this", "count me in", "i am in", "good with me|us", "agree from|by me|us go?", "no objection|objections", "i am fine with it|that|this?", "i am ok|okay|good with it|that|this?",
        "ship it", "deal", "do it", "i support|second that|this|it", "approved", "makes sense", "fine for me|us", "let us go with it|that|this", "yes do it|that", "thumbs up", "i am on board",
    ),
    "why_not": ("why not",),
}  # fmt: skip
"""Wordings in the pattern syntax; earlier commands win."""

_POLITE = frozenset(
    "please pls plz ok okay so well and then now just hey hi hm hmm thanks thank you thx ty archdecide"
    " bot dear actually alright right fine let's can could would you".split()
)


@lru_cache(maxsize=1)
def _by_stem() -> dict[str, list[tuple[int, str, Pattern]]]:
    """The wordings by the stems with which they can begin, so that few are tried."""
    index: dict[str, list[tuple[int, str, Pattern]]] = {}
    order = 0
    for name, wordings in WORDINGS.items():
        for wording in wordings:
            pattern = compile_pattern(wording)
            for key in {key for variant in pattern.variants for key in starts(variant)}:
                index.setdefault(key, []).append((order, name, pattern))
            order += 1
    return index


def command(text: str) -> str | None:
    """The command that the whole message is, or None."""
    tokens = tokenise(text.replace("+1", " agree "))
    words = tokens.words()
    if not 0 < len(words) <= 14 or any(tokens.quoted):
        return None
    # Sentence ends don't matter to a whole message: "stop. please."
    sight = Sight(tokens)
    for first, last in _polished(words):
        for _, name, pattern in _by_stem().get(sight.stems[first], ()):
            if whole(pattern, sight, first, last):
                return name
    return None


def _polished(words: tuple[str, ...]) -> list[tuple[int, int]]:
    """The message with more and more of its politeness taken off."""
    first, last = 0, len(words)
    spans = [(first, last)]
    while last - first > 1 and words[last - 1] in _POLITE:
        last -= 1
        spans.append((first, last))
    while last - first > 1 and words[first] in _POLITE:
        first += 1
        spans += [(first, end) for _, end in spans if end > first]
    return list(dict.fromkeys(spans))
