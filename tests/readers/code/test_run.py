"""What the abstract run states, and what it leaves open.

A row is a program that surely mints with the wrong audience, and a change of it after which that is not sure any more. Both are judged: the
first is accused, the second is not, because it may be right.
"""

from __future__ import annotations

from tests.each import each
from tests.readers.code.libraries.roots import root_of

RIGHT, WRONG = "https://appleid.apple.com", "https://appleid.apple.com/auth/token"
ACCUSED = "secret-aud-is-endpoint"
JAVASCRIPT = f"""
const jwt = require('jsonwebtoken');
const RIGHT = '{RIGHT}', WRONG = '{WRONG}';
const now = Math.floor(Date.now() / 1000);
const mint = (aud) => jwt.sign(
  {{ iss: 'R5T8Q2WM7K', iat: now, exp: now + 600, aud, sub: 'com.acmefit.web' }}, KEY, {{ algorithm: 'ES256', keyid: 'Q7M2T9XK4C' }});
"""
PYTHON = f"""
import jwt, time
RIGHT, WRONG = "{RIGHT}", "{WRONG}"
def mint(aud):
    now = int(time.time())
    claims = {{"iss": "R5T8Q2WM7K", "iat": now, "exp": now + 600, "aud": aud, "sub": "com.acmefit.web"}}
    return jwt.encode(claims, KEY, algorithm="ES256", headers={{"kid": "Q7M2T9XK4C"}})
"""

# What decides is not known: a condition, an error, the number of rounds.
BRANCHES = [
    ("if", "let aud = WRONG; if (x) { log(aud); } mint(aud);", "let aud = WRONG; if (x) { aud = RIGHT; } mint(aud);"),
    ("if and else", "let aud; if (x) { aud = WRONG } else { aud = WRONG } mint(aud);",
     "let aud; if (x) { aud = WRONG } else { aud = RIGHT } mint(aud);"),
    ("a conditional value", "mint(x ? WRONG : WRONG);", "mint(x ? WRONG : RIGHT);"),
    ("and", "const c = { aud: WRONG }; x && log(c.aud); mint(c.aud);", "const c = { aud: WRONG }; x && (c.aud = RIGHT); mint(c.aud);"),
    ("or", "let aud = WRONG; x || log(aud); mint(aud);", "let aud = WRONG; x || (aud = RIGHT); mint(aud);"),
    ("a default", "const aud = null ?? WRONG; mint(aud);", "const aud = process.env.AUD ?? WRONG; mint(aud);"),
    ("switch", "let aud = WRONG; switch (x) { case 1: log(); } mint(aud);", "let aud = WRONG; switch (x) { case 1: aud = RIGHT; } mint(aud);"),
    ("switch (true)", "let aud = WRONG; switch (true) { case x: log(); case y: log(); } mint(aud);",
     "let aud; switch (true) { case x: aud = WRONG; break; case y: aud = RIGHT; } mint(aud);"),
    ("catch", "let aud = WRONG; try { read() } catch { log() } mint(aud);", "let aud = WRONG; try { aud = read() } catch { log() } mint(aud);"),
    ("what is tried and fails", "let aud = RIGHT; try { aud = WRONG; read() } finally { log() } mint(aud);",
     "let aud = WRONG; try { read(); aud = RIGHT } catch { log() } mint(aud);"),
    ("an early return", "function pick() { if (x) return WRONG; return WRONG; } mint(pick());",
     "function pick() { if (x) return RIGHT; return WRONG; } mint(pick());"),
    ("a change before an early return", "const c = { aud: WRONG }; function f() { if (x) { log(); return; } log(); } f(); mint(c.aud);",
     "const c = { aud: WRONG }; function f() { if (x) { c.aud = RIGHT; return; } log(); } f(); mint(c.aud);"),
    ("a change behind an early return", "const c = { aud: WRONG }; function f() { if (x) return; log(); } f(); mint(c.aud);",
     "const c = { aud: WRONG }; function f() { if (x) return; c.aud = RIGHT; } f(); mint(c.aud);"),
    ("a loop", "let aud = WRONG; for (const a of list) { log(a); } mint(aud);", "let aud = WRONG; for (const a of list) { aud = a; } mint(aud);"),
    ("a string that a loop builds", "let aud = WRONG; while (x()) { log(aud); } mint(aud);",
     "let aud = WRONG; while (x()) { aud = aud.slice(0, -1); } mint(aud);"),
    ("the second round of a loop", "let aud = RIGHT; for (let i = 0; i < 2; i++) { mint(WRONG); }",
     "let aud = WRONG; for (const a of list) { aud = a; mint(aud); }"),
    ("a change of a list in a branch", "const l = [WRONG]; if (x) { log(l.length); } mint(l[0]);",
     "const l = [WRONG]; if (x) { l.unshift(RIGHT); } mint(l[0]);"),
    ("a condition inside a condition", "let aud = WRONG; if (x) { if (y) { log(); } } mint(aud);",
     "let aud = WRONG; if (x) { if (y) { aud = RIGHT; } } mint(aud);"),
    ("optional entries", "mint({ aud: WRONG, ...(x && { nonce: 1 }) }.aud);", "mint({ aud: WRONG, ...(x && { aud: RIGHT }) }.aud);"),
]  # fmt: skip

# A known condition decides.
DECIDED = [
    ("a constant", "const PROD = false; let aud = WRONG; if (PROD) { aud = RIGHT } mint(aud);",
     "const PROD = true; let aud = WRONG; if (PROD) { aud = RIGHT } mint(aud);"),
    ("a comparison", "const env = 'dev'; mint(env === 'prod' ? RIGHT : WRONG);", "const env = 'prod'; mint(env === 'prod' ? RIGHT : WRONG);"),
    ("its opposite", "const TEST = true; mint(!TEST ? RIGHT : WRONG);", "const TEST = false; mint(!TEST ? RIGHT : WRONG);"),
]  # fmt: skip

# What a name means where it is read.
NAMES = [
    ("a constant of another function", "const aud = WRONG; function other() { const b = RIGHT; use(b); } mint(aud);",
     "const aud = RIGHT; function other() { const aud = WRONG; use(aud); } other(); mint(aud);"),
    ("a variable of a block", "const aud = WRONG; { const b = RIGHT; use(b); } mint(aud);",
     "const aud = RIGHT; { const aud = WRONG; use(aud); } mint(aud);"),
    ("a variable of a loop", "const aud = WRONG; for (const b of list) { use(b) } mint(aud);",
     "const aud = RIGHT; for (const x of list) { const aud = WRONG; use(aud) } mint(aud);"),
    ("var in a function", "var aud = WRONG; function f() { var b = RIGHT; } f(); mint(aud);",
     "var aud = RIGHT; function f() { var aud = WRONG; } f(); mint(aud);"),
    ("a parameter", "const aud = RIGHT; function f(aud) { mint(aud) } f(WRONG);", "const aud = WRONG; function f(aud) { mint(aud) } f(read());"),
    ("a field", "class A { aud = WRONG; m() { mint(this.aud) } }", "const aud = RIGHT; class A { aud = WRONG; m() { mint(aud) } }"),
    ("a field of another object", "class A { constructor(a) { this.a = a } m() { mint(this.a) } } new A(WRONG).m();",
     "class A { constructor(a) { this.a = a } m() { mint(this.a) } } const a = new A(RIGHT), b = new A(WRONG); a.m(); use(b.a);"),
    ("a pattern", "const { aud } = { aud: WRONG }; mint(aud);", "const { aud } = load({ aud: WRONG }); mint(aud);"),
    ("a function by its own name", "mint(pick()); function pick() { return WRONG }", "mint(lib.pick()); function pick() { return WRONG }"),
]  # fmt: skip

# Who else may have changed it.
CHANGES = [
    ("a variable that a function sets", "let aud = WRONG; export function a() { return mint(aud) } export function b() { use(aud) }",
     "let aud = WRONG; export function a() { return mint(aud) } export function b(x) { aud = x }"),
    ("a field that a method sets", "class A { aud = WRONG; set(x) { this.x = x } get() { return mint(this.aud) } }",
     "class A { aud = WRONG; set(x) { this.aud = x } get() { return mint(this.aud) } }"),
    ("a callback", "let aud = WRONG; load(c => { use(c.aud) }); mint(aud);", "let aud = WRONG; load(c => { aud = c.aud }); mint(aud);"),
    ("a function that is passed", "let aud = WRONG; function set(c) { use(c) } load(set); mint(aud);",
     "let aud = WRONG; function set(c) { aud = c } load(set); mint(aud);"),
    ("a function outside", "const c = { aud: WRONG }; console.log(c); mint(c.aud);", "const c = { iss: 1 }; addAudience(c); mint(c.aud ?? WRONG);"),
    ("a computed key", "const c = { aud: WRONG }; c['x'] = 1; mint(c.aud);", "const c = { aud: WRONG }; c[key] = RIGHT; mint(c.aud);"),
    ("what is spread over it", "mint({ ...defaults, aud: WRONG }.aud);", "mint({ aud: WRONG, ...overrides }.aud);"),
    ("another name for the same object", "const a = { aud: WRONG }, b = { ...a }; b.aud = RIGHT; mint(a.aud);",
     "const a = { aud: WRONG }, b = a; b.aud = RIGHT; mint(a.aud);"),
    ("a constructor", "class A { constructor() { this.aud = WRONG } get() { return mint(this.aud) } }",
     "class A { constructor(o) { this.aud = WRONG; Object.assign(this, o) } get() { return mint(this.aud) } }"),
    ("what happens after the token is made", "const c = { aud: WRONG }; mint(c.aud); c.aud = RIGHT;",
     "const c = { aud: RIGHT }; mint(c.aud); c.aud = WRONG;"),
]  # fmt: skip

# What a function is given.
ARGUMENTS = [
    ("a default", "function f(aud = WRONG) { mint(aud) } f();", "function f(aud = WRONG) { mint(aud) } f(RIGHT);"),
    ("a default that others may replace", "function f(aud = WRONG) { mint(aud) } f();", "export function f(aud = WRONG) { mint(aud) }"),
    ("one of two calls", "mint(RIGHT); mint(WRONG);", "mint(RIGHT); mint(RIGHT);"),
    ("arguments that are spread", "mint(...[WRONG]);", "mint(...load(), WRONG);"),
    ("the rest", "function f(a, ...b) { mint(a) } f(WRONG, 1);", "function f(...a) { mint(a) } f(WRONG);"),
    ("what comes back from outside", "mint(String(WRONG));", "mint(translate(WRONG));"),
    ("a promise", "Promise.resolve(WRONG).then(a => mint(a));", "Promise.resolve(WRONG).then(a => change(a)).then(a => mint(a));"),
]  # fmt: skip


@each("title, wrong, open", [*BRANCHES, *DECIDED, *NAMES, *CHANGES, *ARGUMENTS])
def test_only_what_is_sure_is_stated(title: str, wrong: str, open: str):  # noqa: A002  the word for it
    assert root_of("apple.js", JAVASCRIPT + wrong) == ACCUSED
    assert root_of("apple.js", JAVASCRIPT + open) is None


IN_PYTHON = [
    ("a variable of a function", "aud = WRONG\ndef f():\n    b = RIGHT\nf()\nmint(aud)", "aud = RIGHT\ndef f():\n    aud = WRONG\nf()\nmint(aud)"),
    ("a global variable", "aud = RIGHT\ndef f():\n    global aud\n    aud = WRONG\nf()\nmint(aud)",
     "aud = WRONG\ndef f():\n    global aud\n    aud = RIGHT\nf()\nmint(aud)"),
    ("a variable around", "def f():\n    aud = RIGHT\n    def g():\n        nonlocal aud\n        aud = WRONG\n    g()\n    mint(aud)",
     "def f():\n    aud = RIGHT\n    def g():\n        aud = WRONG\n    g()\n    mint(aud)"),
    ("except", "aud = WRONG\ntry:\n    read()\nexcept ValueError:\n    pass\nmint(aud)",
     "aud = WRONG\ntry:\n    aud = read()\nexcept ValueError:\n    pass\nmint(aud)"),
    ("with", "with open('a') as f:\n    aud = WRONG\nmint(aud)", "with open('a') as f:\n    aud = f.read()\nmint(aud)"),
    ("a keyword argument", "def f(*, aud=RIGHT):\n    mint(aud)\nf(aud=WRONG)", "def f(*, aud=WRONG):\n    mint(aud)\nf(aud=RIGHT)"),
    ("keyword arguments in a mapping", "def f(aud):\n    mint(aud)\nf(**{'aud': WRONG})", "def f(aud=WRONG):\n    mint(aud)\nf(**options)"),
    ("a property", "class A:\n    @property\n    def aud(self):\n        return WRONG\n    def f(self):\n        mint(self.aud)",
     "class A:\n    @property\n    def aud(self):\n        return read() or WRONG\n    def f(self):\n        mint(self.aud)"),
    ("update of a mapping", "c = {'aud': RIGHT}\nc.update(aud=WRONG)\nmint(c['aud'])", "c = {'aud': WRONG}\nc.update(load())\nmint(c['aud'])"),
    ("a copy", "c = {'aud': WRONG}\nd = dict(c)\nd['aud'] = RIGHT\nmint(c['aud'])",
     "c = {'aud': RIGHT}\nd = c.copy()\nd['aud'] = WRONG\nmint(c['aud'])"),
    ("a format", "mint('{}/auth/token'.format(RIGHT))", "mint('{}/auth/token'.format(RIGHT).removesuffix(SUFFIX))"),
    ("stripped", "mint((WRONG + '/').rstrip('/'))", "mint((WRONG + '/').removesuffix('/auth/token/'))"),
    ("main", "if __name__ == '__main__':\n    mint(WRONG)", "if __name__ == '__main__':\n    mint(read())"),
]  # fmt: skip


@each("title, wrong, open", IN_PYTHON)
def test_only_what_is_sure_is_stated_in_python(title: str, wrong: str, open: str):  # noqa: A002  the word for it
    assert root_of("apple.py", PYTHON + wrong) == ACCUSED
    assert root_of("apple.py", PYTHON + open) is None
