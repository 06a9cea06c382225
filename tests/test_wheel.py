"""What people install, the wheel alone in an empty environment, holds a talk."""

import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent
OPENING = {"say": "should checkout call inventory or publish an event?"}


class Installed(NamedTuple):
    wheel: Path
    bin: Path


def _run(*command: str | Path, cwd: Path, env: dict[str, str] | None = None, line: str = "") -> str:
    done = subprocess.run(
        command, cwd=cwd, env=env, input=line, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, f"{command} ended with {done.returncode}:\n{done.stderr}"
    return done.stdout


def _install(python: Path, wheel: Path, constraints: Path) -> None:
    """By uv where it works, else by pip: as make install does."""
    what: list[str | Path] = ["--quiet", "--constraint", constraints, wheel]
    uv = Path(sys.executable).with_name("uv")
    by_uv: list[str | Path] = [uv, "pip", "install", "--system-certs", "--python", python, *what]
    if uv.exists() and subprocess.run(by_uv, cwd=wheel.parent, capture_output=True).returncode == 0:
        return
    by_pip: list[str | Path] = [sys.executable, "-m", "pip", "--python", python, "install", *what]
    _run(*by_pip, cwd=wheel.parent)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel"]
    _run(*build, "--directory", folder, cwd=ROOT)
    (wheel,) = folder.glob("*.whl")

    _run(sys.executable, "-m", "venv", "--without-pip", folder / "venv", cwd=folder)
    # The versions of the lock; a hash would be asked of the new wheel too, which has none yet.
    pins = re.findall(r"^[\w.-]+==[^\\\n]+", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    constraints = folder / "constraints.txt"
    constraints.write_text("\n".join(pins))
    programs = folder / "venv" / "bin"
    _install(programs / "python", wheel, constraints)
    return Installed(wheel, programs)


@pytest.fixture
def elsewhere() -> dict[str, str]:
    """An environment in which nothing points back to the checkout or to its settings."""
    ours = ("ARCHDECIDE_", "SLACK_", "PYTHON")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def test_the_wheel_carries_the_knowledge_and_no_tests(installed: Installed) -> None:
    names = zipfile.ZipFile(installed.wheel).namelist()
    assert "bot/_knowledge/questions.yaml" in names
    assert any(name.startswith("bot/_knowledge/comparisons/") for name in names)
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"bot"}


def test_the_installed_command_prints_its_version(
    installed: Installed, elsewhere: dict[str, str], tmp_path: Path
) -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    printed = _run(installed.bin / "archdecide", "--version", cwd=tmp_path, env=elsewhere)
    assert version in printed.split()


def test_the_installed_command_holds_a_talk_up_to_a_verdict(
    installed: Installed, elsewhere: dict[str, str], tmp_path: Path
) -> None:
    given = [
        OPENING,
        {"answer": {"question": "consistency", "choice": "strong"}},
        {"say": "several services react to it", "as": "ana"},
        {"command": "decide_now"},
    ]
    printed = _run(
        installed.bin / "archdecide",
        "chat",
        "--json",
        cwd=tmp_path,
        env=elsewhere,
        line="".join(json.dumps(line) + "\n" for line in given),
    )
    answers = [json.loads(line) for line in printed.splitlines()]
    assert len(answers) == len(given)
    assert not [answer["error"] for answer in answers if "error" in answer]
    assert answers[0]["asking"]
    assert answers[0]["verdict"] is None
    assert answers[-1]["answers"]["consistency"] == "strong"
    assert answers[-1]["phase"] == "advising"
    verdict = answers[-1]["verdict"]
    assert verdict["option"]
    assert verdict["reasons"]
    assert sum(reason["points"] for reason in verdict["reasons"]) == verdict["margin"]
