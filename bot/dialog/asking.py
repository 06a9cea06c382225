"""Which question comes next in a talk: two singles, one tick list, then we speak.

Joins the advice (which question is worth asking) to the conversation (how many were).
"""

from bot.advice.proof import proved
from bot.advice.questioning import conditions_of, next_question, next_towards_proof, tick_list
from bot.advice.scoring import Standing, table_of
from bot.dialog.conversation import TICK_LIST, Conversation, standing
from bot.knowledge.comparison import Comparison
from bot.knowledge.library import Library


def settled(comparison: Comparison, stands: Standing) -> bool:
    """Whether no question that could still be asked changes the outcome."""
    return proved(table_of(comparison), stands, unsure_too=False)


def next_asked(
    library: Library, comparison: Comparison, conversation: Conversation, limit: int
) -> Conversation:
    """The conversation with its next question open; unchanged where it is time to speak."""
    stands = standing(conversation.answers)
    asked = frozenset(conversation.asked)
    if conversation.unlimited:
        return _asking(conversation, next_towards_proof(comparison, stands, asked))
    if len(asked) < limit - 1:
        return _asking(conversation, next_question(comparison, stands, asked))
    if len(asked) >= limit or TICK_LIST in asked:
        return conversation
    still_open = [each for each in library.weighed(comparison) if each.id not in asked]
    conditions = tick_list(comparison, stands, conditions_of(still_open))
    if not conditions:
        return conversation
    ticks = tuple((each.question, each.choice) for each in conditions)
    return _asking(conversation, TICK_LIST).model_copy(update={"ticks": ticks})


def _asking(conversation: Conversation, question: str | None) -> Conversation:
    if question is None:
        return conversation
    return conversation.model_copy(
        update={"asking": question, "asked": (*conversation.asked, question), "ticks": ()}
    )
