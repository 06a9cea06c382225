"""A turn: one delivery becomes a changed conversation and committed replies, or nothing at all.

Plain functions over a `Unit`; the caller owns the transaction. `look` reads only.
"""

from uuid import UUID, uuid5

from bot.dialog.conversation import Conversation
from bot.dialog.inputs import Said
from bot.dialog.replies import AnyReply, Opened
from bot.dialog.step import QUESTIONS, step
from bot.knowledge.library import Library
from bot.runtime.ports import Unit
from bot.runtime.values import AsRoot, Delivery, InThread, Outgoing, Privately, Taken, Target

_OUTGOING = UUID("8f1d7c52-6a57-5b0e-9d0e-3b1f0a6c2d41")
"""Namespace of the ids of outgoing replies; any fixed one will do."""


def take(unit: Unit, library: Library, delivery: Delivery, limit: int = QUESTIONS) -> Taken:
    """Take a delivery within an atomic unit; whether it is new decides the unit, not memory.

    What is neither addressed to us nor in a thread of ours costs one read and writes nothing;
    what people say among themselves in a thread of ours is not put into the diary.
    """
    heard = delivery.heard
    found = unit.load(delivery.place)
    if found is None and not (heard.addressed and delivery.may_begin):
        return Taken()
    conversation, replies = step(found[1] if found else None, heard, library, limit)
    said: tuple[AnyReply, ...] = tuple(replies)  # type: ignore[arg-type]  # every Reply is one
    if found is None and delivery.place.thread is None and conversation.comparison is None:
        # A slash command that names no decision: nothing to hang a thread from.
        return Taken(answer=said)
    if not unit.first_time(delivery.key):
        return Taken(conversation=found[0] if found else None, repeated=True)
    if found:
        conversation_id = found[0]
        unit.save(conversation_id, conversation)
    else:
        conversation_id = unit.begin(delivery.place, conversation)
    if heard.addressed or replies:
        unit.note(conversation_id, delivery, conversation)
    if delivery.place.thread is None and found is None and isinstance(heard.input, Said):
        said = (Opened(person=heard.person, text=heard.input.text), *said)
    outgoing = tuple(
        Outgoing(
            id=str(uuid5(_OUTGOING, f"{delivery.key}#{n}")),
            conversation=conversation_id,
            place=delivery.place,
            target=_target(delivery, reply),
            reply=reply,
        )
        for n, reply in enumerate(said)
    )
    for each in outgoing:
        unit.enqueue(each)
    return Taken(conversation=conversation_id, outgoing=outgoing)


def look(unit: Unit, library: Library, delivery: Delivery) -> tuple[AnyReply, ...]:
    """What to answer privately to a command that only reads; nothing is stored."""
    found = unit.load(delivery.place)
    before = found[1] if found else Conversation(starter=delivery.heard.person)
    return tuple(step(before, delivery.heard, library)[1])  # type: ignore[arg-type]  # as above


def _target(delivery: Delivery, reply: AnyReply) -> Target:
    if isinstance(reply, Opened):
        return AsRoot(answer_to=delivery.answer_to)
    if reply.private:
        return Privately(person=delivery.heard.person, answer_to=delivery.answer_to)
    return InThread()
