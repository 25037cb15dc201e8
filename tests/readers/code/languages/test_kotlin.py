from __future__ import annotations

from tests.each import each
from tests.readers.code.shown import everything, lower, shown

from siwakit.readers.code import tree
from siwakit.readers.code.languages.kotlin import Kotlin

STRINGS = [
    (r'"\$a \n é\u00e9b \"c\" \\n $ $1"', r'"$a \n ééb \"c\" \\n $ $1"'),
    ('"$a$b.c ${d.e} $`f`"', '(join (name a) (name b) ".c " (attr (name d) e) " " (name f))'),
    ('"${a}${"b"}"', '(join (name a) "b")'),
    ('"""\n  $a \\n "b"\n  ${\'$\'}c""".trimIndent()', r'(call (attr (join "\n  " (name a) " \\n \"b\"\n  $c") trimIndent))'),
    (r"""'a' + '\n' + '\u0041'""", r'(+ (+ "a" "\n") "A")'),
    (r'"\ud83d\ude00"', '"😀"'),
]
VALUES = [
    ("1_000L * 0xFF / 0b11u - 1.5f", "(- (/ (* 1000 255) 3) 1.5)"),
    ("f(true, false, null)", "(call (name f) true false none)"),
    ('mapOf("a" to b, *c)', '(call (name mapOf) (to "a" (name b)) *(name c))'),
    ('A(b = "c", d)', '(call (name A) b="c" (name d))'),
    ("a?.b!!.c", "(attr (attr (name a) b) c)"),
    ('a["b"][0]', '(item (item (name a) "b") 0)'),
    ('a.b<C>("d").e', '(attr (call (attr (name a) b) "d") e)'),
    ("f(a.b<C>(d))", "(call (name f) (call (attr (name a) b) (name d)))"),
    ('"a" + b<C>(d) + "e"', '(+ (+ "a" (call (name b) (name d))) "e")'),
    ("a<B, C>(d)", "(call (name a) (name d))"),
    ("!a.b().c && -d.e[0] > 1", "(and (not (attr (call (attr (name a) b)) c)) (> (- (item (attr (name d) e) 0)) 1))"),
    ("(!a).b()", "(call (attr (not (name a)) b))"),
    ('a ?: "b"', '(?? (name a) "b")'),
    ("a ?: throw B()", "(name a)"),
    ("a ?: return null", "(name a)"),
    ("a as B; (c as? D)?.e; f is G; h !in i", "(name a)\n(attr (name c) e)\n(is (name f))\n(in (name h) (name i))"),
    ("a shl 2 or b; c ushr 1; d f e", "(| (<< (name a) 2) (name b))\n(>> (name c) 1)\n(call (attr (name d) f) (name e))"),
    ("0..9; 0 until a", "(.. 0 9)\n(call (attr 0 until) (name a))"),
    ("a === b; c !== d", "(== (name a) (name b))\n(!= (name c) (name d))"),
    ("a::b; ::c; D.E::f; G::class.java", "(attr (name a) b)\n(name c)\n(attr (attr (name D) E) f)\n(attr (attr (name G) class) java)"),
    ("this.a; this@B.c; super.d()", "(attr (name self) a)\n(attr (name self) c)\n(call (attr (name super) d))"),
    ("a { it.b }", "(call (name a) (fn (it) (return (attr (name it) b))))"),
    ("a(b) { c, d: E -> f(); g }", "(call (name a) (name b) (fn (c d) (call (name f)) (return (name g))))"),
    ("a.b(c).d { }", "(call (attr (call (attr (name a) b) (name c)) d) (fn (it)))"),
    ("a { (b, c) -> b }", "(call (name a) (fn ((0)) (assign ((name b) (name c)) (name (0))) (return (name b))))"),
    ("a.map { return@map b }", "(call (attr (name a) map) (fn (it) (return (name b))))"),
    ("val a = fun(b: C): D { return b }", "(assign (name a) (fn (b) (return (name b))))"),
    ("val a = object : B(c), D { override fun e() = 1 }", "(assign (name a) (new (name B) (name c) (fn () (def e () (return 1)))))"),
    ("val a = object { }", "(assign (name a) (new (name object) (fn ())))"),
    ("val a = b@{ c }; val d = @E f()", "(assign (name a) (fn (it) (return (name c))))\n(assign (name d) (call (name f)))"),
]
CHOICES = [
    ('val a = if (b) "c" else { d(); "e" }', '(assign (name a) (choice (name b) "c" (steps (call (name d)) "e")))'),
    ("if (a) b() else if (c) { d(); e() }", "(branch (name a) ((call (name b))) ((branch (name c) ((call (name d)) (call (name e))) ())))"),
    ("if (a) else b()", "(branch (name a) () ((call (name b))))"),
    ("if (a) return b", "(branch (name a) ((return (name b))) ())"),
    (
        'val a = when (b) { "c", "d" -> 1; "e" -> { f(); 2 } else -> 3 }',
        '(assign (name a) (choice (or (== (name b) "c") (== (name b) "d")) 1 (choice (== (name b) "e") (steps (call (name f)) 2) 3)))',
    ),
    ('val a = when { b -> "c"; else -> throw d() }', '(assign (name a) (choice (name b) "c" (unread)))'),
    ("when (a) { is B -> c(); in d -> e() }", "(branch (name a) ((call (name c))) ((call (name e))))"),
    ("when (val a = b()) { C -> d(a) }", "(branch (steps (assign (name a) (call (name b)))) ((call (name d) (name a))))"),
    ("val a = try { b() } catch (c: D) { e() }", "(assign (name a) (choice _ (call (name b)) (call (name e))))"),
    ("try { a(); b() } finally { c() }", "(call (name c))\n(branch _ ((call (name a)) (call (name b))))"),
]
STATEMENTS = [
    ('val a: String = "b"; var c: D?; lateinit var e: F', '(assign (name a) "b")\n(declare (name c))\n(declare (name e))'),
    ("val (a, _) = b", "(assign ((name a) (name _)) (name b))"),
    ('val a: String\n  get() = "b"', '(property a () (return "b"))'),
    ("val a get() { b(); return c }", "(property a () (call (name b)) (return (name c)))"),
    ("val a by lazy { b }", "(assign (name a) (call (name lazy) (fn (it) (return (name b)))))"),
    (
        'a["b"] = c; d.e += 1; f++; --g',
        '(assign (item (name a) "b") (name c))\n(assign+ (attr (name d) e) 1)\n(assign+ (name f) 1)\n(assign- (name g) 1)',
    ),
    ("for ((a, b) in c) { d(); break }", "(block (assign ((name a) (name b)) (item (name c) (unread))) (call (name d)))"),
    ("a@ for (b: C in d) continue@a", "(block (assign (name b) (item (name d) (unread))))"),
    ("while (a) b()", "(block (name a) (call (name b)))"),
    ("do { a() } while (b)", "(block (call (name a)) (name b))"),
    ("throw A(b())", "(call (name A) (call (name b)))"),
    ("package a.b\nimport a.B\nimport a.b as c\nimport d.*", '(import "a" (B B))\n(import "a" (b c))\n(import "d" (* *))'),
    ('@file:A("b")\n// c\ntypealias D = E', ""),
]
TYPES = [
    ("fun a(b: C, d: E = f()): G = b.h", "(def a (b d=(call (name f))) (return (attr (name b) h)))"),
    ("private suspend fun <T> A.b(vararg c: D) { e() }", "(def b (_) (call (name e)))"),
    ("fun a() { if (b) c() else d() }", "(def a () (branch (name b) ((call (name c))) ((call (name d)))))"),
    (
        'class A(private val b: C, d: E = "f") : G(d), H { val i = b }',
        (
            '(type A (declare (name b)) (assign (name d) "f") (def constructor (b d="f") (call (name super) (name d))'
            " (assign (attr (name self) b) (name b)) (assign (attr (name self) d) (name d))) (assign (name i) (name b)))"
        ),
    ),
    (
        "class A {\n init { b() }\n constructor(c: D) : this(c, e) { f() }\n constructor() : super(g)\n}",
        (
            "(type A (block (call (name b))) (def constructor (c) (call (attr (name self) constructor) (name c) (name e)) (call (name f)))"
            " (def constructor () (call (name super) (name g))))"
        ),
    ),
    ('class A {\n companion object {\n const val B = "c"\n fun d() = B\n }\n}', '(type A (assign (name B) "c") (def d () (return (name B))))'),
    ("object A : B() { val c = 1 }", "(type A (assign (name c) 1))"),
    (
        'enum class A(val b: String) {\n C("d"), E("f") { override fun g() = 1 };\n fun h() = b\n}',
        (
            '(type A (declare (name b)) (def constructor (b) (assign (attr (name self) b) (name b))) (assign (name C) (new (name A) "d"))'
            ' (assign (name E) (new (name A) "f")) (def h () (return (name b))))'
        ),
    ),
    ("interface A { fun b(): C; fun d() = 1 }", "(type A (def d () (return 1)))"),
    ('class A(@Value("\\${b}") private val c: D)', "(type A (declare (name c)) (def constructor (c) (assign (attr (name self) c) (name c))))"),
]


@each("source, expected", STRINGS)
def test_a_string_is_what_kotlin_makes_of_it(source: str, expected: str):
    assert shown(Kotlin, source) == expected


@each("source, expected", VALUES)
def test_a_value_is_in_the_common_tree(source: str, expected: str):
    assert shown(Kotlin, source) == expected


@each("source, expected", CHOICES)
def test_a_choice_is_between_values_or_statements(source: str, expected: str):
    assert shown(Kotlin, source) == expected


@each("source, expected", STATEMENTS)
def test_a_statement_is_in_the_common_tree(source: str, expected: str):
    assert shown(Kotlin, source) == expected


@each("source, expected", TYPES)
def test_a_declaration_is_in_the_common_tree(source: str, expected: str):
    assert shown(Kotlin, source) == expected


def test_a_name_in_a_string_has_its_own_place():
    source = 'val a = "é$b"'
    (name,) = [node for node in everything(lower(Kotlin, source)) if node.__class__ is tree.Name and node.name == "b"]
    assert source.encode()[name.span.start : name.span.end] == b"$b"


def test_what_can_be_read_of_a_cut_source_is_read():
    assert "(assign (name c) (attr (name b) d))" in shown(Kotlin, "class A(val b: String) {\n  val c = b.d")
