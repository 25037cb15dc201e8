from __future__ import annotations

from tests.each import each
from tests.readers.code.shown import everything, lower, shown

from siwakit.readers.code import tree
from siwakit.readers.code.languages.dart import Dart

STRINGS = [
    (r"'a\n\'é\u00e9\u{1F600}\x41\$'", r'"a\n' + "'éé😀A$\""),
    ("""'a' "b$c" 'd' r'$e\\n'""", r'(join "ab" (name c) "d$e\\n")'),
    ("'$a.b ${c.d}e ${'f'}'", '(join (name a) ".b " (attr (name c) d) "e f")'),
    ("'''\na $b\n  c\\n\n'''", r'(join "a " (name b) "\n  c\n\n")'),
    ("'''a\nb'''", r'"a\nb"'),
    ('r"""\n\\n"""', r'"\\n"'),
    ("#a", '"a"'),
]
VALUES = [
    ("1_000 * 0xFF ~/ 2.5e3 - 1.5", "(- (// (* 1000 255) 2500.0) 1.5)"),
    ("f(true, false, null)", "(call (name f) true false none)"),
    ("a.b('c', d: e)", '(call (attr (name a) b) "c" d=(name e))'),
    ("a?.b()?['c']!.d", '(attr (item (call (attr (name a) b)) "c") d)'),
    ("a.b<C>('d').e", '(attr (call (attr (name a) b) "d") e)'),
    ("a(b)(c)", "(call (call (name a) (name b)) (name c))"),
    ("this.a; super.b()", "(attr (name self) a)\n(call (attr (name super) b))"),
    ("new A('b'); const A.b(c); A<B>.c(d)", '(new (name A) "b")\n(new (attr (name A) b) (name c))\n(new (attr (name A) c) (name d))'),
    ("await a.b()", "(call (attr (name a) b))"),
    ("a ?? 'b'", '(?? (name a) "b")'),
    ("f(a ?? throw B())", "(call (name f) (name a))"),
    ("f(a ?? (throw B()))", "(call (name f) (name a))"),
    ("(a as B).c; d is E; f is! G", "(attr (name a) c)\n(is (name d))\n(is (name f))"),
    ("!a; -b; ~c; d! == e", "(not (name a))\n(- (name b))\n(~ (name c))\n(== (name d) (name e))"),
    (
        "a + b * c - d; e >> 1 & 2 | f ^ g; h >= i",
        "(- (+ (name a) (* (name b) (name c))) (name d))\n(| (& (>> (name e) 1) 2) (^ (name f) (name g)))\n(>= (name h) (name i))",
    ),
    ("a && b; c || d; e != f % g", "(and (name a) (name b))\n(or (name c) (name d))\n(!= (name e) (% (name f) (name g)))"),
    ("f(a ? 'b' : c)", '(call (name f) (choice (name a) "b" (name c)))'),
    ("f((a) => a.b, (c, {d = 1}) { return c; })", "(call (name f) (fn (a) (return (attr (name a) b))) (fn (c d=1) (return (name c))))"),
    ("f(() async => await a())", "(call (name f) (fn () (return (call (name a)))))"),
    ("f({'a': b, ...c, if (d) 'e': 1 else 'f': 2})", '(call (name f) (map ("a" (name b)) *(name c) *(choice (name d) (map ("e" 1)) (map ("f" 2)))))'),
    ("f([a, ...?b, if (c) ...d])", "(call (name f) (list (name a) *(name b) *(choice (name c) (list *(name d)) (list))))"),
    ("f([for (final a in b) a.c])", "(call (name f) (list *(call (attr (name b) map) (fn (a) (return (attr (name a) c))))))"),
    ("f({for (final a in b()) a: c()})", "(call (name f) (map *(unread (call (name b)) (map ((name a) (call (name c)))))))"),
    ("f({}, <A>{}, <A, B>{}, {'a'}, <A>[])", '(call (name f) (map) (list) (map) (list "a") (list))'),
    ("f(const (a: 1, b: c), const (d, 2))", "(call (name f) (list a=1 b=(name c)) (list (name d) 2))"),
    ("f((a, b: 1), A.new)", "(call (name f) (list (name a) b=1) (attr (name A) new))"),
    (
        "f(switch (a) { 'b' || 'c' => 1, 'd' => 2, _ => throw e() })",
        '(call (name f) (choice (or (== (name a) "b") (== (name a) "c")) 1 (choice (== (name a) "d") 2 (unread))))',
    ),
    ("f(switch (a) { B.c => 1, D(e: 2) => 3, int g when g > 1 => 4, _ => 5 })", "(call (name f) (choice (name a) 1 3 4 5))"),
]
CASCADES = [
    (
        "a..b(c)..d = e..f['g'] = h",
        '(call (attr (name a) b) (name c))\n(assign (attr (name a) d) (name e))\n(assign (item (attr (name a) f) "g") (name h))\n(name a)',
    ),
    ("a?..b()..c.d()", "(call (attr (name a) b))\n(call (attr (attr (name a) c) d))\n(name a)"),
    (
        "f(A()..b(c..d()))",
        (
            "(call (name f) (steps (assign (name ..21) (call (name A)))"
            " (call (attr (name ..21) b) (steps (call (attr (name c) d)) (name c))) (name ..21)))"
        ),
    ),
]
STATEMENTS = [
    ("final a = 'b', c = 1; String? d; late final E f;", '(assign (name a) "b")\n(assign (name c) 1)\n(declare (name d))\n(declare (name f))'),
    (
        "var (a, b) = c; final [d] = e; (f, g) = h;",
        "(assign ((name a) (name b)) (name c))\n(assign (name d) (name e))\n(assign ((name f) (name g)) (name h))",
    ),
    ("a.b = c; d['e'] += 1; f ??= g;", '(assign (attr (name a) b) (name c))\n(assign+ (item (name d) "e") 1)\n(assign?? (name f) (name g))'),
    ("h++; --i; j ~/= 2;", "(assign+ (name h) 1)\n(assign- (name i) 1)\n(assign// (name j) 2)"),
    ("a = b = c;", "(assign (name a) (steps (assign (name b) (name c))))"),
    ("if (a) b(); else if (c) { d(); }", "(branch (name a) ((call (name b))) ((branch (name c) ((call (name d))) ())))"),
    ("if (a case B c when d) e();", "(branch (name a) ((call (name e))) ())"),
    (
        "switch (a) { case 'b': c(); break; case 'd': case 'e': return f; default: g(); }",
        '(branch (== (name a) "b") ((call (name c))) ((branch (or (== (name a) "d") (== (name a) "e")) ((return (name f))) ((call (name g))))))',
    ),
    ("for (var a = 0; a < 2; a++) b();", "(assign (name a) 0)\n(block (< (name a) 2) (call (name b)) (assign+ (name a) 1))"),
    (
        "for (final a in b) { c(); } await for (var d in e) f();",
        "(block (assign (name a) (item (name b) (unread))) (call (name c)))\n(block (assign (name d) (item (name e) (unread))) (call (name f)))",
    ),
    ("for (final (a, b) in c) d();", "(block (assign ((name a) (name b)) (item (name c) (unread))) (call (name d)))"),
    ("while (a) b(); do { c(); } while (d);", "(block (name a) (call (name b)))\n(block (name d) (call (name c)))"),
    (
        "try { a(); } on B { c(); } on D catch (e) { f(); } catch (g, h) { rethrow; } finally { i(); }",
        "(branch _ ((call (name a))) ((call (name c))) ((call (name f))) ())\n(call (name i))",
    ),
    ("return a(b);", "(return (call (name a) (name b)))"),
    ("throw A(b); yield c; assert(d);", "(call (name A) (name b))\n(name c)"),
    ("String a(B b) => c; void d() { e(); }", "(def a (b) (return (name c)))\n(def d () (call (name e)))"),
]
FILES = [
    (
        "library a; import 'b.dart'; import 'package:c/c.dart' as d; import 'e.dart' show F, G hide H; export 'i.dart'; typedef J = K Function(L);",
        '(import "b.dart" (* *))\n(import "package:c/c.dart" ("" d))\n(import "e.dart" (F F) (G G))',
    ),
    (
        "const a = 'b', c = 1; final D e = f; late String? g; var h = i;",
        '(assign (name a) "b")\n(assign (name c) 1)\n(assign (name e) (name f))\n(declare (name g))\n(assign (name h) (name i))',
    ),
    ("A b(C c, {required D d, E e = 1, f: 2}) async { return g; }", "(def b (c d e=1 f=2) (return (name g)))"),
    (
        "A b([C? c, D d = const E()]) => f; get g => h; set i(j) { k(); }",
        "(def b (c d=(new (name E))) (return (name f)))\n(property g () (return (name h)))",
    ),
    (
        "class A extends B with C implements D { static const e = 'f'; final G h, i; late M n; O p(); @override Q r() => s; }",
        '(type A (assign (name e) "f") (declare (name h)) (declare (name i)) (declare (name n)) (def r () (return (name s))))',
    ),
    (
        "class A { A(this.b, {required this.c, super.d, E? e, this.f = 'g'}) : _h = e ?? i, super(b) { j(); } }",
        (
            '(type A (def constructor (b c d e f="g") (assign (attr (name self) b) (name b)) (assign (attr (name self) c) (name c))'
            " (assign (attr (name self) d) (name d)) (assign (attr (name self) f) (name f)) (assign (attr (name self) _h) (?? (name e) (name i)))"
            " (call (name super) (name b)) (call (name j))))"
        ),
    ),
    (
        "class A { const A.b(this.c); A.d(E e) : this(e, f: 1); A.g() : this.b(h); factory A.i(J j) => A(j); factory A() { return k; } }",
        (
            "(type A (def b (c) (assign (attr (name self) c) (name c)) (return (name self)))"
            " (def d (e) (call (attr (name self) constructor) (name e) f=1) (return (name self)))"
            " (def g () (call (attr (name self) b) (name h)) (return (name self)))"
            " (def i (j) (return (call (name A) (name j)))) (def constructor () (return (name k))))"
        ),
    ),
    (
        "class A { B get c => d; E get f { g(); return h; } set i(J j) { k = j; } }",
        "(type A (property c () (return (name d))) (property f () (call (name g)) (return (name h))))",
    ),
    (
        "enum A { b, c('d'); final E f; const A([this.f = g]); }",
        (
            '(type A (assign (name b) (new (name A))) (assign (name c) (new (name A) "d")) (declare (name f))'
            " (def constructor (f=(name g)) (assign (attr (name self) f) (name f))))"
        ),
    ),
    (
        "mixin A on B { C d() => e; } extension F on G { H i() => this; }",
        "(type A (def d () (return (name e))))\n(type F (def i () (return (name self))))",
    ),
]


@each("source, expected", STRINGS)
def test_a_string_is_what_dart_makes_of_it(source: str, expected: str):
    assert shown(Dart, f"final a = {source};") == f"(assign (name a) {expected})"


@each("source, expected", VALUES + CASCADES)
def test_a_value_is_in_the_common_tree(source: str, expected: str):
    assert shown(Dart, f"{source};") == expected


@each("source, expected", STATEMENTS)
def test_a_statement_is_in_the_common_tree(source: str, expected: str):
    assert shown(Dart, source) == expected


@each("source, expected", FILES)
def test_a_declaration_is_in_the_common_tree(source: str, expected: str):
    assert shown(Dart, source) == expected


def test_the_inside_of_a_function_is_read_at_its_own_place():
    source = "final a = await b.c('d');\nprint(a);"
    program = lower(Dart, source)
    (text,) = [node for node in everything(program) if isinstance(node, tree.Text)]
    assert source[text.span.start - program.shift : text.span.end - program.shift] == "'d'"


def test_what_can_be_read_of_a_cut_source_is_read():
    assert '(assign (name d) "e")' in shown(Dart, "class A {\n  B c() {\n    final d = 'e';")
