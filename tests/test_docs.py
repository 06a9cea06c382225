"""What the documents promise is there, and what is there stands in the documents."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from bot.cli import main
from bot.config import Settings
from bot.dialog.inputs import COMMANDS
from bot.knowledge.library import Library
from bot.storage.sqlite import SqliteStore
from bot.terminal.programs import Line, json_answers
from bot.terminal.session import Session

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
FOLDERS = ("bot", "knowledge", "tests", "docs", "deploy", "examples", ".github")
DOCUMENTS = sorted(
    each
    for each in (*ROOT.glob("*.md"), *(p for name in FOLDERS for p in (ROOT / name).rglob("*.md")))
    if "node_modules" not in each.parts
)
PLACEHOLDERS = ("TALK", "FIGURES", "COMMANDS", "TODO", "FIXME", "TBD", "XXX")


def _stands(word: str, text: str = README) -> bool:
    """Whether it stands there as a word of its own."""
    return re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text) is not None


def _variables() -> list[str]:
    prefix = str(Settings.model_config["env_prefix"])
    return [
        field.alias or f"{prefix}{name.upper()}" for name, field in Settings.model_fields.items()
    ]


def _command_lines(group: click.Group, before: str = "archdecide") -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from _command_lines(command, f"{before} {name}")
        elif not command.hidden:
            yield f"{before} {name}"


@pytest.mark.parametrize("variable", _variables())
def test_every_setting_stands_in_the_readme(variable: str) -> None:
    assert _stands(variable)


@pytest.mark.parametrize("command", list(_command_lines(main)))
def test_every_command_of_the_command_line_stands_in_the_readme(command: str) -> None:
    assert _stands(command)


def _for_programs() -> str:
    """The part of the README on JSON."""
    found = re.search(r"^## For programs\n(.*?)(?=^## |\Z)", README, re.MULTILINE | re.DOTALL)
    assert found, "no part 'For programs' in README.md"
    return found.group(1)


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_of_a_talk_stands_in_the_readme(command: str) -> None:
    assert _stands(command, _for_programs())


@pytest.mark.parametrize(
    "field", [field.alias or name for name, field in Line.model_fields.items()]
)
def test_every_field_of_a_line_in_stands_in_the_readme(field: str) -> None:
    assert _stands(field, _for_programs())


def test_every_key_of_a_line_out_stands_in_the_readme(product: Library) -> None:
    """A key is a field of the line or of its verdict; what a reply holds is told by `kind`."""
    given = ['{"say": "style"}', "not JSON", '{"command": "decide_now"}']
    session = Session(product, SqliteStore(":memory:"), 3)
    answers = list(json_answers(session, given))
    assert answers[-1]["verdict"]
    keys = {key for answer in answers for key in (*answer, *(answer["verdict"] or ()))}
    assert "error" in keys
    assert [key for key in sorted(keys) if not _stands(key, _for_programs())] == []


@pytest.mark.parametrize("word", PLACEHOLDERS)
def test_no_placeholder_is_left_in_the_readme(word: str) -> None:
    assert not _stands(word)


_LINK = re.compile(r"\[[^\]\n]*\]\(<?([^)\s>]+)>?[^)\n]*\)|^\[[^\]\n]+\]:\s*(\S+)", re.MULTILINE)
_CODE = re.compile(r"^(```+|~~~+).*?^\1|`[^`\n]*`", re.MULTILINE | re.DOTALL)


def _anchors(text: str) -> set[str]:
    """The headings of a document, as GitHub names them."""
    headings = re.findall(
        r"^#+ +(.+?) *$", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S), re.M
    )
    return {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}


def test_links_are_found() -> None:
    text = "[a](b.md) `[c](d)`\n[e]: f.md\n[![g](h.svg)](i)\n```\n[j](k)\n```\n[l](<m n>)"
    found = [one or other for one, other in _LINK.findall(_CODE.sub("", text))]
    assert found[:3] == ["b.md", "f.md", "h.svg"]
    assert "d" not in found
    assert "k" not in found


def _leads_somewhere(document: Path, address: str) -> bool:
    name, _, anchor = address.partition("#")
    target = (document.parent / name).resolve() if name else document
    if not target.is_relative_to(ROOT) or not target.exists():
        return False
    return not anchor or target.suffix != ".md" or anchor in _anchors(target.read_text("utf-8"))


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_to_files_of_the_repository_lead_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    dead = []
    for one, other in _LINK.findall(_CODE.sub("", text)):
        address = str(one or other)
        if re.match(r"[a-z][a-z0-9+.-]*:|//", address, re.IGNORECASE):
            continue
        if not _leads_somewhere(path, address):
            dead.append(address)
    assert dead == []
