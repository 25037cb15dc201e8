"""Commands about text: echo, printf, cat, tr, sed, base64 and their like.

The output of a command is a value without the line end behind it: `$(…)` drops it, and Apple does not mind one behind JSON. What is only changed
from base64 to base64url is recognised by the command that does it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from siwakit.patterns import pattern
from siwakit.readers.code.arithmetic import calculate
from siwakit.readers.code.libraries.encodings import BASES, encode, made_string, respelled
from siwakit.readers.code.libraries.shell.words import INPUT, file_note, file_of, input_of, letters_of, plain_words
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.tree import Name
from siwakit.readers.code.values import MARK, Encoded, Known, Reference, Unknown, Value, known, text_of

if TYPE_CHECKING:
    from siwakit.readers.code.evaluation import Evaluation
    from siwakit.readers.code.scope import Scope
    from siwakit.readers.code.tree import Call

TEXT = Library()
_function = TEXT.function
TEXT.functions["made-string:"] = made_string
_FIELD = pattern(r"(?s)%(%|[-0-9.]*[sdibqu])|\\(.)")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}
_SETS = {"[:space:]": " \t\n\r\v\f", "[:blank:]": " \t", "\\n": "\n", "\\r": "\r", "\\t": "\t", "\\\\": "\\"}
_SET = pattern(r"\[:[a-z]+:\]|\\.|(?s:.)")
_MOST_REPEATS = 20


def _pipe(run: Evaluation, node: Call, scope: Scope) -> Value:
    """Return the output of the last of several commands, each of which reads the output of the one before."""
    outer, value = run.notes.get(INPUT), Unknown(span=node.span)
    found: Value = value
    for number, argument in enumerate(node.arguments):
        if number:
            run.notes[INPUT] = found
        found = run.evaluate(argument.value, scope)
    run.notes.pop(INPUT, None)
    if outer is not None:
        run.notes[INPUT] = outer
    return found


def _to_file(run: Evaluation, node: Call, scope: Scope) -> Value:
    """Remember the output of a command as the content of a file."""
    command, file = (argument.value for argument in node.arguments)
    value, note = run.evaluate(command, scope), file_note(run.marks.mark(run.evaluate(file, scope)))
    before = run.notes.get(note) if node.function == Name(name=">>", span=node.function.span) else None
    run.notes[note] = run.join((before, value), node.span) if before is not None else value
    return Known(value="", span=node.span)


@_function("<(")
def _substituted(given: Given) -> Value | None:
    """Return the name of a file that has the output of a command."""
    name = given.known(f"/dev/fd/{given.span.start}")
    if (output := given.get(0)) is not None:
        given.run.notes[file_note(given.run.marks.mark(name))] = output
    return name


TEXT.special["|"] = _pipe
TEXT.special |= {">": _to_file, ">>": _to_file}


@_function("echo", "print")
def _echo(given: Given) -> Value | None:
    """Return the words behind the options, with a space between them."""
    words = list(given.arguments)
    while words and text_of(words[0]) in {"-n", "-e", "-E", "-ne", "-en", "-r", "--"}:
        words.pop(0)
    if given.has_more:
        return None
    if len(words) == 1:
        return words[0]
    space = given.known(" ")
    return given.run.join([part for word in words for part in (space, word)][1:], given.span)


@_function("printf")
def _printf(given: Given) -> Value | None:
    """Return the format with its fields filled in; it is used again as long as there are words."""
    words = list(given.arguments)
    if words and text_of(words[0]) == "--":
        words.pop(0)
    layout = known(words.pop(0)) if words else None
    if not isinstance(layout, str) or given.has_more:
        return None
    count, parts = len(words), list(_filled(given, layout, words))
    for _ in range(_MOST_REPEATS if len(words) < count else 0):
        parts += _filled(given, layout, words) if words else ()
    last = text_of(parts[-1]) if parts else None
    if last is not None and last.endswith("\n"):
        parts[-1:] = [given.known(last.rstrip("\n"))] if last.rstrip("\n") else []
    return parts[0] if len(parts) == 1 else given.run.join(parts, given.span)


def _filled(given: Given, layout: str, words: list[Value]) -> Iterator[Value]:
    """Yield the parts of *layout*, and take one of *words* for each field."""
    start = 0
    for match in _FIELD.finditer(layout):
        literal = layout[start : match.start()]
        start = match.end()
        if match[2]:
            literal += _ESCAPES.get(match[2], match[2] if match[2] in "\\\"'" else match[0])
        elif match[1] == "%":
            literal += "%"
        if literal:
            yield given.known(literal)
        if match[1] and match[1] != "%":
            yield words.pop(0) if words else given.known("")
    if layout[start:]:
        yield given.known(layout[start:])


@_function("cat")
def _cat(given: Given) -> Value | None:
    """Return what is read, or the content of a file."""
    files = list(plain_words(given.arguments))
    if not files or text_of(files[0]) == "-":
        return input_of(given)
    return file_of(given, files[0]) if len(files) == 1 else None


@_function("tee", "pbcopy", "xargs:", "cat:")
def _tee(given: Given) -> Value | None:
    """Return what is read, which is also the content of a file."""
    value = input_of(given)
    for name in plain_words(given.arguments):
        if value is not None:
            given.run.notes[file_note(given.run.marks.mark(name))] = value
    return value


# Encodings.


@_function("base64", "gbase64", "b64encode")
def _base64(given: Given) -> Value | None:
    """Return what is read, or the content of a file, in base64; -d decodes."""
    files = [value for value in plain_words(given.arguments) if not (text_of(value) or "").isdigit()]
    value = input_of(given) if not files or text_of(files[0]) == "-" else file_of(given, files[0])
    is_decoded = bool({"d", "D"} & set(letters_of(given.arguments))) or any(text_of(word) == "--decode" for word in given.arguments)
    return decoded(value) if is_decoded else encode("base64", value, given.span)


@_function("basenc", "base64url", "b64url", "base64-url")
def _basenc(given: Given) -> Value | None:
    """Return what is read in base64url."""
    options = [text_of(word) or "" for word in given.arguments]
    if given.words.endswith("basenc") and "--base64url" not in options:
        return encode("base64", input_of(given), given.span) if "--base64" in options else None
    return decoded(input_of(given)) if {"-d", "--decode"} & set(options) else encode("base64url", input_of(given), given.span)


def decoded(value: Value | None) -> Value | None:
    """Return what *value*, which is in base64, contains."""
    return value.of if isinstance(value, Encoded) and value.encoding in BASES else Unknown(name="decoded text")


@_function("tr")
def _tr(given: Given) -> Value | None:
    """Return what is read with some characters replaced or deleted; in base64 that makes it base64url."""
    value = input_of(given)
    sets = [text for word in given.arguments if (text := text_of(word)) is not None and not (text.startswith("-") and text[1:].isalpha())]
    letters = letters_of(tuple(word for word in given.arguments if (text_of(word) or "-+/")[1:].isalpha()))
    if isinstance(value, Encoded):
        return value if value.encoding == "json" else _respelled(value, [given.known(text) for text in sets])
    text = known(value)
    if not isinstance(text, str) or value is None or not sets or "c" in letters or "C" in letters:
        return None
    first, second = _members(sets[0]), _members(sets[1]) if len(sets) > 1 else ""
    if "d" in letters:
        table: dict[int, str] = dict.fromkeys(map(ord, first), "")
    elif second and "s" not in letters:
        table = {ord(old): second[min(place, len(second) - 1)] for place, old in enumerate(first)}
    else:
        return None
    return Known(value=_outside_marks(text, table), span=value.span)


def _members(text: str) -> str:
    return "".join(_SETS.get(part, part) for part in _SET.findall(text))


def _outside_marks(text: str, table: dict[int, str]) -> str:
    marks, pieces = [match[0] for match in MARK.finditer(text)], [piece.translate(table) for piece in _between_marks(text)]
    return "".join(part for pair in zip(pieces, [*marks, ""], strict=True) for part in pair)


def _between_marks(text: str) -> Iterator[str]:
    start = 0
    for match in MARK.finditer(text):
        yield text[start : match.start()]
        start = match.end()
    yield text[start:]


@_function("sed", "gsed", "awk", "cut", "head", "tail", "fold", "paste", "xargs", "perl", "rev", "grep", "strings", "xxd", "od", "hexdump", "fmt")
def _changed(given: Given) -> Value | None:
    """Return text in base64 as base64url, because nothing changes it for another reason; anything else is not followed."""
    value = input_of(given)
    if not isinstance(value, Encoded) or value.encoding not in BASES or given.words in {"xxd", "od", "hexdump"}:
        return None
    scripts = [word for word in given.arguments if not (text_of(word) or "").startswith("-")]
    return _respelled(value, scripts if given.words in {"sed", "gsed"} else [Unknown()])


def _respelled(value: Encoded, words: Iterable[Value]) -> Value | None:
    return respelled(value, words) if value.encoding in BASES else Unknown(name="text", span=value.span)


# Other commands.


@_function("sudo", "env", "command", "exec", "time", "nohup", "builtin")
def _prefixed(given: Given) -> Value | None:
    """Return what the command behind a prefix prints."""
    words = list(given.arguments)
    while words and ("=" in (text_of(words[0]) or "") or (text_of(words[0]) or "").startswith("-")):
        words.pop(0)
    name = text_of(words[0]) if words else None
    if name is None:
        return None
    call = Given(
        run=given.run,
        arguments=tuple(words[1:]),
        named=given.named,
        receiver=None,
        span=given.span,
        has_more=given.has_more,
        words=name,
    )
    return given.run.call(Reference(path=name, span=given.span), call)


@_function("expr")
def _expr(given: Given) -> Value | None:
    """Return a sum: `expr $a + 60`."""
    words = given.arguments
    if not words or len(words) % 2 == 0:
        return None
    total = words[0]
    for operator, operand in zip(words[1::2], words[2::2], strict=True):
        sign = text_of(operator)
        if sign not in {"+", "-", "*", "/"} or (sign in {"*", "/"} and total is not words[0]):
            return None
        total = calculate(given.run, sign, (total, operand), given.span)
    return total


@_function("bc")
def _bc(given: Given) -> Value | None:
    """Return a sum that is read: `echo "$a + 60" | bc`."""
    value = input_of(given)
    text = known(value)
    if not isinstance(text, str):
        return None
    words = tuple(Known(value=word, span=given.span) for word in text.split())
    return _expr(Given(run=given.run, arguments=words, named={}, receiver=None, span=given.span))
