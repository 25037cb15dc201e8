"""Go in the common tree."""

import pytest
from tests.readers.code.shown import shown

from siwakit.readers.code.languages.go import Go


def check(source, *expected, only_end=False):
    lines = shown(Go, source).splitlines()
    assert [line[-len(end) :] if only_end else line for line, end in zip(lines, expected, strict=True)] == list(expected)


def test_strings_are_without_their_escapes():
    check(r's := "a\n\x41\101\u00e9\"" + `\n`', r'(assign (name s) (+ "a\nAAé\"" "\\n"))')
    check(r's := "\ud83d\ude00\ud83d"', '(assign (name s) "\U0001f600\ufffd")')
    check("s := `one\r\ntwo`", r'(assign (name s) "one\ntwo")')
    check('s := ""', '(assign (name s) "")')
    check(r"c := '.' + '\n'", "(assign (name c) (+ 46 10))")


@pytest.mark.parametrize(
    ("written", "value"),
    [("1_000", "1000"), ("0x1F", "31"), ("0b11", "3"), ("0o17", "15"), ("017", "15"), ("1.5e3", "1500.0"), ("0", "0"), ("2i", "(unread)")],
)
def test_numbers_are_read_in_every_base(written, value):
    check(f"n := {written}", f"(assign (name n) {value})")


def test_constants_are_known():
    check("a, b, c := true, false, nil", "(assign ((name a) (name b) (name c)) (list true false none))")


def test_declarations_assign():
    check("const A, B = 1, `x`", '(assign ((name A) (name B)) (list 1 "x"))')
    check('const (\n\tA = "x"\n\tB string = "y"\n)', '(assign (name A) "x")', '(assign (name B) "y")')
    check("var (\n\ta = 1\n\tb string\n)", "(assign (name a) 1)", "(declare (name b))")
    check("var form url.Values", "(assign (name form) (new (attr (name url) Values)))")
    check("var c Client", "(assign (name c) (new (name Client)))")
    check("var err error", "(declare (name err))")
    check("a += 2", "(assign+ (name a) 2)")
    check("a++", "(assign+ (name a) 1)")
    check("a, b = b, a", "(assign ((name a) (name b)) (list (name b) (name a)))")
    check('t.Header["kid"] = k', '(assign (item (attr (name t) Header) "kid") (name k))')


def test_repeated_constants_are_not_read():
    check("const (\n\tA = iota\n\tB\n)", "(assign (name A) (unread))", "(assign (name B) (unread))")


def test_embedded_file_is_the_value():
    check("//go:embed AuthKey.p8\nvar key []byte", '(assign (name key) (call (name embed) "AuthKey.p8"))')
    check("// the key\nvar key []byte", "(declare (name key))")


def test_imports_have_the_name_of_the_package():
    check('import "net/http"', '(import "net/http" ("" http))')
    check('import token "github.com/golang-jwt/jwt/v5"', '(import "github.com/golang-jwt/jwt/v5" ("" token))')
    check(
        'import (\n\t"github.com/golang-jwt/jwt/v5"\n\t_ "embed"\n\t. "fmt"\n)',
        '(import "github.com/golang-jwt/jwt/v5" ("" jwt))',
        '(import "embed")',
        '(import "fmt" (* *))',
    )
    check('import "github.com/dgrijalva/jwt-go"', '(import "github.com/dgrijalva/jwt-go" ("" jwt))')
    check('import "gopkg.in/square/go-jose.v2"', '(import "gopkg.in/square/go-jose.v2" ("" jose))')


def test_map_literals_are_mappings():
    check('m := map[string]any{"a": 1, K: "v"}', '(assign (name m) (map ("a" 1) ((name K) "v")))')
    check('m := map[string][]string{"a": {"b"}, "c": {}}', '(assign (name m) (map ("a" (list "b")) ("c" (list))))')
    check("m := make(map[string]string)", "(assign (name m) (map))")


def test_list_literals_are_sequences():
    check('a := []string{"x", y}', '(assign (name a) (list "x" (name y)))')
    check("a := [...]int{0: 1, 2}", "(assign (name a) (list 1 2))")
    check("a := []Point{{X: 1}, {2, 3}}", '(assign (name a) (list (map ("X" 1)) (list 2 3)))')
    check("a := make([]byte, 64)", "(assign (name a) (list))")
    check("a := b[:]", "(assign (name a) (name b))")
    check("a := b[1:]", "(assign (name a) (unread (name b) 1))")


def test_literals_of_named_types_are_made():
    check("c := &Client{Team: t, key: k}", "(assign (name c) (new (name Client) Team=(name t) key=(name k)))")
    check('c := jwt.MapClaims{"iss": t}', '(assign (name c) (new (attr (name jwt) MapClaims) (map ("iss" (name t)))))')
    check('a := jwt.Audience{"x"}', '(assign (name a) (new (attr (name jwt) Audience) "x"))')
    check("p := Point{1, 2}", "(assign (name p) (new (name Point) 1 2))")
    check("b := Box[int]{v: 1}", "(assign (name b) (new (name Box) v=1))")
    check("c := new(Client)", "(assign (name c) (new (name Client)))")


def test_struct_without_a_name_is_declared_and_made():
    check(
        'p := struct{ Iss string `json:"iss"` }{Iss: t}',
        '(assign (name p) (steps (type struct (declare (name Iss)) (type CodingKeys (assign (name Iss) "iss"))) (new (name struct) Iss=(name t))))',
    )


def test_fields_have_their_names_in_json():
    check(
        'type Claims struct {\n\tIss, Sub string `json:"iss,omitempty"`\n\tAud string "json:\\"aud\\""\n'
        '\t*jwt.RegisteredClaims\n\tplain int\n\tOff int `json:",omitempty"`\n}',
        "(type Claims (declare (name Iss)) (declare (name Sub)) (declare (name Aud)) (declare (name RegisteredClaims)) (declare (name plain)) "
        '(declare (name Off)) (type CodingKeys (assign (name Iss) "iss") (assign (name Sub) "iss") (assign (name Aud) "aud") '
        '(assign (name RegisteredClaims) "*")))',
    )
    check("type A = string")
    check("type I interface{ M() }")


def test_methods_belong_to_the_type_of_their_receiver():
    check(
        "func (c *Client) ID() string { return c.id }\ntype Client struct{ id string }\nfunc (o Client) Other() { o.ID() }",
        "(type Client (def ID () (return (attr (name self) id))) (declare (name id)) (def Other () (call (attr (name self) ID))))",
    )
    check("func (b *Box[T]) Get() {}", "(type Box (def Get ()))")
    check("func (Client) None() { c.x() }", "(type Client (def None () (call (attr (name c) x))))")


def test_functions_have_parameters_and_results():
    check("func f(a, b int, _ string, rest ...string) string { return a }", "(def f (a b _ rest) (return (name a)))")
    check('func f() (string, int) { return "x", 1 }', '(def f () (return (list "x" 1)))')
    check("func f() error { return err }", "(def f () (return (name err)))")
    check(
        "func f() (s string, err error) { s = k; return }",
        "(def f () (declare (name s)) (declare (name err)) (assign (name s) (name k)) (return (name s)))",
    )
    check(
        "func f() (s string) { g := func() { return }; return }", "(def f () (declare (name s)) (assign (name g) (fn () (return))) (return (name s)))"
    )
    check("f(func(t *jwt.Token) (any, error) { return k, nil })", "(call (name f) (fn (t) (return (name k))))")
    check("func f[T any](x T) {}", "(def f (x))")


def test_errors_beside_results_are_left_out():
    check('func f() (string, error) { return "x", nil }', '(def f () (return "x"))')
    check("func f() (string, error) { return token.SignedString(key) }", "(def f () (return (call (attr (name token) SignedString) (name key))))")
    check("func f() (a string, b *T, err error) { return a, b, err }", "(name err)) (return (list (name a) (name b))))", only_end=True)
    check('func f() (string, bool) { return "", false }', "(def f () (return))")
    check('func f() (T, error) { return T{}, fmt.Errorf("x") }', '(def f () (call (attr (name fmt) Errorf) "x") (return))')
    check(
        "func f() (s string, err error) { if err != nil { return }; return }",
        "(branch (!= (name err) none) ((return)) ()) (return (name s)))",
        only_end=True,
    )
    check("func f() (string, error) { if e != nil { return s, e } }", "(def f () (branch (!= (name e) none) ((return (name s))) ()))")
    check("s, err := token.SignedString(key)", "(assign (name s) (call (attr (name token) SignedString) (name key)))", "(declare (name err))")
    check("s, _ := f()", "(assign (name s) (call (name f)))")
    check("v, there := m[k]", "(assign (name v) (item (name m) (name k)))", "(declare (name there))")
    check("var s, err = f()", "(assign (name s) (call (name f)))", "(declare (name err))")
    check("a, b := f()", "(assign ((name a) (name b)) (call (name f)))")
    check(
        "func f() (string, string) { return a, b }\nfunc g() { x, _ := f() }",
        "(def f () (return (list (name a) (name b))))",
        "(def g () (assign ((name x) (name _)) (call (name f))))",
    )


def test_calls_have_arguments():
    check("f(a, b...)", "(call (name f) (name a) *(name b))")
    check("x := f[int, string](3)", "(assign (name x) (call (name f) 3))")
    check("x := a.\n\tB().\n\tC(1)", "(assign (name x) (call (attr (call (attr (name a) B)) C) 1))")
    check("go f()", "(call (name f))")
    check("defer f()", "(block (call (name f)))")


def test_conversions_keep_what_they_do_to_a_number():
    check("a := string(b)", "(assign (name a) (name b))")
    check('a := []byte("x")', '(assign (name a) "x")')
    check("a := int64(b)", "(assign (name a) (// (name b) 1))")
    check("a := float64(b) / 2", "(assign (name a) (/ (* (name b) 1.0) 2))")
    check("a := b.(string)", "(assign (name a) (name b))")
    check("a := *b", "(assign (name a) (name b))")


def test_operators_are_those_of_the_tree():
    check("a := !b && c || d", "(assign (name a) (or (and (not (name b)) (name c)) (name d)))")
    check("a := b &^ c", "(assign (name a) (& (name b) (~ (name c))))")
    check("a := ^b | c ^ d", "(assign (name a) (^ (| (~ (name b)) (name c)) (name d)))")
    check("a := (1 << 3) % 2 - -b", "(assign (name a) (- (% (<< 1 3) 2) (- (name b))))")
    check("a := <-b", "(assign (name a) (unread (name b)))")
    check("a := b[0]", "(assign (name a) (item (name b) 0))")


def test_alternatives_are_branches():
    check(
        "if a { b() } else if c { d() } else { e() }", "(branch (name a) ((call (name b))) ((branch (name c) ((call (name d))) ((call (name e))))))"
    )
    check("if err := f(); err != nil { g() }", "(assign (name err) (call (name f)))", "(branch (!= (name err) none) ((call (name g))) ())")
    check("switch a { case 1, 2: b(); case 3: fallthrough; default: c() }", "(branch (name a) ((call (name b))) () ((call (name c))))")
    check("switch { case a > 1: b() }", "(branch _ ((call (name b))))")
    check("switch x := f(); x { case 1: b() }", "(assign (name x) (call (name f)))", "(branch (name x) ((call (name b))))")
    check("switch x := v.(type) { case string: b(x) }", "(branch (name v) ((assign (name x) (name v)) (call (name b) (name x))))")
    check(
        "select { case m := <-ch: b(m); default: c() }",
        "(branch _ ((assign (name m) (unread (unread (name ch)))) (call (name b) (name m))) ((call (name c))))",
    )


def test_loops_are_blocks():
    check("for i := 0; i < 3; i++ { f(i) }", "(block (assign (name i) 0) (call (name f) (name i)))")
    check("for k, v := range m { f(k, v) }", "(block (assign ((name k) (name v)) (item (name m) (unread))) (call (name f) (name k) (name v)))")
    check("L:\nfor { f(); break L }", "(block (call (name f)))")
    check("{ f() }", "(call (name f))")


def test_source_that_breaks_off_is_read_so_far():
    check('f("a", b\n', "(name f)", '"a"', "(name b)")
    check("x := 1\nfunc f() {\n\ty := g(", "(assign (name x) 1)", "(def f ())", "(unread (name y))", "(name g)")
