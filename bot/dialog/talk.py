"""What every phase has in hand: the library, the conversation, and what was just heard."""

from dataclasses import dataclass
from functools import lru_cache

from bot.dialog.conversation import Answer, Conversation
from bot.dialog.inputs import Heard
from bot.dialog.understanding import Understanding
from bot.knowledge.comparison import Comparison
from bot.knowledge.library import Library
from bot.knowledge.question import SHRUGS, Question


@lru_cache(maxsize=4)
def understanding_of(library: Library) -> Understanding:
    """How words are read with this library; built once for each."""
    synonyms = {term.term: term.synonyms for term in library.glossary}
    return Understanding(
        tuple(library.questions.values()), tuple(library.comparisons.values()), synonyms
    )


@dataclass(frozen=True)
class Talk:
    """One turn's material."""

    library: Library
    conversation: Conversation
    heard: Heard
    limit: int
    """Questions asked at most."""

    @property
    def words(self) -> Understanding:
        """How we read words."""
        return understanding_of(self.library)

    @property
    def comparison(self) -> Comparison | None:
        """What is being decided, once that is known (and still in the library)."""
        return self.library.comparisons.get(self.conversation.comparison or "")

    @property
    def question(self) -> Question | None:
        """The open question; None for a tick list or none."""
        return self.library.questions.get(self.conversation.asking or "")

    def but(self, **changes: object) -> "Talk":
        """The same, with the conversation changed so."""
        return self.with_(self.conversation.model_copy(update=changes))

    def with_(self, conversation: Conversation) -> "Talk":
        """The same, with another conversation."""
        return Talk(self.library, conversation, self.heard, self.limit)

    def answer(self, question: str, choice: str, words: str | None = None) -> Answer:
        """An answer by whoever was just heard."""
        return Answer(
            question=question,
            choice=choice,
            person=self.heard.person,
            at=self.heard.at,
            words=words,
            message=self.heard.message,
        )

    def read(self, text: str) -> tuple[Answer, ...]:
        """The answers found in free text that matter to this comparison."""
        if self.comparison is None:
            return ()
        found = self.words.read(text, only=self.comparison.weighs.keys())
        return tuple(self.answer(each.question, each.choice, each.words) for each in found)

    def acceptable(self, question: str, choice: str) -> bool:
        """Whether there is such a question with such a choice; a press may be forged or old."""
        known = self.library.questions.get(question)
        return known is not None and (choice in SHRUGS or known.has(choice))
