"""Fixtures that every room's tests may use."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

from bot.knowledge.library import Library
from bot.knowledge.loader import load
from bot.wiring import library as product_library

# No test depends on how fast a machine is; in CI the same examples are tried each time.
settings.register_profile("default", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "default")

TINY = Path(__file__).parent / "knowledge" / "tiny"


@pytest.fixture(scope="session")
def tiny() -> Library:
    """Two options, their combination, two questions: the smallest that has everything."""
    return load(TINY)


@pytest.fixture(scope="session")
def product() -> Library:
    """The knowledge that comes along."""
    return product_library()
