"""Elixir in the common tree."""

import pytest
from tests.readers.code.shown import shown

from siwakit.readers.code.languages.elixir import Elixir


def check(source, *expected):
    assert shown(Elixir, source).splitlines() == list(expected)


def test_strings_are_without_their_escapes():
    check(r's = "a\n\u00e9\s\"\\"', r'(assign (name s) "a\né \"\\")')
    check("s = 'a'", '(assign (name s) "a")')
    check('s = ""', '(assign (name s) "")')


def test_interpolation_and_concatenation_join():
    check('s = "a=#{b}&c=#{d(1)}"', '(assign (name s) (join "a=" (name b) "&c=" (call (name d) 1)))')
    check('s = "a" <> b <> "c" <> "d"', '(assign (name s) (join "a" (name b) "cd"))')
    check('s = "a" <> "#{b}."', '(assign (name s) (join "a" (name b) "."))')


def test_heredocs_are_without_their_indentation():
    check('s = """\n    a "q"\n\n      #{b}\n    """', r'(assign (name s) (join "a \"q\"\n\n  " (name b) "\n"))')
    check('s = """\r\n  #{a}b\r\n  """', r'(assign (name s) (join (name a) "b\n"))')
    check("s = ~S'''\n  a\\n\n  '''", r'(assign (name s) "a\\n\n")')


def test_sigils_are_strings_and_lists():
    check("s = ~s(a #{b})", '(assign (name s) (join "a " (name b)))')
    check("s = ~S(a #{b})", '(assign (name s) "a #{b}")')
    check("s = ~w(a b)a", '(assign (name s) (list "a" "b"))')
    check("s = ~r/a/", "(assign (name s) (unread (unread) (unread)))")


@pytest.mark.parametrize(
    ("written", "value"),
    [
        *(("1_000", "1000"), ("0xFF", "255"), ("0b11", "3"), ("1.5e3", "1500.0"), ("?a", "97"), (r"?\n", "10"), ("true", "true"), ("nil", "none")),
        *((":a", '"a"'), (':"a b"', '"a b"')),
    ],
)
def test_other_literals_are_known(written, value):
    check(f"n = {written}", f"(assign (name n) {value})")


def test_maps_and_keywords_are_mappings():
    check('m = %{"a" => 1, b: 2, "c d": 3}', '(assign (name m) (map ("a" 1) ("b" 2) ("c d" 3)))')
    check("m = %{n | a: 1}", '(assign (name m) (map *(name n) ("a" 1)))')
    check("m = [a: 1, b: f(c)]", '(assign (name m) (map ("a" 1) ("b" (call (name f) (name c)))))')
    check("m = %User{a: 1}", "(assign (name m) (new (name User) a=1))")
    check("m = %__MODULE__{n | a: 1}", "(assign (name m) (new (name self) *(name n) a=1))")


def test_lists_and_tuples_are_sequences():
    check('l = [1, "a" | r]', '(assign (name l) (list 1 "a" *(name r)))')
    check('l = {"a", :b}', '(assign (name l) (list "a" "b"))')
    check("l = a ++ b", "(assign (name l) (list *(name a) *(name b)))")


def test_results_with_ok_are_values():
    check("a = {:ok, b}", "(assign (name a) (name b))")
    check("{:ok, a, _} = f()", "(assign ((name a) (name _)) (call (name f)))")
    check("{:ok, a} = f()", "(assign (name a) (call (name f)))")
    check("{:error, f(a)}", "(call (name f) (name a))", "(block)")
    check("{:error, a} = f()", "(declare (name a))")


def test_patterns_take_values_apart():
    check("{_, a} = f()", "(assign ((name _) (name a)) (call (name f)))")
    check("[a | b] = c", "(assign (name a) (name c))")
    check('%{"a" => a, b: {c, d}} = f()', "(assign (name match 0) (call (name f)))", '(assign (name a) (item (name match 0) "a"))',
          '(assign ((name c) (name d)) (item (name match 0) "b"))')  # fmt: skip
    check("a = b = f()", "(assign (name a) (steps (assign (name b) (call (name f)))))")
    check("^a = f()", "(call (name f))")


def test_attributes_of_a_module_are_its_constants():
    check(
        'defmodule A do\n@b "c"\n@moduledoc "d"\n@spec f() :: x\ndef f, do: @b\nend', '(type A (assign (name b) "c") (def f () (attr (name self) b)))'
    )


def test_modules_have_whole_names():
    check(
        "alias JOSE.{JWK, JWT}\nJWT.sign(a)",
        '(import "JOSE.JWK" ("" JWK))',
        '(import "JOSE.JWT" ("" JWT))',
        "(call (attr (name JOSE.JWT) sign) (name a))",
    )
    check("alias A.B, as: C\nC.D.f()", '(import "A.B" ("" C))', "(call (attr (name A.B.D) f))")
    check("defmodule A do\nalias B.C\nend\nC.f()", '(type A (import "B.C" ("" C)))', "(call (attr (name C) f))")
    check("alias A.B\ndefmodule A.B do\nend\nB.f()", '(import "A.B" ("" B))', "(type A.B)", "(call (attr (name A.B) f))")
    check("defmodule A do\nalias __MODULE__.B\nB.f()\n__MODULE__.g()\nend",
          '(type A (import "A.B" ("" B)) (call (attr (name A.B) f)) (call (attr (name self) g)))')  # fmt: skip
    check("import A.B\nrequire Logger\nuse C, d: 1", '(import "A.B" (* *))', '(import "Logger" ("" Logger))', '(import "C" (* *))',
          "(call (name use) (name C) d=1)")  # fmt: skip
    check(":crypto.hash(:sha256, a)", '(call (attr (name crypto) hash) "sha256" (name a))')


def test_calls_have_arguments():
    check('f("a", b: 1)', '(call (name f) "a" b=1)')
    check("config :app, A.B, c: {D, :e}", '(call (name config) "app" (name A.B) c=(list (name D) "e"))')
    check("a.b.c(1)", "(call (attr (attr (name a) b) c) 1)")
    check("f.(1)", "(call (name f) 1)")
    check('a[:b]["c"]', '(item (item (name a) "b") "c")')
    check('test "a" do\nf()\nend', '(call (name test) "a" (fn () (call (name f))))')
    check("def f(a, opts), do: a\nf(1, b: 2)", "(def f (a opts) (name a))", '(call (name f) 1 (map ("b" 2)))')


def test_pipes_are_calls():
    check("a |> f(1) |> B.g() |> h |> i.()", "(call (name i) (call (name h) (call (attr (name B) g) (call (name f) (name a) 1))))")
    check("a |> then(fn b -> b end) |> then(&f(1, &1))",
          "(call (fn (&1) (return (call (name f) 1 (name &1)))) (call (fn (b) (name b)) (name a)))")  # fmt: skip
    check("a |> case do\n1 -> b\nend", "(branch (name a) ((name b)))")
    check("a |> elem(1)", "(item (name a) 1)")


def test_operators_are_those_of_the_tree():
    check("a = !b && c || not d", "(assign (name a) (or (and (not (name b)) (name c)) (not (name d))))")
    check("a = div(b, 2) + rem(c, 3) / -d", "(assign (name a) (+ (// (name b) 2) (/ (% (name c) 3) (- (name d)))))")
    check("a = b === c and d !== e", "(assign (name a) (and (== (name b) (name c)) (!= (name d) (name e))))")
    check("a = b in c", "(assign (name a) (unread (name b) (name c)))")


def test_functions_have_parameters():
    check("def f(a, b \\\\ 1) when a > 1 do\ng(a)\nb\nend", "(def f (a b=1) (call (name g) (name a)) (name b))")
    check("defp f, do: a", "(def f () (name a))")
    check('def f(%{"a" => a} = b, {:ok, c}), do: a',
          '(def f (argument 0 argument 1) (assign (name a) (item (name argument 0) "a")) (assign (name b) (name argument 0)) '
          "(assign (name c) (name argument 1)) (name a))")  # fmt: skip
    check("def f(a)\ndefmacro g(a), do: a\ndefdelegate h(a), to: B")
    check("def f do\na()\nrescue\ne in B -> c(e)\nafter\nd()\nend",
          "(def f () (block (call (name d))) (branch _ ((call (name a))) ((call (name c) (name e)))))")  # fmt: skip


def test_clauses_of_a_function_are_alternatives():
    check("def f(:a), do: 1\ndef f(b), do: b", "(def f (argument 0) (branch _ (1) ((assign (name b) (name argument 0)) (name b))))")
    check("def f(a), do: f(a, 1)\ndef f(a, b), do: a + b\nf(2)\n3 |> f(4)", "(def f/1 (a) (call (name f/2) (name a) 1))",
          "(def f/2 (a b) (+ (name a) (name b)))", "(call (name f/1) 2)", "(call (name f/2) 3 4)")  # fmt: skip


def test_functions_without_names():
    check("f = fn a, b when a > 1 -> a + b end", "(assign (name f) (fn (a b) (+ (name a) (name b))))")
    check("f = fn {:ok, a} -> a; _ -> b end", "(assign (name f) (fn (argument 0) (branch _ ((assign (name a) (name argument 0)) (name a)) "
          "((assign (name _) (name argument 0)) (name b)))))")  # fmt: skip
    check("f = &(&1 + &2)", "(assign (name f) (fn (&1 &2) (return (+ (name &1) (name &2)))))")
    check("f = &B.c/1", "(assign (name f) (attr (name B) c))")


def test_alternatives_are_branches():
    check("if a do\nb()\nelse\nc()\nend", "(branch (name a) ((call (name b))) ((call (name c))))")
    check("a = if b, do: 1, else: 2", "(assign (name a) (steps (branch (name b) (1) (2))))")
    check("unless a, do: (b(); c())", "(branch (name a) () ((call (name b)) (call (name c))))")
    check('case f() do\n{:ok, a} when a > 1 -> a\n{:error, _} -> raise "x"\n_ -> nil\nend', "(assign (name case 0) (call (name f)))",
          '(branch (name case 0) ((assign (name a) (name case 0)) (name a)) '
          '((declare (name _)) (call (name raise) "x") (block)) (none))')  # fmt: skip
    check("cond do\na -> b\nc -> d\ntrue -> e\nend", "(branch (name a) ((name b)) ((branch (name c) ((name d)) ((name e)))))")


def test_with_assigns_one_after_another():
    check("with {:ok, a} <- f(), b = g(a), {:ok, c} when c > 1 <- h(b) do\nc\nelse\n{:error, e} -> e\n_ -> nil\nend",
          "(assign (name a) (call (name f)))", "(assign (name b) (call (name g) (name a)))", "(assign (name c) (call (name h) (name b)))",
          "(branch _ ((name c)) ((declare (name e)) (name e)) (none))")  # fmt: skip
    check("with {:ok, a} <- f(), do: a", "(assign (name a) (call (name f)))", "(name a)")


def test_comprehensions_and_structs():
    check("for {a, b} <- c, do: f(a)", "(unread (steps (block (assign ((name a) (name b)) (item (name c) (unread))) (call (name f) (name a)))))")
    check("defmodule A do\ndefstruct [:a, b: 1]\nend", "(type A (declare (name a)) (assign (name b) 1))")
    check("defmodule A do\ndefstruct a: nil\nend", "(type A (assign (name a) none))")
