"""Edited and deleted messages: the answers that were read from them follow."""

from tests.slack.conftest import Connected

OPENING = "@archdecide publish an event? several services react"


async def test_an_edited_message_revises_the_answer_that_was_read_from_it(
    connected: Connected,
) -> None:
    async with connected() as workspace:
        ts = await workspace.say("ana", OPENING)
        await workspace.slack.people.edit("ana", "checkout", ts, "@archdecide publish? only one")
        await workspace.slack.settled(quiet=0.02)
        assert workspace.texts(ts)[-1].startswith("Calls:")


async def test_a_deleted_answer_is_taken_back_and_said_so(connected: Connected) -> None:
    async with connected() as workspace:
        ts = await workspace.say("ana", "@archdecide publish an event?")
        answer = await workspace.say("bo", "several", ts)
        assert "several react" in workspace.texts(ts)[-1]
        await workspace.slack.people.delete("bo", "checkout", answer)
        await workspace.slack.settled(quiet=0.02)
        assert "Taken back: several react" in workspace.texts(ts)[-1]


async def test_an_edit_that_changes_no_answer_meets_silence(connected: Connected) -> None:
    async with connected() as workspace:
        ts = await workspace.say("ana", OPENING)
        before = len(workspace.slack.calls)
        await workspace.slack.people.edit("ana", "checkout", ts, f"{OPENING}, I think")
        await workspace.slack.settled(quiet=0.02)
        assert workspace.slack.calls[before:] == []


async def test_an_edit_of_side_talk_does_not_make_it_an_answer(connected: Connected) -> None:
    async with connected() as workspace:
        ts = await workspace.say("ana", "@archdecide publish an event?")
        aside = await workspace.say("bo", "@dana lunch?", ts)
        before = len(workspace.slack.calls)
        await workspace.slack.people.edit("bo", "checkout", aside, "several services react")
        await workspace.slack.settled(quiet=0.02)
        assert workspace.slack.calls[before:] == []


async def test_an_edit_in_a_thread_that_is_not_ours_meets_silence(connected: Connected) -> None:
    async with connected() as workspace:
        ts = await workspace.say("ana", "lunch?")
        await workspace.slack.people.edit("ana", "checkout", ts, "several services react")
        await workspace.slack.people.delete("ana", "checkout", ts)
        await workspace.slack.settled(quiet=0.02)
        assert not any("chat" in call["method"] for call in workspace.slack.calls)


async def test_an_edit_after_the_verdict_gives_the_other_one(connected: Connected) -> None:
    async with connected() as workspace:
        ts = await workspace.say("ana", f"{OPENING}, nobody waits")
        assert workspace.texts(ts)[-1].startswith("Events:")
        edited = f"{OPENING}, the user waits for it"
        await workspace.slack.people.edit("ana", "checkout", ts, edited)
        await workspace.slack.settled(quiet=0.02)
        assert workspace.texts(ts)[-1].startswith("Both:")
