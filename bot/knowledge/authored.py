"""The base of everything an author writes: frozen, and unknown keys are refused.

It may know pydantic and nothing else.
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=60)]
"""What other entries refer to: lower case letters, digits, `-` and `_`."""

Text = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]
"""A sentence or a few for people; never empty."""


class Authored(BaseModel):
    """One entry of the knowledge base."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
