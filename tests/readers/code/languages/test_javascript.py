"""JavaScript in the common tree."""

import pytest
from tests.readers.code.shown import shown

from siwakit.readers.code.languages.javascript import JavaScript


def check(source, *expected):
    assert shown(JavaScript, source).splitlines() == list(expected)


def test_strings_are_without_their_escapes():
    check(r"s = 'a\n\x41\u{1F600}\ud83d\ude00\101\''", r"""(assign (name s) "a\nA😀😀A'")""")
    check("s = 'a\\\nb'", '(assign (name s) "ab")')
    check('s = ""', '(assign (name s) "")')
    check("s = `a\r\nb`", r'(assign (name s) "a\nb")')


def test_templates_join():
    check("s = `a=${b}&c=${d(`e${f}`)}`", '(assign (name s) (join "a=" (name b) "&c=" (call (name d) (join "e" (name f)))))')
    check(r"s = `\${a}\``", '(assign (name s) "${a}`")')
    check("tag`a ${b}`; gql`c`", '(call (name tag) (join "a " (name b)))', '(call (name gql) "c")')


@pytest.mark.parametrize(
    ("written", "value"),
    [
        *(
            ("1_000n", "1000"),
            ("0x1F", "31"),
            ("0XfF", "255"),
            ("0b11", "3"),
            ("0o17", "15"),
            ("017", "15"),
            ("09", "(unread)"),
            ("0", "0"),
            (".5", "0.5"),
        ),
        *(("1e3", "1000.0"), ("true", "true"), ("null", "none"), ("undefined", "none"), ("/a\\/b/gi", r'(new (name RegExp) "a\\/b" "gi")')),
    ],
)
def test_other_literals_are_known(written, value):
    check(f"n = {written}", f"(assign (name n) {value})")


def test_objects_are_mappings():
    check(
        "o = { a, 'b-c': 1, [d]: 2, 3: 4, ...e, get: 5 }", '(assign (name o) (map ("a" (name a)) ("b-c" 1) ((name d) 2) (3 4) *(name e) ("get" 5)))'
    )
    check("o = { a() { b() }, async 'c'() {}, get d() { return 1 }, set d(v) {}, *[e]() {}, f: function () {} }",
          '(assign (name o) (map ("a" (fn a () (call (name b)))) ("c" (fn c ())) ("d" (fn d () (return 1))) ((name e) (fn ())) '
          '("f" (fn ()))))')  # fmt: skip


def test_members_and_calls():
    check("a?.b?.(c)?.[d]; a?.[0]", "(item (call (attr (name a) b) (name c)) (name d))", "(item (name a) 0)")
    check("f(a, ...b)", "(call (name f) (name a) *(name b))")
    check("new A; new (b())(1); new c.D(2)", "(new (name A))", "(new (call (name b)) 1)", "(new (attr (name c) D) 2)")
    check("this.#a = await b", "(assign (attr (name self) a) (name b))")
    check("m = await import('jose'); e = import.meta.env.X", '(assign (name m) (call (name import) "jose"))',
          "(assign (name e) (attr (attr (attr (name import) meta) env) X))")  # fmt: skip


def test_operators_are_those_of_the_tree():
    check("x = !a && b || c ?? d", "(assign (name x) (?? (or (and (not (name a)) (name b)) (name c)) (name d)))")
    check("x = a === b !== c", "(assign (name x) (!= (== (name a) (name b)) (name c)))")
    check("x = a >>> 1 | ~~b", "(assign (name x) (| (>> (name a) 1) (~ (~ (name b)))))")
    check("x = a ? b : c, d", "(assign (name x) (choice (name a) (name b) (name c)))", "(name d)")
    check("x = typeof a; delete b.c; y = d in e", "(assign (name x) (unread (name a)))", "(unread (attr (name b) c))",
          "(assign (name y) (unread (name d) (name e)))")  # fmt: skip


def test_assignments():
    check("let a, b = 1; var c = d = 2", "(declare (name a))", "(assign (name b) 1)", "(assign (name c) (steps (assign (name d) 2)))")
    check("a ||= 1; b ??= 2; c += 'x'; d **= 2; e++; --f", "(assignor (name a) 1)", "(assign?? (name b) 2)", '(assign+ (name c) "x")',
          "(assign** (name d) 2)", "(assign+ (name e) 1)", "(assign- (name f) 1)")  # fmt: skip
    check("a.b['c'] = 1", '(assign (item (attr (name a) b) "c") 1)')


def test_patterns_take_values_apart():
    check("const { a, b: c, 'd-e': f, [g]: h } = o", "(assign (name a) (attr (name o) a))", "(assign (name c) (attr (name o) b))",
          "(assign (name f) (attr (name o) d-e))", "(assign (name h) (item (name o) (name g)))")  # fmt: skip
    check("const { a = 1, b: c = 2 } = o", "(assign (name a) (?? (attr (name o) a) 1))", "(assign (name c) (?? (attr (name o) b) 2))")
    check("const { a: { b }, ...c } = o", "(assign (name b) (attr (attr (name o) a) b))", "(declare (name c))")
    check("const [a, , b = 1, { c }, ...d] = e", "(assign ((name a) (name _) (name item 12) (name item 19) (name item 26)) (name e))",
          "(assign (name b) (?? (name item 12) 1))", "(assign (name c) (attr (name item 19) c))", "(declare (name d))")  # fmt: skip
    check("[a, b] = [b, a]", "(assign ((name a) (name b)) (list (name b) (name a)))")
    check("({ a, b: c.d } = o)", "(assign (name a) (attr (name o) a))", "(assign (attr (name c) d) (attr (name o) b))")


def test_what_a_pattern_takes_apart_is_evaluated_once():
    check("const { a, b } = f()", "(assign (name value 6) (call (name f)))", "(assign (name a) (attr (name value 6) a))",
          "(assign (name b) (attr (name value 6) b))")  # fmt: skip
    check("const { a } = f()", "(assign (name a) (attr (call (name f)) a))")


def test_functions_have_parameters():
    check("async function f(a, b = 1) { return a }", "(def f (a b=1) (return (name a)))")
    check("f = a => a; g = async () => { h() }; i = () => ({ a })",
          "(assign (name f) (fn (a) (return (name a))))", "(assign (name g) (fn () (call (name h))))",
          '(assign (name i) (fn () (return (map ("a" (name a))))))')  # fmt: skip
    check("f = function* g() { yield h() }", "(assign (name f) (fn g () (unread (call (name h)))))")
    check("(async () => { await a() })()", "(call (fn () (call (name a))))")


def test_parameters_can_be_patterns():
    check("f = ({ a, b: c = 1 }, d) => a", "(assign (name f) (fn (_ d) (assign (name a) (attr (name ) a)) "
          "(assign (name c) (?? (attr (name ) b) 1)) (return (name a))))")  # fmt: skip
    check("function f({ a } = {}, [b], ...c) {}", "(def f (_=(map) parameter 1 parameter 2) (assign (name a) (attr (name ) a)) "
          "(assign ((name b)) (name parameter 1)) (declare (name c)))".replace("((name b))", "(name b)"))  # fmt: skip


def test_classes_have_fields_and_methods():
    check("class A extends B { #a = 1; static b = 'c'; d; ['e'] = 2; constructor(f) { super(f); this.#a = f } "
          "async g() {} #h() {} 'i'() {} static { j() } }",
          '(type A (assign (name a) 1) (assign (name b) "c") (declare (name d)) (assign (name e) 2) '
          "(def constructor (f) (call (name super) (name f)) (assign (attr (name self) a) (name f))) "
          "(def g ()) (def h ()) (def i ()) (block (call (name j))))")  # fmt: skip
    check("class A { get a() { return 1 } set a(v) { b = v } static get c() {} }", "(type A (property a () (return 1)) (property c ()))")
    check("const A = class { b() {} }", "(assign (name A) (steps (type class 10 (def b ())) (name class 10)))")


def test_modules_are_imported():
    check("import a, { b as c, d } from 'e'; import * as f from 'node:fs'; import 'g'",
          '(import "e" (default a) (b c) (d d))', '(import "fs" ("" f))', '(import "g")')  # fmt: skip
    check("const { a: b } = require('c')", '(assign (name b) (attr (call (name require) "c") a))')


def test_what_is_exported_is_executed():
    check("export const a = 1; export default class B {}; export function c() {}", "(assign (name a) 1)", "(type B)", "(def c ())")
    check("export default async ({ a }) => a", "(fn (_) (assign (name a) (attr (name ) a)) (return (name a)))")
    check("export default { a: 1 }", '(map ("a" 1))')
    check("export { a as b, c }; export { d } from './e'; export * from './f'; export * as g from 'h'")
    check("module.exports = { a }; exports.b = () => 1", '(assign (attr (name module) exports) (map ("a" (name a))))',
          "(assign (attr (name exports) b) (fn () (return 1)))")  # fmt: skip


def test_alternatives_are_branches():
    check("if (a) b(); else if (c) { d() }", "(branch (name a) ((call (name b))) ((branch (name c) ((call (name d))) ())))")
    check("switch (a) { case 1: case 'b': c(); break; default: { d() } }", "(branch (name a) () ((call (name c))) ((call (name d))))")
    check("try { a() } catch ({ b }) { c(b) } finally { d() }", "(branch _ ((call (name a))) ((call (name c) (name b))))", "(call (name d))")
    check("function f() { if (!a) throw new Error('b'); return a }",
          '(def f () (branch (not (name a)) ((new (name Error) "b") (return)) ()) (return (name a)))')  # fmt: skip


def test_loops_are_blocks():
    check("for (const [k, v] of Object.entries(a)) f(k, v)",
          "(block (assign ((name k) (name v)) (item (call (attr (name Object) entries) (name a)) (unread))) "
          "(call (name f) (name k) (name v)))")  # fmt: skip
    check("for (let i = 0; i < 3; i++) { f(i) }", "(block (assign (name i) 0) (call (name f) (name i)))")
    check("a: for (const b in c) { continue a }", "(block (assign (name b) (item (name c) (unread))))")
    check("do { a() } while (b); while (c) d()", "(block (call (name a)))", "(block (call (name d)))")


def test_what_says_nothing_is_left_out():
    check("#!/usr/bin/env node\n// a\n/* b */;debugger")


def test_calls_inside_elements_are_found():
    check("e = <A b={() => c()} d='e' {...f}>g {h(1)}<I/></A>", "(assign (name e) (unread (fn () (return (call (name c)))) (call (name h) 1)))")
