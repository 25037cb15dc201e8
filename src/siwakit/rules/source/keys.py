"""Rules about source code that damages a key on its way to the signer."""

from __future__ import annotations

from collections.abc import Callable

from siwakit import samples
from siwakit.evidence.parts import SOURCE
from siwakit.evidence.source import KEY_PLACE, Source
from siwakit.rules.model import Example, Fail, Harm, Outcome, Question, Rule, on
from siwakit.sources import APPLE_KEY_DOWNLOAD, INFERENCE


@on(SOURCE)
def _joins_lines(source: Source) -> Outcome:
    if not source.joins_key_lines:
        return None
    why = "the library that reads the key finds its BEGIN line only on a line of its own"
    return Fail(KEY_PLACE, "the key without its line breaks", "the text of the .p8 file, line by line", why)


def _with(source: Source) -> Callable[[samples.Scenario], samples.Scenario]:
    return lambda scenario: scenario.configured(source=source)


KEY_LINES_JOINED = Rule(
    id="key-line-breaks-removed-in-code",
    title="the code removes the line breaks of the key",
    question=Question.SIGNATURE,
    since="0.1",
    why=(
        "A .p8 file is read line by line: OpenSSL (Node, PHP, Ruby) and Go do not find a key whose BEGIN line is joined to the rest, and make no "
        "signature. An environment variable that contains \\n as two characters needs real line breaks instead, not none."
    ),
    fix=(
        "Replace each \\n by a line break instead of nothing, or pass the key as it is in the file. To import the key as DER, remove the BEGIN and "
        "END lines as well and decode the base64."
    ),
    references=(APPLE_KEY_DOWNLOAD, INFERENCE),
    check=_joins_lines,
    harm=Harm.DEFEATS,
    good=lambda: (Example("source code that passes the key as it is", _with(Source())),),
    bad=lambda: (Example("the line breaks removed", _with(Source(joins_key_lines=True))),),
)

RULES = (KEY_LINES_JOINED,)
