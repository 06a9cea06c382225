"""Words, with the places where they stood."""

from hypothesis import example, given
from hypothesis import strategies as st

from bot.language.tokens import tokenise


def words(text: str) -> list[str]:
    return [token.text for token in tokenise(text).tokens]


@given(st.text())
@example("don't :smile: `x` https://a.b/c @bo 1,000.5 > quoted\n> line")
def test_every_span_lies_inside_the_text_and_in_order(text: str) -> None:
    before = 0
    for token in tokenise(text).tokens:
        assert 0 <= token.start < token.end <= len(text)
        assert token.start >= before or token.text == "not" or token.start == before
        before = token.start


@given(st.lists(st.sampled_from("orders mail and stock never".split()), min_size=1))
def test_every_plain_word_becomes_one_token_that_quotes_it(written: list[str]) -> None:
    text = " ".join(written)
    tokens = tokenise(text).tokens
    assert [text[token.start : token.end] for token in tokens] == written


@given(st.text())
def test_the_accompanying_tuples_are_as_long_as_the_tokens(text: str) -> None:
    tokens = tokenise(text)
    assert len(tokens.tokens) == len(tokens.sentence) == len(tokens.clause) == len(tokens.quoted)
    assert sorted(tokens.sentence) == list(tokens.sentence)
    assert sorted(tokens.clause) == list(tokens.clause)


def test_a_contraction_is_two_words_in_one_place() -> None:
    do, not_, *_ = tokenise("don't wait").tokens
    assert (do.text, not_.text) == ("do", "not")
    assert (do.start, do.end) == (not_.start, not_.end) == (0, 5)


def test_missing_apostrophes_are_understood() -> None:
    assert words("thats fine, we dont care and cant wait") == (
        "that is fine we do not care and can not wait".split()
    )


def test_a_possessive_is_its_owner() -> None:
    assert words("the user's mail, it's late") == "the user mail it is late".split()


def test_code_links_and_emoji_codes_match_no_word() -> None:
    tokens = tokenise("run `never wait` :never: https://never.example/wait @never").tokens
    assert [token.stem for token in tokens] == ["run", "", "", "", ""]


def test_a_smile_is_no_clause_but_a_comma_is() -> None:
    assert tokenise("later, fine").clause == (0, 1)
    assert tokenise("later is fine").clause == (0, 0, 0)


def test_but_begins_a_clause() -> None:
    assert tokenise("we wait but not long").clause == (0, 0, 1, 1, 1)


def test_a_decimal_point_and_an_abbreviation_end_no_sentence() -> None:
    assert set(tokenise("takes 1.5 sec e.g. for mail").sentence) == {0}


def test_a_question_mark_belongs_to_its_sentence_only() -> None:
    assert tokenise("It waits. Does it? Yes.").asked == {1}


def test_words_in_quotation_marks_and_quote_lines_are_marked() -> None:
    assert tokenise('he said "never lose" then').quoted == (False, False, True, True, False)
    assert tokenise("> never lose\nok").quoted == (True, True, False)


def test_an_apostrophe_opens_no_quotation() -> None:
    assert not any(tokenise("the users' mail isn't ours' to lose").quoted)
