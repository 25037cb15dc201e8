from __future__ import annotations

from tests.each import each
from tests.readers.code.shown import shown

from siwakit.readers.code.languages.ruby import Ruby

STRINGS = [
    (r"'a\'b\\c\n'", '"a\'b\\\\c\\\\n"'),
    (r'"a\n\s\x41\101é\u00e9\u{1F600}\e\q"', r'"a\n AAéé😀\u001bq"'),
    ('"a\\\nb"', '"ab"'),
    ('"a\r\nb"', r'"a\nb"'),
    ('"a#{b}c#{d.e}"', '(join "a" (name b) "c" (call (attr (name d) e)))'),
    ('"#{a; b}"', "(join (steps (name a) (name b)))"),
    ('"a" \'b\' \\\n "c"', '"abc"'),
    ('"a" "b#{c}"', '(join "ab" (name c))'),
    ("''", '""'),
    (r"%q{a\}#{b}}", '"a}#{b}"'),
    ("%Q(a #{b}) + %(c)", '(+ (join "a " (name b)) "c")'),
    ("%w[a b] + %i[c d]", '(+ (list "a" "b") (list "c" "d"))'),
    (':a == :"b c"', '(== "a" "b c")'),
    ("?a", '"a"'),
    (r"/a\n#{b}/i", r'(new (name Regexp) (join "a\\n" (name b)))'),
]
HEREDOCS = [
    ("a = <<A\n b\nA\n", r'(assign (name a) " b\n")'),
    ("a = <<-A\n b\n  A\n", r'(assign (name a) " b\n")'),
    ("a = <<~A\n  b\n\n    c #{d}\n  A\n", r'(assign (name a) (join "b\n\n  c " (name d) "\n"))'),
    ("a = <<~'A'\n  b\\n#{c}\nA\n", r'(assign (name a) "b\\n#{c}\n")'),
    ('a = <<~"A B"\n  \\tb\nA B\n', r'(assign (name a) "\tb\n")'),
    ("a = <<~A.strip\n  b\nA\nc", '(assign (name a) (call (attr "b\\n" strip)))\n(name c)'),
    ("a(<<~A, <<~B)\n  b\nA\n  c\nB\n", r'(call (name a) "b\n" "c\n")'),
    ("a = {\n  b: <<~A,\n    c\n  A\n  d: 1\n}", r'(assign (name a) (map ("b" "c\n") ("d" 1)))'),
    ("a = <<~A\r\n  b\r\nA\r\n", r'(assign (name a) "b\n")'),
    ("a = <<~A\nA\n", '(assign (name a) "")'),
    ("a = <<A\nb", "(assign (name a) (unread))"),
]
VALUES = [
    ("[1_000, 0x1F, 2.5, true, false, nil, *a]", "(list 1000 31 2.5 true false none *(name a))"),
    ("a = { 'b' => 1, c: 2, :d => 3, \"e f\": 4, **g, h: }", '(assign (name a) (map ("b" 1) ("c" 2) ("d" 3) ("e f" 4) *(name g) ("h" (name h))))'),
    ("a[:b]['c']", '(item (item (name a) "b") "c")'),
    ("a[0, 2]", "(item (name a) (list 0 2))"),
    ("a[1..] + a[0...2]", "(+ (item (name a) (.. 1 none)) (item (name a) (... 0 2)))"),
    ("@a + @@b + $c", "(+ (+ (attr (name self) a) (attr (name self) b)) (name c))"),
    ("A::B + ::C", "(+ (attr (name A) B) (name C))"),
    ("!a && b || not(c)", "(or (and (not (name a)) (name b)) (not (name c)))"),
    ("a and b", "(and (name a) (name b))"),
    ("a <=> -b ** 2", "(<=> (name a) (- (** (name b) 2)))"),
    ("a ? b : c", "(choice (name a) (name b) (name c))"),
    ("a = b rescue c", "(assign (name a) (choice _ (name b) (name c)))"),
    ("'%s' % [a]", '(% "%s" (list (name a)))'),
    ("(a)", "(name a)"),
    ("->(a, b = 1) { a }", "(fn (a b=1) (name a))"),
    ("lambda { |a| a }", "(fn (a) (name a))"),
]
CALLS = [
    ("a.b", "(call (attr (name a) b))"),
    ("a&.b(1)", "(call (attr (name a) b) 1)"),
    ("a.b.c 1, 'd'", '(call (attr (call (attr (name a) b)) c) 1 "d")'),
    ("a b, c: 1, **d", "(call (name a) (name b) c=1 *(name d))"),
    ("a(b, 'c' => 1, d: 2)", '(call (name a) (name b) (map ("c" 1) ("d" 2)))'),
    ("a(b:)", "(call (name a) b=(name b))"),
    ("a(*b, &c)", "(call (name a) *(name b) (name c))"),
    ("a.map(&:b)", "(call (attr (name a) map) (fn (it) (return (call (attr (name it) b)))))"),
    ("a { |b, (c, d)| b }", "(call (name a) (fn (b _) (name b)))"),
    ("a.b(1) do |c| d end", "(call (attr (name a) b) 1 (fn (c) (name d)))"),
    ("a.(1)", "(call (name a) 1)"),
    ("A::B.new(c)", "(new (attr (name A) B) (name c))"),
    ("A.new", "(new (name A))"),
    ("require 'a'; require_relative \"./b\"", '(import "a")\n(import "./b")'),
    ("yield a", "(call (name yield) (name a))"),
    ("super(a)", "(call (name super) (name a))"),
]
STATEMENTS = [
    ("a = b = 1", "(assign (name a) (steps (assign (name b) 1)))"),
    ("a, (b, c) = 1, 2", "(assign ((name a) (list (name b) (name c))) (list 1 2))"),
    ("a = *b", "(assign (name a) (list *(name b)))"),
    ("a.b = 1; self.c = 2", "(assign (attr (name a) b) 1)\n(assign (attr (name self) c) 2)"),
    ("a[:b] = 1", '(assign (item (name a) "b") 1)'),
    ("a += 1; a ||= 2", "(assign+ (name a) 1)\n(assignor (name a) 2)"),
    ("if a then b elsif c then d else e end", "(branch (name a) ((name b)) ((branch (name c) ((name d)) ((name e)))))"),
    ("a = if b then 1 else 2 end", "(assign (name a) (steps (branch (name b) (1) (2))))"),
    ("unless a then b else c end", "(branch (name a) ((name c)) ((name b)))"),
    ("a if b; c unless d", "(branch (name b) ((name a)) ())\n(branch (name d) () ((name c)))"),
    ("case a when 'b', :c then 1 else 2 end", '(branch (or (== (name a) "b") (== (name a) "c")) (1) (2))'),
    ("case a when /b/ then 1 end", "(branch (unread (name a)) (1) ())"),
    ("case when a then b end", "(branch (name a) ((name b)) ())"),
    ("case a\nin {b: 1} then c\nend", "(branch (unread (name a)) ((name c)) ())"),
    ("begin\na\nrescue B => c\nd\nelse\ne\nensure\nf\nend", "(branch _ ((name a) (name e)) ((name d)))\n(name f)"),
    ("a = begin\nb\nend", "(assign (name a) (name b))"),
    ("while a do b end; b until a", "(block (name a) (name b))\n(block (name b) (name a))"),
    ("for a in b do c end", "(block (assign (name a) (item (name b) (unread))) (name c))"),
    ("return 1, 2", "(return (list 1 2))"),
    ("alias a b", ""),
    ("# a\n=begin\nb\n=end\n", ""),
    ("a\n__END__\nb", "(name a)"),
]
DEFINITIONS = [
    ("def a(b, c = 1, *d, e:, f: 2, **g, &h) b end", "(def a (b c=1 _ e f=2 g h) (name b))"),
    ("def a = b", "(def a () (name b))"),
    ("def self.a\nb\nrescue\nc\nend", "(def a () (branch _ ((name b)) ((name c))))"),
    ("def a; end\na\ndef b(a) a end", "(def a ())\n(call (name a))\n(def b (a) (name a))"),
    ("def a; end\ndef b\na = 1\na\nend\na", "(def a ())\n(def b () (assign (name a) 1) (name a))\n(call (name a))"),
    ("class A < B\nC = 1\ndef d; end\nend", "(type A (assign (name C) 1) (def d ()))"),
    (
        "class A\nattr_reader :b\ndef c; b; end\nend\na.b\nb",
        '(type A (call (name attr_reader) "b") (def c () (attr (name self) b)))\n(attr (name a) b)\n(name b)',
    ),
    ("class A\nclass << self\ndef a; end\nend\nprivate def b; end\nend", "(type A (def a ()) (def b ()))"),
    ("class A\ndef self.a; new(1); end\ndef b; self.class.c; end\nend", "(type A (def a () (new (name A) 1)) (def b () (call (attr (name A) c))))"),
    ("module A\nend", "(type A)"),
    ("A = Struct.new(:b, keyword_init: true) do\ndef c = b\nend", "(type A (declare (name b)) (def c () (attr (name self) b)))"),
    ("A = Data.define(:b)", "(type A (declare (name b)))"),
]


@each("source, expected", STRINGS)
def test_a_string_is_what_ruby_makes_of_it(source: str, expected: str):
    assert shown(Ruby, source) == expected


@each("source, expected", HEREDOCS)
def test_a_heredoc_belongs_to_the_expression_that_opens_it(source: str, expected: str):
    assert shown(Ruby, source) == expected


@each("source, expected", VALUES)
def test_a_value_is_in_the_common_tree(source: str, expected: str):
    assert shown(Ruby, source) == expected


@each("source, expected", CALLS)
def test_a_call_is_in_the_common_tree(source: str, expected: str):
    assert shown(Ruby, source) == expected


@each("source, expected", STATEMENTS)
def test_a_statement_is_in_the_common_tree(source: str, expected: str):
    assert shown(Ruby, source) == expected


@each("source, expected", DEFINITIONS)
def test_a_definition_is_in_the_common_tree(source: str, expected: str):
    assert shown(Ruby, source) == expected
