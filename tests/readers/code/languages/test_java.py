from __future__ import annotations

from tests.each import each
from tests.readers.code.shown import shown

from siwakit.readers.code.languages.java import Java

VALUES = [
    (r'a = "b\n\t\"é\u00e9\uuu0041\101\0 //";', r'(assign (name a) "b\n\t\"ééAA\u0000 //")'),
    (r'a = "\ud83d\ude00";', '(assign (name a) "😀")'),
    (r"a = '\n';", r'(assign (name a) "\n")'),
    ('a = """\n    b "c"\n      d\\n\\\n    e\\s\n    """;', r'(assign (name a) "b \"c\"\n  d\ne \n")'),
    ('a = """\r\n  b  \r\n\r\n  c""";', r'(assign (name a) "b\n\nc")'),
    ("a = 1_000L * 0xFF + 0b11 - 017 / 1.5e3f;", "(assign (name a) (- (+ (* 1000 255) 3) (/ 15 1500.0)))"),
    ("a = null; b = true; c = false;", "(assign (name a) none)\n(assign (name b) true)\n(assign (name c) false)"),
    ('a = "b" + c + 1;', '(assign (name a) (+ (+ "b" (name c)) 1))'),
    ("a = !b && -c > 1 || d >>> 2 != ~e;", "(assign (name a) (or (and (not (name b)) (> (- (name c)) 1)) (!= (>> (name d) 2) (~ (name e)))))"),
    ('a = b == null ? "c" : (d);', '(assign (name a) (choice (== (name b) none) "c" (name d)))'),
    ("a = (String) b; c = (byte) 1;", "(assign (name a) (name b))\n(assign (name c) 1)"),
    ("a = (int) (b / 1000); c = (long) 1;", "(assign (name a) (// (/ (name b) 1000) 1))\n(assign (name c) 1)"),
    ("a = (double) b / 1000;", "(assign (name a) (/ (* (name b) 1.0) 1000))"),
    ("a = b instanceof C c;", "(assign (name a) (is (name b)))"),
    ("a = b.c.d[0]; this.e = super.f;", "(assign (name a) (item (attr (attr (name b) c) d) 0))\n(assign (attr (name self) e) (attr (name super) f))"),
    (
        "a = A::b; c = A::new; d = A.class;",
        "(assign (name a) (attr (name A) b))\n(assign (name c) (attr (name A) new))\n(assign (name d) (attr (name A) class))",
    ),
    (
        'byte[] a = {1, 2}; b = new String[] {"c"}; d = new byte[3];',
        '(assign (name a) (list 1 2))\n(assign (name b) (list "c"))\n(assign (name d) (new (name byte) 3))',
    ),
    ('a(b).c("d", e);', '(call (attr (call (name a) (name b)) c) "d" (name e))'),
    ('A.<String>b("c"); // d', '(call (attr (name A) b) "c")'),
    ("new A.B<String>(c);", "(new (attr (name A) B) (name c))"),
    ('new A<>() {{ put("b", c); }};', '(new (name A) (fn () (call (name put) "b" (name c))))'),
    ("new A() { public B c() { return d; } };", "(new (name A) (fn () (def c () (return (name d)))))"),
    ("f(a -> a.b());", "(call (name f) (fn (a) (return (call (attr (name a) b)))))"),
    ("f((a, b) -> { return a; });", "(call (name f) (fn (a b) (return (name a))))"),
    ("f((final String a) -> a);", "(call (name f) (fn (a) (return (name a))))"),
    (
        'a = switch (b) { case "c", "d" -> "e"; case "f" -> { g(); yield "h"; } default -> "i"; };',
        '(assign (name a) (choice (or (== (name b) "c") (== (name b) "d")) "e" (choice (== (name b) "f") (steps (call (name g)) "h") "i")))',
    ),
    ('a = switch (b) { case 1: yield "c"; default: throw d(); };', '(assign (name a) (choice (== (name b) 1) "c" (unread)))'),
    ('a = switch (b()) { case C -> "d"; case D -> "e"; };', '(assign (name a) (choice (call (name b)) "d" "e"))'),
]
STATEMENTS = [
    ('final var a = "b", c;', '(assign (name a) "b")\n(declare (name c))'),
    ("a += b; c++; --d;", "(assign+ (name a) (name b))\n(assign+ (name c) 1)\n(assign- (name d) 1)"),
    ("a = b = c;", "(assign (name a) (steps (assign (name b) (name c))))"),
    ("if (a) b(); else if (c) { d(); e(); }", "(branch (name a) ((call (name b))) ((branch (name c) ((call (name d)) (call (name e))) ())))"),
    ("if (a) throw new B(c());", "(branch (name a) ((new (name B) (call (name c)))) ())"),
    (
        "switch (a) { case 1: b(); break; case 2: case 3: c(); return; default: d(); }",
        "(branch (== (name a) 1) ((call (name b))) ((branch (or (== (name a) 2) (== (name a) 3)) ((call (name c)) (return)) ((call (name d))))))",
    ),
    ("switch (a) { case B -> c(); case D -> { e(); f(); } }", "(branch (name a) ((call (name c))) ((call (name e)) (call (name f))))"),
    (
        "try (A a = b(); c) { d(); } catch (E | F e) { g(); } catch (H h) { } finally { i(); }",
        "(assign (name a) (call (name b)))\n(branch _ ((call (name d))) ((call (name g))) ())\n(call (name i))",
    ),
    ("try { a(); } finally { b(); }", "(branch _ ((call (name a))) ())\n(call (name b))"),
    ("for (int a = 0; a < 2; a++) b(a);", "(assign (name a) 0)\n(block (< (name a) 2) (call (name b) (name a)) (assign+ (name a) 1))"),
    ("for (A a : b()) { c(a); }", "(block (assign (name a) (item (call (name b)) (unread))) (call (name c) (name a)))"),
    ("while ((a = b()) != null) c(a);", "(block (!= (steps (assign (name a) (call (name b)))) none) (call (name c) (name a)))"),
    ("do { a(); continue; } while (b);", "(block (name b) (call (name a)))"),
    ("synchronized (a) { b(); }", "(call (name b))"),
    ("a: b();", "(call (name b))"),
    ("package a.b; import a.b.C; import a.*; import static a.B.c;", '(import "a.b" (C C))\n(import "a" (* *))\n(import "a.B" (c c))'),
    ("/** a */ ; // b", ""),
    ("@interface A { String b(); }", ""),
]
TYPES = [
    ('private static final String A = "b";', '(assign (name A) "b")'),
    ("public A b(final C d, @E int... f) throws G { return d; }", "(def b (d _) (return (name d)))"),
    ('class A<T> extends B implements C { @D("e") private final F g = h; abstract I j(); }', "(type A (assign (name g) (name h)))"),
    ("class A { static { b(); } C d = e, f; }", "(type A (block (call (name b))) (assign (name d) (name e)) (declare (name f)))"),
    (
        "class A { A(B b) { super(b); this.c = b; } A() { this(d); } }",
        (
            "(type A (def constructor (b) (call (name super) (name b)) (assign (attr (name self) c) (name b)))"
            " (def constructor () (call (attr (name self) constructor) (name d))))"
        ),
    ),
    (
        "record A(String b) { A { c(b); } static D e; }",
        (
            "(type A (declare (name b)) (def constructor (b) (call (name c) (name b)) (assign (attr (name self) b) (name b)))"
            " (def b () (return (attr (name self) b))) (declare (name e)))"
        ),
    ),
    (
        'enum A { B("c"), D { void e() {} }; final String f; A(String f) { this.f = f; } }',
        (
            '(type A (assign (name B) (new (name A) "c")) (assign (name D) (new (name A))) (declare (name f))'
            " (def constructor (f) (assign (attr (name self) f) (name f))))"
        ),
    ),
    ('interface A { String B = "c"; D e(); default F g() { return h; } }', '(type A (assign (name B) "c") (def g () (return (name h))))'),
]
PIECES = [
    ('class A { B c() { return d("e");', '(return (call (name d) "e"))'),
    ("A.b()\n  .c(\n  ...\n  .d();", "(call (attr (name A) b))"),
]


@each("source, expected", VALUES)
def test_a_value_is_in_the_common_tree(source: str, expected: str):
    assert shown(Java, source) == expected


@each("source, expected", STATEMENTS)
def test_a_statement_is_in_the_common_tree(source: str, expected: str):
    assert shown(Java, source) == expected


@each("source, expected", TYPES)
def test_a_declaration_is_in_the_common_tree(source: str, expected: str):
    assert shown(Java, source) == expected


@each("source, expected", PIECES)
def test_what_can_be_read_of_a_cut_source_is_read(source: str, expected: str):
    assert expected in shown(Java, source)
