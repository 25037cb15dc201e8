from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from tests.each import check_each, each
from tests.readers.code.shown import everything, lower, shown, sources, unread

from siwakit.readers.code import languages, tree
from siwakit.readers.code.languages.csharp import CSharp
from siwakit.readers.code.languages.dart import Dart
from siwakit.readers.code.languages.elixir import Elixir
from siwakit.readers.code.languages.go import Go
from siwakit.readers.code.languages.java import Java
from siwakit.readers.code.languages.javascript import JavaScript
from siwakit.readers.code.languages.kotlin import Kotlin
from siwakit.readers.code.languages.lowering import Lowering
from siwakit.readers.code.languages.php import Php
from siwakit.readers.code.languages.powershell import PowerShell
from siwakit.readers.code.languages.python import Python
from siwakit.readers.code.languages.ruby import Ruby
from siwakit.readers.code.languages.rust import Rust
from siwakit.readers.code.languages.scala import Scala
from siwakit.readers.code.languages.swift import Swift
from siwakit.readers.code.languages.typescript import TypeScript

# What the snippets and reports contain that has no counterpart in the common tree and no meaning for a client_secret or a request.
LEFT_OUT = ("super", "...", "typeof ", "sig[", "iota", "for (var i")
NESTED = ("[", "{", "a(", "x = [", "if a {", "-", "f(a, {", '"${')
BROKEN = [
    (Python, "a = f(b ? c)"),
    (Python, "a = {'b': 1, ? 'c': 2}"),
    (Python, "def f():\n    return b c"),
    (Ruby, "a = {b: 1, ? => c: 2}"),
    (Php, "<?php $a = ['b' => 1, ?? 'c' => 2];"),
    (Php, "<?php function f() { return $a ? $b; }"),
    (JavaScript, "const a = {b: c, ...\n d: e};"),
    (JavaScript, "a = b ? c;"),
    (Go, "func f() {\n\ta, b := 1, 61 ? 67\n}"),
]
DECLARED = {
    CSharp: "var {} = {};",
    Dart: "final {} = {};",
    Elixir: "{} = {}",
    Go: "{} := {}",
    Java: "long {} = {};",
    JavaScript: "const {} = {};",
    Kotlin: "val {} = {}",
    Php: "${} = {};",
    PowerShell: "${} = {}",
    Python: "{} = {}",
    Ruby: "{} = {}",
    Rust: "let {} = {};",
    Scala: "val {} = {}",
    Swift: "let {} = {}",
    TypeScript: "const {}: number = {};",
}
# What is an error in every language, because something stands before, behind or inside the value.
WITH_JUNK = ("61 ? 67", "61 @ 67", "61 ?? ?? 67", "61 ... ? 67", "(61 ? 67)", "f(61 ?? ?)", "61 + ? 67", "61 § 67", "61 =) 67", "? ] 61")
BODIES = {
    Elixir: "def f() do\n  {}\nend\n",
    Go: "func f() {{\n  {}\n}}\n",
    JavaScript: "function f() {{\n  {}\n}}\n",
    Kotlin: "fun f() {{\n  {}\n}}\n",
    Php: "function f() {{\n  {}\n}}\n",
    PowerShell: "function f {{\n  {}\n}}\n",
    Python: "def f():\n  {}\n",
    Ruby: "def f\n  {}\nend\n",
    Rust: "fn f() {{\n  {}\n}}\n",
    Swift: "func f() {{\n  {}\n}}\n",
    TypeScript: "function f() {{\n  {}\n}}\n",
}


def _languages() -> Iterator[type[Lowering]]:
    for module in pkgutil.iter_modules(languages.__path__, f"{languages.__name__}."):
        for kind in vars(importlib.import_module(module.name)).values():
            if isinstance(kind, type) and issubclass(kind, Lowering) and kind.__module__ == module.name and kind.names:
                yield kind


LANGUAGES = list(_languages())
WITH_SOURCES = [language for language in LANGUAGES if sources(*language.endings)]


@pytest.mark.parametrize("language", WITH_SOURCES)
def test_nothing_in_a_realistic_source_is_unread(language: type[Lowering]):
    paths = sources(*(ending for ending in language.endings if ending != "jsx"))
    texts = {path.name: unread(language, path.read_text("utf-8")) for path in paths}
    left = {name: [text for text in found if not text.startswith(LEFT_OUT) and "{...}" not in text] for name, found in texts.items()}
    assert {name: found for name, found in left.items() if found} == {}


@pytest.mark.parametrize("language", WITH_SOURCES)
def test_a_source_that_ends_early_is_read(language: type[Lowering]):
    texts = [path.read_text("utf-8") for path in sources(*language.endings)]
    check_each([text[:end] for text in texts for end in range(0, len(text), 97)], lambda text: lower(language, text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_nesting_without_end_is_read(language: type[Lowering]):
    check_each(["(" * 200_000, *(opening * 5_000 for opening in NESTED)], lambda text: lower(language, text))


@each("language, source", BROKEN)
def test_a_value_with_a_syntax_error_in_it_is_unread(language: type[Lowering], source: str):
    assert "(unread" in shown(language, source)


def _declared(language: type[Lowering], value: str) -> str:
    """Return three declarations, of a, b and c, with *value* as that of b."""
    opening = "<?php\n" if language is Php else ""
    return opening + "\n".join(DECLARED[language].format(*pair) for pair in (("a", "5"), ("b", value), ("c", "7"))) + "\n"


def _values(language: type[Lowering], source: str) -> dict[str, tree.Expression | None]:
    """Return what is assigned in *source*, by the name of the variable."""
    found = [node for node in everything(lower(language, source)) if isinstance(node, tree.Assign)]
    return {node.targets[0].name: node.value for node in found if node.targets and isinstance(node.targets[0], tree.Name)}


def _numbers(language: type[Lowering], source: str) -> dict[str, float]:
    return {name: value.value for name, value in _values(language, source).items() if isinstance(value, tree.Number)}


@each("language", DECLARED)
def test_what_a_syntax_error_hides_is_no_other_value(language: type[Lowering]):
    check_each(WITH_JUNK, lambda value: _is_unread(language, _declared(language, value)))


@each("language", BODIES)
def test_what_a_syntax_error_hides_in_a_function_is_no_other_value(language: type[Lowering]):
    start, _, end = BODIES[language].format("{}").partition("{}")
    for behind in (end, ""):
        check_each(WITH_JUNK, lambda value, behind=behind: _is_unread(language, _in_function(language, value, start, behind)))


def _in_function(language: type[Lowering], value: str, start: str, end: str) -> str:
    declared = _declared(language, value)
    return declared.replace("<?php\n", f"<?php\n{start}") + end if language is Php else start + declared + end


def _is_unread(language: type[Lowering], source: str) -> None:
    assert not {61, 67} & set(_numbers(language, source).values())


@each("language", DECLARED)
def test_a_syntax_error_leaves_the_other_statements(language: type[Lowering]):
    numbers = _numbers(language, _declared(language, "f(61, ? 67)"))
    assert {"a": 5}.items() <= numbers.items()


@each("language", DECLARED)
def test_what_is_before_the_cut_end_is_read(language: type[Lowering]):
    whole = _declared(language, '"c"')
    assert _numbers(language, whole[: whole.rindex("7")])["a"] == 5


CUT = [
    (JavaScript, "const a = f({b: 1, c: 2,\n"),
    (Python, "a = f({'b': 1, 'c': 2,\n"),
    (Ruby, "a = f({b: 1, c: 2,\n"),
    (Ruby, "a = f(b, 2"),
    (Php, "<?php $a = f(['b' => 1, 'c' => 2"),
    (Kotlin, 'val a = f(mapOf("b" to 1, "c" to 2)'),
    (Swift, "let a = f(b: 1, c: 2"),
    (Go, 'a := f(map[string]any{"b": 1, "c": 2'),
    (Java, "var a = f(1, 2"),
    (CSharp, 'var a = new B { C = 1, D = "e"'),
    (Dart, "final g = f({'b': 1, 'c': 2});\nfinal a = h({'b': 1, 'c': 2"),
    (Rust, "let a = f(B { c: 1, d: 2"),
    (PowerShell, "$a = f @{ b = 1; c = 2"),
    (Python, "a = 'b"),
    (JavaScript, "a = 'b"),
]


@each("language, source", CUT)
def test_a_value_whose_end_is_missing_is_not_read_as_a_whole_one(language: type[Lowering], source: str):
    value = _values(language, source).get("a")
    assert not isinstance(value, tree.Call | tree.Mapping | tree.Text)


MEMBERS = [
    (CSharp, "private readonly string a;\npublic B(C c) { a = c.D; }\npublic string E { get; set; }\npublic string F() => g(a, 61);"),
    (Dart, "static String f(String a) {\n  return g(a, 61);\n}"),
    (Java, "private final B a;\npublic C(B a) { this.a = a; }\nString f() { return g(a, 61); }"),
    (JavaScript, "async f() {\n  return g(this.a, 61);\n}\n\nget a() { return 1; }"),
    (Kotlin, "init { h() }\nconstructor(a: String) : this(a, 1)\nfun f(): String = g(a, 61)"),
    (Php, "public function f(string $a): string\n{\n    return g($a, 61);\n}\nprivate $a = 1;"),
    (TypeScript, "constructor(private readonly a: B) {}\n\n@Post('c')\nasync f(@Body() body: any) {\n  return g(this.a, 61);\n}"),
]
STATEMENTS = [
    (CSharp, "using B;\nvar a = g(61);\nif (a) { h(a); }\nreturn a;"),
    (Dart, "final a = await g(61);\nh(a);"),
    (Elixir, "a = g(61)\nh(a)"),
    (Go, 'a, err := g(61)\nif err != nil {\n\treturn "", err\n}'),
    (Java, "import b.C;\n\nString a = g(61);\nif (a) { h(a); }\nreturn a;"),
    (JavaScript, "const a = await g(61);\nreturn a;"),
    (Kotlin, "val a = g(61)\nh(a)"),
    (Php, "use B\\C;\n$a = g(61);\nreturn $a;"),
    (PowerShell, "$a = g 61\nreturn $a"),
    (Python, "    a = g(61)\n    return a"),
    (Python, "a = g(61)\n    b = h(a)\n    return b"),
    (Ruby, "  a = g(61)\n  h(a)"),
    (Rust, "let a = g(61)?;\nh(&a).await?;"),
    (Scala, "val a = g(61)\nh(a)"),
    (Swift, "let a = try g(61)\nh(a)"),
    (TypeScript, "const a: B = await g(61);\nreturn a;"),
]


@each("language, source", MEMBERS)
def test_the_members_of_a_class_are_read_without_it(language: type[Lowering], source: str):
    program = lower(language, source)
    (function,) = [node for node in everything(program) if isinstance(node, tree.Function) and node.name in {"f", "F"}]
    (returned,) = [statement.value for statement in function.body if isinstance(statement, tree.Return)]
    assert isinstance(returned, tree.Call)
    number = returned.arguments[1].span
    assert source[number.start - program.shift : number.end - program.shift] == "61"


@each("language, source", STATEMENTS)
def test_the_inside_of_a_function_is_read_without_it(language: type[Lowering], source: str):
    program = lower(language, source)
    assert all(isinstance(statement, tree.Import | tree.Assign | tree.Evaluate | tree.Branch | tree.Return) for statement in program.body)
    assert isinstance(_values(language, source)["a"], tree.Call)


@each("language, source", MEMBERS)
def test_what_the_members_of_a_class_leave_open_is_not_closed(language: type[Lowering], source: str):
    cut = source[: source.index("61")]
    returned = [node.value for node in everything(lower(language, cut)) if isinstance(node, tree.Return)]
    assert not any(isinstance(value, tree.Call) and value.function == tree.Name(name="g", span=value.function.span) for value in returned)


@each(
    "language, source",
    [
        (Kotlin, "val a = 5\nval b = c[\n"),
        (Dart, "final a = const (('c'); B d = new E.ffinalg);"),
    ],
)
def test_what_lacks_a_part_that_the_grammar_always_has_is_unread(language: type[Lowering], source: str):
    assert "(unread" in shown(language, source)
