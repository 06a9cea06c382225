"""Fixtures that every room's tests may use."""

from pathlib import Path

import pytest

from bot.knowledge.library import Library
from bot.knowledge.loader import load
from bot.wiring import library as product_library

TINY = Path(__file__).parent / "knowledge" / "tiny"


@pytest.fixture(scope="session")
def tiny() -> Library:
    """Two options, their combination, two questions: the smallest that has everything."""
    return load(TINY)


@pytest.fixture(scope="session")
def product() -> Library:
    """The knowledge that comes along."""
    return product_library()
