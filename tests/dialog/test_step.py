"""What holds of every step, whatever is heard."""

from hypothesis import given
from hypothesis import strategies as st

from bot.dialog.conversation import Conversation
from bot.dialog.inputs import Heard, Input, Said
from bot.dialog.step import MOST_READ, step
from bot.knowledge.library import Library
from bot.knowledge.loader import load
from tests.conftest import TINY
from tests.dialog.test_transitions import inputs

INPUTS = list(inputs())


@given(st.lists(st.tuples(st.sampled_from(INPUTS), st.booleans(), st.sampled_from("abc"))))
def test_no_order_of_inputs_ever_raises_and_a_stored_conversation_reads_back(
    acts: list[tuple[Input, bool, str]],
) -> None:
    library = load(TINY)
    conversation: Conversation | None = None
    for at, (given_input, addressed, person) in enumerate(acts):
        heard = Heard(person=person, at=at, addressed=addressed, input=given_input)
        before = conversation
        conversation, replies = step(conversation, heard, library)
        assert Conversation.model_validate_json(conversation.model_dump_json()) == conversation
        if before is not None:
            started_over = len(conversation.answers) < len(before.answers)
            kept = conversation.answers[: len(before.answers)] == before.answers
            assert kept or started_over
        assert len({reply.slot for reply in replies if reply.slot}) == len(
            [reply for reply in replies if reply.slot]
        )


def test_the_same_step_twice_gives_the_same(tiny: Library) -> None:
    heard = Heard(person="ana", at=1, input=Said(text="publish an event? several services"))
    assert step(None, heard, tiny) == step(None, heard, tiny)


def test_only_so_much_of_a_message_is_read(tiny: Library) -> None:
    text = "publish an event? " + "x " * MOST_READ + "several services react"
    conversation, _ = step(None, Heard(person="ana", at=1, input=Said(text=text)), tiny)
    assert conversation.phase == "asking"
    assert conversation.answers == ()
