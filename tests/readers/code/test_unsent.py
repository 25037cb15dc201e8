from __future__ import annotations

from tests.each import each
from tests.readers.code.libraries.roots import NOW, root_of

from siwakit.evidence.known import Known
from siwakit.flow.diagnose import diagnose
from siwakit.judge.diagnosis import Diagnosis

SWIFT = """
let header = Header(kid: "Q7M2T9XK4C")
struct AppClaims: Claims { let iss: String; let iat: Int; let exp: Int; let aud: String; let sub: String }
let now = Int(Date().timeIntervalSince1970)
let claims = AppClaims(iss: "R5T8Q2WM7K", iat: now, exp: now + 600, aud: "https://appleid.apple.com", sub: "com.acmefit.web")
var jwt = JWT(header: header, claims: claims)
let secret = try jwt.sign(using: .es256(privateKey: key))
let code = CODE
let body = "client_id=com.acmefit.web&client_secret=\\(secret)&code=\\(code)&grant_type=authorization_code"
"""
FROM_APP = SWIFT.replace("CODE", "String(data: credential.authorizationCode!, encoding: .utf8)!")
IN_A_COMMENT = SWIFT.replace("CODE", "request.code // the authorization code of ASAuthorizationAppleIDCredential")
PYTHON = """
import jwt, time
secret = jwt.encode({"iss": "R5T8Q2WM7K", "iat": int(time.time()), "exp": int(time.time()) + 600, "aud": "https://appleid.apple.com",
    "sub": "com.acmefit.web"}, key, algorithm="ES256", headers={"kid": "Q7M2T9XK4C"})
"""
FORM = 'urlencode({"client_id": "com.acmefit.app", "client_secret": secret, "code": code, "grant_type": "authorization_code"})'
NATIVE = "services-id-for-native-code"


def judged(program: str, **known: tuple[str, ...]) -> Diagnosis:
    return diagnose(("Revoke.swift", program), known=Known(**known), now=NOW)


@each("program", [FROM_APP, IN_A_COMMENT], ids=["by its name", "in a comment"])
def test_a_code_that_the_program_takes_from_the_app_makes_its_identifier_a_suspect(program: str):
    diagnosis = judged(program)
    assert diagnosis.root is None
    assert NATIVE in [suspect.rule.id for suspect in diagnosis.suspects[:3]]


def test_a_code_from_elsewhere_makes_nothing_more_suspect_than_it_is():
    first, told = judged(SWIFT.replace("CODE", "request.code")), judged(FROM_APP)
    scores = [next(suspect.score for suspect in diagnosis.suspects if suspect.rule.id == NATIVE) for diagnosis in (first, told)]
    assert scores[0] < scores[1]


def test_words_about_the_app_are_no_proof_even_if_the_services_id_is_known():
    assert judged(FROM_APP, services_ids=("com.acmefit.web",)).root is None


def test_a_page_that_the_same_function_opens_on_android_is_no_app():
    call = "let options = webAuthenticationOptions; let code = getAppleIDCredential(options).code"
    plain, flutter = judged(SWIFT.replace("let code = CODE", "let code = request.code")), judged(SWIFT.replace("let code = CODE", call))
    scores = [next(suspect.score for suspect in diagnosis.suspects if suspect.rule.id == NATIVE) for diagnosis in (plain, flutter)]
    assert scores[0] == scores[1]


UNSENT = [
    ("a form", f"from urllib.parse import urlencode\nbody = {FORM}", "sub-differs-from-client-id"),
    ("a form that is returned", f"from urllib.parse import urlencode\ndef body(code):\n    return {FORM}", "sub-differs-from-client-id"),
    (
        "a string",
        'body = f"client_id=com.acmefit.app&client_secret={secret}&code={code}&grant_type=authorization_code"',
        "sub-differs-from-client-id",
    ),
    (
        "a string that is extended",
        'b = f"client_id=com.acmefit.web&client_secret={secret}"\nb += f"&code={code}&grant_type=authorization_code"',
        None,
    ),
    ("a field too few", 'b = f"client_id=com.acmefit.web&client_secret={secret}&grant_type=authorization_code"', "code-missing"),
    ("a form for another service", f"other = load()\nbody = {FORM.replace('secret,', 'other,')}", None),
    ("a form for both", f"from urllib.parse import urlencode\nbody = {FORM.replace('.app', '.web')}", None),
]


@each("title, body, rule", UNSENT)
def test_a_form_that_is_not_sent_is_judged_if_it_has_the_token(title: str, body: str, rule: str | None):
    assert root_of("apple.py", PYTHON + body) == rule


FIELDS = '{"client_id": "com.acmefit.web", "client_secret": secret, "code": code, "grant_type": "authorization_code"}'
ADDRESSES = [
    ("a constant of another file", "requests.post(settings.APPLE_URL, json=FIELDS)", "request-body-is-json"),
    ("a constant and a path", 'requests.post(BASE + "/auth/token", json=FIELDS)', "request-body-is-json"),
    ("a form", "requests.post(settings.APPLE_URL, data=FIELDS)", None),
    ("a host of the program's own", 'requests.post("https://api.acmefit.example/apple", json=FIELDS)', None),
]


@each("title, call, rule", ADDRESSES)
def test_a_request_to_an_address_that_is_not_known_is_apples_if_it_has_the_token(title: str, call: str, rule: str | None):
    assert root_of("apple.py", f"import requests\n{PYTHON}{call.replace('FIELDS', FIELDS)}") == rule
