"""Every transcript passes unchanged at the reducer, at the terminal and over signed HTTP."""

import pytest

from bot.knowledge.library import Library
from tests.talks.players import PLAYERS
from tests.talks.transcript import Transcript, transcripts

TALKS = transcripts()


@pytest.mark.parametrize("level", PLAYERS)
@pytest.mark.parametrize("transcript", TALKS, ids=lambda each: each.name)
async def test_the_talk_goes_as_written(
    transcript: Transcript, level: str, tiny: Library, product: Library
) -> None:
    library = tiny if transcript.knowledge == "tiny" else product
    await PLAYERS[level]().play(transcript, library)
