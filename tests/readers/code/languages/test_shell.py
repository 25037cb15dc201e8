from __future__ import annotations

from tests.each import each
from tests.readers.code.shown import shown

from siwakit.readers.code.languages.shell import Shell

WORDS = [
    (r"a\ b\$c", '"a b$c"'),
    (r"'a\n$b'", r'"a\\n$b"'),
    (r'"a\"\$\\\n`b`"', r'(join "a\"$\\\\n" (call (name b)))'),
    ('"a\\\nb"', '"ab"'),
    ('"a\nb"', r'"a\nb"'),
    (r"$'a\n\x41\101\''", '"a\\nAA\'"'),
    ('"$a-${b}c"', '(join (name a) "-" (name b) "c")'),
    ("'a'\"$b\"c\\&d", '(join "a" (name b) "c&d")'),
    ("$1${10}", "(join (name 1) (name 10))"),
    ("${a:-b}", '(or (name a) "b")'),
    ('${a:="$b/c"}', '(or (name a) (join (name b) "/c"))'),
    ("${a-}", '(?? (name a) "")'),
    ("${a:?b}", "(name a)"),
    ("${a%b}", "(unread (name a) (unread))"),
    ("${#a}", "(unread (name a))"),
    ("${a[1]}", '(item (name a) "1")'),
    ("$(a b)", '(call (name a) "b")'),
    ("`a`", "(call (name a))"),
    ("$(a; b)", "(steps (call (name a)) (call (name b)))"),
    ("$(<a)", '(call (name cat) "a")'),
    ("$((a + 2 * $b - $(c d)))", '(- (+ (name a) (* 2 (name b))) (call (name c) "d"))'),
    ("$((a > 1 ? -b : 3))", "(choice (> (name a) 1) (- (name b)) 3)"),
]
COMMANDS = [
    ("a -b 'c' 1", '(call (name a) "-b" "c" "1")'),
    ("a \\\n  b", '(call (name a) "b")'),
    ("./a.sh", "(call (name ./a.sh))"),
    ('"$a" b', '(call (join (name a)) "b")'),
    ('a "$@" $* "${b[@]}"', "(call (name a) *(name @) *(name *) *(name b))"),
    ("a | b | c", "(call (name |) (call (name a)) (call (name b)) (call (name c)))"),
    ("a <<< $b", r'(call (name a) stdin=(join (name b) "\n"))'),
    ("a < b", '(call (name a) stdin=(call (name cat) "b"))'),
    ("a < b | c", '(call (name |) (call (name a) stdin=(call (name cat) "b")) (call (name c)))'),
    ("a > b 2>&1", '(call (name >) (call (name a)) "b")'),
    ("a >> b; c 2> d; e >&2", '(call (name >>) (call (name a)) "b")\n(call (name c))\n(call (name >) (call (name e)) "/dev/stderr")'),
    ("read -r -d '' a <<< b", '(assign (name a) "b\\n")'),
    ("a <(b)", "(call (name a) (call (name <() (call (name b))))"),
    ("a=b c", '(assign (name a) "b")\n(call (name c))'),
    ("! a", "(not (call (name a)))"),
    ("a & b", "(call (name a))\n(call (name b))"),
    ("# a", ""),
]
HEREDOCS = [
    ("a <<E\n {$b}\n\\$c \\n\nE", r'(call (name a) stdin=(join " {" (name b) "}\n$c \\n\n"))'),
    ("a <<'E'\n$b\\n\nE", r'(call (name a) stdin="$b\\n\n")'),
    ("a <<-E\n\tb $c\n\t d\n\tE", r'(call (name a) stdin=(join "b " (name c) "\n d\n"))'),
    ("a <<E\nE", '(call (name a) stdin="")'),
    ("a <<E | b\nc\nE", r'(call (name |) (call (name a) stdin="c\n") (call (name b)))'),
    ("a=$(b <<E\nc\nE\n)", r'(assign (name a) (call (name b) stdin="c\n"))'),
    ("a <<E\nb `c` d\nE", r'(call (name a) stdin=(join "b " (unread) " d\n"))'),
    ("a <<E\n$((b+1*2)) $((c))\nE", r'(call (name a) stdin=(join (+ (name b) (* 1 2)) " " (name c) "\n"))'),
    ("a <<E\n$(($(b c) - $d))\nE", r'(call (name a) stdin=(join (- (call (name b) "c") (name d)) "\n"))'),
    ("a <<E\n$((b<1))\nE", r'(call (name a) stdin=(join (unread (call (name b) stdin=(call (name cat) "1"))) "\n"))'),
]
ASSIGNMENTS = [
    ("a=b", '(assign (name a) "b")'),
    ("a=", '(assign (name a) "")'),
    ("a=$b", "(assign (name a) (name b))"),
    ("a+=b", '(assign (name a) (join (name a) "b"))'),
    ('a=(b "$c"); a+=(d); a[0]=e', '(assign (name a) (list "b" (join (name c))))\n(assign+ (name a) (list "d"))\n(assign (item (name a) "0") "e")'),
    ('export A=b C "D=$e"', '(assign (name A) "b")\n(assign (name D) (name e))'),
    ("local a b=c; readonly -r d=1", '(declare (name a))\n(assign (name b) "c")\n(assign (name d) "1")'),
    ("a=1 b=2\nexport C=d", '(assign (name a) "1")\n(assign (name b) "2")\n(assign (name C) "d")'),
    ("((a += 2)); ((b++))", "(assign+ (name a) 2)\n(assign+ (name b) 1)"),
    ("unset a", ""),
]
STATEMENTS = [
    (
        "if a; then b; elif c; then d; else e; fi",
        "(branch (call (name a)) ((call (name b))) ((branch (call (name c)) ((call (name d))) ((call (name e))))))",
    ),
    ("if a; b; then c; fi", "(branch (unread (call (name a)) (call (name b))) ((call (name c))) ())"),
    ('[ -z "$a" ] && b', '(branch (== (join (name a)) "") ((call (name b))) ())'),
    ("[[ $a == b && ! -n $c ]] || d", '(branch (and (== (name a) "b") (not (!= (name c) ""))) () ((call (name d))))'),
    ("[[ $a == b* ]] && c", "(branch (unread (name a)) ((call (name c))) ())"),
    ('[ "$a" -gt 3 ] && b', '(branch (> (join (name a)) "3") ((call (name b))) ())'),
    ("a && b", "(call (name a))\n(call (name b))"),
    ("a || b", "(branch (call (name a)) () ((call (name b))))"),
    ('for a in b "$c"; do d; done', '(block (assign (name a) (item (list "b" (join (name c))) (unread))) (call (name d)))'),
    ("for ((a=0; a<1; a++)); do b; done", "(block (assign (name a) 0) (< (name a) 1) (assign+ (name a) 1) (call (name b)))"),
    ("while a; do b; done", "(block (call (name a)) (call (name b)))"),
    ("case $a in b|c) d;; *) e;; esac", '(branch (or (== (name a) "b") (== (name a) "c")) ((call (name d))) ((call (name e))))'),
    ("case $a in b*) c;; esac", "(branch (unread (name a)) ((call (name c))) ())"),
    ("{ a; b; }; (c)", "(call (name a))\n(call (name b))\n(call (name c))"),
    ('a() { b "$1" ${3}; return 0; }', "(def a (1 2 3) (call (name b) (join (name 1)) (name 3)))"),
    ("function a { b $1; shift; c $1; }", "(def a () (call (name b) (name 1)) (call (name shift)) (call (name c) (name 1)))"),
]


@each("source, expected", WORDS)
def test_a_word_is_what_the_shell_makes_of_it(source: str, expected: str):
    assert shown(Shell, f"a {source}") == f"(call (name a) {expected})"


@each("source, expected", COMMANDS)
def test_a_command_is_a_call(source: str, expected: str):
    assert shown(Shell, source) == expected


@each("source, expected", HEREDOCS)
def test_a_here_document_is_the_input_of_its_command(source: str, expected: str):
    assert shown(Shell, f"{source}\n") == expected


@each("source, expected", ASSIGNMENTS)
def test_an_assignment_is_in_the_common_tree(source: str, expected: str):
    assert shown(Shell, source) == expected


@each("source, expected", STATEMENTS)
def test_a_statement_is_in_the_common_tree(source: str, expected: str):
    assert shown(Shell, source) == expected


def test_a_long_sum_in_a_here_document_is_not_nested():
    assert "(+ " not in shown(Shell, f"a <<E\n$((b{'+1' * 100}))\nE\n")


def test_a_long_chain_of_commands_is_read():
    assert shown(Shell, " && ".join("a" * 5)) == "\n".join(["(call (name a))"] * 5)
