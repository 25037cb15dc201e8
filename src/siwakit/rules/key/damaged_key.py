"""Rules about damage to a key's text on its way to the signer.

A key can be damaged in several ways at once. Damage that cannot be undone (a missing part) is reported first; then the outermost, because
it is undone first. Damage to a key that is proved to have signed does not matter.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from textwrap import indent

from siwakit import samples
from siwakit.evidence.aspects import KEY_DAMAGES, SECRET_MADE
from siwakit.evidence.evidence import KeyAtHand
from siwakit.evidence.said import Proof
from siwakit.evidence.showing.redact import sealed
from siwakit.evidence.sign_in.left_escaped import LEFT_ESCAPED
from siwakit.evidence.sign_in.signer_trial import DOUBTED_KEYS
from siwakit.jose.keys.p8 import KeyDamage
from siwakit.rules.model import Check, Example, Fail, Harm, Outcome, Question, Rule, on, or_missing
from siwakit.sources import (
    AKEEBA_115,
    ALLAUTH_3158,
    AMPLIFY_DOCS_4678,
    APPLE_KEY_DOWNLOAD,
    APPWRITE_13320,
    GO_SIWA_23,
    OMNIAUTH_20,
    OUR_ADVICE,
    SERVERPOD_TROUBLESHOOTING,
)

EXPECTED = "the text of the .p8 file, line by line"
_LOST_LINE = 2
_MOVED = {Proof.ONLY_SERVER_FAILS: 55, Proof.SINCE_KEY_REPLACED: 30, Proof.SINCE_DEPLOYMENT: 50}


def _has(damage: KeyDamage) -> Check:
    @on(DOUBTED_KEYS)
    def look(keys: tuple[KeyAtHand, ...]) -> Outcome:
        """Find this damage in the text of an available key."""
        for key in keys:
            if damage in key.reading.damages:
                what = f"{sealed(key.reading.form.value, key.text)}, with {damage.value}"
                return Fail(f"key[{key.name or 'text'}]", what, EXPECTED, _proof(key, damage))
        return None

    return look


def _proof(key: KeyAtHand, damage: KeyDamage) -> str:
    others = ", ".join(other.value for other in key.reading.damages if other is not damage)
    beside = f" (with {others} undone too)" if others else ""
    if key.reading.repaired:
        return f"with this undone{beside} it loads as {key.reading.form.value} on {key.reading.curve}"
    return f"it does not load{f', and has {others} too' if others else ''}"


def _alone(change: Callable[[str], str]) -> Callable[[samples.Scenario], samples.Scenario]:
    """Return a change to the sign-in after which only the damaged key is available."""
    return lambda s: s.key(change(samples.team_key_text())).unknown("request")


def _with_empty_secret(change: Callable[[str], str]) -> Callable[[samples.Scenario], samples.Scenario]:
    """Return a change to the sign-in in which the signer could not read the damaged key and returned an empty client_secret."""
    return lambda s: s.key(change(samples.team_key_text())).form(client_secret="")


def _escape(text: str) -> str:
    return text.replace("\n", "\\n")


def _on_one_line(text: str) -> str:
    return text.replace("\n", "")


def _bare(text: str) -> str:
    return "\n".join(text.splitlines()[1:-1])


def _good(title: str, change: Callable[[str], str] = lambda text: text) -> Example:
    return Example(title, lambda s: s.key(change(samples.team_key_text())).unknown("request"))


def _as_downloaded() -> Example:
    return _good("the file as it was downloaded")


KEY_LACKS_LINES = Rule(
    id="key-pem-lines-missing",
    title="the key has lost its BEGIN and END lines",
    question=Question.SIGNATURE,
    since="0.1",
    told_by={Proof.KEY_WITHOUT_PEM_LINES: 30, Proof.KEY_REFUSED: 25, Proof.ONLY_SERVER_FAILS: 25},
    why="Only the base64 between the two lines was copied. Most signers do not recognise a key without them, and make no signature.",
    fix="Put -----BEGIN PRIVATE KEY----- above the key and -----END PRIVATE KEY----- below it, each on a line of its own.",
    references=(AKEEBA_115, APPLE_KEY_DOWNLOAD),
    check=_has(KeyDamage.LINES_MISSING),
    harm=Harm.DEFEATS,
    voids=(KEY_DAMAGES, SECRET_MADE),
    speaks_of=(KEY_DAMAGES,),
    good=lambda: (_as_downloaded(),),
    bad=lambda: (
        Example("only the base64", _alone(_bare)),
        Example("only the base64, and an empty secret", _with_empty_secret(_bare)),
    ),
)

KEY_ARMOUR_IS_DAMAGED = Rule(
    id="key-armour-damaged",
    title="the key's BEGIN or END line is damaged",
    question=Question.SIGNATURE,
    since="0.1",
    told_by={Proof.KEY_WITHOUT_PEM_LINES: 8, Proof.KEY_LINES_DAMAGED: 40, Proof.KEY_REFUSED: 20},
    why="The two lines are compared character by character. With four dashes, or joined to the base64, the key is not recognised.",
    fix="Write these two lines with five dashes on each side and nothing else on them: -----BEGIN PRIVATE KEY----- and -----END PRIVATE KEY-----.",
    references=(ALLAUTH_3158, APPLE_KEY_DOWNLOAD),
    check=_has(KeyDamage.ARMOUR_DAMAGED),
    harm=Harm.DEFEATS,
    voids=(KEY_DAMAGES, SECRET_MADE),
    speaks_of=(KEY_DAMAGES,),
    good=lambda: (_as_downloaded(),),
    bad=lambda: (
        Example("four dashes", _alone(lambda text: text.replace("-----", "----"))),
        Example("no END line", _alone(lambda text: text.partition("-----END")[0])),
        Example("END joined to the base64", _alone(lambda text: text.replace("\n-----END", "-----END"))),
    ),
)

KEY_BASE64_IS_DAMAGED = Rule(
    id="key-base64-damaged",
    title="the key's base64 is damaged",
    question=Question.SIGNATURE,
    since="0.1",
    told_by={Proof.KEY_HOLDS_FOREIGN_CHARACTER: 40, Proof.KEY_CUT_SHORT: 30, Proof.KEY_NOT_BASE64: 20, Proof.KEY_REFUSED: 30},
    why="A character of the key was lost, changed or replaced. What is left is not a key, or is a key that its reader refuses.",
    fix="Copy the base64 again from the .p8 file.",
    references=(APPLE_KEY_DOWNLOAD, OUR_ADVICE),
    check=_has(KeyDamage.BASE64_DAMAGED),
    harm=Harm.DEFEATS,
    explains=("key-is-sec1",),
    voids=(SECRET_MADE,),
    speaks_of=(KEY_DAMAGES,),
    good=lambda: (_as_downloaded(),),
    bad=lambda: (
        Example("a letter changed", _alone(lambda text: text.replace("MIG", "NIG"))),
        Example("a stray character", _alone(lambda text: text.replace("MIG", "M*IG"))),
    ),
)

KEY_NEWLINES_ARE_ESCAPED = Rule(
    id="key-newlines-escaped",
    title="the key's line breaks are still written as \\n",
    question=Question.SIGNATURE,
    since="0.1",
    told_by={
        Proof.KEY_WITHOUT_PEM_LINES: 20,
        Proof.KEY_HOLDS_BACKSLASH: 40,
        Proof.KEY_HOLDS_FOREIGN_CHARACTER: 20,
        Proof.KEY_NOT_BASE64: 30,
        Proof.KEY_LINES_DAMAGED: 20,
        Proof.KEY_REFUSED: 40,
        **_MOVED,
    },
    why="A setting was filled with backslash and n in place of line breaks, and nothing converted them back. The signer finds no key in it.",
    fix="Replace \\n with line breaks before the key is used, or read the .p8 file.",
    references=(OMNIAUTH_20, OUR_ADVICE),
    check=or_missing(_has(KeyDamage.NEWLINES_ESCAPED), LEFT_ESCAPED),
    harm=Harm.DEFEATS,
    voids=(SECRET_MADE, KEY_DAMAGES),
    speaks_of=(KEY_DAMAGES,),
    good=lambda: (_as_downloaded(), _good("Windows line endings", lambda text: text.replace("\n", "\r\n"))),
    bad=lambda: (
        Example("backslash and n", _alone(_escape)),
        Example("backslash and n, and an empty secret", _with_empty_secret(_escape)),
        Example("percent-encoded", _alone(lambda text: text.replace("\n", "%0A"))),
    ),
)

KEY_IS_ON_ONE_LINE = Rule(
    id="key-on-one-line",
    title="the key has lost its line breaks",
    question=Question.SIGNATURE,
    since="0.1",
    told_by={Proof.KEY_WITHOUT_PEM_LINES: 6, Proof.KEY_REFUSED: 10, Proof.ONLY_SERVER_FAILS: 35, Proof.SINCE_DEPLOYMENT: 30},
    why="The whole key is on one line. Some parsers accept that; many find no key in it, and the client_secret stays empty.",
    fix="Put the BEGIN line, each line of base64 and the END line on lines of their own.",
    references=(APPWRITE_13320, GO_SIWA_23),
    check=_has(KeyDamage.ONE_LINE),
    harm=Harm.DEFEATS,
    voids=(KEY_DAMAGES, SECRET_MADE),
    speaks_of=(KEY_DAMAGES,),
    good=lambda: (
        _as_downloaded(),
        _good("empty lines at the end", lambda text: text + "\n\n"),
        Example("on one line, but it has signed", lambda s: s.key(_on_one_line(samples.team_key_text())).unknown("portal")),
    ),
    bad=lambda: (
        Example("without line breaks", _alone(_on_one_line)),
        Example("spaces in place of line breaks", _alone(lambda text: text.replace("\n", " "))),
        Example("without line breaks, and an empty secret", _with_empty_secret(_on_one_line)),
    ),
)

KEY_HAS_QUOTES = Rule(
    id="key-has-quotes",
    title="the key still has the quotes of the setting around it",
    question=Question.SIGNATURE,
    since="0.1",
    told_by={Proof.KEY_HOLDS_FOREIGN_CHARACTER: 30, Proof.KEY_NOT_BASE64: 15, Proof.ONLY_SERVER_FAILS: 30, Proof.SINCE_DEPLOYMENT: 25},
    why="The quotes belong to the syntax of a file or a shell. Here they reached the signer as part of the key.",
    fix="Store the key without the quotes, or let whatever parses the file remove them.",
    references=(OUR_ADVICE, APPLE_KEY_DOWNLOAD),
    check=_has(KeyDamage.QUOTES),
    harm=Harm.DEFEATS,
    voids=(KEY_DAMAGES, SECRET_MADE),
    speaks_of=(KEY_DAMAGES,),
    good=lambda: (_as_downloaded(),),
    bad=lambda: (
        Example("double quotes", _alone(lambda text: f'"{text}"')),
        Example("quotes and escaped line breaks", _alone(lambda text: f"'{_escape(text)}'")),
    ),
)

KEY_IS_BASE64_OF_PEM = Rule(
    id="key-is-base64-of-pem",
    title="the key's whole text is base64-encoded once more",
    question=Question.SIGNATURE,
    since="0.1",
    told_by={Proof.KEY_WITHOUT_PEM_LINES: 5},
    why="The file was encoded so that it fits on one line, but nothing decodes it before the signer reads it.",
    fix="Decode the base64 once before the key is used.",
    references=(OUR_ADVICE, APPLE_KEY_DOWNLOAD),
    check=_has(KeyDamage.BASE64_OF_PEM),
    harm=Harm.DEFEATS,
    voids=(KEY_DAMAGES, SECRET_MADE),
    speaks_of=(KEY_DAMAGES,),
    good=lambda: (_as_downloaded(),),
    bad=lambda: (Example("the file in base64", _alone(lambda text: b64encode(text.encode()).decode())),),
)

KEY_HAS_BYTE_ORDER_MARK = Rule(
    id="key-has-byte-order-mark",
    title="the key starts with a byte order mark",
    question=Question.SIGNATURE,
    since="0.1",
    why="An editor put an invisible mark in front of BEGIN. A parser that compares the line does not recognise it.",
    fix="Save the file as UTF-8 without a byte order mark.",
    references=(OUR_ADVICE, APPLE_KEY_DOWNLOAD),
    check=_has(KeyDamage.BYTE_ORDER_MARK),
    harm=Harm.DEFEATS,
    voids=(KEY_DAMAGES, SECRET_MADE),
    speaks_of=(KEY_DAMAGES,),
    good=lambda: (_as_downloaded(),),
    bad=lambda: (Example("saved by a Windows editor", _alone(lambda text: f"\ufeff{text}")),),
)

KEY_IS_INDENTED = Rule(
    id="key-is-indented",
    title="the key's lines are indented",
    question=Question.SIGNATURE,
    since="0.1",
    why="The indentation of a YAML or source file has become part of the key. A line that does not start with the dashes is not a BEGIN line.",
    fix="Start every line of the key in the first column; in YAML, use a | block and indent all lines by the same amount.",
    references=(SERVERPOD_TROUBLESHOOTING, OUR_ADVICE),
    check=_has(KeyDamage.INDENTED),
    harm=Harm.DEFEATS,
    voids=(KEY_DAMAGES, SECRET_MADE),
    speaks_of=(KEY_DAMAGES,),
    good=lambda: (_as_downloaded(),),
    bad=lambda: (Example("four spaces before every line", _alone(lambda text: indent(text, "    "))),),
)

KEY_IS_TRUNCATED = Rule(
    id="key-is-truncated",
    title="part of the key is missing",
    question=Question.SIGNATURE,
    since="0.1",
    told_by={Proof.KEY_LINES_DAMAGED: 30, Proof.KEY_CUT_SHORT: 40, Proof.KEY_REFUSED: 15},
    why="The text ends before the key does: a prompt or a setting that accepts one line keeps only the first. The rest cannot sign anything.",
    fix="Copy the whole .p8 file again, including its last line.",
    references=(AMPLIFY_DOCS_4678, SERVERPOD_TROUBLESHOOTING),
    check=_has(KeyDamage.TRUNCATED),
    harm=Harm.DEFEATS,
    voids=(KEY_DAMAGES, SECRET_MADE),
    speaks_of=(KEY_DAMAGES,),
    good=lambda: (_as_downloaded(),),
    bad=lambda: (
        Example("only the first line", _alone(lambda text: text.splitlines()[0])),
        Example("truncated in the middle", _alone(lambda text: text[:120])),
        Example("a line of base64 lost", _alone(lambda text: "\n".join(line for at, line in enumerate(text.splitlines()) if at != _LOST_LINE))),
    ),
)

RULES = (
    *(KEY_IS_TRUNCATED, KEY_HAS_BYTE_ORDER_MARK, KEY_HAS_QUOTES, KEY_IS_BASE64_OF_PEM, KEY_NEWLINES_ARE_ESCAPED),
    *(KEY_IS_INDENTED, KEY_IS_ON_ONE_LINE, KEY_LACKS_LINES, KEY_ARMOUR_IS_DAMAGED, KEY_BASE64_IS_DAMAGED),
)
