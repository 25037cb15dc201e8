"""Rust in the common tree."""

import pytest
from tests.readers.code.shown import shown

from siwakit.readers.code.languages.rust import Rust


def check(source, *expected):
    assert shown(Rust, source).splitlines() == list(expected)


def test_strings_are_without_their_escapes():
    check(r'let s = "a\n\u{e9}\x41\"\\";', r'(assign (name s) "a\néA\"\\")')
    check('let s = "a \\\n      b\n  c";', r'(assign (name s) "a b\n  c")')
    check(r'let s = r#"a "b" \n"#;', r'(assign (name s) "a \"b\" \\n")')
    check('let s = b"a"; let t = \'b\'; let u = "";', '(assign (name s) "a")', '(assign (name t) "b")', '(assign (name u) "")')


@pytest.mark.parametrize(
    ("written", "value"),
    [
        *(("1_000u64", "1000"), ("0xff_u8", "255"), ("0x1f32", "7986"), ("0b11", "3"), ("0o17", "15"), ("1.5e3f64", "1500.0"), ("2.", "2.0")),
        *(("60usize", "60"), ("3f32", "3.0"), ("true", "true"), ("()", "none"), ("None", "none")),
    ],
)
def test_other_literals_are_known(written, value):
    check(f"let n = {written};", f"(assign (name n) {value})")


def test_declarations_assign():
    check("const A: &str = x; static mut B: u8 = 1;", "(assign (name A) (name x))", "(assign (name B) 1)")
    check("let mut a: u8 = 1; let b; a += 2; c.d = 3; (a, b) = e;", "(assign (name a) 1)", "(declare (name b))", "(assign+ (name a) 2)",
          "(assign (attr (name c) d) 3)", "(assign ((name a) (name b)) (name e))")  # fmt: skip


def test_patterns_take_values_apart():
    check("let (a, mut b, _) = c;", "(assign ((name a) (name b) (name _)) (name c))")
    check("let Claims { iss, exp: e, .. } = c;", "(assign (name iss) (attr (name c) iss))", "(assign (name e) (attr (name c) exp))")
    check("let Some(a) = b else { return; };", "(assign (name a) (name b))", "(branch _ () ((return)))")
    check("let E::B(a) = b;", "(declare (name a))")
    check("f(|(k, v), &a| v);", "(call (name f) (fn (_ a) (assign ((name k) (name v)) (name )) (return (name v))))")


def test_collections_are_sequences():
    check("let a = [b, 1]; let c = [0; 64]; let d = (a, b);", "(assign (name a) (list (name b) 1))", "(assign (name c) (list 0 64))",
          "(assign (name d) (list (name a) (name b)))")  # fmt: skip
    check("let a = &b[..]; let c = b[0]; let d = b.0;", "(assign (name a) (name b))", "(assign (name c) (item (name b) 0))",
          "(assign (name d) (item (name b) 0))")  # fmt: skip


def test_struct_literals_are_made():
    check(
        "let c = Claims { iss: t, exp, ..Default::default() };",
        "(assign (name c) (new (name Claims) iss=(name t) exp=(name exp) *(call (attr (name Default) default))))",
    )


def test_what_only_rust_has_is_undone():
    check("let a = f(&mut b)?.await?;", "(assign (name a) (call (name f) (name b)))")
    check("let a = *b + (c);", "(assign (name a) (+ (name b) (name c)))")
    check("let a = Some(b); let c = Ok(d);", "(assign (name a) (name b))", "(assign (name c) (name d))")
    check("let a = f::<T>(b).c::<Vec<_>>();", "(assign (name a) (call (attr (call (name f) (name b)) c)))")
    check("let a = b::C::<T>::new();", "(assign (name a) (call (attr (attr (name b) C) new)))")


def test_conversions_keep_what_they_do_to_a_number():
    check("let a = b as i64; let c = d as f64; let e = f as T;", "(assign (name a) (// (name b) 1))", "(assign (name c) (* (name d) 1.0))",
          "(assign (name e) (name f))")  # fmt: skip


def test_operators_are_those_of_the_tree():
    check("let a = !b && c || -d < e;", "(assign (name a) (or (and (not (name b)) (name c)) (< (- (name d)) (name e))))")
    check("let a = b << 1 | c % 2;", "(assign (name a) (| (<< (name b) 1) (% (name c) 2)))")


def test_formatted_strings_are_joined():
    check('let s = format!("a={}&b={c}&{0}{{{d}}}", e.f(), d = g + 1);',
          '(assign (name s) (join "a=" (call (attr (name e) f)) "&b=" (name c) "&" (call (attr (name e) f)) "{" (+ (name g) 1) "}"))')  # fmt: skip
    check('let s = format!("{}.{}", "a", "b");', '(assign (name s) "a.b")')
    check('let s = format!("{:?}", a);', "(assign (name s) (join (unread (name a))))")
    check('write!(out, "a={}", b)?;', '(call (name write) (name out) (join "a=" (name b)))')
    check('let s = concat!("a", "b");', '(assign (name s) "ab")')


def test_macros_have_values():
    check(
        "let v = vec![a, f(b, 1)]; let w = vec![0; 64];", "(assign (name v) (list (name a) (call (name f) (name b) 1)))", "(assign (name w) (list 0))"
    )
    check('let k = include_str!("../key.p8");', '(assign (name k) (call (name include_str) "../key.p8"))')
    check("assert_eq!(a.b?, c as u8);", "(call (name assert_eq) (attr (name a) b) (// (name c) 1))")
    check('panic!("x");', '(call (name panic) "x")', "(return)")
    check("m!(n = a + 1, vec![b])", "(call (name m) n=(+ (name a) 1) (list (name b)))")


def test_macros_of_maps_have_entries():
    check(
        'let j = serde_json::json!({ "iss": T, "n": null, "a": [1, true, {"b": -x}], "exp": now() + 60, key: (1, 2), "d": f(a, b), });',
        '(assign (name j) (call (name json) (map ("iss" (name T)) ("n" none) ("a" (list 1 true (map ("b" (- (name x)))))) '
        '("exp" (+ (call (name now)) 60)) ((name key) (list 1 2)) ("d" (call (name f) (name a) (name b))))))',
    )
    check('let m = hashmap!{ "a" => 1, b => c.d() };', '(assign (name m) (call (name hashmap) (map ("a" 1) ((name b) (call (attr (name c) d))))))')
    check("let j = json!([]); let k = json!({});", "(assign (name j) (call (name json) (list)))", "(assign (name k) (call (name json) (map)))")


def test_functions_return_their_last_expression():
    check("fn f(a: u8, mut b: &str) -> u8 { g(); a }", "(def f (a b) (call (name g)) (return (name a)))")
    check("async fn f() { g(); }", "(def f () (call (name g)))")
    check(
        "fn f() -> Result<u8, E> { if a { return Err(e()); } Ok(b) }", "(def f () (branch (name a) ((call (name e)) (return)) ()) (return (name b)))"
    )
    check("fn f() -> Result<u8, E> { Err(e) }", "(def f () (return))")
    check("fn f() -> u8 { if a { 1 } else { 2 } }", "(def f () (return (steps (branch (name a) (1) (2)))))")
    check("let g = |a, b: u8| a + b; let h = move || { c };", "(assign (name g) (fn (a b) (return (+ (name a) (name b)))))",
          "(assign (name h) (fn () (return (name c))))")  # fmt: skip


def test_types_have_fields_and_what_is_implemented_for_them():
    check(
        "impl A { const X: u8 = 1; pub fn new(b: u8) -> Self { Self { b } } fn c(&self) -> u8 { self.b + Self::X } }\nstruct A<'a> { pub b: &'a u8 }",
        "(type A (assign (name X) 1) (def new (b) (return (new (name self) b=(name b)))) "
        "(def c () (return (+ (attr (name self) b) (attr (name self) X)))) (declare (name b)))",
    )
    check("impl<'a> T for a::B<'a> { fn f(&mut self) {} }", "(extension B (def f ()))")
    check("trait T { fn a(&self); fn b() { c() } }", "(extension T (def b () (return (call (name c)))))")
    check("enum E { A, B(u8), C { x: u8 }, D = 4 }", "(type E (declare (name A)) (declare (name B)) (declare (name C)) (assign (name D) 4))")


def test_fields_have_their_names_in_json():
    check(
        '#[derive(Serialize)]\n#[serde(rename_all = "camelCase")]\nstruct A {\n#[serde(rename = "iss")]\nteam_id: T,\n'
        '#[serde(skip_serializing_if = "Option::is_none")]\nclient_id: T,\n#[serde(flatten)]\nrest: T, exp: T }\nstruct B { client_id: T }',
        "(type A (declare (name team_id)) (declare (name client_id)) (declare (name rest)) (declare (name exp)) "
        '(type CodingKeys (assign (name team_id) "iss") (assign (name client_id) "clientId") (assign (name rest) "*")))',
        "(type B (declare (name client_id)))",
    )


def test_modules_are_types_and_tests_are_left_out():
    check("mod a { pub fn b() {} }", "(type a (def b ()))")
    check("#[cfg(test)]\nmod tests { #[test] fn a() {} }\n#[test]\nfn b() {}\n#[tokio::main]\nasync fn main() {}", "(def main ())")


def test_imports_have_paths_with_dots():
    check("use a::b::C;", '(import "a.b" (C C))')
    check("use a::{self, b::C as D, e::*};", '(import "a" ("" a))', '(import "a.b" (C D))', '(import "a.e" (* *))')
    check("pub(crate) use a as b;\nextern crate serde;", '(import "a" ("" b))', '(import "serde" ("" serde))')


def test_alternatives_are_branches():
    check("if a { b(); } else if c > 1 { d(); }", "(branch (name a) ((call (name b))) ((branch (> (name c) 1) ((call (name d))) ())))")
    check("if let Some(a) = b() { c(a); }", "(assign (name a) (call (name b)))", "(branch _ ((call (name c) (name a))) ())")
    check("let a = if b { 1 } else { 2 };", "(assign (name a) (steps (branch (name b) (1) (2))))")
    check(
        'let a = match env::var("X") { Ok(v) if v > w => v, Err(e) => return Err(e), E::C => { d(); 1 } _ => "x", };',
        '(assign (name a) (steps (assign (name match 8) (call (attr (name env) var) "X")) (branch (name match 8) '
        '((assign (name v) (name match 8)) (name v)) ((declare (name e)) (return)) ((call (name d)) 1) ("x"))))',
    )
    check("match a { A => b(), v => c(v), }", "(branch (name a) ((call (name b))) ((assign (name v) (name a)) (call (name c) (name v))))")


def test_an_error_in_an_alternative_has_no_value():
    check("fn f() -> R { match a { Ok(v) => Ok(v), Err(e) => Err(g(e)) } }",
          "(def f () (return (steps (branch (name a) ((assign (name v) (name a)) (name v)) "
          "((declare (name e)) (call (name g) (name e)) (block))))))")  # fmt: skip


def test_loops_are_blocks():
    check("for (k, v) in a { f(k); }", "(block (assign ((name k) (name v)) (item (name a) (unread))) (call (name f) (name k)))")
    check("while let Some(a) = b() { f(a); }", "(block (assign (name a) (call (name b))) (call (name f) (name a)))")
    check("'a: loop { f(); break 'a; }", "(block (call (name f)))")
    check("unsafe { f(); }", "(call (name f))")
    check("async { f(); }.await;", "(call (name f))")
