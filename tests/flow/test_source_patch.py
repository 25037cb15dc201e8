from __future__ import annotations

from pathlib import Path

from tests.each import each
from tests.readers.code.libraries.roots import NOW

from siwakit.flow.diagnose import diagnose
from siwakit.flow.source_patch.patch import patch_source
from siwakit.flow.source_patch.syntax import SYNTAX
from siwakit.flow.source_patch.written import end_of_value, renamed
from siwakit.render.next_step.choose import next_step
from siwakit.render.next_step.step import StepKind
from siwakit.render.sealing import veil_over

SNIPPETS = Path(__file__).parent.parent / "readers" / "code" / "snippets"


@each(
    ("text", "value"),
    [
        ("a, b", "a"),
        ("f(a, b), c", "f(a, b)"),
        ('"a, b", c', '"a, b"'),
        (r'"a\", b", c', r'"a\", b"'),
        ("a)", "a"),
        ("a;", "a"),
        ("a\nb", "a"),
        ("[a,\n b],", "[a,\n b]"),
    ],
)
def test_a_value_ends_where_what_is_around_it_goes_on(text, value):
    assert text[: end_of_value(text, 0)] == value


@each(
    ("text", "expression", "found"),
    [
        ("props.keyId()", "props.teamId()", "props.keyId()"),
        ("String keyId", "teamId", "keyId"),
        ("const KEY_ID = 1", "TEAM_ID", "KEY_ID"),
        ('map["key_id"]', "team_id", None),
        ("", "teamId", None),
        ("", 'env["APPLE_TEAM_ID"]', 'env["APPLE_KEY_ID"]'),
        ("keyId", "issuer", None),
    ],
)
def test_another_identifier_is_called_what_the_program_calls_it(text, expression, found):
    assert renamed(text, expression, ("KeyId", "keyId", "key_id", "KEY_ID")) == found


@each(
    ("language", "expression", "seconds"),
    [
        ("javascript", "Date.now()", "Math.floor(Date.now() / 1000)"),
        ("javascript", "Date.now() + 60000", "Math.floor((Date.now() + 60000) / 1000)"),
        ("ruby", "now", "now / 1000"),
        ("java", "new Date().getTime()", "(new Date().getTime()) / 1000"),
        ("dart", "f(a) + g(b)", "(f(a) + g(b)) ~/ 1000"),
    ],
)
def test_only_what_needs_them_gets_parentheses(language, expression, seconds):
    assert SYNTAX[language].seconds(expression) == seconds


GO_JSON = """
import (
	"bytes"
	"encoding/json"
	"net/http"
)

func exchange(id, secret, code string) (*http.Response, error) {
	body, err := json.Marshal(map[string]string{"client_id": id, "client_secret": secret, "code": code, "grant_type": "authorization_code"})
	if err != nil {
		return nil, err
	}
	return http.Post("https://appleid.apple.com/auth/token", "application/json", bytes.NewReader(body))
}
"""


def test_a_corrected_program_in_go_imports_what_it_uses_and_nothing_else():
    diagnosis = diagnose(("exchange.go", GO_JSON), now=NOW)
    after = patch_source(diagnosis, diagnosis.root).after
    assert '\t"strings"\n' in after
    assert '\t"net/url"\n' in after
    assert "bytes" not in after
    assert "encoding/json" not in after


def test_a_secret_whose_iss_is_a_list_is_judged_beside_a_key_file_with_a_name():
    program = """
    const jwt = require('jsonwebtoken'), fs = require('fs');
    const key = fs.readFileSync('AuthKey_Q7M2T9XK4C.p8');
    const secret = jwt.sign({ iss: ['R5T8Q2WM7K'], aud: 'https://appleid.apple.com', sub: 'com.acmefit.web' }, key,
      { algorithm: 'ES256', keyid: 'ABCDE12345', expiresIn: '1h' });
    """
    assert diagnose(("secret.js", program), now=NOW).root.rule.id == "secret-kid-differs-from-key-file"


def test_the_report_shows_a_change_whose_lines_are_indented_with_tabs():
    diagnosis = diagnose(("exchange.go", GO_JSON), now=NOW)
    step = next_step(diagnosis, veil_over(diagnosis.evidence))
    assert step.kind is StepKind.PATCH
    assert "\n-\tbody, err := json.Marshal" in step.text


def test_a_program_is_judged_without_a_clock():
    assert diagnose(("exchange.go", GO_JSON)).root.rule.id == "request-body-is-json"


def test_no_correction_shortens_the_address_of_the_request():
    program = (SNIPPETS / "go" / "service.go").read_text("utf-8").replace('claims["aud"] = baseURL', 'claims["aud"] = tokenURL')
    diagnosis = diagnose(program, now=NOW)
    patch = patch_source(diagnosis, diagnosis.root)
    assert diagnosis.root.rule.id == "secret-aud-is-endpoint"
    assert 'tokenURL = baseURL + "/auth/token"' in patch.after
    assert 'claims["aud"] = baseURL' in patch.after


def test_an_address_without_a_path_is_none_of_apples():
    program = (SNIPPETS / "go" / "service.go").read_text("utf-8").replace('baseURL + "/auth/token"', "baseURL")
    assert diagnose(program, now=NOW).root.rule.id == "request-url-wrong"
