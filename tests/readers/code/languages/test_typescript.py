"""TypeScript in the common tree."""

from tests.readers.code.shown import shown

from siwakit.readers.code.languages.typescript import Tsx, TypeScript


def check(source, *expected, language=TypeScript):
    assert shown(language, source).splitlines() == list(expected)


def test_types_are_left_out():
    check("let a: string = b as unknown as C; const d = e!.f!.g; h satisfies I; const j = <K>l", "(assign (name a) (name b))",
          "(assign (name d) (attr (attr (name e) f) g))", "(name h)", "(assign (name j) (name l))")  # fmt: skip
    check("const a = { b: 1 } as const; let c!: D; const e = f<G>(h); const i = j<K>", '(assign (name a) (map ("b" 1)))', "(declare (name c))",
          "(assign (name e) (call (name f) (name h)))", "(assign (name i) (name j))")  # fmt: skip
    check("type A = { b: string }; interface C { d(): void } declare const e: string; declare function f(): void")
    check("const a = <T,>(b: T): T => b", "(assign (name a) (fn (b) (return (name b))))")


def test_functions_have_parameters():
    check("function f(a: string): void; function f(this: A, a: any, b?: number, c = 1, ...d: string[]): asserts a is string {}",
          "(def f (a b c=1 _) (declare (name d)))")  # fmt: skip
    check("const f = async ({ a, b = 2 }: P = {}): Promise<void> => {}",
          "(assign (name f) (fn (_=(map)) (assign (name a) (attr (name ) a)) (assign (name b) (?? (attr (name ) b) 2))))")  # fmt: skip
    check("const { a, b }: { a: string; b: number } = c", "(assign (name a) (attr (name c) a))", "(assign (name b) (attr (name c) b))")
    check("try { a() } catch (e: unknown) { b() }", "(branch _ ((call (name a))) ((call (name b))))")


def test_parameters_of_a_constructor_with_modifiers_are_fields():
    check(
        "class A { constructor(private readonly a: B, @Inject(C) public c: D = e, readonly f = 1, plain?: string) { super(); this.g() } }",
        "(type A (declare (name a)) (declare (name c)) (declare (name f)) (def constructor (a c=(name e) f=1 plain) "
        "(assign (attr (name self) a) (name a)) (assign (attr (name self) c) (name c)) (assign (attr (name self) f) (name f)) "
        "(call (name super)) (call (attr (name self) g))))",
    )


def test_classes_are_without_what_only_declares():
    check(
        "@Injectable() export class A<T> extends B<T> implements C { private readonly d = new E(A.name); static readonly f: string = 'g'; "
        "declare h: I; private j?: string; [k: string]: any; @Get(':l') async m(@Param('n') n: string): Promise<string> { return n } "
        "o(p: string): void; "
        "o(p: any) {} get q(): string { return this.r } set q(s) {} accessor t = 1 }",
        '(type A (assign (name d) (new (name E) (attr (name A) name))) (assign (name f) "g") (declare (name h)) (declare (name j)) '
        "(def m (n) (return (name n))) (def o (p)) (def q () (return (attr (name self) r))) (assign (name t) 1))",
    )
    check("abstract class A { abstract b: string; protected abstract c(): void; d() {} }", "(type A (declare (name b)) (def d ()))")


def test_enums_have_values():
    check("enum A { B, C, D = 'd', E = 7, F, 'g-h' = 1 << 2, I }",
          '(type A (assign (name B) 0) (assign (name C) 1) (assign (name D) "d") (assign (name E) 7) (assign (name F) 8) '
          "(assign (name g-h) (<< 1 2)) (declare (name I)))")  # fmt: skip
    check("export const enum A { B = 'b' } declare enum C { D }", '(type A (assign (name B) "b"))')


def test_namespaces_are_types():
    check("namespace A.B { export const c = 1; export function d() {} }", "(type B (assign (name c) 1) (def d ()))")


def test_imports_of_types_are_left_out():
    check("import type { A } from 'a'; import B, { type C, D } from 'b'; import e = require('node:e'); export type { F } from 'f'; import g = H.i",
          '(import "b" (default B) (C C) (D D))', '(import "e" ("" e))')  # fmt: skip
    check("import a from './a.json' with { type: 'json' }", '(import "./a.json" (default a))')


def test_elements_are_read_in_tsx():
    check("const A: FC<P> = ({ b }) => <C d={b}>{e(b!)}</C>", "(assign (name A) (fn (_) (assign (name b) (attr (name ) b)) "
          "(return (unread (name b) (call (name e) (name b))))))", language=Tsx)  # fmt: skip
