"""What the plain words of a language are made of.

People say the same few things in many ways, and a list of whole sentences never ends. So each language supplies its words for places
("the web"), for working and failing, for negation and for changes ("rotated the key"); `facts.py` and `changes.py` combine them in the same
way for all languages. The sentences in `says` and `does_not_say` are its tests and its documentation.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.record import record

_LETTERS = "a-z0-9_àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿœßа-яё"


class Topic(Enum):
    """What a clause says that it works, or that it fails."""

    # An Enum hashes by its name, in Python; its members are single objects.
    __hash__ = object.__hash__

    WEB = "the web"
    ANDROID = "Android"
    APP = "the app on Apple's devices"
    OTHERS = "other providers"
    LOCAL = "the developer's machine"
    SERVER = "the server"
    FIRST = "the first time"
    SECOND = "the second time"
    REFRESH = "refreshing the token"
    SIGN_IN = "the sign-in"
    SOME_USERS = "some users"
    APPLE = "Apple"


def words(text: str) -> str:
    """Return an expression for whole words: `~` stands for the rest of a word."""
    return rf"(?<![{_LETTERS}])(?:{text.replace('~', f'[{_LETTERS}]{{0,14}}')})(?![{_LETTERS}])"


def signs(text: str, latin: str = "(?!)") -> str:
    """Return an expression for *text* in a script without spaces, and for whole words in *latin*."""
    return rf"(?:{text}|{words(latin)})"


@record(kw_only=True)
class Change:
    """A change that a sign-in can fail after: words for what was changed, for having changed it, and for changing it.

    A form in *did* says by itself that it was done; one in *doing* only behind "since" or "after".
    """

    what: str
    did: str
    doing: str = "(?!)"


@record(kw_only=True)
class Language:
    """The words of one language, as regular expressions on text in lower case."""

    name: str
    is_spoken: str
    """Frequent words, or the script. The language with most of them in a paragraph is that of the paragraph."""
    is_not_spoken: str = "(?!)"
    """What shows that it is another language with the same script."""
    topics: Mapping[Topic, str]
    works: str
    fails: str
    fine: str = "(?!)"
    """What says that it works with words for failure or negation: "no problems"."""
    negation: str
    is_negation_first: bool = False
    """Whether a negation comes before its verb, so that one behind a verb begins something else: "works on iOS not on the web"."""
    only: tuple[str, str]
    """What directly precedes or follows a topic to say that it is the only one."""
    not_only: str
    but: str
    also: str
    rewrites: tuple[tuple[str, str], ...] = ()
    """Words such as "except", and what they are read as."""
    condition: str
    """What a sentence begins with that is only supposed."""
    advice: str
    """What shows that a sentence is not about what happened: a question to others, or advice."""
    question: str
    """What a question begins with."""
    asks: str
    """How a question begins that is appended to a statement: "any ideas"."""
    resolved: str
    since: str
    since_then: str
    """What comes behind a change to say that something was so after it."""
    until: str
    sudden: str
    sometimes: str
    worked_for_months: tuple[str, ...]
    worked_before: tuple[str, ...]
    details: str
    """The e-mail address and the name."""
    missing: str
    changes: Mapping[Proof, Change]
    recently: str
    says: Mapping[Proof, tuple[str, ...]]
    does_not_say: Mapping[Proof, tuple[str, ...]]


class Vocabulary:
    """The words of *language*, each compiled at its first use: a text is in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.topics = {topic: pattern(text) for topic, text in language.topics.items()}
        before, behind = language.only
        self.says_only = pattern(f"{before}|{behind}")
        self.only = {topic: pattern(f"(?:{before})(?:{text})|(?:{text})(?:{behind})") for topic, text in language.topics.items()}
        self.changes = {proof: _compiled(change, language) for proof, change in language.changes.items()}
        self.rewrites = tuple((pattern(text), instead) for text, instead in language.rewrites)
        self.worked_for_months = tuple(map(pattern, language.worked_for_months))
        self.worked_before = tuple(map(pattern, language.worked_before))
        for name in _SINGLE:
            setattr(self, name, pattern(getattr(language, name)))

    is_spoken: re.Pattern[str]
    is_not_spoken: re.Pattern[str]
    works: re.Pattern[str]
    fails: re.Pattern[str]
    fine: re.Pattern[str]
    negation: re.Pattern[str]
    not_only: re.Pattern[str]
    but: re.Pattern[str]
    also: re.Pattern[str]
    condition: re.Pattern[str]
    advice: re.Pattern[str]
    question: re.Pattern[str]
    asks: re.Pattern[str]
    resolved: re.Pattern[str]
    since: re.Pattern[str]
    until: re.Pattern[str]
    sudden: re.Pattern[str]
    sometimes: re.Pattern[str]
    details: re.Pattern[str]
    missing: re.Pattern[str]
    recently: re.Pattern[str]


_SINGLE = tuple(name for name in Vocabulary.__annotations__)
_NEAR = "[^.!?]{0,60}?"


def _compiled(change: Change, language: Language) -> re.Pattern[str]:
    what, did, doing = (f"(?:{text})" for text in (change.what, change.did, change.doing))
    done = f"{what}{_NEAR}{did}|{did}{_NEAR}{what}"
    both, since = f"(?:{what}{_NEAR}{doing}|{doing}{_NEAR}{what})", f"(?:{language.since})"
    return pattern(f"{done}|{since}{_NEAR}{both}|{both}{_NEAR}(?:{language.since_then})")
