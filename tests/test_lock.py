"""The lock is the same for everyone, and each dependency says why it is there."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DEPENDENCY = re.compile(r'"[A-Za-z][\w.-]*(\[[\w,-]+\])?([<>=!~][^"]*)?",?')
REASON = re.compile(r"# \S.{14,}")
LOCKS = ["requirements.lock", "uv.txt"]


def unexplained(pyproject: str) -> list[str]:
    """Dependencies (one a line) whose line above is no comment."""
    above = ""
    found = []
    for line in map(str.strip, pyproject.splitlines()):
        if DEPENDENCY.fullmatch(line) and not REASON.fullmatch(above):
            found.append(line.strip('",'))
        above = line
    return found


def dependencies_part(pyproject: str) -> str:
    runtime = pyproject.partition("\ndependencies = [\n")[2].partition("\n]")[0]
    groups = pyproject.partition("\n[dependency-groups]\n")[2].partition("\n[tool.")[0]
    return f"{runtime}\n{groups}"


@pytest.mark.parametrize("name", LOCKS)
def test_the_lock_names_no_address_and_no_machine(name: str) -> None:
    lock = (ROOT / name).read_text()
    assert not re.search(r"://|(^|\s)(--?(index|extra|find|trusted)|file:|/|[A-Za-z]:\\)", lock)


@pytest.mark.parametrize("name", LOCKS)
def test_every_line_of_the_lock_is_pinned_and_hashed(name: str) -> None:
    lock = (ROOT / name).read_text()
    lines = [line for line in lock.splitlines() if not line.lstrip().startswith("#")]
    entries = [entry.split() for entry in "\n".join(lines).replace("\\\n", "").splitlines()]
    assert entries
    for name_and_version, *rest in entries:
        assert re.fullmatch(r"[\w.-]+==[\w.]+", name_and_version)
        assert rest[-1].startswith("--hash=sha256:")


def test_numpy_stays_out_because_sqlite_utils_would_import_it() -> None:
    assert not re.search(r"^numpy\b", (ROOT / "requirements.lock").read_text(), re.MULTILINE)


def test_the_lock_holds_every_declared_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    declared = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    locked = set(
        re.findall(r"^([\w.-]+)==", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    )
    names = {re.split(r"[\[<>=!~ ;]", entry)[0].lower().replace("_", "-") for entry in declared}
    assert names - locked == set()


def test_each_dependency_has_its_reason_beside_it() -> None:
    pyproject = (ROOT / "pyproject.toml").read_text()
    project = tomllib.loads(pyproject)
    part = dependencies_part(pyproject)
    for entry in [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]:
        assert f'"{entry}"' in part
    assert unexplained(part) == []


def test_a_dependency_without_a_reason_is_found() -> None:
    assert unexplained('# Frozen values, checked.\n"pydantic>=2",\n"numpy>=2",') == ["numpy>=2"]
    assert unexplained('# yes\n"left-pad",') == ["left-pad"]
