from __future__ import annotations

from tests.each import each
from tests.readers.code.shown import shown

from siwakit.readers.code.languages.php import Php, PhpFragment

STRINGS = [
    (r"'a\'b\\c\n$d'", r'''"a'b\\c\\n$d"'''),
    (r'"a\n\$\x41\101\u{1F600}\e\q"', r'"a\n$AA😀\u001b\\q"'),
    ("'a\r\nb'", r'"a\nb"'),
    ('""', '""'),
    (
        "\"a$b[c] $d->e {$f['g']} {$h[I]} ${j}\"",
        '(join "a" (item (name b) "c") " " (attr (name d) e) " " (item (name f) "g") " " (item (name h) (name I)) " " (name j))',
    ),
    ('"{$a->b()}"', "(join (call (attr (name a) b)))"),
    ("'a' . $b . \"c\" . 1", '(join "a" (name b) "c" 1)'),
    ("$a . ('b' . $c)", '(join (name a) "b" (name c))'),
    ("'a' . 'b'\n . 'c'", '"abc"'),
    ("<<<A\n b {$c}\n\\n\nA", r'(join " b " (name c) "\n\n")'),
    ("<<<A\n  b\n\n    $c\n  A", r'(join "b\n\n  " (name c))'),
    ("<<<'A'\n  b$c\\n\n  A . 'd'", r'"b$c\\nd"'),
    ('<<<"A"\nA', '""'),
    ("<<<A\r\nb\r\nc\r\nA", r'"b\nc"'),
]
VALUES = [
    ("[0x1F, 1_000, .5, TRUE, false, null, 0777]", "(list 31 1000 0.5 true false none (unread))"),
    ("['a' => 1, $b => 2, 3, ...$c]", '(map ("a" 1) ((name b) 2) (2 3) *(name c))'),
    ("array(1, [2], ...$a)", "(list 1 (list 2) *(name a))"),
    ("[]", "(list)"),
    ("$a['b'][0]", '(item (item (name a) "b") 0)'),
    ("$a->b?->c", "(attr (attr (name a) b) c)"),
    ("$this->a + $b::C", "(+ (attr (name self) a) (attr (name b) C))"),
    ("A::B . A::$c . A::class", '(join (attr (name A) B) (attr (name A) c) "A")'),
    (r"\A\B::c(\time())", "(call (attr (attr (name A) B) c) (call (name time)))"),
    ("!$a && $b || $c", "(or (and (not (name a)) (name b)) (name c))"),
    ("$a === $b ?? $c", "(?? (== (name a) (name b)) (name c))"),
    ("$a ? $b : $c", "(choice (name a) (name b) (name c))"),
    ("$a ?: $b", "(or (name a) (name b))"),
    ("(int) $a . (string) $b . (array) $c", "(join (call (name intval) (name a)) (call (name strval) (name b)) (name c))"),
    ("@a((b()))", "(call (name a) (call (name b)))"),
    ("match($a) { 'b', 'c' => 1, default => 2 }", '(choice (or (== (name a) "b") (== (name a) "c")) 1 2)'),
    ("match(true) { $a > 1 => 1 }", "(choice (> (name a) 1) 1 (unread))"),
    ("$$a", "(unread (name a))"),
]
CALLS = [
    ("a(1, b: $c, ...$d)", "(call (name a) 1 b=(name c) *(name d))"),
    ("$a->b(1)?->c()", "(call (attr (call (attr (name a) b) 1) c))"),
    ("$a->$b()", "(call (item (name a) (name b)))"),
    ("new A(1)", "(new (name A) 1)"),
    (r"new \A\B", "(new (attr (name A) B))"),
    ("compact('a', 'b')", '(map ("a" (name a)) ("b" (name b)))'),
    ("function ($a, &$b, $c = 1) use ($d) { return $d; }", "(fn (a b c=1) (return (name d)))"),
    ("fn(int ...$a) => $a", "(fn (_) (return (name a)))"),
    ("a(...)", "(name a)"),
    ("$a->b(...)", "(attr (name a) b)"),
    ("require 'a.php'", '(call (name require) "a.php")'),
    ("echo $a, 'b'", '(call (name echo) (name a) "b")'),
    ("throw new A('b')", '(new (name A) "b")'),
]
STATEMENTS = [
    ("$a = $b = 1;", "(assign (name a) (steps (assign (name b) 1)))"),
    ("$a->b = 1; $a['b'] = 2; $a[] = 3;", '(assign (attr (name a) b) 1)\n(assign (item (name a) "b") 2)\n(assign+ (name a) (list 3))'),
    ("[$a, [$b]] = $c;", "(assign ((name a) (list (name b))) (name c))"),
    ("list(, $a) = $b;", "(assign ((unread) (name a)) (name b))"),
    ("['a' => $b] = $c;", '(assign (name b) (item (name c) "a"))'),
    ("$a .= 'b' . $c; $a ??= 1; $a += 2;", '(assign (name a) (join (name a) "b" (name c)))\n(assign?? (name a) 1)\n(assign+ (name a) 2)'),
    ("$a++; --$b;", "(assign+ (name a) 1)\n(assign- (name b) 1)"),
    ("$a = &$b;", "(assign (name a) (name b))"),
    ("const A = 1, B = 2; define('C', 3);", "(assign (name A) 1)\n(assign (name B) 2)\n(assign (name C) 3)"),
    (
        "if ($a) { b(); } elseif ($c) d(); else { e(); }",
        "(branch (name a) ((call (name b))) ((branch (name c) ((call (name d))) ((call (name e))))))",
    ),
    ("if ($a): b(); else: c(); endif;", "(branch (name a) ((call (name b))) ((call (name c))))"),
    (
        "switch ($a) { case 1: case 2: b(); break; default: c(); }",
        "(branch (or (== (name a) 1) (== (name a) 2)) ((call (name b))) ((call (name c))))",
    ),
    ("switch ($a) { case 1: b(); break; case 2: default: c(); }", "(branch (== (name a) 1) ((call (name b))) ((call (name c))))"),
    ("try { a(); } catch (B | C $d) { e(); } finally { f(); }", "(branch _ ((call (name a))) ((call (name e))))\n(call (name f))"),
    ("foreach ($a as $b => $c) d();", "(block (assign (name b) (unread)) (assign (name c) (item (name a) (unread))) (call (name d)))"),
    ("foreach (a() as [$b, $c]): endforeach;", "(block (assign ((name b) (name c)) (item (call (name a)) (unread))))"),
    ("for ($a = 0; $a < 1; $a++) b();", "(block (assign (name a) 0) (< (name a) 1) (assign+ (name a) 1) (call (name b)))"),
    ("do { a(); } while ($b);", "(block (call (name a)) (name b))"),
    ("declare(strict_types=1); global $a; unset($a); // b\n # c", ""),
    ("return;", "(return)"),
    (
        "use A\\B; use A\\{C, D\\E as F}; use function G\\h;",
        r"""(import "A" (B B))
(import "A" (C C))
(import "A\\D" (E F))
(import "G" (h h))""",
    ),
    ("namespace A { b(); }", "(call (name b))"),
]
DEFINITIONS = [
    ("function a(string $b, ?int $c = 1, ...$d): string { static $e = 0; return $b; }", "(def a (b c=1 _) (assign (name e) 0) (return (name b)))"),
    (
        "final class A extends B { use C; const D = 1; private const string E = 'e'; public static ?int $f, $g = 2; }",
        '(type A (assign (name D) 1) (assign (name E) "e") (declare (name f)) (assign (name g) 2))',
    ),
    (
        "class A { function __construct(private readonly string $b, $c = 1) { $this->d = $c; } abstract function e(); }",
        "(type A (def __construct (b c=1) (assign (attr (name self) b) (name b)) (assign (attr (name self) d) (name c))))",
    ),
    (
        "class A { static function b() { return new self(static::C, self::$d); } }",
        "(type A (def b () (return (new (name A) (attr (name A) C) (attr (name A) d)))))",
    ),
    ("enum A: string { case B = 'b'; case C; }", '(type A (assign (name B) "b") (declare (name C)))'),
    ("interface A { const B = 1; function c(); } trait D { function e() {} }", "(type A (assign (name B) 1))\n(type D (def e ()))"),
    ("#[A(b())] function c() {}", "(def c ())"),
]


@each("source, expected", STRINGS)
def test_a_string_is_what_php_makes_of_it(source: str, expected: str):
    assert shown(Php, f"<?php {source};") == expected


@each("source, expected", VALUES)
def test_a_value_is_in_the_common_tree(source: str, expected: str):
    assert shown(Php, f"<?php {source};") == expected


@each("source, expected", CALLS)
def test_a_call_is_in_the_common_tree(source: str, expected: str):
    assert shown(Php, f"<?php {source};") == expected


@each("source, expected", STATEMENTS)
def test_a_statement_is_in_the_common_tree(source: str, expected: str):
    assert shown(Php, f"<?php {source}") == expected


@each("source, expected", DEFINITIONS)
def test_a_definition_is_in_the_common_tree(source: str, expected: str):
    assert shown(Php, f"<?php {source}") == expected


def test_text_around_the_code_is_left_out():
    assert shown(Php, "Client error: $a\n<?php b(); ?>\n<p><?= $c ?></p>") == "(call (name b))\n(name c)"


def test_a_fragment_needs_no_tag():
    assert shown(PhpFragment, "$a = b();") == "(assign (name a) (call (name b)))"


def test_targets_that_are_nested_without_end_are_read():
    opening, closing = "['a' => " * 1000, "]" * 1000
    assert shown(PhpFragment, f"{opening}$b{closing} = $c;") == ""
