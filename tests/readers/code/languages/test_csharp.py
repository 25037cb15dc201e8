from __future__ import annotations

from tests.each import each
from tests.readers.code.shown import shown

from siwakit.readers.code.languages.csharp import CSharp

STRINGS = [
    (r'"a\n\"é\u00e9\x41\0 //"', r'"a\n\"ééA\u0000 //"'),
    (r'"\ud83d\ude00"', '"😀"'),
    (r'"\U0001F600"', '"😀"'),
    ('"a"u8', '"a"'),
    (r"'a' + '\n' + '\''", r"""(+ (+ "a" "\n") "'")"""),
    ('@"a""b\\n\r\nc"', r'"a\"b\\n\nc"'),
    ('$"a {b} {{c}} {d.E("f")}\\n"', r'(join "a " (name b) " {c} " (call (attr (name d) E) "f") "\n")'),
    ('$"{a:x}{b,9:y}"', '(join (call (name format) (name a) "x") (call (name format) (name b) ",9:y"))'),
    ('$@"a ""{b}"" \\n"; @$"{c}{{}}"', '(join "a \\"" (name b) "\\" \\\\n")\n(join (name c) "{}")'),
    ('"""a "b" \\n"""', r'"a \"b\" \\n"'),
    ('"""\n    a\n      b\n\n    c\n    """', r'"a\n  b\n\nc"'),
    ('$"""\n  a {b}\n    "c"\n  """', r'(join "a " (name b) "\n  \"c\"")'),
    ('$$"""{"a": "{{b}}"}"""', r'(join "{\"a\": \"" (name b) "\"}")'),
    ('""', '""'),
]
VALUES = [
    ("1_000L * 0xFFu / 0b11 - 1.5m", "(- (/ (* 1000 255) 3) 1.5)"),
    ("f(true, false, null, default, default(int))", "(call (name f) true false none none none)"),
    ('a.B(c: "d", out var e, ref f)', '(call (attr (name a) B) c="d" (name e) (name f))'),
    ("a = b?.B?.C()?[0]!.D", "(assign (name a) (attr (item (call (attr (attr (name b) B) C)) 0) D))"),
    ('a["b"].C = this.D ?? base.E', '(assign (attr (item (name a) "b") C) (?? (attr (name self) D) (attr (name super) E)))'),
    ("f(this, a: this)[this] = g", "(assign (item (call (name f) (name self) a=(name self)) (name self)) (name g))"),
    ("a = [this, .. this]; b = (this)", "(assign (name a) (list (name self) *(name self)))\n(assign (name b) (name self))"),
    ("new A(this) { B = this, C = c }; return this;", "(new (name A) (name self) B=(name self) C=(name c))\n(return (name self))"),
    ("f(a ?? throw new B())", "(call (name f) (name a))"),
    (
        "A.B<C>(d); global::A.B.C(); string.Join(a)",
        "(call (attr (name A) B) (name d))\n(call (attr (attr (name A) B) C))\n(call (attr (name string) Join) (name a))",
    ),
    ("f(!a && -b > ~c || d != e >>> 2)", "(call (name f) (or (and (not (name a)) (> (- (name b)) (~ (name c)))) (!= (name d) (>> (name e) 2))))"),
    (
        "a = (string)b; c = (A)(d); e = (long)(f / 2); g = (double)h",
        "(assign (name a) (name b))\n(assign (name c) (name d))\n(assign (name e) (// (/ (name f) 2) 1))\n(assign (name g) (* (name h) 1.0))",
    ),
    ("a = b as C; d = e is F; k = l is M n", "(assign (name a) (name b))\n(assign (name d) (is (name e)))\n(assign (name k) (is (name l)))"),
    ("g = h is null; i = j is not null", "(assign (name g) (== (name h) none))\n(assign (name i) (!= (name j) none))"),
    ('a = b ? "c" : d', '(assign (name a) (choice (name b) "c" (name d)))'),
    ("await a.B()", "(call (attr (name a) B))"),
    ("nameof(A.B)", '"B"'),
    ("a = b => b.C; d = (e, f) => { g(); }", "(assign (name a) (fn (b) (return (attr (name b) C))))\n(assign (name d) (fn (e f) (call (name g))))"),
    ("a = async () => await b()", "(assign (name a) (fn () (return (call (name b)))))"),
    ("a = delegate(int b) { c(); }", "(assign (name a) (fn (b) (call (name c))))"),
    (
        'a = b switch { "c" or "d" => 1, "e" => 2, _ => 3 }',
        '(assign (name a) (choice (or (== (name b) "c") (== (name b) "d")) 1 (choice (== (name b) "e") 2 3)))',
    ),
    ("a = b switch { C.D => 1, var e when e > 1 => 2, _ => throw f() }", "(assign (name a) (choice (name b) 1 2))"),
]
OBJECTS = [
    ('new A("b", c: d)', '(new (name A) "b" c=(name d))'),
    ('new A.B<C> { D = "e", F = { ["g"] = 1 }, H = { "i" } }', '(new (attr (name A) B) D="e" F=(map ("g" 1)) H=(list "i"))'),
    ('new A<B>() { { "c", d }, { "e", 1 } }', '(new (name A) (map ("c" (name d)) ("e" 1)))'),
    ('new A { ["b"] = c }', '(new (name A) (map ("b" (name c))))'),
    ("new A { b, c }", "(new (name A) (list (name b) (name c)))"),
    ("new A { B = { C = 1 } }", '(new (name A) B=(map ("C" 1)))'),
    ('new { a = "b", c.D, e }', '(map ("a" "b") ("D" (attr (name c) D)) ("e" (name e)))'),
    ("A b = new(c) { D = 1 }", "(assign (name b) (new (name A) (name c) D=1))"),
    (
        "class A { B c = new(); D E { get; } = new(); F G() => new(); }",
        "(type A (assign (name c) (new (name B))) (assign (name E) (new (name D))) (def G () (return (new (name F)))))",
    ),
    ("a(new())", "(call (name a) (new (name new)))"),
    (
        'a = new[] { "b" }; c = new D[] { e }; f = new byte[3]',
        '(assign (name a) (list "b"))\n(assign (name c) (list (name e)))\n(assign (name f) (new (name byte) 3))',
    ),
    ('string[] a = { "b" }; int[] c = [1, ..d]', '(assign (name a) (list "b"))\n(assign (name c) (list 1 *(name d)))'),
    ('a = ("b", c: 1)', '(assign (name a) (list "b" c=1))'),
    ('a = b with { C = "d" }', '(assign (name a) (call (attr (name b) with) C="d"))'),
]
STATEMENTS = [
    ('const string a = "b", c;', '(assign (name a) "b")\n(declare (name c))'),
    ("a += b; c++; --d; e ??= f;", "(assign+ (name a) (name b))\n(assign+ (name c) 1)\n(assign- (name d) 1)\n(assign?? (name e) (name f))"),
    ("a = b = c;", "(assign (name a) (steps (assign (name b) (name c))))"),
    (
        "var (a, _) = b; (c, d) = e; (var f, int g) = h;",
        "(assign ((name a) (name _)) (name b))\n(assign ((name c) (name d)) (name e))\n(assign ((name f) (name g)) (name h))",
    ),
    (
        "if (a) b(); else if (c) { d(); } else throw new E();",
        "(branch (name a) ((call (name b))) ((branch (name c) ((call (name d))) ((new (name E))))))",
    ),
    (
        'switch (a) { case "b": case "c": d(); break; case "e": { f(); break; } default: return; }',
        '(branch (or (== (name a) "b") (== (name a) "c")) ((call (name d))) ((branch (== (name a) "e") ((call (name f))) ((return)))))',
    ),
    ("switch (a) { case B.C: d(); break; case int e when e > 1: f(); break; }", "(branch (name a) ((call (name d))) ((call (name f))))"),
    (
        "for (int a = 0, b = 1; a < 2; a++) c(a);",
        "(assign (name a) 0)\n(assign (name b) 1)\n(block (< (name a) 2) (call (name c) (name a)) (assign+ (name a) 1))",
    ),
    ("foreach (var (a, b) in c) { d(); }", "(block (assign ((name a) (name b)) (item (name c) (unread))) (call (name d)))"),
    ("foreach (string a in b) c();", "(block (assign (name a) (item (name b) (unread))) (call (name c)))"),
    ("while (a) b(); do { c(); } while (d);", "(block (name a) (call (name b)))\n(block (name d) (call (name c)))"),
    (
        "try { a(); } catch (B c) when (d) { e(); } catch { f(); } finally { g(); }",
        "(branch _ ((call (name a))) ((call (name e))) ((call (name f))))\n(call (name g))",
    ),
    (
        "using (var a = b()) { c(); } using var d = e(); lock (f) { g(); }",
        "(assign (name a) (call (name b)))\n(call (name c))\n(assign (name d) (call (name e)))\n(name f)\n(call (name g))",
    ),
    ("#if A\nb();\n#elif C\nd();\n#else\ne();\n#endif\n", "(branch _ ((call (name b))) ((branch _ ((call (name d))) ((call (name e))))))"),
    (
        "using A.B; using static C.D; using E = F.G; global using H;",
        '(import "A.B" (* *))\n(import "C.D" (* *))\n(import "F" (G E))\n(import "H" (* *))',
    ),
    ("a: b(); ; goto a; // c", "(call (name b))"),
]
TYPES = [
    ("public async Task<A> B(C d, int e = 1, params F[] g) { return h; }", "(def B (d e=1 _) (return (name h)))"),
    ("private static A B(C c) => c.D;", "(def B (c) (return (attr (name c) D)))"),
    ("namespace A.B { class C { } } namespace D;", "(type C)"),
    (
        'namespace A;\n[B("c")]\npublic class C : D, E { [F] private readonly string g = "h", i; abstract J K(); }',
        '(type C (assign (name g) "h") (declare (name i)))',
    ),
    (
        'class A { public B C { get; set; } public D E { get; } = "f"; public G H => i.J; }',
        '(type A (declare (name C)) (assign (name E) "f") (property H () (return (attr (name i) J))))',
    ),
    (
        "class A { B C { get { return d; } set { e = value; } } F G { get => h; } I J { get { k(); return l; } } }",
        "(type A (property C () (return (name d))) (property G () (return (name h))) (property J () (call (name k)) (return (name l))))",
    ),
    (
        "class A { A(B c) : base(c) { this.d = c; } A() : this(e) => f = 1; static A() { g(); } }",
        (
            "(type A (def constructor (c) (call (name super) (name c)) (assign (attr (name self) d) (name c)))"
            " (def constructor () (call (attr (name self) constructor) (name e)) (assign (name f) 1)) (block (call (name g))))"
        ),
    ),
    (
        "class A(B c, int d = 1) : E(c) { }",
        (
            "(type A (declare (name c)) (assign (name d) 1) (def constructor (c d=1) (call (name super) (name c))"
            " (assign (attr (name self) c) (name c)) (assign (attr (name self) d) (name d))))"
        ),
    ),
    (
        "record A(B C) : D(C);",
        "(type A (declare (name C)) (def constructor (C) (call (name super) (name C)) (assign (attr (name self) C) (name C))))",
    ),
    (
        "enum A { B = 1, C } struct D { int e; } interface F { G H(); I J() => k; }",
        "(type A (assign (name B) 1) (declare (name C)))\n(type D (declare (name e)))\n(type F (def J () (return (name k))))",
    ),
]


@each("source, expected", STRINGS)
def test_a_string_is_what_csharp_makes_of_it(source: str, expected: str):
    assert shown(CSharp, source + ";") == expected


@each("source, expected", VALUES)
def test_a_value_is_in_the_common_tree(source: str, expected: str):
    assert shown(CSharp, source + ";") == expected


@each("source, expected", OBJECTS)
def test_an_object_or_collection_is_in_the_common_tree(source: str, expected: str):
    assert shown(CSharp, source + ";") == expected


@each("source, expected", STATEMENTS)
def test_a_statement_is_in_the_common_tree(source: str, expected: str):
    assert shown(CSharp, source) == expected


@each("source, expected", TYPES)
def test_a_declaration_is_in_the_common_tree(source: str, expected: str):
    assert shown(CSharp, source) == expected


def test_what_can_be_read_of_a_cut_source_is_read():
    assert '(assign (name d) "e")' in shown(CSharp, 'class A { void B() {\n  var d = "e";')
