from __future__ import annotations

from tests.each import each
from tests.readers.code.shown import shown

from siwakit.readers.code.languages.powershell import PowerShell

STRINGS = [
    ("'a''b$c`n'", '"a\'b$c`n"'),
    ('"a""b`n`$c`"`u{41}`q"', r'"a\"b\n$c\"Aq"'),
    ('"$a-${b}c"', '(join (name a) "-" (name b) "c")'),
    ('"$a.b $a[0] $($a.b)"', '(join (name a) ".b " (name a) "[0] " (attr (name a) b))'),
    ('"$env:A"', "(join (attr (name env) A))"),
    ('"a\nb"', r'"a\nb"'),
    ('@"\na "$b" `t\n\n"@', r'(join "a \"" (name b) "\" \t\n")'),
    ("@'\n$a\n'b'\n'@", r'''"$a\n'b'"'''),
    ("@'\r\na\r\nb\r\n'@", r'"a\nb"'),
    ('""', '""'),
]
VALUES = [
    ("0x1F + 1.5 + 1kb", "(+ (+ 31 1.5) (* 1 1024))"),
    ("$TRUE -and $false -or -not $null", "(or (and true false) (not none))"),
    ("@{ a = 1; 'b c' = $d\n $e = @{} }", '(map ("a" 1) ("b c" (name d)) ((name e) (map)))'),
    ("[ordered]@{ a = 1 }", '(map ("a" 1))'),
    ("1, 'a', $b", '(list 1 "a" (name b))'),
    ("@(1, 2)", "(list 1 2)"),
    ("@('a')", '(list "a")'),
    ("@()", "(list)"),
    (",$a", "(list (name a))"),
    ("$a.b['c'][0]", '(item (item (attr (name a) b) "c") 0)'),
    ("$a.$b", "(item (name a) (name b))"),
    ("$global:a + $this.b + $_.c", "(+ (+ (name a) (attr (name self) b)) (attr (name _) c))"),
    ("[A.B]::C", "(attr (attr (name A) B) C)"),
    ("[A]::b($c, 1).d()", "(call (attr (call (attr (name A) b) (name c) 1) d))"),
    ("[A.B]::new(1)", "(new (attr (name A) B) 1)"),
    ("[A.List[string]]::new()", "(new (attr (name A) List))"),
    ("[int]$a + [byte[]]$b", "(+ (call (name int) (name a)) (call (name byte[]) (name b)))"),
    ("($a -eq 1) -and ($b -cne 2)", "(and (== (name a) 1) (!= (name b) 2))"),
    ("$a -band 1 -shl 2", "(& (name a) (<< 1 2))"),
    ("$a -replace 'b', 'c' -creplace 'd'", '(call (name -replace) (call (name -replace) (name a) "b" "c") "d")'),
    ("'{0}{1}' -f $a, 1", '(call (name -f) "{0}{1}" (name a) 1)'),
    ("$a -join '.'", '(call (name -join) (name a) ".")'),
    ("-join $a", "(call (name -join) (name a))"),
    ("$a[1..3]", "(item (name a) (.. 1 3))"),
    ("{ param($a, $b = 1) $a }", "(fn (a b=1) (name a))"),
    ("(Get-A).b", "(attr (call (name Get-A)) b)"),
    ("$(a; b)", "(steps (call (name a)) (call (name b)))"),
]
COMMANDS = [
    ("Get-A -B 'c' $d 1", '(call (name Get-A) "-B" "c" (name d) 1)'),
    ("Get-A `\n  -B", '(call (name Get-A) "-B")'),
    ("a | b -c | d", '(call (name |) (call (name a)) (call (name b) "-c") (call (name d)))'),
    ("$a | ForEach-Object { $_.b }", "(call (name |) (name a) (call (name ForEach-Object) (fn () (attr (name _) b))))"),
    ("a @b", "(call (name a) *(name b))"),
    ("& $a 1; & 'b' -c; . ./d.ps1", '(call (name a) 1)\n(call (name b) "-c")\n(call (name ./d.ps1))'),
    ("a -b:$c", '(call (name a) "-b" (name c))'),
    ("a b=$c x$d.y -sha256 e=$($f.g) > h", '(call (name a) (join "b=" (name c)) (join "x" (name d) ".y") "-sha256" (join "e=" (attr (name f) g)))'),
    ("New-Object A.B", "(new (attr (name A) B))"),
    ("New-Object -TypeName A -ArgumentList $b, 1", "(new (name A) (name b) 1)"),
    ("New-Object A($b, 1)", "(new (name A) (name b) 1)"),
    ("New-Object A -Property @{ b = 1 }", "(new (name A) b=1)"),
    ("using namespace A.B\nImport-Module C", '(import "A.B" (* *))\n(import "C")'),
    ("a && b || c", "(call (name a))\n(call (name b))\n(branch _ ((call (name c))) ())"),
    ("function A($b, [switch]$c) {}\na -B 1 -c", "(def A (b c))\n(call (name A) b=1 c=true)"),
    ("# a\n<# b #>", ""),
]
STATEMENTS = [
    ("$a = 1", "(assign (name a) 1)"),
    ("[string]$a = 'b'; $A = 2", '(assign (name a) "b")\n(assign (name a) 2)'),
    ("$a.b = 1; $a['c'] = 2; $a += 3", '(assign (attr (name a) b) 1)\n(assign (item (name a) "c") 2)\n(assign+ (name a) 3)'),
    ("$a, $b = 1, 2", "(assign ((name a) (name b)) (list 1 2))"),
    ("$env:A = 'b'", '(assign (attr (name env) A) "b")'),
    ("$a++", "(assign+ (name a) 1)"),
    ("$a = $b ? 1 : 2", "(assign (name a) (unread 2))"),
    ("if ($a) { 1 } elseif ($b) { 2 } else { 3 }", "(branch (name a) (1) ((branch (name b) (2) (3))))"),
    ("$a = if ($b) { 1 } else { 2 }", "(assign (name a) (steps (branch (name b) (1) (2))))"),
    ("switch ($a) {\n 'b' { 1 }\n { $_ } { 2 }\n default { 3 }\n}", '(branch (== (name a) "b") (1) ((branch (unread (name a)) (2) (3))))'),
    ("try { a } catch [B] { c } catch { d } finally { e }", "(branch _ ((call (name a))) ((call (name c))) ((call (name d))))\n(call (name e))"),
    ("foreach ($a in $b) { c }", "(block (assign (name a) (item (name b) (unread))) (call (name c)))"),
    ("for ($a = 0; $a -lt 1; $a++) { b }", "(block (assign (name a) 0) (< (name a) 1) (assign+ (name a) 1) (call (name b)))"),
    ("while ($a) { b }; do { c } until ($d)", "(block (name a) (call (name b)))\n(block (call (name c)) (name d))"),
    ("return $a", "(return (name a))"),
    ("throw 'a'; exit 1", '"a"\n1'),
    ("[CmdletBinding()]\nparam([Parameter(Mandatory)] [string] $a, $b = 'c')\n$a", '(declare (name a))\n(assign (name b) "c")\n(name a)'),
]
DEFINITIONS = [
    ("function Get-A([byte[]] $b, $c = 1) { return $b }", "(def Get-A (b c=1) (return (name b)))"),
    ("function A {\n param(\n  $b\n )\n begin { c }\n process { $b }\n}", "(def A (b) (call (name c)) (name b))"),
    ("function A { param($b) process { $b } }", "(def A (b) (name b))"),
    (
        "class A { [string] $B = 'c'; hidden [int] $D\n A([int] $e) { $this.D = $e } static [int] F() { return 1 } }",
        '(type A (assign (name B) "c") (declare (name D)) (def A (e) (assign (attr (name self) D) (name e))) (def F () (return 1)))',
    ),
    ("enum A { B; C = 2 }", "(type A (declare (name B)) (assign (name C) 2))"),
]


@each("source, expected", STRINGS)
def test_a_string_is_what_powershell_makes_of_it(source: str, expected: str):
    assert shown(PowerShell, f"$x = {source}") == f"(assign (name x) {expected})"


@each("source, expected", VALUES)
def test_a_value_is_in_the_common_tree(source: str, expected: str):
    assert shown(PowerShell, f"$x = {source}") == f"(assign (name x) {expected})"


@each("source, expected", COMMANDS)
def test_a_command_is_a_call(source: str, expected: str):
    assert shown(PowerShell, source) == expected


@each("source, expected", STATEMENTS)
def test_a_statement_is_in_the_common_tree(source: str, expected: str):
    assert shown(PowerShell, source) == expected


@each("source, expected", DEFINITIONS)
def test_a_definition_is_in_the_common_tree(source: str, expected: str):
    assert shown(PowerShell, source) == expected


def test_the_depth_of_a_value_is_counted_without_the_nodes_that_the_grammar_wraps_it_in():
    assert shown(PowerShell, f"{'(' * 40}'a'{')' * 40}") == '"a"'
