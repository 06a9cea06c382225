"""Is this message for us at all? Among people we keep silent unless it plainly answers.

An unaddressed message of the thread is for us only if nobody else is addressed in it and
it holds a choice's own words, or is a bare yes, no or number from whoever started, directly
after our question with nothing but presses between.
"""

from bot.dialog.conversation import Conversation
from bot.dialog.inputs import Heard
from bot.dialog.understanding import Reply


def is_for_us(conversation: Conversation, heard: Heard, text: str, reply: Reply | None) -> bool:
    """Whether to take this message; what isn't for us gets silence, and is not stored."""
    if heard.addressed:
        return True
    if conversation.phase != "asking" or reply is None or "@" in text:
        return False
    if not reply.plain or (len(reply.choices) != 1 and reply.shrug is None):
        return False
    if reply.bare:
        return heard.person == conversation.starter and not conversation.written_after_card
    return True
