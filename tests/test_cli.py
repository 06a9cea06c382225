"""The command line: exit codes, clear errors, nothing heavy for help."""

import json
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.config import Settings, settings
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
    assert f"{tmp_path / 'questions.yaml'}: this file is missing" in result.output


def test_lint_counts_what_it_read() -> None:
    result = CliRunner().invoke(main, ["knowledge", "lint", str(TINY)])
    assert result.exit_code == 0
    assert "1 comparison(s), 2 questions" in result.output


def test_a_talk_can_be_piped() -> None:
    result = CliRunner().invoke(
        main, ["chat", "--knowledge", str(TINY)], input="publish an event?\n2\n1\n"
    )
    assert "Both: call for what someone waits for" in result.output


@pytest.mark.parametrize(
    ("missing", "how"),
    [
        ("SLACK_BOT_TOKEN", ["--http"]),
        ("SLACK_SIGNING_SECRET", ["--http"]),
        ("SLACK_BOT_TOKEN", []),
        ("SLACK_APP_TOKEN", []),
    ],
)
def test_run_without_a_secret_names_it_and_what_to_do(
    missing: str, how: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN"):
        monkeypatch.setenv(name, "" if name == missing else "set")
    result = CliRunner().invoke(main, ["run", *how])
    assert result.exit_code == 1
    assert missing in result.output
    assert "archdecide chat" in result.output


def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ARCHDECIDE_QUESTIONS", "many")
    result = CliRunner().invoke(main, ["run", "--http"])
    assert result.exit_code == 1
    assert "ARCHDECIDE_QUESTIONS" in result.output


OPENING = json.dumps({"say": "publish an event?"}) + "\n"


def _asked_about(*flags: str) -> str:
    """The question that a talk begins with; `advised` where none may be asked."""
    result = CliRunner().invoke(main, ["chat", "--json", *flags], input=OPENING)
    assert result.exit_code == 0, result.output
    out = json.loads(result.output)
    return str(out["asking"]["question"]) if out["asking"] else "advised"


@pytest.fixture
def own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The current folder; no setting of the machine's counts."""
    monkeypatch.chdir(tmp_path)
    for name in ("ARCHDECIDE_KNOWLEDGE", "ARCHDECIDE_QUESTIONS"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_a_talk_here_takes_a_flag_before_the_environment_before_dotenv(
    own_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (own_folder / ".env").write_text(f"ARCHDECIDE_KNOWLEDGE={TINY}\nARCHDECIDE_QUESTIONS=0\n")
    assert _asked_about() == "advised"
    monkeypatch.setenv("ARCHDECIDE_QUESTIONS", "3")
    assert _asked_about() == "receivers"
    assert _asked_about("--questions", "0") == "advised"
    monkeypatch.setenv("ARCHDECIDE_KNOWLEDGE", str(own_folder / "nowhere"))
    result = CliRunner().invoke(main, ["chat"], input="style\n")
    assert (result.exit_code, result.output.strip()) == (1, f"{own_folder}/nowhere: no such folder")
    assert _asked_about("--knowledge", str(TINY)) == "receivers"


def test_several_folders_are_given_by_commas_or_by_flags(
    own_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARCHDECIDE_KNOWLEDGE", "a, b c,")
    assert settings().knowledge_folders == (Path("a"), Path("b c"))
    assert settings(knowledge=(Path("x,y"), Path("z"))).knowledge_folders == (
        Path("x,y"),
        Path("z"),
    )
    monkeypatch.setenv("ARCHDECIDE_KNOWLEDGE", "")
    assert settings().knowledge_folders == ()


def test_run_takes_knowledge_by_flag(own_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[Settings] = []

    async def serve(given: Settings, as_http: bool) -> None:
        taken.append(given)

    monkeypatch.setattr("bot.wiring.run", serve)
    monkeypatch.setenv("ARCHDECIDE_KNOWLEDGE", "other")
    flags = ["--knowledge", "a", "--knowledge", "b"]
    assert CliRunner().invoke(main, ["run", "--http", *flags]).exit_code == 0
    assert CliRunner().invoke(main, ["run", "--http"]).exit_code == 0
    assert [each.knowledge_folders for each in taken] == [
        (Path("a"), Path("b")),
        (Path("other"),),
    ]


def test_a_dotenv_that_is_no_text_is_named(own_folder: Path) -> None:
    (own_folder / ".env").write_bytes(b"ARCHDECIDE_QUESTIONS=\xff\n")
    result = CliRunner().invoke(main, ["chat"], input="style\n")
    assert result.exit_code == 1
    assert result.output.startswith("archdecide: .env can't be read: ")
