from __future__ import annotations

import pytest
from tests.each import check_each
from tests.readers.code.shown import lower

from siwakit.readers.code.languages.csharp import CSharp
from siwakit.readers.code.languages.dart import Dart
from siwakit.readers.code.languages.java import Java
from siwakit.readers.code.languages.kotlin import Kotlin
from siwakit.readers.code.languages.lowering import MAX_DEPTH, Lowering
from siwakit.readers.code.languages.scala import Scala

# What stands before, in and behind each level of a nesting.
NESTED = {
    Java: (
        *(("class A { void b() { ", "c();", "}}"), ("class A { class B { ", "", "}}"), ("class A { int b = new A(", "1", ");}")),
        *(("a(", "b", ")"), ("a[", "b", "]"), ("", "a", ".b(1)"), ("", "a", " + 1"), ("a + (", "b", ")"), ("(int) ", "a", ""), ("!", "a", "")),
        *(("a ? b : ", "c", ""), ("a = ", "b", ";"), ("a = {", "b", "}"), ("a(b -> ", "c", ")"), ("a(() -> { b = ", "1", "; })")),
        *(("new A() {{ b(", "c", ");}}"), ("a = new B(", "1", ") { C d = e; }"), ("a = switch (b) { case 1 -> ", "c", ";}")),
        *(("if (a) { ", "b();", "}"), ("if (a) b(); else ", "c();", ""), ("switch (a) { case 1: ", "b();", "}"), ("{", "a();", "}")),
        *(("try { ", "b();", "} finally { c(); }"), ("try {} catch (A b) { ", "c();", "}"), ("try (A a = b(", "c", ")) {}")),
        *(("for (;;) { ", "b();", "}"), ("for (A a : b) ", "c();", ""), ("while (a) ", "b();", ""), ("synchronized (a) { ", "b();", "}")),
    ),
    CSharp: (
        *(("class A { void B() { ", "c();", "} }"), ("class A { class B { ", "", "} }"), ("namespace A { ", "class B { }", "}")),
        *(("class A { B c = new(", "1", "); }"), ("a(", "b", ")"), ("a(b: ", "c", ")"), ("a[", "b", "]"), ("", "a", ".B(1)")),
        *(("", "a", "?.B"), ("", "a", " + 1"), ("a + (", "b", ")"), ("(int)", "a", ""), ("!", "a", ""), ("", "a", "!")),
        *(("a ? b : ", "c", ""), ("a = ", "b", ";"), ("a(b => ", "c", ")"), ("a(() => { b = ", "1", "; })"), ("new A { B = ", "c", "}")),
        *(('new A { { "b", ', "c", "} }"), ("new { a = ", "b", "}"), ("a = new[] { ", "b", "};"), ("[", "a", "]"), ("(a, ", "b", ")")),
        *(('a($"{', "b", '}")'), ("a with { B = ", "c", "}"), ("a switch { 1 => ", "b", ", _ => c }")),
        *(("switch (a) { case 1: ", "b();", "break; }"), ("switch (a) { case 1: { ", "b();", "break; } }"), ("if (a) { ", "b();", "}")),
        *(("if (a) b(); else ", "c();", ""), ("try { ", "b();", "} finally { c(); }"), ("try { } catch (A b) { ", "c();", "}")),
        *(("for (;;) { ", "b();", "}"), ("foreach (var a in b) ", "c();", ""), ("while (a) ", "b();", ""), ("using (a) ", "b();", "")),
        *(("lock (a) { ", "b();", "}"), ("{ ", "a();", "}"), ("#if A\n", "b();", "\n#endif\n"), ("void A() { ", "b();", "}")),
        *(("class A { int B { get { return ", "1", "; } } }"), ("await ", "a", ""), ("a ?? ", "b", "")),
    ),
    Kotlin: (
        *(("class A { fun b() { ", "c()", "} }"), ("class A { class B { ", "", "} }"), ("class A(val b: C = ", "d", ")")),
        *(("fun a() = b(fun() { ", "c()", "})"), ("a(", "b", ")"), ("a(b = ", "c", ")"), ("a<B>(", "c", ")"), ("f(a<B>(", "c", "))")),
        *(("a[", "b", "]"), ("", "a", ".b(1)"), ("", "a", ".b"), ("", "a", "!!"), ("", "a", " + 1"), ("a + (", "b", ")"), ("-", "a", ".b")),
        *(("a to ", "b", ""), ("", "a", " to b"), ("a ?: ", "b", ""), ('a("${', "b", '}")'), ("a { ", "b", "}"), ("a(b) { c -> ", "d", "}")),
        *(("val a = { ", "b", "}"), ("val a = object : B { val c = ", "1", "}"), ("val a get() = object { val b = ", "1", "}")),
        *(("if (a) { ", "b()", "}"), ("val a = if (b) c else ", "d", ""), ("if (a) b() else ", "c()", ""), ("for (a in b) { ", "c()", "}")),
        *(
            ("when (a) { 1 -> ", "b()", "}"),
            ("when { a -> ", "b()", "\n}"),
            ("when (a) { 1 -> { b(); ", "c()", "} \n}"),
            ("while (a) { ", "b()", "}"),
        ),
        *(("try { ", "b()", "} finally { c() }"), ("try { } catch (a: B) { ", "c()", "}")),
    ),
    Scala: (
        *(("class A { def b() = { ", "c()", "} }"), ("object A { class B { ", "", "} }"), ("class A(b: C = ", "d", ")"), ("a(", "b", ")")),
        *(("a(b = ", "c", ")"), ("", "a", ".b(1)"), ("", "a", ".b"), ("", "a", " + 1"), ("a + (", "b", ")"), ("", "a", " b c")),
        *(("a { b => ", "c", " }"), ("a { ", "b", " }"), ("a(b) { ", "c", "}"), ("a(b => ", "c", ")"), ("a(_ + ", "b", ")")),
        *(("{ case a => ", "b", "}"), ("new A(", "b", ")"), ("new A { val b = ", "1", "}"), ("val a = { ", "b", "}"), ("(a, ", "b", ")")),
        *(('a(s"${', "b", '}")'), ("if (a) { ", "b()", "}"), ("if (a) b() else ", "c()", ""), ("val a = if (b) c else ", "d", "")),
        *(("a match { case 1 => ", "b", "}"), ("a match { case b => c; ", "d", "}"), ("try { ", "b()", "} finally c()")),
        *(("try b() catch { case c => ", "d", "}"), ("for (a <- b) { ", "c()", "}"), ("for { a <- b; c <- d } yield ", "e", "")),
        *(("for { a <- { ", "b", "} } yield c"), ("while (a) { ", "b()", "}"), ("!(", "a", ")"), ("a -> ", "b", ""), ("a :: ", "b", "")),
        *(("def a() { ", "b()", "}"), ("a match { case (b, c) => d(", "e", ")}"), ("a = ", "b", ""), ("a(b)(", "c", ")"), ("", "a", "(b)")),
        *(('val a: B = f"${', "c", '}%2.2f"'), ("try { 1 } catch { case a: B => ", "c", "}")),
    ),
    Dart: (
        *(("a(b: ", "c", ")"), ("a(", "b", ")"), ("a[", "b", "]"), ("", "a", ".b(1)"), ("", "a", ".b"), ("", "a", " + 1")),
        *(("b + (", "c", ")"), ("-", "a", ""), ("a = ", "b", ""), ("b ? c : ", "d", ""), ("a = [", "b", "]"), ("a = {'b': ", "c", "}")),
        *(("a = {if (b) 'c': ", "d", "}"), ("a = [for (final b in c) ", "d", "]"), ("a = '${", "b", "}'"), ("(b) => ", "c", "")),
        *(("a((b) { return ", "c", "; })"), ("a..b(", "c", ")"), ("B()..b(", "c", ")"), ("if (a) { ", "b();", "}")),
        *(("if (a) b(); else ", "c();", ""), ("switch (a) { case 1: ", "b();", "}"), ("a = switch (b) { 1 => ", "c", ", _ => d }")),
        *(("try { ", "b();", "} catch (c) { d(); } finally { e(); }"), ("for (;;) { ", "b();", "}")),
        *(("for (final a in b) { ", "c();", "}"), ("while (a) { ", "b();", "}"), ("await ", "a", ""), ("b ?? ", "c", "")),
        *(("new B(", "c", ")"), ("", "a", "!.b"), ("(", "a", " as B).c"), ("{ ", "a();", "}"), ("void a() { ", "b();", "}")),
        *(("", "a", " && b"), ("a && ", "b", ""), ("", "a", "['b']"), ("(a, ", "b", ")"), ("...", "a", "")),
    ),
}
AROUND = {Dart: ("f() async { ", "; }")}


@pytest.mark.parametrize("language", NESTED)
def test_nesting_of_every_kind_is_read(language: type[Lowering]):
    levels = MAX_DEPTH + 50
    start, end = AROUND.get(language, ("", ""))
    check_each(
        [start + before * levels + inside + behind * levels + end for before, inside, behind in NESTED[language]], lambda text: lower(language, text)
    )
