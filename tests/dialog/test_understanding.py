"""Words → meaning, for a small library of its own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialog.reading import Read
from bot.dialog.understanding import Understanding
from bot.knowledge.library import Library
from bot.knowledge.question import Choice, Question

LAG = Question(
    id="consistency",
    prompt="May what people see lag a few seconds behind?",
    why="Events arrive a little later.",
    example="Two people buy the last item.",
    choices=(
        Choice(
            id="strong",
            label="No, never",
            says=("never oversell", "always exact"),
            negated="eventual",
        ),
        Choice(
            id="eventual",
            label="Yes, seconds are fine",
            says=("later is fine", "seconds are fine"),
            negated="strong",
        ),
        Choice(id="mixed", label="Only some of it", says=("only the ... exact",)),
    ),
)
COUNT = Question(
    id="consumers",
    prompt="How many services react?",
    why="Each further receiver changes a caller.",
    example="When a parcel is scanned.",
    quantity=True,
    choices=(
        Choice(
            id="one", label="Just one", says=("{n=1} service", "only one reads"), negated="several"
        ),
        Choice(id="several", label="Several", says=("{n>=2} services", "call {list>=3}")),
        Choice(id="growing", label="More keep coming", says=("keep|keeps coming",)),
    ),
)
TIME = Question(
    id="duration",
    prompt="How long does it take?",
    why="A call may be cut.",
    example="A report.",
    quantity=True,
    choices=(
        Choice(id="seconds", label="Seconds", says=("takes {time>=1s<60s}",)),
        Choice(id="minutes", label="Minutes", says=("takes {time>=60s}",)),
    ),
)
LOSS = Question(
    id="loss",
    prompt="May one get lost?",
    why="Not every broker keeps them.",
    example="A click.",
    choices=(
        Choice(id="never", label="Never lose one", tick="None may be lost"),
        Choice(id="few", label="A few may go", tick="A few may go missing"),
    ),
)
SERVER = Question(
    id="server",
    prompt="May this need one more server?",
    why="Somebody runs it.",
    example="A broker.",
    choices=(
        Choice(id="fine", label="Fine"),
        Choice(
            id="burden",
            label="It would hurt",
            tick="Another server to run would hurt",
            says=("nobody to run",),
        ),
    ),
)
DOWN = Question(
    id="down",
    prompt="Must it go on when the other side is down?",
    why="Whoever calls, falls with it.",
    example="Mail is down.",
    choices=(
        Choice(id="yes", label="Yes", says=("go through", "was down ... no order"), negated="no"),
        Choice(id="no", label="No", says=("should fail", "show an error")),
    ),
)
WAITS = Question(
    id="waits",
    prompt="Does the caller need the result?",
    why="A call hands it back.",
    example="At the till.",
    mixed="partly",
    choices=(
        Choice(id="yes", label="Yes", says=("must see it", "at once"), negated="no"),
        Choice(id="no", label="No", says=("nobody waits", "comes later"), negated="yes"),
        Choice(id="partly", label="Partly", says=("only a receipt",)),
    ),
)
WORDS = Understanding((LAG, COUNT, TIME, LOSS, SERVER, DOWN, WAITS), ())


def read(text: str) -> dict[str, str]:
    return {each.question: each.choice for each in WORDS.read(text)}


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("we never oversell", {"consistency": "strong"}),
        ("seconds are not fine", {}),
        ("4 services hear of it", {"consumers": "several"}),
        ("should we call stock, payment and email, or publish?", {"consumers": "several"}),
        (
            "it takes 40 seconds and we never oversell",
            {"duration": "seconds", "consistency": "strong"},
        ),
        ("email was down Monday and no order went out", {"down": "yes"}),
        ("if mail is down the order should fail", {"down": "no"}),
    ],
)
def test_answers_are_found_in_free_text(text: str, answers: dict[str, str]) -> None:
    assert read(text) == answers


@pytest.mark.parametrize(
    "text",
    [
        "is it always exact?",
        "why is it always exact",
        "if we cached it, later is fine",
        "maybe 4 services next year",
        'Bo said "later is fine"',
        "> later is fine",
        "at the bank it was always exact",
        "it used to be that later is fine",
        "should we say seconds are fine, or publish?",
        "later is fine. it is always exact",
        "that's not to say it is not always exact",
    ],
)
def test_what_is_not_meant_as_said_is_no_answer(text: str) -> None:
    assert read(text) == {}


def test_a_denied_phrase_means_the_opposite_that_its_choice_declares() -> None:
    assert read("it is not always exact") == {"consistency": "eventual"}


def test_a_denied_phrase_without_an_opposite_means_nothing() -> None:
    assert read("they don't keep coming") == {}


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("the buyer must see it. for the mail nobody waits", "partly"),
        ("payment at once, the mail comes later", "partly"),
        ("payment at once and the mail comes later", "partly"),
        ("at once, but only a receipt", "partly"),
        ("at once. actually, nobody waits", "no"),
        ("at once, they must see it", "yes"),
        ("at once comes later", None),
    ],
)
def test_different_choices_of_different_things_are_the_mixed_choice(
    text: str, choice: str | None
) -> None:
    assert read(text) == ({"waits": choice} if choice else {})


def test_a_question_without_a_mixed_choice_takes_no_contradiction() -> None:
    assert read("always exact. later is fine") == {}


def test_the_mixed_choice_is_one_of_the_question() -> None:
    with pytest.raises(ValueError, match="mixed names 'both', not one of no, partly, yes"):
        Question.model_validate(WAITS.model_dump() | {"mixed": "both"})


def test_a_correction_wins_over_what_it_corrects() -> None:
    assert read("later is fine. wait no, always exact") == {"consistency": "strong"}


def test_only_the_questions_asked_for_are_read() -> None:
    text = "4 services, never oversell"
    assert [each.question for each in WORDS.read(text, only={"consumers"})] == ["consumers"]


def test_a_long_sentence_is_quoted_by_its_clause() -> None:
    text = (
        "our shop has been selling tickets for twenty years and people know us, we never oversell"
    )
    assert [each.words for each in WORDS.read(text)] == ["we never oversell"]


TEXTS = st.lists(
    st.sampled_from(
        "we never oversell , later is fine . 4 services takes 40 sec not if ? call a and b"
        " 'quoted' \"x\" :smile: don't keep coming\n".split(" ")
    )
).map(" ".join)


@given(st.one_of(TEXTS, st.text()))
def test_what_is_read_quotes_the_text(text: str) -> None:
    for each in WORDS.read(text):
        assert text[each.start : each.end] == each.words
        assert 0 < len(each.words) <= 60


@given(TEXTS, st.sampled_from(["", " ", "\n", "  \n "]))
def test_space_around_a_text_changes_nothing_that_is_read(text: str, space: str) -> None:
    def told(reads: tuple[Read, ...]) -> list[tuple[str, str, str]]:
        return [(each.question, each.choice, each.words) for each in reads]

    assert told(WORDS.read(space + text + space)) == told(WORDS.read(text))


@given(TEXTS)
def test_no_question_is_answered_twice(text: str) -> None:
    asked = [each.question for each in WORDS.read(text)]
    assert len(asked) == len(set(asked))


@pytest.mark.parametrize(
    ("text", "question", "choice"),
    [
        ("yes", LAG, "eventual"),
        ("nope", LAG, "strong"),
        ("2", LAG, "eventual"),
        ("the third", LAG, "mixed"),
        ("4", COUNT, "several"),
        ("4 teams", COUNT, "several"),
        ("1", COUNT, "one"),
        ("40 seconds", TIME, "seconds"),
        ("about 3 min", TIME, "minutes"),
    ],
)
def test_a_bare_reply_is_plain_and_said_to_be_bare(
    text: str, question: Question, choice: str
) -> None:
    reply = WORDS.reply(text, question)
    assert (reply.choices, reply.plain, reply.bare) == ((choice,), True, True)


@pytest.mark.parametrize(
    ("text", "question", "choice"),
    [
        ("seconds are fine", LAG, "eventual"),
        ("no, we never oversell", LAG, "strong"),
        ("never loose one, obviously", LOSS, "never"),
        ("more keep coming, loyalty asked yesterday", COUNT, "growing"),
        ("Minutes", TIME, "minutes"),
    ],
)
def test_a_choices_own_words_are_plain_but_not_bare(
    text: str, question: Question, choice: str
) -> None:
    reply = WORDS.reply(text, question)
    assert (reply.choices, reply.plain, reply.bare) == ((choice,), True, False)


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("would seconds be fine?", LAG),
        ("seconds?", TIME),
        ("@bo seconds are fine", LAG),
        ("several lol", COUNT),
        ("several people asked me for this btw", COUNT),
        ('who answers "a few may go" to that', LOSS),
        ("standup in 5 minutes", TIME),
        ("oh no not this again", LAG),
        ("lunch", LAG),
        ("5 with claims", COUNT),
        ("when we did billing it was always exact for a year and nobody minded it at all", LAG),
    ],
)
def test_side_talk_is_not_plain(text: str, question: Question) -> None:
    assert not WORDS.reply(text, question).plain


def test_two_labels_are_a_tie() -> None:
    assert set(WORDS.reply("never lose one, a few may go", LOSS).choices) == {"never", "few"}


def test_a_yes_that_contradicts_its_sentence_is_a_tie() -> None:
    assert set(WORDS.reply("yes, it is always exact here", LAG).choices) == {"eventual", "strong"}


@pytest.mark.parametrize(
    ("text", "shrug"), [("no idea", "not_sure"), ("doesn't matter", "doesnt_matter")]
)
def test_a_shrug_is_an_answer_of_its_own(text: str, shrug: str) -> None:
    reply = WORDS.reply(text, LAG)
    assert (reply.choices, reply.shrug, reply.plain) == ((), shrug, True)


def test_a_question_that_is_not_in_the_library_is_answered_too() -> None:
    other = LAG.model_copy(update={"id": "other"})
    assert WORDS.reply("we never oversell", other).choices == ("strong",)


@given(st.text(), st.sampled_from([LAG, COUNT, TIME, LOSS, DOWN]))
def test_a_reply_names_only_choices_of_its_question(text: str, question: Question) -> None:
    reply = WORDS.reply(text, question)
    assert all(question.has(choice) for choice in reply.choices)
    assert reply.plain <= bool(reply.choices or reply.shrug)


CONDITIONS = ((LOSS, "never"), (SERVER, "burden"), (COUNT, "growing"))


@pytest.mark.parametrize(
    ("text", "said", "none"),
    [
        ("1 and 3", [("loss", "never"), ("consumers", "growing")], False),
        ("the second", [("server", "burden")], False),
        ("none of these", [], True),
        ("no", [], True),
        ("all of them", [("loss", "never"), ("server", "burden"), ("consumers", "growing")], False),
        ("another server would hurt", [("server", "burden")], False),
        ("there is nobody to run it", [("server", "burden")], False),
        ("would another server hurt?", [], False),
        ("lunch?", [], False),
    ],
)
def test_ticks_are_said_by_number_or_in_words(
    text: str, said: list[tuple[str, str]], none: bool
) -> None:
    ticks = WORDS.ticks(text, CONDITIONS)
    assert [(each.question, each.choice) for each in ticks.said] == said
    assert ticks.none is none


def test_a_shrug_at_the_tick_list_ticks_nothing_and_denies_nothing() -> None:
    ticks = WORDS.ticks("not sure", CONDITIONS)
    assert (ticks.said, ticks.none, ticks.shrug) == ((), False, True)


def test_a_thread_is_read_message_by_message_with_its_authors() -> None:
    heard = WORDS.read_thread([("ana", "4 services hear of it"), ("bo", "we never oversell")])
    assert [(each.message, each.person, each.read.choice) for each in heard] == [
        (0, "ana", "several"),
        (1, "bo", "strong"),
    ]


def test_a_question_in_a_thread_tells_once_the_next_one_nods() -> None:
    thread = [("ana", "later is fine?"), ("bo", "yes, really")]
    assert [each.read.choice for each in WORDS.read_thread(thread)] == ["eventual"]
    assert WORDS.read_thread(thread)[0].person == "bo"
    denied = [("ana", "later is fine?"), ("bo", "no")]
    assert [each.read.choice for each in WORDS.read_thread(denied)] == ["strong"]
    alone = [("ana", "later is fine?"), ("ana", "yes")]
    assert WORDS.read_thread(alone) == ()


def test_what_the_next_message_waves_off_is_not_told() -> None:
    assert WORDS.read_thread([("ana", "it takes 3 hours"), ("bo", "not that one")]) == ()


def test_a_later_word_of_the_same_person_replaces_the_earlier() -> None:
    thread = [("ana", "later is fine"), ("bo", "later is fine"), ("ana", "it is always exact")]
    assert [(each.person, each.read.choice) for each in WORDS.read_thread(thread)] == [
        ("bo", "eventual"),
        ("ana", "strong"),
    ]


@pytest.mark.parametrize("text", ["is it exact?", "what does it cost", "should we call it"])
def test_a_question_is_known_by_its_mark_or_its_first_word(text: str) -> None:
    assert WORDS.is_question(text)


@pytest.mark.parametrize("text", ["it is exact.", "when the mail is down we go on"])
def test_a_statement_is_no_question(text: str) -> None:
    assert not WORDS.is_question(text)


def test_what_is_only_supposed_is_not_read() -> None:
    assert read("what if seconds are fine?") == {}


def test_an_amount_alone_wins_over_amounts_beside_words() -> None:
    one = COUNT.choice("one").model_copy(update={"says": ("{n=2} services talk", "{n=1}")})
    several = COUNT.choice("several").model_copy(update={"says": ("{n>=2}",)})
    asked = COUNT.model_copy(update={"choices": (one, several)})
    assert WORDS.reply("2", asked).choices == ("several",)
    assert WORDS.reply("1", asked).choices == ("one",)


@pytest.mark.parametrize("text", ["yes, but only for mail", "no, unless they pay"])
def test_half_a_yes_is_none(text: str) -> None:
    assert WORDS.reply(text, LAG).choices == ()


def test_a_no_in_other_words_is_a_no() -> None:
    assert WORDS.reply("not really", LAG).choices == ("strong",)


@pytest.mark.parametrize(
    "text", ["no actually nobody waits", "nope, nobody waits", "no wait, nobody waits"]
)
def test_a_leading_no_that_turns_round_denies_nothing(text: str) -> None:
    assert read(text) == {"waits": "no"}
    assert WORDS.reply(text, WAITS).choices == ("no",)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("yes, but only for payment", True),
        ("no, only the mail", True),
        ("only the payment", False),
        ("just the payment part", False),
    ],
)
def test_only_for_a_part_is_the_mixed_choice(text: str, plain: bool) -> None:
    reply = WORDS.reply(text, WAITS)
    assert (reply.choices, reply.plain, reply.bare) == (("partly",), plain, plain)
    assert WORDS.reply(text, DOWN).choices == ()


def test_a_label_or_a_choices_own_words_win_over_only_a_part() -> None:
    only = WAITS.model_copy(
        update={"choices": (*WAITS.choices, Choice(id="mail", label="Only the mail"))}
    )
    assert WORDS.reply("only the mail", only).choices == ("mail",)
    assert WORDS.reply("only the mail comes later", WAITS).choices == ("no",)


@pytest.mark.parametrize(("text", "chats"), [("thanks!", True), ("thanks, and load?", False)])
def test_chat_is_thanks_and_nothing_to_answer(text: str, chats: bool) -> None:
    assert WORDS.chat(text) is chats


@pytest.fixture(scope="module")
def ours(product: Library) -> Understanding:
    """Understanding of the knowledge that comes along."""
    return Understanding(tuple(product.questions.values()), tuple(product.comparisons.values()))


@pytest.mark.parametrize(
    "text", ["events", "calls", "event driven?", "sync or async", "publish it"]
)
def test_an_option_alone_opens_its_comparison(ours: Understanding, text: str) -> None:
    found = ours.comparison(text)
    assert found is not None
    assert found.id == "event-driven-vs-request-response"


@pytest.mark.parametrize("text", ["1", "thanks", "which laptop", "4 calls came in yesterday"])
def test_other_openings_name_none(ours: Understanding, text: str) -> None:
    assert ours.comparison(text) is None


def test_the_name_of_a_comparison_answers_nothing(product: Library, ours: Understanding) -> None:
    for comparison in product.comparisons.values():
        for name in (comparison.title, *comparison.aliases):
            assert ours.read(name) == ()
            assert ours.read(f"{name}: which one do we take?") == ()


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("payment sync and mail async", {"varies": "differs"}),
        ("sync for orders, async for mail", {"varies": "differs"}),
        ("there is nobody to run a broker", {"extra_server": "burden"}),
        ("nobody who could look after kafka", {"extra_server": "burden"}),
        ("nobody here has ever run a queue", {"team_experience": "low"}),
        ("none of us knows rabbitmq", {"team_experience": "low"}),
    ],
)
def test_nearby_wordings_mean_one_thing_each(
    ours: Understanding, text: str, answers: dict[str, str]
) -> None:
    assert {each.question: each.choice for each in ours.read(text)} == answers


def test_every_short_stands_alone(product: Library) -> None:
    shorts = [c.short or "" for q in product.questions.values() for c in q.choices]
    assert all(len(short.split()) >= 3 for short in shorts)
    assert len(set(shorts)) == len(shorts)
    assert all(len(each.prompt) <= 70 for each in product.questions.values())


def test_pros_and_cons_are_true_whoever_asks(product: Library) -> None:
    for comparison in product.comparisons.values():
        for option in comparison.choosable:
            texts = [each.text for each in (*option.pros, *option.cons)]
            assert not any({"your", "you"} & set(text.split()) for text in texts)
            assert not any(a != b and a in b for a in texts for b in texts)
            assert len(set(texts)) == len(texts)
