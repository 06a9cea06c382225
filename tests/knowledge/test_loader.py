"""Each mistake of an author is one problem with file, line and field; then nothing loads."""

# ruff: noqa: E501  (one mistake a line: the table is read from top to bottom)

import copy
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.errors import KnowledgeError, Problem
from bot.knowledge.library import Library
from bot.knowledge.loader import MAX_BYTES, load

TINY = Path(__file__).parent / "tiny"
QUESTIONS = "questions.yaml"
GLOSSARY = "glossary.yaml"
COMPARISON = "comparisons/calls-or-events.yaml"


@dataclass(frozen=True)
class Folder:
    """A knowledge folder of the test's own, to be spoilt."""

    path: Path

    def text(self, name: str) -> str:
        return (self.path / name).read_text(encoding="utf-8")

    def write(self, name: str, content: str | bytes) -> None:
        data = content.encode() if isinstance(content, str) else content
        (self.path / name).parent.mkdir(parents=True, exist_ok=True)
        (self.path / name).write_bytes(data)

    def edit(self, name: str, old: str, new: str) -> None:
        text = self.text(name)
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        self.write(name, text.replace(old, new))

    def line(self, name: str, needle: str) -> int:
        """The number of the line in which this, standing once, begins."""
        text = self.text(name)
        assert text.count(needle) == 1, f"{needle!r} stands {text.count(needle)} times in {name}"
        return text.count("\n", 0, text.index(needle)) + 1


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """The tiny knowledge base, copied."""
    shutil.copytree(TINY, tmp_path / "own")
    return Folder(tmp_path / "own")


def problems(*folders: Folder) -> tuple[Problem, ...]:
    """What is wrong; the folders must not load."""
    with pytest.raises(KnowledgeError) as caught:
        load(*(each.path for each in folders))
    assert str(caught.value) == "\n".join(map(str, caught.value.problems))
    return caught.value.problems


def the_problem(folder: Folder) -> Problem:
    (problem,) = problems(folder)
    return problem


@dataclass(frozen=True)
class Mistake:
    """One slip of the pen, and the one problem that it must give."""

    name: str
    file: str
    old: str
    new: str
    at: str
    """Stands in the line that must be named, and in no other."""
    field: str | None
    says: str

    def __str__(self) -> str:
        return self.name


_WAITS = "needs: {result: 2}, because: the result"
_ONE = "against: {events: 3, both: 3}, because: only one reacts"
_UNDECIDED = "undecided: {text: Start with a call; an event can follow., source: known}"
_EXIT = (
    "exits:\n  - id: out\n    when: {waits: [%s]}\n    counts_as: %s\n    headline: Neither.\n"
    "    text: Leave it.\n    source: %s\n"
)

MISTAKES = [
    # What YAML itself refuses.
    Mistake("a colon too many", QUESTIONS, "prompt: How many", "prompt: How: many", "prompt: How: many", None, "mapping values"),
    Mistake("a wrong indent", COMPARISON, "    verb: Publish", "     verb: Publish", "     verb: Publish", None, "mapping values"),
    Mistake("a key twice", QUESTIONS, "  quantity: true", "  quantity: true\n  quantity: false", "quantity: false", None, "'quantity' stands twice"),
    Mistake("a choice weighed twice", COMPARISON, '    "no": {against', '    "yes": {against', '"yes": {against', None, "'yes' stands twice"),
    Mistake("an anchor", GLOSSARY, "term: queue", "term: &q queue", "&q", None, "anchors"),
    Mistake("a tag", GLOSSARY, "term: queue", "term: !foo queue", "!foo", None, "tags (!) are not allowed; put a text that begins with ! in quotes"),
    Mistake("a tag of Python's", QUESTIONS, "prompt: How many", "prompt: !!python/name:os.system How many", "!!python", None, "tags (!) are not allowed; put a text that begins with ! in quotes"),
    Mistake("a tag of YAML's own", COMPARISON, "    price: 2", "    price: !!int 2", "!!int", None, "tags (!) are not allowed; put a text that begins with ! in quotes"),
    Mistake("a control character", COMPARISON, "nothing extra", "nothing\x07extra", "nothing\x07extra", None, "the control character U+0007 is not allowed; remove it"),
    Mistake("a key that isn't text", GLOSSARY, "synonyms: [broker]", "[a]: 1", "[a]: 1", None, "a key must be plain text"),
    # What the schema refuses.
    Mistake("an unknown key with its near name", COMPARISON, "    verb: Publish", "    verbs: Publish\n    verb: Publish", "verbs: Publish", "options[1].verbs", "unknown key; did you mean 'verb'?"),
    Mistake("an unknown key like no other", QUESTIONS, "  quantity: true", "  zzzzz: 1", "zzzzz: 1", "[1].zzzzz", "unknown key; there are: choices, example, id, mixed, prompt, quantity, replaces, why"),
    Mistake("an unknown key that is only a little like another", COMPARISON, "leads_to: {events: broker}", "bogus: 1", "bogus: 1", "bogus", "unknown key; there are: about, aliases, cases, combinations, default, dimensions, exits, faq, id, leads_to, opens_with, options, …"),
    Mistake("an unknown key where keys are few", COMPARISON, "cost: {text: nothing extra,", "cost: {bogus: 1, text: nothing extra,", "bogus: 1", "options[0].cost.bogus", "unknown key; there are: also, source, text"),
    Mistake("an unknown key in what an answer means", COMPARISON, _WAITS, "verb: x, " + _WAITS, "verb: x", "weighs.waits.yes.verb", "unknown key; there are: against, because, needs, rules_out, source"),
    Mistake("a missing key", COMPARISON, "    verb: Publish\n", "", "- id: events", "options[1].verb", "missing"),
    Mistake("a list where a mapping is due", COMPARISON, "leads_to: {events: broker}", "leads_to: [events]", "leads_to: [events]", "leads_to", "must be a mapping, not a list"),
    Mistake("a text where a number is due", COMPARISON, "    price: 2", "    price: dear", "price: dear", "combinations[0].price", "must be a whole number, not 'dear'"),
    Mistake("a number where text is due", QUESTIONS, 'label: "Just one"', "label: 1", "label: 1", "[1].choices[0].label", "must be text, not 1; put it in quotes"),
    Mistake("nothing where text is due", COMPARISON, "    verb: Publish", "    verb:", "verb:\n", "options[1].verb", "must be text, not nothing"),
    Mistake("a label of 25 characters", QUESTIONS, '"Just one"', '"' + "x" * 25 + '"', "x" * 25, "[1].choices[0].label", "must have at most 24 characters, not 25"),
    Mistake("a rating above 3", COMPARISON, "ratings: {calls: 3, events: 0}", "ratings: {calls: 4, events: 0}", "{calls: 4", "dimensions[0].ratings.calls", "must be at most 3, not 4"),
    Mistake("an id with a capital", COMPARISON, "  - id: events", "  - id: Events", "- id: Events", "options[1].id", "must be lower case letters, digits, - and _ only, not 'Events'"),
    Mistake("a choice called not_sure", QUESTIONS, "{id: several,", "{id: not_sure,", "- id: receivers", "[1]", "accepted by every question"),
    Mistake("a negation that is no choice", QUESTIONS, 'negated: "no"', "negated: nope", "- id: waits", "[0]", "negated names 'nope'"),
    Mistake("a key with a capital", COMPARISON, "leads_to: {events: broker}", "leads_to: {Events: broker}", "leads_to: {Events", "leads_to.Events", "the key must be lower case letters, digits, - and _ only, not 'Events'"),
    Mistake("a text where a mapping is due", COMPARISON, _UNDECIDED, "undecided: a call", "undecided: a call", "undecided", "must be a mapping with text, source, also, not 'a call'"),
    Mistake("a text where a list is due", COMPARISON, "parts: [calls, events]", "parts: calls", "parts: calls", "combinations[0].parts", "must be a list, not 'calls'"),
    Mistake("a mapping where text is due", QUESTIONS, "prompt: How many react to it?", "prompt: {How: many}", "prompt: {How", "[1].prompt", "must be text, not a mapping"),
    Mistake("a word that is none of the two", COMPARISON, "quality: performance, scope: splittable", "quality: performance, scope: both", "scope: both", "dimensions[0].scope", "must be 'splittable' or 'whole_system', not 'both'"),
    Mistake("no date", COMPARISON, "{title: Common knowledge, date: 2026-11-25", "{title: Common knowledge, date: today", "date: today", "sources.known.date", "must be a date, written YYYY-MM-DD, not 'today'"),
    Mistake("neither true nor false", QUESTIONS, "quantity: true", "quantity: much", "quantity: much", "[1].quantity", "must be true or false, not 'much'"),
    Mistake("an empty text", QUESTIONS, "prompt: How many react to it?", 'prompt: ""', 'prompt: ""', "[1].prompt", "must not be empty"),
    Mistake("a price below nothing", COMPARISON, "    price: 2", "    price: -1", "price: -1", "combinations[0].price", "must be at least 0, not -1"),
    Mistake("an answer without its question", COMPARISON, "{text: no broker, source: known}", "{text: no broker, source: known, for: waits}", "for: waits", "options[0].pros[2].for", "must be an answer, written question.choice, not 'waits'"),
    Mistake("an address that is none", COMPARISON, "{title: Common knowledge,", "{address: here, title: Common knowledge,", "address: here", "sources.known.address", "must be an address that begins with https://, not 'here'"),
    # What leads nowhere.
    Mistake("a dangling source of a cost", COMPARISON, "cost: {text: nothing extra, source: known}", "cost: {text: nothing extra, source: knwon}", "knwon", "options[0].cost.source", "source 'knwon' doesn't exist; did you mean 'known'?"),
    Mistake("a dangling source of a timeline", COMPARISON, "timeline: {text: a few days, source: guess}", "timeline: {text: a few days, source: x}", "a few days", "options[0].timeline.source", "source 'x'"),
    Mistake("a dangling source of a pro", COMPARISON, "{text: no broker, source: known}", "{text: no broker, source: x}", "no broker", "options[0].pros[2].source", "source 'x'"),
    Mistake("a dangling source of a con", COMPARISON, "{text: both must be up, source: known}", "{text: both must be up, source: x}", "both must be up", "options[0].cons[0].source", "source 'x'"),
    Mistake("a dangling source of a reason to choose", COMPARISON, "{text: reason 4 for events, source: known}", "{text: reason 4 for events, source: x}", "reason 4 for events", "options[1].choose_when[3].source", "source 'x'"),
    Mistake("a pro for a question that isn't there", COMPARISON, "{text: no broker, source: known}", "{text: no broker, for: wait.yes, source: known}", "no broker", "options[0].pros[2].for", "question 'wait' doesn't exist; did you mean 'waits'?"),
    Mistake("a con for a choice that isn't there", COMPARISON, "{text: both must be up, source: known}", "{text: both must be up, for: receivers.many, source: known}", "both must be up", "options[0].cons[0].for", "choice of receivers 'many'"),
    Mistake("a part that is no option", COMPARISON, "parts: [calls, events]", "parts: [calls, event]", "parts: [calls, event]", "combinations[0].parts[1]", "option 'event' doesn't exist; did you mean 'events'?"),
    Mistake("a split for no option", COMPARISON, "split: {calls: what", "split: {call: what", "split: {call: what", "combinations[0].split.call", "option 'call'"),
    Mistake("an override of no dimension", COMPARISON, "    price: 2", "    override: {fanout: 1}\n    price: 2", "override:", "combinations[0].override.fanout", "dimension 'fanout' doesn't exist; did you mean 'fan_out'?"),
    Mistake("a rating of no option", COMPARISON, "ratings: {calls: 1, events: 3}", "ratings: {calls: 1, events: 3, both: 2}", "both: 2}", "dimensions[1].ratings.both", "option 'both'"),
    Mistake("a rating left out", COMPARISON, "ratings: {calls: 1, events: 3}", "ratings: {events: 3}", "ratings: {events: 3}", "dimensions[1].ratings", "no rating for 'calls'"),
    Mistake("a standing of no option", COMPARISON, "events: {text: one event, source: known}", "event: {text: one event, source: known}", "one event", "dimensions[1].standing.event", "option 'event'"),
    Mistake("a dangling source of a standing", COMPARISON, "{text: one event, source: known}", "{text: one event, source: x}", "one event", "dimensions[1].standing.events.source", "source 'x'"),
    Mistake("a question weighed that isn't there", COMPARISON, "weighs:\n", "weighs:\n  ghost: {a: {because: none}, b: {because: none}}\n", "ghost: {a:", "weighs.ghost", "question 'ghost'"),
    Mistake("a question weighed without choices", COMPARISON, "weighs:\n", "weighs:\n  ghost: {}\n", "ghost: {}", "weighs.ghost", "question 'ghost'"),
    Mistake("a choice weighed that isn't there", COMPARISON, '    "no": {against', "    never: {against", "never: {against", "weighs.waits.never", "choice of waits 'never'"),
    Mistake("a need for no dimension", COMPARISON, _WAITS, "needs: {results: 2}, because: the result", "results: 2", "weighs.waits.yes.needs.results", "dimension 'results' doesn't exist; did you mean 'result'?"),
    Mistake("points against no option", COMPARISON, _ONE, "against: {queue: 3}, because: only one reacts", "queue: 3", "weighs.receivers.one.against.queue", "option 'queue'"),
    Mistake("no option ruled out", COMPARISON, _ONE, "rules_out: [queue], source: known, because: only one", "[queue]", "weighs.receivers.one.rules_out[0]", "option 'queue'"),
    Mistake("ruling out on nobody's word", COMPARISON, _ONE, "rules_out: [events], because: only one", "[events], because", "weighs.receivers.one", "rules_out needs a source"),
    Mistake("a meaning with a dangling source", COMPARISON, _ONE, "source: x, because: only one", "source: x", "weighs.receivers.one.source", "source 'x'"),
    Mistake("a rule on a choice that isn't there", COMPARISON, _UNDECIDED, _UNDECIDED + "\ntogether:\n  - when: {waits: [maybe]}\n    points: {calls: 1}\n    because: so\n", "[maybe]", "together[0].when.waits[0]", "choice of waits 'maybe'"),
    Mistake("a rule on a question that isn't weighed", COMPARISON, _UNDECIDED, _UNDECIDED + "\ntogether:\n  - when: {other: [one]}\n    points: {calls: 1}\n    because: so\n", "other: [one]", "together[0].when.other", "weighed question 'other' doesn't exist"),
    Mistake("a rule for no option", COMPARISON, _UNDECIDED, _UNDECIDED + '\ntogether:\n  - when: {waits: ["no"]}\n    points: {call: 1}\n    because: so\n', "{call: 1}", "together[0].points.call", "option 'call'"),
    Mistake("an exit on a choice that isn't there", COMPARISON, _UNDECIDED, _UNDECIDED + "\n" + _EXIT % ("maybe", "calls", "known"), "[maybe]", "exits[0].when.waits[0]", "choice of waits 'maybe'"),
    Mistake("an exit that counts as nothing", COMPARISON, _UNDECIDED, _UNDECIDED + "\n" + _EXIT % ('"no"', "call", "known"), "counts_as: call", "exits[0].counts_as", "option 'call'"),
    Mistake("an exit with a dangling source", COMPARISON, _UNDECIDED, _UNDECIDED + "\n" + _EXIT % ('"no"', "calls", "x"), "source: x", "exits[0].source", "source 'x'"),
    Mistake("an assumption about no question", COMPARISON, _UNDECIDED, _UNDECIDED + "\ndefault: {wait: {assume: x, text: I assume.}}", "default:", "default.wait.assume", "question 'wait'"),
    Mistake("an assumption of no choice", COMPARISON, _UNDECIDED, _UNDECIDED + "\ndefault: {waits: {assume: x, text: I assume.}}", "default:", "default.waits.assume", "choice of waits 'x'"),
    Mistake("advice for the undecided without source", COMPARISON, _UNDECIDED, _UNDECIDED.replace("known", "x"), "undecided:", "undecided.source", "source 'x'"),
    Mistake("a next decision after no option", COMPARISON, "leads_to: {events: broker}", "leads_to: {event: broker}", "leads_to:", "leads_to.event", "option 'event'"),
    Mistake("a case with a dangling source", COMPARISON, "fits: [calls], source: known}", "fits: [calls], source: x}", "name: login", "cases[0].source", "source 'x'"),
    Mistake("a case with a question that isn't there", COMPARISON, 'answers: {waits: "yes", receivers: one}', 'answers: {wait: "yes", receivers: one}', "name: login", "cases[0].answers.wait", "question 'wait'"),
    Mistake("a case with a choice that isn't there", COMPARISON, 'answers: {waits: "yes", receivers: one}', 'answers: {waits: "yes", receivers: two}', "name: login", "cases[0].answers.receivers", "choice of receivers 'two'"),
    Mistake("a case that fits no option", COMPARISON, "fits: [calls], source: known}", "fits: [call], source: known}", "name: login", "cases[0].fits[0]", "option 'call'"),
    Mistake("a faq with a dangling source", COMPARISON, "an event.\n    source: known\n", "an event.\n    source: x\n", "source: x", "faq[0].source", "source 'x'"),
    Mistake("a faq for no option", COMPARISON, "    for: [both]", "    for: [beides]", "[beides]", "faq[0].for[0]", "option 'beides'"),
    Mistake("a faq for a choice that isn't there", COMPARISON, "    for: [both]", "    for: [both, waits.maybe]", "waits.maybe", "faq[0].for[1]", "choice of waits 'maybe'"),
    # What stands twice.
    Mistake("a question twice", QUESTIONS, "- id: receivers", "- id: waits", "- id: waits\n  prompt: How many", "[1]", "question 'waits' stands in line 1 already"),
    Mistake("a choice twice", QUESTIONS, "{id: several,", "{id: one,", "- id: receivers\n  prompt: How many", "[1]", "choice id 'one' stands 2 times"),
    Mistake("a label twice", QUESTIONS, 'label: "Several"', 'label: "just one"', "- id: receivers\n  prompt: How many", "[1]", "label 'just one' stands 2 times"),
    Mistake("too few options to choose between", QUESTIONS, '    - {id: one, label: "Just one", says: ["{n<2} receiver", "only one"], short: one reacts}\n', "", "choices:\n    - {id: several", "[1].choices", "must have at least 2 entries, not 1"),
    Mistake("a dimension twice", COMPARISON, "weighs:\n", "  - {id: result, name: Again, quality: performance, scope: splittable, ratings: {calls: 3, events: 0}, standing: {}}\nweighs:\n", "name: Again", "dimensions[2].id", "dimension 'result' stands more than once"),
    Mistake("an exit twice", COMPARISON, _UNDECIDED, _UNDECIDED + "\n" + _EXIT % ('"no"', "calls", "known") + (_EXIT % ('"yes"', "both", "known")).removeprefix("exits:\n"), 'id: out\n    when: {waits: ["yes"]}', "exits[1].id", "exit 'out' stands more than once"),
    Mistake("a rank twice", COMPARISON, "    rank: 3", "    rank: 2", "rank: 2\n    parts:", "combinations[0].rank", "rank '2' stands more than once"),
    Mistake("a faq twice", COMPARISON, "  - id: twice", "  - id: both_at_once", "id: both_at_once\n    asks: [\"what if", "faq[1].id", "faq 'both_at_once' stands more than once"),
]  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES, ids=str)
def test_a_mistake_is_one_problem_with_its_file_line_and_field(
    folder: Folder, mistake: Mistake
) -> None:
    folder.edit(mistake.file, mistake.old, mistake.new)
    problem = the_problem(folder)
    line = folder.line(mistake.file, mistake.at)
    assert (problem.file, problem.line, problem.field) == (
        str(folder.path / mistake.file),
        line,
        mistake.field,
    )
    assert mistake.says in problem.message
    if mistake.says.startswith(("must ", "the ", "unknown key", "tags ")):
        # Our own words, given in full above.
        assert mistake.says == problem.message


@pytest.mark.parametrize(
    ("content", "line", "says"),
    [
        (b"", None, "the file is empty"),
        (b"# nothing but a remark\n", None, "the file is empty"),
        (b"\xff\xfe- id: x\n", None, "not UTF-8: invalid start byte at byte 0"),
        (b"- id: caf\xe9\n", None, "not UTF-8: invalid continuation byte at byte 9"),
        (b"- id: \x00\n", 1, "the control character U+0000 is not allowed; remove it"),
        (b"- id: x\r\n  \x1b[0m\n", 2, "the control character U+001B is not allowed; remove it"),
        (
            b"- id: x\n\n# \xef\xbf\xbe\n",
            3,
            "the control character U+FFFE is not allowed; remove it",
        ),
        (b"- id: x\n---\n- id: y\n", 2, "another document"),
        (b"- *nowhere\n", 1, "anchors (&) and aliases (*) are not allowed"),
        (b"\n" + b"[" * 50 + b"]" * 50, 2, "nested more than 40 deep"),
        (b"[" * 500_000, 1, "nesting"),
        (b"- " * 500_000, 1, "nesting"),
        (b"{a: " * 250_000, 1, "nesting"),
        (b"just words\n", 1, "must be a list, not 'just words'"),
        (
            b"- just words\n",
            1,
            "must be a mapping with id, prompt, why, example, quantity, choices, mixed, replaces, not 'just words'",
        ),
        (b"#" * (MAX_BYTES + 1), None, "larger than 1 MiB (1,048,577 bytes)"),
    ],
    ids=lambda each: repr(each[:20]) if isinstance(each, bytes) else "",
)
def test_a_file_that_cannot_be_read_is_one_problem(
    folder: Folder, content: bytes, line: int | None, says: str
) -> None:
    folder.write(QUESTIONS, content)
    problem = the_problem(folder)
    assert (problem.file, problem.line) == (str(folder.path / QUESTIONS), line)
    assert says in problem.message


def test_an_option_twice_is_a_problem_where_it_stands_again(folder: Folder) -> None:
    folder.edit(COMPARISON, "  - id: both\n", "  - id: events\n")
    again = problems(folder)[0]
    assert again.line == folder.line(COMPARISON, "id: events\n    name: both")
    assert again.field == "combinations[0].id"
    assert "option 'events' stands more than once" in again.message


def test_a_quote_left_open_is_noticed_where_the_file_ends(folder: Folder) -> None:
    folder.edit(QUESTIONS, "quantity: true", 'quantity: "true')
    problem = the_problem(folder)
    assert problem.line is not None
    assert problem.line >= folder.line(QUESTIONS, 'quantity: "true')


def test_a_file_of_exactly_one_mebibyte_is_read(folder: Folder) -> None:
    text = folder.text(GLOSSARY)
    folder.write(GLOSSARY, text + "#" * (MAX_BYTES - len(text.encode())))
    assert load(folder.path).glossary


@pytest.mark.parametrize("name", [QUESTIONS, GLOSSARY, COMPARISON])
def test_aliases_that_explode_are_refused_before_they_do(folder: Folder, name: str) -> None:
    """A billion laughs: expanded it would hold 10⁹ entries and never come to an end."""
    laughs = ["l0: &l0 [ha, ha, ha, ha, ha, ha, ha, ha, ha, ha]"]
    laughs += [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]" for n in range(1, 10)]
    folder.write(name, "\n".join(laughs))
    problem = the_problem(folder)
    assert (problem.file, problem.line) == (str(folder.path / name), 1)
    assert "anchors" in problem.message


def test_a_missing_folder_is_named(tmp_path: Path, folder: Folder) -> None:
    nowhere = Folder(tmp_path / "nowhere")
    assert problems(nowhere) == (Problem(str(nowhere.path), "no such folder"),)
    assert problems(folder, nowhere) == (Problem(str(nowhere.path), "no such folder"),)


def test_a_folder_without_questions_or_comparisons_says_so(tmp_path: Path, folder: Folder) -> None:
    (tmp_path / "empty").mkdir()
    found = problems(Folder(tmp_path / "empty"))
    assert [each.message for each in found] == ["this file is missing", "no comparison found"]
    folder.write(QUESTIONS, "[]")
    assert the_problem(folder) == Problem(str(folder.path / QUESTIONS), "no questions in it")
    (folder.path / QUESTIONS).unlink()
    assert the_problem(folder) == Problem(str(folder.path / QUESTIONS), "this file is missing")


@pytest.mark.parametrize("name", [QUESTIONS, GLOSSARY, COMPARISON])
def test_a_file_with_the_other_ending_is_one_problem(folder: Folder, name: str) -> None:
    other = (folder.path / name).rename((folder.path / name).with_suffix(".yml"))
    message = f"only *.yaml files are read; rename it to {Path(name).name}"
    assert the_problem(folder) == Problem(str(other), message)


def _each_place(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield path
    inner = data.items() if isinstance(data, dict) else enumerate(data[:1])
    for key, value in inner if isinstance(data, dict | list) else ():
        yield from _each_place(value, (*path, key))


def _with(data: Any, path: tuple[str | int, ...], value: Any) -> Any:
    if not path:
        return value
    copied = copy.copy(data)
    copied[path[0]] = _with(data[path[0]], path[1:], value)
    return copied


@pytest.mark.parametrize("name", [QUESTIONS, GLOSSARY, COMPARISON])
@pytest.mark.parametrize("wrong", [None, True, "X y", [[]], {"bogus": {}}], ids=str)
def test_no_wrong_value_anywhere_is_told_in_words_of_python(
    folder: Folder, name: str, wrong: Any
) -> None:
    data = yaml.load(folder.text(name), yaml.BaseLoader)  # noqa: S506  (text and nothing else)
    for path in _each_place(data):
        folder.write(name, json.dumps(_with(data, path, wrong)))
        try:
            load(folder.path)
        except KnowledgeError as error:
            for problem in error.problems:
                told = problem.message
                inside = ("Input", "instance", "dictionary", "valid", "None", "True", "else")
                assert not any(word in told for word in inside), problem


def test_a_folder_in_the_place_of_a_file_is_a_problem(folder: Folder) -> None:
    (folder.path / GLOSSARY).unlink()
    (folder.path / GLOSSARY).mkdir()
    assert "can't be read" in the_problem(folder).message


def test_a_comparison_in_two_files_of_one_folder_is_a_problem(folder: Folder) -> None:
    folder.write("comparisons/zweite.yaml", folder.text(COMPARISON))
    problem = the_problem(folder)
    assert problem.file.endswith("zweite.yaml")
    assert problem.line == folder.line("comparisons/zweite.yaml", "id: calls-or-events")
    assert problem.field == "id"
    assert "stands in calls-or-events.yaml too" in problem.message


def test_all_problems_of_all_files_are_reported_at_once(folder: Folder) -> None:
    folder.edit(GLOSSARY, "plain:", "plane:")
    folder.edit(QUESTIONS, "quantity: true", "quantity: much")
    folder.edit(COMPARISON, "leads_to: {events: broker}", "leads_to: {event: broker}")
    folder.edit(COMPARISON, "parts: [calls, events]", "parts: [calls, evnts]")
    folder.write("comparisons/other.yaml", "id: other\nid: other\n")
    found = {(Path(each.file).name, each.field) for each in problems(folder)}
    assert found == {
        ("glossary.yaml", "[0].plain"),
        ("glossary.yaml", "[0].plane"),
        ("questions.yaml", "[1].quantity"),
        ("calls-or-events.yaml", "leads_to.event"),
        ("calls-or-events.yaml", "combinations[0].parts[1]"),
        ("other.yaml", None),
    }


def test_questions_that_cannot_be_read_do_not_make_every_answer_a_problem(folder: Folder) -> None:
    folder.edit(QUESTIONS, "- id: waits", "- id: waits: no")
    assert the_problem(folder).file == str(folder.path / QUESTIONS)


def test_three_thousand_unknown_keys_are_three_thousand_problems(folder: Folder) -> None:
    """The names that the schema knows are gathered once, not for each (13 s)."""
    folder.write(COMPARISON, folder.text(COMPARISON) + "".join(f"k{n}: 1\n" for n in range(3000)))
    first = folder.line(COMPARISON, "k0: 1")
    assert [each.line for each in problems(folder)] == list(range(first, first + 3000))


@pytest.mark.parametrize("word", ["yes", "no", "on", "off", "y", "1:20", "0x1f", "0777", "1_000"])
def test_scalars_are_read_by_yaml_1_2(folder: Folder, word: str) -> None:
    """To PyYAML's own resolver the first four are booleans and 1:20 is 80."""
    if word == "0777":
        # A number by both rules, and not octal: 777.
        folder.edit(COMPARISON, "    price: 2", f"    price: {word}")
        combination = load(folder.path).comparisons["calls-or-events"].combinations[0]
        assert combination.price == 777
        return
    folder.edit(QUESTIONS, 'label: "Just one"', f"label: {word}")
    assert load(folder.path).question("receivers").choice("one").label == word


def test_yes_and_no_are_choices_without_quotes(folder: Folder) -> None:
    folder.edit(COMPARISON, '    "yes": {needs', "    yes: {needs")
    folder.edit(COMPARISON, '    "no": {against', "    no: {against")
    assert load(folder.path).comparisons == load(TINY).comparisons


def test_null_is_nothing_and_in_quotes_it_is_a_word(folder: Folder) -> None:
    folder.edit(QUESTIONS, "short: one reacts", "short: null")
    assert load(folder.path).question("receivers").choice("one").short is None
    folder.edit(QUESTIONS, "short: null", 'short: "null"')
    assert load(folder.path).question("receivers").choice("one").short == "null"


def test_a_byte_order_mark_is_no_mistake(folder: Folder) -> None:
    folder.write(QUESTIONS, b"\xef\xbb\xbf" + folder.text(QUESTIONS).encode())
    assert load(folder.path).questions == load(TINY).questions


def test_every_choice_of_a_weighed_question_has_a_meaning(folder: Folder) -> None:
    folder.edit(COMPARISON, "    several: {needs: {fan_out: 2}, because: several react}\n", "")
    weighs = load(folder.path).comparisons["calls-or-events"].weighs
    assert tuple(weighs["receivers"]) == ("one", "several")
    assert not weighs["receivers"]["several"].needs


def overlay(folder: Folder, library: Library) -> None:
    """What a later folder replaced is replaced, all else stands."""
    base = load(folder.path)
    assert library.question("waits").prompt == "Is anyone waiting?"
    assert library.question("receivers") == base.question("receivers")
    assert library.question("extra").prompt == "One thing more?"
    assert [each.plain for each in library.glossary] == ["A row of jobs."]
    assert library.comparisons["calls-or-events"].title == "Ours"
    assert library.hashes["calls-or-events"] != base.hashes["calls-or-events"]


def test_a_later_folder_replaces_and_adds_entries(tmp_path: Path, folder: Folder) -> None:
    ours = Folder(tmp_path / "ours")
    waits, _ = folder.text(QUESTIONS).split("- id: receivers")
    waits = waits.replace("Does anyone wait for the result?", "Is anyone waiting?")
    extra = waits.replace("- id: waits", "- id: extra").replace(
        "Is anyone waiting?", "One thing more?"
    )
    ours.write(QUESTIONS, waits + extra)
    ours.write(GLOSSARY, folder.text(GLOSSARY).replace("A list of things to do.", "A row of jobs."))
    ours.write(
        "comparisons/any-name.yaml",
        folder.text(COMPARISON).replace("title: Calls or events", "title: Ours"),
    )
    overlay(folder, load(folder.path, ours.path))
    with pytest.raises(AssertionError):
        # The other way round the same check must not pass.
        overlay(folder, load(ours.path, folder.path))


def test_a_replaced_question_must_still_have_the_choices_that_others_weigh(
    tmp_path: Path, folder: Folder
) -> None:
    ours = Folder(tmp_path / "ours")
    text = folder.text(QUESTIONS)
    ours.write(QUESTIONS, text.replace("{id: several,", "{id: many,"))
    assert {each.file for each in problems(folder, ours)} == {str(folder.path / COMPARISON)}


def test_the_hash_changes_with_the_file_and_with_nothing_else(folder: Folder) -> None:
    before = load(folder.path).hashes
    folder.edit(QUESTIONS, "Just one", "Only one")
    assert load(folder.path).hashes == before
    folder.edit(COMPARISON, "title: Calls or events", "title: Calls or events?")
    assert load(folder.path).hashes != before


# Arbitrary content -----------------------------------------------------------------------

_PIECES = st.sampled_from(
    "- |: |{|}|[|]|, |\n|\n  |\n- |&a|*a|!!int |!x |'|\"|#|? |---\n|%YAML 1.2\n|>|||id|waits|choices"
    "|weighs|options|yes|null|~|1|-0|1e999|.nan|\t|\0|\ufeff|é|\u2028|  ".split("|")
)
_RUBBISH = st.one_of(
    st.binary(max_size=200),
    st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.lists(_PIECES, max_size=40).map(lambda pieces: "".join(pieces).encode()),
)


@st.composite
def _spoilt(draw: st.DrawFn) -> tuple[str, bytes]:
    """A file of the tiny knowledge base with a stretch of it replaced by rubbish."""
    name = draw(st.sampled_from([QUESTIONS, GLOSSARY, COMPARISON]))
    content = (TINY / name).read_bytes()
    start = draw(st.integers(0, len(content)))
    length = draw(st.integers(0, 60))
    return name, content[:start] + draw(_RUBBISH) + content[start + length :]


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(_spoilt())
@example((COMPARISON, b"weighs: {ghost: {}}"))
def test_whatever_stands_in_a_file_it_loads_or_is_a_knowledge_error(
    folder: Folder, spoilt: tuple[str, bytes]
) -> None:
    name, content = spoilt
    before = (folder.path / name).read_bytes()
    folder.write(name, content)
    try:
        load(folder.path)
    except KnowledgeError as error:
        lines = [each.line for each in error.problems]
    else:
        lines = [1]
    folder.write(name, before)
    assert lines
    assert all(line is None or 1 <= line <= len(content) + 1 for line in lines)
