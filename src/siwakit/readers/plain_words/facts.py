"""What works and what fails, over all clauses of a text, and what the contrast between them proves."""

from __future__ import annotations

from collections.abc import Iterator

from siwakit.evidence.said import Proof
from siwakit.readers.plain_words.clauses import Clause
from siwakit.readers.plain_words.model import Topic

# Which topics are each other's contrast.
_CONTRASTS = (
    (Proof.ONLY_WEB_FAILS, Topic.WEB, (Topic.APP,)),
    (Proof.ONLY_APP_FAILS, Topic.APP, (Topic.WEB, Topic.ANDROID)),
    (Proof.ONLY_ANDROID_FAILS, Topic.ANDROID, (Topic.APP, Topic.WEB)),
    (Proof.ONLY_SERVER_FAILS, Topic.SERVER, (Topic.LOCAL,)),
    (Proof.ONLY_LOCAL_FAILS, Topic.LOCAL, (Topic.SERVER,)),
    (Proof.ONLY_SECOND_TIME_FAILS, Topic.SECOND, (Topic.FIRST,)),
    (Proof.ONLY_REFRESH_FAILS, Topic.REFRESH, (Topic.SIGN_IN,)),
    (Proof.ONLY_APPLE_FAILS, Topic.APPLE, (Topic.OTHERS,)),
)


class Facts:
    """What was said to work and to fail, each with the first sentence that said so."""

    def __init__(self) -> None:
        self.works: dict[Topic, str] = {}
        self.fails: dict[Topic, str] = {}
        self.only_works: dict[Topic, str] = {}
        self.only_fails: dict[Topic, str] = {}

    def add(self, clause: Clause, sentence: str) -> None:
        """Add what *clause* of *sentence* says."""
        if clause.works is not None:
            for topic in clause.topics:
                (self.works if clause.works else self.fails).setdefault(topic, sentence)
        for topic in clause.only:
            (self.only_works if clause.works else self.only_fails).setdefault(topic, sentence)

    def proofs(self) -> Iterator[tuple[Proof, str]]:
        """Yield what the facts prove, each with a sentence. What works and fails, by what was said, proves nothing."""
        for proof, topic, others in _CONTRASTS:
            sentence = self._only(topic, others)
            if sentence:
                yield proof, sentence
        if Topic.OTHERS in self.works and not (Topic.OTHERS in self.fails or Topic.APPLE in self.works or Topic.APPLE in self.fails):
            yield Proof.ONLY_APPLE_FAILS, self.works[Topic.OTHERS]
        some = self.only_fails.get(Topic.SOME_USERS) or self.fails.get(Topic.SOME_USERS) or self.works.get(Topic.SOME_USERS)
        if some:
            yield Proof.ONLY_SOME_USERS_FAIL, some

    def _only(self, topic: Topic, others: tuple[Topic, ...]) -> str:
        if topic in self.only_fails and topic not in self.works:
            return self.only_fails[topic]
        if others[0] in self.only_works and topic not in self.works and topic is not Topic.ANDROID:
            return self.only_works[others[0]]
        is_contrast = any(other in self.works and other not in self.fails for other in others)
        # Who says that the second time fails need not say that the first one works.
        is_contrast |= topic is Topic.SECOND and Topic.FIRST not in self.fails
        return self.fails[topic] if is_contrast and topic in self.fails and topic not in self.works else ""
