"""BM25 over stems and synonyms."""

from hypothesis import given
from hypothesis import strategies as st

from bot.language.ranking import Ranking

ENTRIES = {
    "ordering": ["can I get strict order", "are messages kept in sequence"],
    "duplicates": ["can a message arrive twice", "is exactly once possible"],
    "dead-letters": ["what happens to messages that keep failing", "what is a dlq"],
    "cost": ["what does a queue cost", "why is my bill so high"],
}
SYNONYMS = {"price": ["cost", "bill"], "dead letter queue": ["dlq"]}


def best(query: str) -> str | None:
    ranked = Ranking(ENTRIES, SYNONYMS).search(query)
    return ranked[0].id if ranked else None


def test_the_entry_that_shares_the_rarest_words_comes_first() -> None:
    assert best("do they arrive twice?") == "duplicates"


def test_words_are_compared_by_stem() -> None:
    assert best("costs of queues") == "cost"


def test_a_synonym_stands_for_its_word() -> None:
    assert best("price?") == "cost"


def test_a_synonym_of_several_words_is_found_by_the_short_one_alone() -> None:
    assert best("dlq") == "dead-letters"


def test_a_word_that_stands_nowhere_lowers_the_share_explained() -> None:
    ranking = Ranking(ENTRIES)
    (known, *_) = ranking.search("arrive twice")
    (mixed, *_) = ranking.search("arrive twice zebra giraffe")
    assert known.share == 1.0
    assert mixed.share < 0.6
    assert mixed.score == known.score


def test_the_words_that_matched_are_named_as_they_were_asked() -> None:
    assert Ranking(ENTRIES).search("which costs?")[0].words == ("costs",)


def test_nothing_in_common_finds_nothing() -> None:
    assert best("zebra") is None


def test_a_word_in_most_entries_is_skipped() -> None:
    many = {str(number): [f"broker topic{number}"] for number in range(40)}
    assert Ranking(many).search("broker") == ()
    assert Ranking(many).search("topic7 broker")[0].id == "7"


@given(st.text(max_size=60), st.integers(min_value=1, max_value=4))
def test_any_query_gives_at_most_so_many_best_first(query: str, limit: int) -> None:
    ranked = Ranking(ENTRIES, SYNONYMS).search(query, limit)
    assert len(ranked) <= limit
    assert [each.score for each in ranked] == sorted((each.score for each in ranked), reverse=True)
    assert all(0 < each.share <= 1 for each in ranked)
