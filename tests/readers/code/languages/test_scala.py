from __future__ import annotations

from tests.each import each
from tests.readers.code.shown import shown

from siwakit.readers.code.languages.scala import Scala

STRINGS = [
    (r'"a\n\"é\u00e9\\"', r'"a\n\"éé\\"'),
    ('"""a "b" \\n\n  c"""', r'"a \"b\" \\n\n  c"'),
    (r's"a$b ${c.d}e $$ \n ${"f"}"', r'(join "a" (name b) " " (attr (name c) d) "e $ \n f")'),
    ('s"""\n  |a $b\\n"""', r'(join "\n  |a " (name b) "\n")'),
    (r'raw"a\n$b"', r'(join "a\\n" (name b))'),
    ('f"a $b%2.2f%% ${c}%s$d"', '(join "a " (call (name format) (name b) "%2.2f") "% " (name c) (name d))'),
    ('uri"https://$a/b"', '(call (name uri) (join "https://" (name a) "/b"))'),
    ('json"""{"a": $b}"""', r'(call (name json) (join "{\"a\": " (name b) "}"))'),
    (r"f('a', '\n', 'b)", r'(call (name f) "a" "\n" "b")'),
]
VALUES = [
    ("1_000L * 0xFF / 2.5e3 - 1.5f", "(- (/ (* 1000 255) 2500.0) 1.5)"),
    ("f(null, true, false, ())", "(call (name f) none true false none)"),
    ('a.b(c = "d", e: _*)', '(call (attr (name a) b) c="d" *(name e))'),
    ("a(b*)", "(call (name a) *(name b))"),
    ("a[B](c); d.e[F]; g.asInstanceOf[H].i", "(call (name a) (name c))\n(attr (name d) e)\n(attr (name g) i)"),
    ("a(b)(c)", "(call (call (name a) (name b)) (name c))"),
    ("a(b) { c }; a { b; c }", "(call (name a) (name b) (name c))\n(call (name a) (steps (name b) (name c)))"),
    ("a.b { c => d(); e }", "(call (attr (name a) b) (fn (c) (call (name d)) (return (name e))))"),
    (
        "a.b { case (c, d) => e }",
        "(call (attr (name a) b) (fn ((0)) (return (choice (name (0)) (steps (assign ((name c) (name d)) (name (0))) (name e))))))",
    ),
    ("a.b(_.c + 1); a.b(c, _)", "(call (attr (name a) b) (fn (_) (return (+ (attr (name _) c) 1))))\n(call (attr (name a) b) (name c) (name _))"),
    ("a.b(c(_))", "(call (attr (name a) b) (call (name c) (name _)))"),
    ("a.b((c: D, e) => e)", "(call (attr (name a) b) (fn (c e) (return (name e))))"),
    ("a:\n  b", "(call (name a) (name b))"),
    ('Map("a" -> b, ("c", d)) + ("e" -> f) ++ g', '(++ (+ (call (name Map) (-> "a" (name b)) (list "c" (name d))) (-> "e" (name f))) (name g))'),
    ("a b c; a b (c, d)", "(call (attr (name a) b) (name c))\n(call (attr (name a) b) (name c) (name d))"),
    ("!a && -b > ~c || d != e >>> 2", "(or (and (not (name a)) (> (- (name b)) (~ (name c)))) (!= (name d) (>> (name e) 2)))"),
    ("this.a; super.b(); a.b _; (a: B)", "(attr (name self) a)\n(call (attr (name super) b))\n(attr (name a) b)\n(name a)"),
    ('new A("b").c; new A; new A[B]', '(attr (new (name A) "b") c)\n(new (name A))\n(new (name A))'),
    ("new a.B(c) with D { override def e = 1 }", "(new (attr (name a) B) (name c) (fn () (def e () (return 1))))"),
]
CHOICES = [
    ('val a = if (b) "c" else { d; "e" }', '(assign (name a) (choice (name b) "c" (steps (name d) "e")))'),
    ("if (a) b() else if (c) d()", "(branch (name a) ((call (name b))) ((branch (name c) ((call (name d))) ())))"),
    ("if a then b else c", "(branch (name a) ((name b)) ((name c)))"),
    (
        'val a = b match { case "c" | "d" => 1; case "e" => f(); 2; case _ => 3 }',
        '(assign (name a) (choice (or (== (name b) "c") (== (name b) "d")) 1 (choice (== (name b) "e") (steps (call (name f)) 2) 3)))',
    ),
    ('val a = b match\n  case "c" => 1\n  case _ => throw d()', '(assign (name a) (choice (== (name b) "c") 1 (unread)))'),
    (
        "val a = b match { case c: D if e => c; case F(g) => g; case h => h }",
        (
            "(assign (name a) (choice (name b) (steps (assign (name c) (name b)) (name c)) (steps (declare (name g)) (name g))"
            " (steps (assign (name h) (name b)) (name h))))"
        ),
    ),
    ("val a = b() match { case (c, D) => c }", "(assign (name a) (choice (call (name b)) (steps (declare (name c)) (name c))))"),
    ("try { a() } catch { case b: C => d(); case e => throw e } finally f()", "(call (name f))\n(branch _ ((call (name a))) ((call (name d))))"),
    ("val a = try b catch case c: D => e", "(assign (name a) (choice _ (name b) (name e)))"),
    ("for (a <- b; if c) d()", "(call (attr (name b) foreach) (fn (a) (call (name d))))"),
    (
        "val a = for { b <- c; d = e; (f, g) <- h } yield f",
        (
            "(assign (name a) (call (attr (name c) flatMap) (fn (b) (assign (name d) (name e))"
            " (return (call (attr (name h) map) (fn ((0)) (assign ((name f) (name g)) (name (0))) (return (name f))))))))"
        ),
    ),
]
STATEMENTS = [
    ('lazy val a: String = "b"; private[this] var c: D = _', '(assign (name a) "b")\n(declare (name c))'),
    (
        "val (a, _) = b; val C(d, e) = f; val g, h = 1",
        "(assign (name a) (name b))\n(name f)\n(declare (name d))\n(declare (name e))\n(assign ((name g) (name h)) 1)",
    ),
    (
        'a.b = c; d("e") = f; g += 1; h.i ++= j',
        '(assign (attr (name a) b) (name c))\n(assign (item (name d) "e") (name f))\n(assign+ (name g) 1)\n(assign++ (attr (name h) i) (name j))',
    ),
    ("while (a) b(); do { c() } while (d)", "(block (name a) (call (name b)))\n(block (call (name c)) (name d))"),
    ("return a; throw new B(c)", "(return (name a))\n(new (name B) (name c))"),
    (
        "import a.b.C; import a.b.{C, D => E, F as G, _}; import a.*",
        '(import "a.b" (C C))\n(import "a.b" (C C) (D E) (F G) (* *))\n(import "a" (* *))',
    ),
    ("package a.b; type C = D // e", ""),
]
TYPES = [
    ('def a(b: C, d: Int = 1)(implicit e: F): G = { h(); "i" }', '(def a (b d=1 e) (call (name h)) (return "i"))'),
    ("def a: B = c; def d(e: F*) = e", "(def a () (return (name c)))\n(def d (_) (return (name e)))"),
    ("def a(): Unit = { if (b) c() else d() }", "(def a () (branch (name b) ((call (name c))) ((call (name d)))))"),
    ("def a() { b() }", "(def a () (call (name b)))"),
    ("def a() =\n  val b = c\n  b.d", "(def a () (assign (name b) (name c)) (return (attr (name b) d)))"),
    (
        'case class A(b: C, d: E = "f")(implicit g: H) extends I(b) with J { val k = b; def l: M }',
        (
            '(type A (declare (name b)) (assign (name d) "f") (declare (name g)) (def constructor (b d="f" g) (call (name super) (name b))'
            " (assign (attr (name self) b) (name b)) (assign (attr (name self) d) (name d)) (assign (attr (name self) g) (name g)))"
            " (assign (name k) (name b)))"
        ),
    ),
    (
        "class A { self => def this(b: C) = this(b, d); e() }",
        "(type A (def constructor (b) (call (attr (name self) constructor) (name b) (name d))) (call (name e)))",
    ),
    (
        "object A extends B { val C = 1 }; trait D { val e: F; def g = 2 }",
        "(type A (assign (name C) 1))\n(type D (declare (name e)) (def g () (return 2)))",
    ),
    (
        "enum A(val b: C):\n  case D extends A(e)\n  case F(g: H) extends A(i)",
        (
            "(type A (declare (name b)) (def constructor (b) (assign (attr (name self) b) (name b))) (assign (name D) (new (name A) (name e)))"
            " (type F (declare (name g)) (def constructor (g) (call (name super) (name i)) (assign (attr (name self) g) (name g)))))"
        ),
    ),
    ("given a: B = c\ngiven d: E with\n  def f = 1", "(assign (name a) (name c))\n(type d (def f () (return 1)))"),
    ("extension (a: B)\n  def c = a\n  def d = 1", "(def c () (return (name a)))\n(def d () (return 1))"),
    ("package a { class B }; package object c { val d = 1 }", "(type B)\n(type c (assign (name d) 1))"),
]


@each("source, expected", STRINGS)
def test_a_string_is_what_scala_makes_of_it(source: str, expected: str):
    assert shown(Scala, source) == expected


@each("source, expected", VALUES)
def test_a_value_is_in_the_common_tree(source: str, expected: str):
    assert shown(Scala, source) == expected


@each("source, expected", CHOICES)
def test_a_choice_is_between_values_or_statements(source: str, expected: str):
    assert shown(Scala, source) == expected


@each("source, expected", STATEMENTS)
def test_a_statement_is_in_the_common_tree(source: str, expected: str):
    assert shown(Scala, source) == expected


@each("source, expected", TYPES)
def test_a_declaration_is_in_the_common_tree(source: str, expected: str):
    assert shown(Scala, source) == expected


def test_a_comprehension_of_very_many_generators_is_not_nested():
    assert shown(Scala, "for { " + "a <- b; " * 100 + "} yield c").startswith("(unread ")
