"""YAML → Library. The one place outside `authoring` that knows YAML.

Every problem is reported with file, line and field, all of them at once. Scalars are
read by YAML 1.2's core rules (a bare `yes`, `on` or `1:20` is text), anchors, aliases and
tags are refused (nothing here needs them, and nested aliases explode), keys stand once.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from bot.errors import KnowledgeError, Problem
from bot.knowledge.comparison import Comparison
from bot.knowledge.library import Library, Term, complete, dangling, nearest
from bot.knowledge.library import Path as FieldPath
from bot.knowledge.question import Question

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 40

_QUESTIONS = TypeAdapter(list[Question])
_GLOSSARY = TypeAdapter(list[Term])
_COMPARISON = TypeAdapter(Comparison)

_UNPRINTABLE = re.compile(r"[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What YAML allows nowhere."""

_Yaml: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_T = TypeVar("_T")

_CORE_SCALARS: tuple[tuple[re.Pattern[str], Any], ...] = (
    (re.compile(r"(?:~|null|Null|NULL|)\Z"), lambda _: None),
    (re.compile(r"(?:true|True|TRUE)\Z"), lambda _: True),
    (re.compile(r"(?:false|False|FALSE)\Z"), lambda _: False),
    (re.compile(r"[-+]?[0-9]{1,18}\Z"), int),
    (re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)(?:[eE][-+]?[0-9]+)?\Z"), float),
)


def load(*folders: Path) -> Library:
    """The library of one knowledge folder, overlaid by the further ones.

    A later folder adds entries or replaces those of the same id. Raises KnowledgeError
    with every problem found; then nothing of it is used.
    """
    problems: list[Problem] = []
    questions: dict[str, Question] = {}
    glossary: dict[str, Term] = {}
    read: dict[str, tuple[_File, Comparison]] = {}
    all_questions = True
    for folder in folders:
        if not folder.is_dir():
            problems.append(Problem(str(folder), "no such folder"))
            all_questions = False
            continue
        before = len(problems)
        _misnamed(folder, problems)
        file = _open(folder / "questions.yaml", problems)
        entries = (_validated(file, _QUESTIONS, problems) if file else None) or []
        if file is not None:
            _once(file, [entry.id for entry in entries], "question", problems)
        all_questions = all_questions and len(problems) == before
        questions |= {entry.id: entry for entry in entries}
        if (file := _open(folder / "glossary.yaml", problems)) is not None:
            terms = _validated(file, _GLOSSARY, problems) or []
            _once(file, [entry.term for entry in terms], "term", problems)
            glossary |= {entry.term: entry for entry in terms}
        _misnamed(folder / "comparisons", problems)
        here: dict[str, str] = {}
        for path in sorted((folder / "comparisons").glob("*.yaml")):
            if (file := _open(path, problems)) is None:
                continue
            comparison = _validated(file, _COMPARISON, problems)
            if comparison is None:
                continue
            if comparison.id in here:
                message = f"{comparison.id!r} stands in {here[comparison.id]} too"
                problems.append(file.problem(("id",), message))
            here[comparison.id] = path.name
            read[comparison.id] = (file, comparison)
    if not problems:
        if not questions:
            path = folders[0] / "questions.yaml"
            message = "no questions in it" if path.exists() else "this file is missing"
            problems.append(Problem(str(path), message))
            all_questions = False
        if not read:
            problems.append(Problem(str(folders[0] / "comparisons"), "no comparison found"))
    for file, comparison in read.values():
        # Where a questions file can't be read, every answer would seem to lead nowhere.
        for reference in dangling(comparison, questions if all_questions else None):
            problems.append(file.problem(reference.path, reference.message))
    if problems:
        raise KnowledgeError(problems)
    return Library(
        questions=questions,
        glossary=tuple(glossary.values()),
        comparisons={
            name: complete(comparison, questions) for name, (_, comparison) in read.items()
        },
        hashes={name: file.hash for name, (file, _) in read.items()},
    )


class _File:
    """One parsed file: plain data, and the line of every key and item in it."""

    def __init__(self, path: Path) -> None:
        self.name = str(path)
        self.lines: dict[FieldPath, int] = {}
        content = path.read_bytes() if path.stat().st_size <= MAX_BYTES else None
        if content is None:
            raise _Unreadable(f"larger than 1 MiB ({path.stat().st_size:,} bytes); split it")
        self.hash = hashlib.sha256(content).hexdigest()[:7]
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError as error:
            raise _Unreadable(f"not UTF-8: {error.reason} at byte {error.start}") from None
        if found := _UNPRINTABLE.search(text):
            message = f"the control character U+{ord(found.group()):04X} is not allowed; remove it"
            raise _Unreadable(message, text.count("\n", 0, found.start()) + 1)
        try:
            _refuse_what_is_not_needed(text)
            node = yaml.compose(text, Loader=_Yaml)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = mark.line + 1 if mark else None
            raise _Unreadable(error.problem or str(error), line) from None
        except (yaml.YAMLError, RecursionError) as error:
            raise _Unreadable(f"not readable as YAML: {' '.join(str(error).split())}") from None
        if node is None:
            raise _Unreadable("the file is empty")
        self.data = self._plain(node, ())

    def _plain(self, node: Any, path: FieldPath) -> Any:
        self.lines[path] = node.start_mark.line + 1
        if len(path) > MAX_DEPTH:
            raise _Unreadable(f"nested more than {MAX_DEPTH} deep", node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            mapping: dict[Any, Any] = {}
            for key_node, value_node in node.value:
                line = key_node.start_mark.line + 1
                if not isinstance(key_node, yaml.ScalarNode):
                    raise _Unreadable("a key must be plain text", line)
                key = str(key_node.value)
                if key in mapping:
                    raise _Unreadable(f"{key!r} stands twice", line)
                mapping[key] = self._plain(value_node, (*path, key))
                self.lines[(*path, key)] = line
            return mapping
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(item, (*path, n)) for n, item in enumerate(node.value)]
        if node.style:
            # Quoted or a block; a plain scalar has '' here with the C loader, None with the other.
            return node.value
        return next(
            (make(node.value) for pattern, make in _CORE_SCALARS if pattern.match(node.value)),
            node.value,
        )

    def problem(self, path: FieldPath, message: str) -> Problem:
        """What is wrong at this field, with the line of it or of what holds it."""
        near = path
        while near not in self.lines:
            near = near[:-1]
        return Problem(self.name, message, self.lines[near], _dotted(path) or None)


class _Unreadable(Exception):
    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


def _refuse_what_is_not_needed(text: str) -> None:
    for token in yaml.scan(text, Loader=_Yaml):
        line = token.start_mark.line + 1
        if isinstance(token, yaml.AliasToken | yaml.AnchorToken):
            message = "anchors (&) and aliases (*) are not allowed; write the text again"
            raise _Unreadable(message, line)
        if isinstance(token, yaml.TagToken):
            message = "tags (!) are not allowed; put a text that begins with ! in quotes"
            raise _Unreadable(message, line)


def _misnamed(folder: Path, problems: list[Problem]) -> None:
    """Files that would be passed over in silence."""
    for path in sorted(folder.glob("*.yml")):
        message = f"only *.yaml files are read; rename it to {path.stem}.yaml"
        problems.append(Problem(str(path), message))


def _open(path: Path, problems: list[Problem]) -> _File | None:
    if not path.exists():
        return None
    try:
        return _File(path)
    except _Unreadable as error:
        problems.append(Problem(str(path), str(error), error.line))
    except OSError as error:
        problems.append(Problem(str(path), f"can't be read: {error.strerror}"))
    return None


def _validated(file: _File, adapter: TypeAdapter[_T], problems: list[Problem]) -> _T | None:
    try:
        return adapter.validate_python(file.data)
    except ValidationError as error:
        problems.extend(_explained(file, adapter, error))
    return None


def _explained(file: _File, adapter: TypeAdapter[Any], error: ValidationError) -> Iterator[Problem]:
    schema = adapter.json_schema()
    for detail in error.errors(include_url=False):
        path = tuple(part for part in detail["loc"] if part != "[key]")
        if (message := _worded(detail, path, schema)) is not None:
            yield file.problem(path, message)


_PATTERNS = {
    r"^[a-z0-9][a-z0-9_-]*$": "lower case letters, digits, - and _ only",
    r"^[a-z0-9_-]+\.[a-z0-9_-]+$": "an answer, written question.choice",
    r"^https://": "an address that begins with https://",
}


def _worded(detail: ErrorDetails, path: FieldPath, schema: Mapping[str, Any]) -> str | None:
    """What is wrong, in the words of someone who writes YAML; None where it needs no words."""
    kind, given, context = detail["type"], detail["input"], detail.get("ctx", {})
    match kind:
        case "extra_forbidden":
            return f"unknown key{nearest(str(path[-1]), _keys(schema, path[:-1]))}"
        case "missing":
            return "missing"
        case "value_error":
            return detail["msg"].removeprefix("Value error, ")
        case "too_short":
            if len(given) >= context["min_length"]:
                return None  # only because an entry in it is wrong, which is reported itself
            return f"must have at least {context['min_length']} entries, not {len(given)}"
        case "too_long":
            return f"must have at most {context['max_length']} entries, not {len(given)}"
        case "string_too_short":
            return "must not be empty"
        case "string_too_long":
            return f"must have at most {context['max_length']} characters, not {len(given)}"
        case "string_pattern_mismatch":
            must = _PATTERNS.get(context["pattern"], f"text like {context['pattern']}")
        case "string_type":
            must = "text"
        case "greater_than_equal":
            must = f"at least {context['ge']}"
        case "less_than_equal":
            must = f"at most {context['le']}"
        case "literal_error":
            must = context["expected"]
        case "model_type" | "dict_type" | "mapping_type":
            keys = _keys(schema, path)
            shown = f" with {', '.join(keys[:12])}{', …' if len(keys) > 12 else ''}"
            must = f"a mapping{shown if keys else ''}"
        case _:
            must = _TYPES.get(kind.split("_")[0], "something else")
    subject = "the key must be" if detail["loc"][-1:] == ("[key]",) else "must be"
    in_quotes = must == "text" and isinstance(given, bool | int | float)
    hint = "; put it in quotes" if in_quotes else ""
    return f"{subject} {must}, not {_shown(given)}{hint}"


_TYPES = {
    "bool": "true or false",
    "date": "a date, written YYYY-MM-DD",
    "finite": "a whole number",
    "int": "a whole number",
    "list": "a list",
    "tuple": "a list",
}
"""The first word of pydantic's code for a wrong type, as an author would call it."""


def _shown(value: Any) -> str:
    """What an author wrote, not too long."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, str):
        return repr(value if len(value) <= 60 else value[:59] + "…")
    return str(value)


def _keys(schema: Mapping[str, Any], path: FieldPath) -> list[str]:
    """The keys that this place may have, in the order of the schema; none where all are free."""

    def plain(at: Any) -> Any:
        while "$ref" in at or "anyOf" in at:
            # A choice is always one between something and nothing.
            at = schema["$defs"][at["$ref"].rsplit("/", 1)[1]] if "$ref" in at else at["anyOf"][0]
        return at

    at = plain(schema)
    for part in path:
        if isinstance(part, int):
            at = plain(at["items"])
        elif "properties" in at:
            at = plain(at["properties"][part])
        else:
            (of_all,) = at["patternProperties"].values()
            at = plain(of_all)
    return list(at.get("properties", ()))


def _once(file: _File, names: Sequence[str], what: str, problems: list[Problem]) -> None:
    first: dict[str, int] = {}
    for n, name in enumerate(names):
        if name in first:
            line = file.lines[(first[name],)]
            problems.append(file.problem((n,), f"{what} {name!r} stands in line {line} already"))
        first.setdefault(name, n)


def _dotted(path: FieldPath) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(
        "."
    )
