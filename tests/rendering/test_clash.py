"""Where requirements rule everything out, the verdict says which, in words."""

from bot.advice.recommendation import recommend
from bot.advice.scoring import Standing
from bot.knowledge.comparison import Meaning
from bot.knowledge.library import Library
from bot.rendering.plain import verdict
from bot.rendering.voice import plain_voice


def test_a_clash_is_told_in_words_and_asks_what_can_give_way(tiny: Library) -> None:
    comparison = tiny.comparisons["calls-or-events"]
    ruled_out = {
        "waits": {"yes": ("events",), "no": ()},
        "receivers": {"one": (), "several": ("calls", "both")},
    }
    weighs = {
        question: {
            choice: Meaning(because="it can't", rules_out=options, source="known")
            for choice, options in choices.items()
        }
        for question, choices in ruled_out.items()
    }
    strict = comparison.model_copy(update={"id": "strict", "weighs": weighs})
    given = recommend(tiny, strict, Standing({"waits": "yes", "receivers": "several"}))
    assert given.option is None
    assert verdict(given, plain_voice()) == [
        "Nothing fits all of this.",
        "These clash: the result is needed · several react.",
        "Which of them can give way?",
    ]
