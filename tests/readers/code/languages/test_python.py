from __future__ import annotations

from tests.each import each
from tests.readers.code.shown import shown

from siwakit.readers.code.languages.python import Python

STRINGS = [
    ("\"a\" 'b'", '"ab"'),
    ('("a" "b"\n "c")', '"abc"'),
    (r'"\e \d \n \x41 \101 é\u00e9 \N{BULLET} \\"', r'"\\e \\d \n A A éé • \\"'),
    (r'"\ud83d\ude00"', '"😀"'),
    ('"a\\\nb"', '"ab"'),
    ('"""a\r\n b"""', r'"a\n b"'),
    (r'r"\n" rb"\n" b"\x41"', r'"\\n\\nA"'),
    ('""', '""'),
    ("f\"a{b}c{d.e['f']}\"", '(join "a" (name b) "c" (item (attr (name d) e) "f"))'),
    ('f"{{a}}" "{b}"', '"{a}{b}"'),
    ('f"{a}" "b" f"{c}"', '(join (name a) "b" (name c))'),
    ('f"{a!s}{b!r}"', "(join (name a) (call (name repr) (name b)))"),
    ('f"{a:02d}"', '(join (call (name format) (name a) "02d"))'),
    ('f"{a:{b}}"', "(join (call (name format) (name a) (join (name b))))"),
    ('f"{a=}"', '(join "a=" (call (name repr) (name a)))'),
    ('"%s.%s" % (a, b)', '(% "%s.%s" (list (name a) (name b)))'),
    ('"{}".format(a)', '(call (attr "{}" format) (name a))'),
]
VALUES = [
    ("0x1F_0", "496"),
    ("1_000", "1000"),
    ("15.5e3", "15500.0"),
    ("10L", "10"),
    ("1j", "(unread)"),
    ("[True, False, None, ...]", "(list true false none (unread))"),
    ('{"k": 1, **o, x: [*y, 2]}', '(map ("k" 1) *(name o) ((name x) (list *(name y) 2)))'),
    ("{1, 2}", "(list 1 2)"),
    ("()", "(list)"),
    ("a.b.c(1, *d, e=2, **f)", "(call (attr (attr (name a) b) c) 1 *(name d) e=2 *(name f))"),
    ("f(a for a in b)", "(call (name f) (unread (name a) (unread (name a) (name b))))"),
    ('a["b"][0]', '(item (item (name a) "b") 0)'),
    ("a[b, c]", "(item (name a) (list (name b) (name c)))"),
    ("a[:5]", "(item (name a) (call (name slice) none 5))"),
    ("a[1:]", "(item (name a) (call (name slice) 1 none))"),
    ("a[b::2]", "(item (name a) (call (name slice) (name b) none 2))"),
    ("await a.b()", "(call (attr (name a) b))"),
    ("1 + 2 * 3 // 4 ** -5", "(+ 1 (// (* 2 3) (** 4 (- 5))))"),
    ("a and not b or c", "(or (and (name a) (not (name b))) (name c))"),
    ("a < b <= c", "(and (< (name a) (name b)) (<= (name b) (name c)))"),
    ("a is None", "(== (name a) none)"),
    ("a is not None", "(not (== (name a) none))"),
    ("a not in b", "(not (in (name a) (name b)))"),
    ("a if b else c", "(choice (name b) (name a) (name c))"),
    ("lambda a, b=2, *c: a", "(fn (a b=2 _) (return (name a)))"),
    ("lambda: 0", "(fn () (return 0))"),
    ("a[(b := c)]", "(item (name a) (steps (assign (name b) (name c))))"),
]
STATEMENTS = [
    ("a = b", "(assign (name a) (name b))"),
    ("a: int = 1", "(assign (name a) 1)"),
    ("a: int", "(declare (name a))"),
    ("a, b = c", "(assign ((name a) (name b)) (name c))"),
    ("(a, b), [c] = d", "(assign ((list (name a) (name b)) (list (name c))) (name d))"),
    ("a = b = 1", "(assign (name a) (steps (assign (name b) 1)))"),
    ("a.b['c'] = 1", '(assign (item (attr (name a) b) "c") 1)'),
    ("a += 1", "(assign+ (name a) 1)"),
    ("a //= 2", "(assign// (name a) 2)"),
    ("print a, b", "(call (name print) (name a) (name b))"),
    ("del a; pass; assert b; raise c()", "(name b)\n(call (name c))"),
    ("import a.b, c.d as e", '(import "a" ("" a))\n(import "c.d" ("" e))'),
    ("from a.b import c, d as e", '(import "a.b" (c c) (d e))'),
    ("from .a import (b)", '(import ".a" (b b))'),
    ("from a import *", '(import "a" (* *))'),
    ("from __future__ import annotations", ""),
    ("type A = int", ""),
    ("# a", ""),
]
BODIES = [
    ("if a: b\nelif c: d\nelse: e", "(branch (name a) ((name b)) ((branch (name c) ((name d)) ((name e)))))"),
    ("if a: b", "(branch (name a) ((name b)) ())"),
    ("try: a\nexcept B as c: d\nexcept E: f\nelse: g\nfinally: h", "(branch _ ((name a) (name g)) ((name d)) ((name f)))\n(name h)"),
    ("with a() as b, c: d", "(block (assign (name b) (call (name a))) (name c) (name d))"),
    ("async with a() as (b, c): d", "(block (assign ((name b) (name c)) (call (name a))) (name d))"),
    ("for a, b in c(): d\nelse: e", "(block (assign ((name a) (name b)) (item (call (name c)) (unread))) (name d) (name e))"),
    ("while a: b", "(block (name a) (name b))"),
    ('match a:\n  case "b" | 1: c\n  case _: d', '(branch (or (== (name a) "b") (== (name a) 1)) ((name c)) ((name d)))'),
    ("match a:\n  case -1: b\n  case c if d: e", "(branch (unread (name a)) ((name b)) ((branch (unread (name a)) ((name e)) ())))"),
    ("match a:\n  case _ if b: c", "(branch (unread (name a)) ((name c)) ())"),
    ("def f(a, b: int = 1, *c, d, e=2, **g) -> int:\n  return a", "(def f (a b=1 _ d e=2 _) (return (name a)))"),
    ("def f(a, /, b, *, c): yield a", "(def f (a b c) (name a))"),
    ("async def f(): return", "(def f () (return))"),
    ("@a.b('c')\ndef f(): pass", "(def f ())"),
    (
        "@a\nclass A(B):\n  c: str\n  d: int = 1\n  def e(self, f): self.c = f",
        "(type A (declare (name c)) (assign (name d) 1) (def e (f) (assign (attr (name self) c) (name f))))",
    ),
    (
        "class A:\n  @classmethod\n  def b(cls): return cls(cls.c)",
        "(type A (def b () (return (call (name A) (attr (name A) c)))))",
    ),
]


@each("source, expected", STRINGS)
def test_a_string_is_what_python_makes_of_it(source: str, expected: str):
    assert shown(Python, source) == expected


@each("source, expected", VALUES)
def test_a_value_is_in_the_common_tree(source: str, expected: str):
    assert shown(Python, source) == expected


@each("source, expected", STATEMENTS)
def test_a_statement_is_in_the_common_tree(source: str, expected: str):
    assert shown(Python, source) == expected


@each("source, expected", BODIES)
def test_a_statement_with_a_body_is_in_the_common_tree(source: str, expected: str):
    assert shown(Python, source) == expected


def test_a_long_chain_of_alternatives_loses_its_conditions_and_no_body():
    source = "if a: b\n" + "elif c: d\n" * 100
    assert shown(Python, source) == f"(branch _ ((name b)){' ((name d))' * 100} ())"


def test_a_long_chain_of_comparisons_is_not_nested():
    assert shown(Python, "a" + " < a" * 100).startswith("(unread (< ")


PROPERTIES = [
    ("@property", "(type A (property b () (return (name c))))"),
    ("@functools.cached_property", "(type A (property b () (return (name c))))"),
    ("@staticmethod", "(type A (def b () (return (name c))))"),
]


@each("decorator, expected", PROPERTIES)
def test_a_property_is_read_without_a_call(decorator: str, expected: str):
    assert shown(Python, f"class A:\n    {decorator}\n    def b(self): return c") == expected
