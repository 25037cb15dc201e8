"""Measure what the doctor takes for hostile source code in each language: `python tests/hostile/source_costs.py [LANGUAGE]`.

Writes a line of JSON for each language: its id and the costs of its shapes.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

SIZE = 200_000
_HEAD = {"php": "<?php\n", "go": "package main\n"}
_COMMENT = {"python": "#", "ruby": "#", "shell": "#", "powershell": "#", "elixir": "#"}
# Brackets, signs that are errors, and words without end are expensive in every language.
_ANY = ("a(", "a\n", "\\", "a = a + a\n", "`", "#")
# And in each one these: what nests, what doubles, what the grammar finds ambiguous.
_SHAPES: dict[str, tuple[str, ...]] = {
    "php": ("$a=['a'=>$a,'b'=>$a];\n", "$a = $a . $a;\n", "fn($a)=>"),
    "powershell": ("a(b)", "$a = $a + $a\n", '"$('),
    "csharp": ("a ? b : ", '$"{', "A a = new(1);\n"),
    "java": ("a ? b : ", "()->", "if(a){"),
    "kotlin": ("{ a -> ", '"${', "if(a){"),
    "scala": ("(a) => ", "a => ", "a match { case b => "),
    "go": ("switch a {", "a := []string{a,a}\n", "func() {"),
    "swift": ("=> ", "[a: ", '"\\('),
    "rust": ("'", "vec![", 'json!({"a":'),
    "dart": ("a..b", "'${", "()=>"),
    "elixir": ("if a do\n", "+ a ", "def f do\n"),
    "ruby": ("a << a\n", '"#{', "a = {a: a, b: a}\n"),
    "typescript": ("a<", "f(()=>{", "x=>"),
    "tsx": ("<a>", "a={a:a,b:a};\n", "a?b:"),
    "javascript": ("x=>", "f(()=>{", "a=[...a,...a];\n", "a=JSON.stringify({a,b:a});\n", "async function f(a){await f(a);await f(a)}\n", "for(;;){"),
    "python": ("a = {'a': a, 'b': a}\n", "a = a.replace('a','aa')\n", "def f(a):\n  return f(a) + f(a)\n", "lambda: "),
    "shell": ("(a) => ", '"$(', "a=$a$a\n"),
}


def readers():
    """Return what reads the shapes of each language: the doctor, given a file."""
    from tests.hostile.readers import HostileReader

    from siwakit.flow.diagnose import diagnose
    from siwakit.readers.code.known_languages import LANGUAGES

    for language in LANGUAGES:
        first = f"{_HEAD.get(language.id, '')}{_COMMENT.get(language.id, '//')} the secret for https://appleid.apple.com\n"
        shapes = tuple((first, unit) for unit in (*_ANY, *_SHAPES[language.id]))
        name = f"a.{language.endings[0]}"
        yield HostileReader(language.id, lambda text, name=name: diagnose((name, text), now=1_796_004_660), shapes)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    from tests.hostile.reader_costs import run_once

    for one in readers():
        if len(sys.argv) == 1 or sys.argv[1] == one.name:
            one.run("// apple secret\n")
            costs = {one.shapes[number][1]: run_once(one, number, SIZE) for number in range(len(one.shapes))}
            print(json.dumps((one.name, costs)), flush=True)
