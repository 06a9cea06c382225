"""The author's guide keeps its word: what it shows loads, and its tables name every field."""

import re
from pathlib import Path

import pytest

from bot.advice.scoring import Standing, table_of
from bot.advice.sensitivity import outcome_of
from bot.authoring.lint import lint
from bot.knowledge.authored import Authored
from bot.knowledge.comparison import Combination, Comparison, Option
from bot.knowledge.library import Library
from bot.knowledge.loader import load
from bot.knowledge.question import Choice, Question

GUIDE = (Path(__file__).parents[2] / "knowledge" / "README.md").read_text(encoding="utf-8")
WHOLE = GUIDE[GUIDE.index("## A whole one") :]


@pytest.fixture
def shown(tmp_path: Path) -> Library:
    """The knowledge that the guide shows, written down as it says."""
    for name, content in re.findall(r"`([a-z/-]+\.yaml)`:\n\n```yaml\n(.*?)```", WHOLE, re.DOTALL):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(content, encoding="utf-8")
    return load(tmp_path)


def test_what_the_guide_shows_loads_and_its_cases_come_out(shown: Library) -> None:
    (comparison,) = shown.comparisons.values()
    assert len(shown.questions) == 2
    assert not [line for line in lint(shown) if "case" in line]
    assert comparison.cases


def test_the_guides_sum_is_right(shown: Library) -> None:
    (comparison,) = shown.comparisons.values()
    table = table_of(comparison)
    answers = {"changes_together": "yes", "outsiders": "needed"}
    points = [
        sum(table.points[question][choice][n] for question, choice in answers.items())
        for n in range(len(table.options))
    ]
    assert dict(zip(table.options, points, strict=True)) == {"one": 0, "many": 3}
    assert outcome_of(table, Standing(answers)).option == "many"


@pytest.mark.parametrize("model", [Question, Choice, Comparison, Option, Combination])
def test_the_guide_names_every_field(model: type[Authored]) -> None:
    fields = {each.alias or name for name, each in model.model_fields.items()}
    assert fields <= set(re.findall(r"`([a-z_]+)`", GUIDE))
