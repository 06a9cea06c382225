"""Deliveries and replies in one line, for the tests of store and runtime."""

from bot.dialog.conversation import Conversation
from bot.dialog.inputs import Answered, Commanded, Heard, Said
from bot.dialog.replies import AnyReply, Help, Opened, Stopped
from bot.runtime.values import AsRoot, Delivery, InThread, Outgoing, Place, Privately, Target

THREAD = Place(team="T1", channel="C1", thread="100.000001")
CHANNEL = Place(team="T1", channel="C1")


def message(
    text: str, at: int = 1, person: str = "ana", addressed: bool = True, place: Place = THREAD
) -> Delivery:
    """Somebody writes."""
    heard = Heard(person=person, at=at, addressed=addressed, input=Said(text=text), message=str(at))
    return Delivery(key=f"message:{place.team}/{place.channel}/{at}", place=place, heard=heard)


def press(question: str, choice: str, at: int, person: str = "ana") -> Delivery:
    """Somebody presses a choice."""
    heard = Heard(person=person, at=at, input=Answered(question=question, choice=choice))
    return Delivery(key=f"action:{at}", place=THREAD, heard=heard, may_begin=False)


def command(text: str, at: int = 1) -> Delivery:
    """A slash command, outside any thread."""
    heard = Heard(person="ana", at=at, input=Said(text=text))
    return Delivery(key=f"trigger:{at}", place=CHANNEL, heard=heard)


def stop(at: int) -> Delivery:
    """Somebody ends the talk."""
    heard = Heard(person="ana", at=at, input=Commanded(command="stop"))
    return Delivery(key=f"stop:{at}", place=THREAD, heard=heard)


def talk(starter: str = "ana") -> Conversation:
    """A conversation that has just begun."""
    return Conversation(starter=starter, comparison="calls-or-events")


def outgoing(
    name: str,
    conversation: int,
    slot: str | None = None,
    place: Place = THREAD,
    target: Target | None = None,
) -> Outgoing:
    """A reply on its way out."""
    reply: AnyReply = Stopped(slot=slot)
    return Outgoing(
        id=name, conversation=conversation, place=place, target=target or InThread(), reply=reply
    )


def root(name: str, conversation: int) -> Outgoing:
    """The root message of a talk that a command began."""
    reply = Opened(person="ana", text="calls or events")
    return Outgoing(id=name, conversation=conversation, place=CHANNEL, target=AsRoot(), reply=reply)


def private(name: str, conversation: int) -> Outgoing:
    """A reply that only one person sees."""
    reply = Help(comparisons=(), phase=None, private=True)
    target = Privately(person="ana")
    return Outgoing(id=name, conversation=conversation, place=THREAD, target=target, reply=reply)
