"""Swift in the common tree."""

import pytest
from tests.readers.code.shown import shown

from siwakit.readers.code.languages.swift import Swift


def check(source, *expected):
    assert shown(Swift, source).splitlines() == list(expected)


def test_strings_are_without_their_escapes():
    check(r'let s = "a\n\u{e9}\"\\\0"', r'(assign (name s) "a\né\"\\\u0000")')
    check('let s = ""', '(assign (name s) "")')
    check(r'let s = #"a\n "b" \#n"#', r'(assign (name s) "a\\n \"b\" \n")')


def test_interpolation_joins():
    check(r'let s = "a=\(b) &c=\(d.e(f: "g"))"', '(assign (name s) (join "a=" (name b) " &c=" (call (attr (name d) e) f="g")))')
    check(r'let s = "\(a)\("b")"', '(assign (name s) (join (name a) "b"))')
    check(r'let s = #"a\#(b) \(c)"#', r'(assign (name s) (join "a" (name b) " \\(c)"))')


def test_strings_of_several_lines_are_without_their_indentation():
    check('let s = """\n    a "q"\n\n      b\\\n    c\n    """', r'(assign (name s) "a \"q\"\n\n  bc")')
    check('let s = """\n  a\\(b)\n  \\(c)\n  """', r'(assign (name s) (join "a" (name b) "\n" (name c)))')
    check('let s = #"""\r\n  a\r\n  """#', '(assign (name s) "a")')
    check('let s = """\n"""', '(assign (name s) "")')


@pytest.mark.parametrize(
    ("written", "value"),
    [("1_000", "1000"), ("0x1F", "31"), ("0b11", "3"), ("0o17", "15"), ("1.5e3", "1500.0"), ("true", "true"), ("nil", "none"), ("()", "(list)")],
)
def test_other_literals_are_known(written, value):
    check(f"let n = {written}", f"(assign (name n) {value})")


def test_collections_are_mappings_and_sequences():
    check('let d: [String: Any] = ["a": 1, "b": [1, x]]', '(assign (name d) (map ("a" 1) ("b" (list 1 (name x)))))')
    check("let d: [String: String] = [:]", "(assign (name d) (map))")
    check("let d = [String: String]()", "(assign (name d) (map))")
    check("let a = [Int]()", "(assign (name a) (list))")
    check("let t = (a: 1, 2)", "(assign (name t) (list a=1 2))")
    check("let t = (1)", "(assign (name t) 1)")


def test_declarations_assign():
    check("let a = 1, b: Int = 2", "(assign (name a) 1)", "(assign (name b) 2)")
    check("var a: String?", "(declare (name a))")
    check("let (a, _) = f()", "(assign ((name a) (name _)) (call (name f)))")
    check("async let a = f()", "(assign (name a) (call (name f)))")
    check("var a = 0 { didSet { f() } }", "(assign (name a) 0)")


def test_assignments_have_their_place():
    check('a["x"] = b', '(assign (item (name a) "x") (name b))')
    check("a.b?.c! += 1", "(assign+ (attr (attr (name a) b) c) 1)")
    check("(a, b) = (1, 2)", "(assign ((name a) (name b)) (list 1 2))")
    check('a["k", default: 0] += 1', '(assign+ (item (name a) "k") 1)')


def test_what_only_swift_has_is_undone():
    check("let a = try! await b.c()!", "(assign (name a) (call (attr (name b) c)))")
    check("let a = try? b as? String ?? c", "(assign (name a) (?? (name b) (name c)))")
    check("let a = b?.c?[0]?.d", "(assign (name a) (attr (item (attr (name b) c) 0) d))")
    check("let a = self.b + Self.c", "(assign (name a) (+ (attr (name self) b) (attr (name self) c)))")
    check("let a = b.0", "(assign (name a) (item (name b) 0))")
    check("let `default` = a.`in`", "(assign (name default) (attr (name a) in))")


def test_calls_have_labelled_arguments():
    check('f(1, b: "c")', '(call (name f) 1 b="c")')
    check("let u = URL(string: s)!", "(assign (name u) (call (name URL) string=(name s)))")
    check("let b = Box<String>(x: 1)", "(assign (name b) (call (name Box) x=1))")
    check("f(&x)", "(call (name f) (name x))")
    check('let v = a["k", default: b]', '(assign (name v) (?? (item (name a) "k") (name b)))')


def test_members_of_the_expected_type_have_no_owner():
    check("f(.es256(key: k), .utf8)", "(call (name f) (call (attr (name ) es256) key=(name k)) (attr (name ) utf8))")
    check("f(.init(x: 1).y)", "(call (name f) (attr (call (attr (name ) init) x=1) y))")
    check("f(.now + 60)", "(call (name f) (+ (attr (name ) now) 60))")


def test_closures_are_the_last_arguments():
    check("f(1) { a, _ in g(a) }", "(call (name f) 1 (fn (a _) (return (call (name g) (name a)))))")
    check("f { [weak self] (a: Int) -> Int in return a }", "(call (name f) (fn (a) (return (name a))))")
    check("let g = a.map { $0 + $1 }", "(assign (name g) (call (attr (name a) map) (fn ($0 $1) (return (+ (name $0) (name $1))))))")
    check("f { a() } done: { b(); c() }", "(call (name f) (fn () (return (call (name a)))) done=(fn () (call (name b)) (call (name c))))")
    check('lazy var a: String = { "x" }()', '(assign (name a) (call (fn () (return "x"))))')


def test_operators_bind_as_in_swift():
    check("let a = -b + c * 2", "(assign (name a) (+ (- (name b)) (* (name c) 2)))")
    check('let a = "x" + b["k"]!', '(assign (name a) (+ "x" (item (name b) "k")))')
    check("let a = b + c - d[0]", "(assign (name a) (- (+ (name b) (name c)) (item (name d) 0)))")
    check("let a = (b + c)[0]", "(assign (name a) (item (+ (name b) (name c)) 0))")
    check("let a = -b.c(d)", "(assign (name a) (- (call (attr (name b) c) (name d))))")
    check("let a = !b && c || d", "(assign (name a) (and (not (name b)) (or (name c) (name d))))")
    check("let a = b === c", "(assign (name a) (== (name b) (name c)))")
    check("let a = b &+ c << 1", "(assign (name a) (+ (name b) (<< (name c) 1)))")
    check("let a = b ? c : d + 1", "(assign (name a) (choice (name b) (name c) (+ (name d) 1)))")
    check("let a = b is C", "(assign (name a) (unread (name b) (name C)))")


def test_functions_have_labels():
    check(
        'func f(_ a: Int, for b: String = "x", c: Int...) async throws -> Int { g(); return a }',
        '(def f (a for="x" c) (assign (name b) (name for)) (call (name g)) (return (name a)))',
    )
    check("func f() -> String { g() }", "(def f () (return (call (name g))))")
    check("func f() throws { throw E.a }", "(def f () (attr (name E) a) (return))")


def test_types_have_fields_and_methods():
    check(
        "struct C: P { let a: String; var b = 1; static let c = x; init(a: String) { self.a = a }; func f() {} }",
        "(type C (declare (name a)) (assign (name b) 1) (assign (name c) (name x)) (def init (a) (assign (attr (name self) a) (name a))) (def f ()))",
    )
    check("class K<T>: B where T: P { deinit {} }\nactor A {}", "(type K)", "(type A)")
    check("protocol P { func f() }\ntypealias Q = String")


def test_extensions_add_to_their_type():
    check("extension A { func f() {} }\nstruct A { let b = 1 }", "(type A (def f ()) (assign (name b) 1))")
    check("extension A.B where T == U { func f() {} }", "(extension B (def f ()))")


def test_computed_properties_are_functions():
    check("var a: String { b }", "(property a () (return (name b)))")
    check("var a: Int { get { 1 } set { b = newValue } }", "(property a () (return 1))")


def test_cases_have_raw_values():
    check(
        'enum CodingKeys: String, CodingKey { case iss, clientID = "client_id"; case sub }',
        '(type CodingKeys (assign (name iss) "iss") (assign (name clientID) "client_id") (assign (name sub) "sub"))',
    )
    check("enum E { case a(Int), b }", "(type E (declare (name a)) (declare (name b)))")


def test_alternatives_are_branches():
    check("if a { b() } else if c > 1 { } else { d() }", "(branch (name a) ((call (name b))) ((branch (> (name c) 1) () ((call (name d))))))")
    check("if let a = b, c, f(d) { }", "(branch (name b) ((assign (name a) (name b)) (call (name f) (name d))) ())")
    check("if case let .success(a) = b { g(a) }", "(branch (name b) ((declare (name a)) (call (name g) (name a))) ())")
    check('guard let a = b["k"] else { return }', '(branch (item (name b) "k") () ((return)))', '(assign (name a) (item (name b) "k"))')
    check("guard let self = self, a == b else { return }", "(branch (name self) () ((return)))", "(== (name a) (name b))")
    check("guard f() else { return }", "(branch (call (name f)) () ((return)))")
    check("let a = if b { 1 } else { 2 }", "(assign (name a) (steps (branch (name b) (1) (2))))")


def test_cases_of_a_switch_bind_what_is_not_known():
    check(
        'switch a { case .x(let b): f(b)\ncase "c", "d": break\ncase let e as String: g(e)\ndefault: h() }',
        "(branch (name a) ((declare (name b)) (call (name f) (name b))) () ((declare (name e)) (call (name g) (name e))) ((call (name h))))",
    )


def test_conditional_compilation_is_a_branch():
    check('#if DEBUG\nlet a = "x"\n#else\nlet a = "y"\n#endif', '(branch _ ((assign (name a) "x")) ((assign (name a) "y")))')
    check("enum S {\n#if A\nstatic let a = 1\n#endif\n}", "(type S (branch _ ((assign (name a) 1))))")
    check("#if A\nlet a = 1", "(assign (name a) 1)")


def test_loops_and_other_blocks_are_blocks():
    check("for (k, v) in d { f(k) }", "(block (assign ((name k) (name v)) (item (name d) (unread))) (call (name f) (name k)))")
    check("while let a = b() { f(a) }", "(block (assign (name a) (call (name b))) (call (name f) (name a)))")
    check("repeat { f() } while a", "(block (call (name f)))")
    check("func f() { defer { g() }; h() }", "(def f () (block (call (name g))) (call (name h)))")
    check("do { try f() } catch let e as X { g(e) } catch { h() }", "(branch _ ((call (name f))) ((call (name g) (name e))) ((call (name h))))")
    check("do { f() }", "(call (name f))")


def test_imports_bring_all_names():
    check("@testable import JWTKit", '(import "JWTKit" (* *))')


def test_a_directive_that_the_grammar_only_supposes_is_left_out():
    source = 'a(b: "c")\nstruct C: D { let e: F; let g: H;'
    assert shown(Swift, source) == '(call (name a) b="c")\n(type C (declare (name e)) (declare (name g)))'
