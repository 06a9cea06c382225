"""The command line: exit codes, clear errors, nothing heavy for help."""

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main
from tests.conftest import TINY


def test_version_is_the_distributions() -> None:
    assert CliRunner().invoke(main, ["--version"]).output.strip() == version("archdecide")


def test_help_shows_examples() -> None:
    result = CliRunner().invoke(main, ["--help"])
    assert "archdecide chat --json" in result.output


def test_help_and_version_import_nothing_heavy() -> None:
    code = (
        "import sys; from bot.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'slack_bolt', 'slack_sdk', 'aiohttp', 'pydantic', 'sqlite_utils', 'yaml'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_wrong_option_is_exit_2() -> None:
    assert CliRunner().invoke(main, ["chat", "--nope"]).exit_code == 2


def test_a_broken_knowledge_folder_is_exit_1_with_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "questions.yaml").write_text("- id: x\n  prompmt: y\n")
    result = CliRunner().invoke(main, ["knowledge", "lint", str(tmp_path)])
    assert result.exit_code == 1
    assert "questions.yaml:2: [0].prompmt: unknown key; did you mean 'prompt'?" in result.output


def test_the_bot_does_not_start_on_broken_knowledge(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["chat", "--knowledge", str(tmp_path)], input="style\n")
    assert result.exit_code == 1
    assert "no questions found" in result.output


def test_lint_counts_what_it_read() -> None:
    result = CliRunner().invoke(main, ["knowledge", "lint", str(TINY)])
    assert result.exit_code == 0
    assert "1 comparison(s), 2 questions" in result.output


def test_a_talk_can_be_piped() -> None:
    result = CliRunner().invoke(
        main, ["chat", "--knowledge", str(TINY)], input="publish an event?\n2\n1\n"
    )
    assert "Both: call for what someone waits for" in result.output


@pytest.mark.parametrize("missing", ["SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"])
def test_run_without_a_secret_names_it_and_what_to_do(
    missing: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"):
        monkeypatch.setenv(name, "" if name == missing else "set")
    result = CliRunner().invoke(main, ["run", "--http"])
    assert result.exit_code == 1
    assert missing in result.output
    assert "archdecide chat" in result.output


def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ARCHDECIDE_QUESTIONS", "many")
    result = CliRunner().invoke(main, ["run", "--http"])
    assert result.exit_code == 1
    assert "ARCHDECIDE_QUESTIONS" in result.output
