"""Keys never leave the page: what is sent instead reads the same, but is a different key."""

from __future__ import annotations

import json
import re
import shutil
from base64 import b64decode, b64encode, urlsafe_b64encode
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP224R1,
    SECP256K1,
    SECP256R1,
    SECP384R1,
    SECP521R1,
    derive_private_key,
)
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from playwright.sync_api import expect
from tests.jose import test_p8_damage
from tests.web.corpus import cases

from siwakit.edge.files.reading import read_file
from siwakit.jose import base64url
from siwakit.jose.keys import apple_p8
from siwakit.jose.keys.p8 import read_key
from siwakit.samples import key_texts
from siwakit.web.judge_api import judge
from siwakit.web.page_input import read_page_input

pytestmark = pytest.mark.browser

HERE = Path(__file__).parent
SCALAR = 0x5E1F_90A3_77C2_4B8D_1122_3344_5566_7788_99AA_BBCC_DDEE_F00D_0BAD_CAFE_1234_5678
KEY = apple_p8.write(SCALAR)
BODY = "".join(KEY.splitlines()[1:-1])
WITHOUT_KEYS = """async (texts) => {
    const { withoutKeys } = await import("/static/keys.mjs");
    return Promise.all(texts.map(async (text) => (await withoutKeys(text)).text));
}"""
ASK = """async (cases) => {
    const { sendable } = await import("/static/ask.mjs");
    const sent = [];
    for (const { inputs, known } of cases) sent.push(JSON.stringify(await sendable({ paste: "", files: inputs, known, language: "auto" })));
    return sent;
}"""


WATCH_IMPORTS = """async (key) => {
    const kept = [];
    const own = crypto.subtle.importKey.bind(crypto.subtle);
    crypto.subtle.importKey = async (...given) => {
        const imported = await own(...given);
        if (given[0] === "jwk" && given[4].includes("sign")) kept.push(imported.extractable);
        return imported;
    };
    const { forget } = await import("/static/vault.mjs");
    forget();
    const { withoutKeys } = await import("/static/keys.mjs");
    await withoutKeys(key);
    return kept;
}"""


# Browsers differ in what they do with a private key whose public half its file leaves out.
LIKE_FIREFOX = """() => {
    const own = SubtleCrypto.prototype.exportKey;
    const imported = SubtleCrypto.prototype.importKey;
    const bare = new WeakSet();
    SubtleCrypto.prototype.importKey = async function (...given) {
        const key = await imported.apply(this, given);
        if (given[0] === "pkcs8") bare.add(key);
        return key;
    };
    SubtleCrypto.prototype.exportKey = function (form, key) {
        return bare.has(key) ? Promise.reject(new DOMException("", "OperationError")) : own.call(this, form, key);
    };
}"""
LIKE_SAFARI = """() => {
    const own = SubtleCrypto.prototype.importKey;
    SubtleCrypto.prototype.importKey = function (form, ...rest) {
        return form === "pkcs8" ? Promise.reject(new DOMException("", "DataError")) : own.call(this, form, ...rest);
    };
}"""
IMPORTS_ANYTHING = """() => {
    const own = SubtleCrypto.prototype.importKey;
    SubtleCrypto.prototype.importKey = async function (form, given, ...rest) {
        if (form !== "jwk" || !given.d) return own.call(this, form, given, ...rest);
        return (await this.generateKey({ name: "ECDSA", namedCurve: given.crv }, false, ["sign"])).privateKey;
    };
}"""
TAKE = """async ([curve, scalar, point]) => {
    const { take } = await import("/static/vault.mjs");
    return (await take(curve, new Uint8Array(scalar), new Uint8Array(point))).loads;
}"""
CURVES = (SECP256R1(), SECP224R1(), SECP384R1(), SECP521R1(), SECP256K1())
LACKING = {"secp224r1", "secp256k1"}


def every_form_of_a_key():
    """Return the keys, sound and damaged, from the tests of the key reader."""
    tables = [value for name, value in vars(test_p8_damage).items() if name.isupper() and isinstance(value, dict)]
    texts = [one[0] if isinstance(one, tuple) else one for table in tables for one in table.values()]
    samples = [getattr(key_texts, name)() for name in ("apple_form", "p384", "public", "rsa", "sec1")]
    return [text for text in (*texts, *samples, key_texts.ENCRYPTED, key_texts.CERTIFICATE) if isinstance(text, str)]


def seen(text):
    reading = read_key(text)
    return reading.form, reading.curve, reading.damages, reading.private is not None, reading.der_length


def traces_of(scalar, size=32):
    """Return the private number in hexadecimal, and in base64 at every alignment."""
    data = scalar.to_bytes(size, "big")
    spelled = [encode(bytes(shift) + data).decode()[6:36] for shift in range(3) for encode in (b64encode, urlsafe_b64encode)]
    return [*spelled, data.hex(), data.hex().upper(), str(scalar)]


def test_every_form_and_damage_reads_the_same_without_the_key(page):
    texts = every_form_of_a_key()
    sent = page.evaluate(WITHOUT_KEYS, texts)
    assert len(texts) > 60
    assert [seen(text) for text in sent] == [seen(text) for text in texts]
    assert all(one != other for one, other in zip(sent, texts, strict=True) if read_key(one).private)


def test_every_case_has_the_same_root_cause_through_the_page(page):
    every_case = cases()
    answers = page.evaluate(ASK, [{"inputs": case["inputs"], "known": case["known"]} for case in every_case])
    differ = []
    for case, body in zip(every_case, answers, strict=True):
        through_page = judge(read_page_input(body.encode()), 1_790_000_000)["report"]
        direct = judge(read_page_input(_body(case)), 1_790_000_000)["report"]
        pairs = [[one["rule"] for one in (report["root"], *report["others"]) if one] for report in (through_page, direct)]
        differ += [case["id"]] if pairs[0] != pairs[1] or through_page["verdict"] != direct["verdict"] else []
    assert differ == []


def _body(case):
    return json.dumps({"inputs": case["inputs"], "known": case["known"]}).encode()


def without_public_half():
    """Return the key as Java writes it: PKCS#8 on P-256 without the public half."""
    pem = b64encode(bytes.fromhex("3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420") + SCALAR.to_bytes(32, "big")).decode()
    return f"-----BEGIN PRIVATE KEY-----\n{pem[:64]}\n{pem[64:]}\n-----END PRIVATE KEY-----\n"


def hiding_places():
    """Put the key where people keep it, and where someone might hide it."""
    escaped = KEY.replace("\n", "\\n")
    wrapped = b64encode(KEY.encode()).decode()
    jwk = apple_p8.public_jwk(SCALAR)
    number = urlsafe_b64encode(SCALAR.to_bytes(32, "big")).decode().rstrip("=")
    p384 = derive_private_key(SCALAR, SECP384R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return {
        "PEM": KEY,
        "PEM after a request": f"curl https://appleid.apple.com/auth/token -d grant_type=authorization_code\n\n{KEY}\n\nmore text",
        "two in one paste": f"{KEY}\n\n{KEY}",
        "JSON": f'{{"private_key": "{escaped}", "team_id": "A1B2C3D4E5"}}',
        "JSON in JSON": '{"config": "{\\"key\\": \\"' + escaped.replace("\\n", "\\\\n") + '\\"}"}',
        "environment": f'APPLE_KEY="{escaped}"\nAPPLE_TEAM=A1B2C3D4E5',
        "YAML": "apple:\n  key: |\n" + "".join(f"    {line}\n" for line in KEY.splitlines()),
        "bare body": BODY,
        "bare body in a setting": f"APPLE_PRIVATE_KEY={BODY}",
        "bare body after an escape": f"x\\n{BODY}\\ny",
        "base64 of PEM": wrapped,
        "base64 of PEM in lines": "\n".join(wrapped[at : at + 76] for at in range(0, len(wrapped), 76)),
        "percent-encoded": "key=" + KEY.replace("+", "%2B").replace("/", "%2F").replace("\n", "%0A").replace(" ", "%20"),
        "one line": KEY.replace("\n", " "),
        "without END": KEY.rpartition("\n")[0],
        "without BEGIN": KEY.partition("\n")[2],
        "HAR": json.dumps({"log": {"entries": [{"request": {"method": "POST", "postData": {"text": f"key={quote(KEY, '')}&pem={KEY}"}}}]}}),
        "base64 of DER": b64encode(b64decode(BODY)).decode(),
        "base64 of DER in JSON": json.dumps({"apple": {"key": BODY, "team": "A1B2C3D4E5"}}),
        "lost line breaks": KEY.replace("\n", ""),
        "JWK with d alone": f'{{"kty":"EC","crv":"P-256","d":"{number}"}}',
        "secp256k1": derive_private_key(SCALAR, SECP256K1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
        "PKCS#8 without the public half": without_public_half(),
        "JWK": f'{{"kty":"EC","crv":"P-256","x":"{jwk["x"]}","y":"{jwk["y"]}","d":"{number}"}}',
        "P-384": p384,
        "a log line": f'2026-11-25T10:00:00Z ERROR {{"msg":"cannot sign","key":"{escaped}"}}',
        "HTML": f"<pre>{KEY}</pre>",
        "a diff": "".join(f"+{line}\n" for line in KEY.splitlines()),
        "quoted": "".join(f"> {line}\n" for line in KEY.splitlines()),
        "a comment": "".join(f"// {line}\n" for line in KEY.splitlines()),
        "hexadecimal": f"key: {SCALAR:064x}",
        "decimal": f"d = {SCALAR}",
        "the middle line": KEY.splitlines()[2],
        "percent-encoded twice": quote(quote(KEY, ""), ""),
        "base64url": urlsafe_b64encode(SCALAR.to_bytes(32, "big")).decode(),
        "UTF-16 in base64": b64encode(KEY.encode("utf-16-le")).decode(),
    }


@pytest.mark.parametrize(("name", "text"), hiding_places().items(), ids=hiding_places())
def test_no_request_contains_the_key(page, record, name, text):
    page.locator("#paste").fill(text)
    page.locator(".verdict").wait_for()
    page.wait_for_timeout(100)
    size = 48 if name == "P-384" else 32
    assert any(request.method == "POST" for request in record.seen)
    assert [trace for trace in traces_of(SCALAR, size) if trace in re.sub(r"\\+n|\s|[+>/]{1,2} ", "", record.bodies) or trace in record.bodies] == []


def test_a_dropped_key_is_named_signs_and_is_not_sent(page, record):
    page.locator("#file").set_input_files({"name": "AuthKey_ABC123DEFG.p8", "mimeType": "text/plain", "buffer": KEY.encode()})
    page.locator("#keys li").wait_for()
    assert "AuthKey_ABC123DEFG.p8" in page.locator("#keys").inner_text()
    assert not any(trace in record.bodies for trace in traces_of(SCALAR))


def test_the_key_in_the_page_cannot_be_taken_out_of_it(page):
    page.evaluate(WITHOUT_KEYS, [KEY])
    kept = page.evaluate(WATCH_IMPORTS, KEY)
    assert set(kept) == {False}


def der_forms():
    """Write the key in DER, in each form and on each curve."""
    keys = {curve.name: derive_private_key(SCALAR >> 40, curve) for curve in CURVES}
    forms = {"PKCS#8": PrivateFormat.PKCS8, "SEC1": PrivateFormat.TraditionalOpenSSL}
    private = {(name, form): key.private_bytes(Encoding.DER, forms[form], NoEncryption()) for name, key in keys.items() for form in forms}
    public = keys["secp256r1"].public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return {**private, ("secp256r1", "public"): public}


def test_a_key_in_der_is_what_it_is_on_the_command_line_and_is_not_sent(page, record, tmp_path):
    for (name, form), data in der_forms().items():
        path = tmp_path / "AuthKey_ABC123DEFG.p8"
        path.write_bytes(data)
        expected = read_file(str(path)).text
        page.locator("#clear").click()
        page.locator("#file").set_input_files({"name": path.name, "mimeType": "application/octet-stream", "buffer": data})
        expect(page.locator("#keys li")).to_have_count(1)
        shown = page.locator("#keys li").inner_text()
        reading = read_key(expected)
        assert reading == replace(read_key(data), private=reading.private), (name, form)
        assert reading.form.value in shown, (name, form)
        assert all(damage.value in shown for damage in reading.damages), (name, form)
        root = judge(read_page_input(json.dumps({"inputs": [{"name": path.name, "text": expected}]}).encode()), 1_790_000_000)["report"]["root"]
        expect(page.locator(".root .rule").first).to_have_text(root["rule"])
    bodies = record.bodies
    assert [trace for trace in traces_of(SCALAR >> 40) if trace in bodies] == []


@pytest.mark.parametrize("data", [b"\x30\x81\x87" + bytes(range(135)), der_forms()["secp256r1", "SEC1"][:60], b"\x00\x01"])
def test_a_file_that_is_neither_text_nor_a_complete_key_is_not_read(page, record, data):
    page.locator("#file").set_input_files({"name": "key.p8", "mimeType": "application/octet-stream", "buffer": data})
    page.get_by_text("neither text nor a complete key").wait_for()
    assert not [request for request in record.seen if request.method == "POST"]


def foreign_cases(curve):
    """Return a key on *curve*, sound and damaged, each with a token signed by it and with one signed by another key."""
    key = derive_private_key(SCALAR >> 40, curve)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    sec1 = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode()
    at = len(pem) // 2
    damaged = pem[:at] + ("A" if pem[at] != "A" else "B") + pem[at + 1 :]
    for text in (pem, sec1, damaged, pem[:120] + pem[-26:], apple_p8.write(SCALAR)):
        for token in ([], [{"name": "", "text": signed_by(key)}], [{"name": "", "text": f"{signed_by(key)[:-8]}AAAAAAAA"}]):
            yield {"inputs": [{"name": "AuthKey_ABC123DEFG.p8", "text": text}, *token], "known": {"now": 1_790_000_000}}


def signed_by(key):
    header = {"alg": "ES256", "kid": "ABC123DEFG"}
    claims = {"iss": "A1B2C3D4E5", "iat": 1_790_000_000, "exp": 1_790_000_600, "aud": "https://appleid.apple.com", "sub": "com.example.app"}
    data = ".".join(base64url.encode(json.dumps(part).encode()) for part in (header, claims))
    size = (key.curve.key_size + 7) // 8
    numbers = decode_dss_signature(key.sign(data.encode(), ECDSA(SHA256())))
    return f"{data}.{base64url.encode(b''.join(number.to_bytes(size, 'big') for number in numbers))}"


def compare(page, cases, names):
    """Return the cases for which the page and the command line differ in one of *names*; "roots" are the rules that fail, root is the first."""
    differ = []
    for case, body in zip(cases, page.evaluate(ASK, cases), strict=True):
        assert [trace for trace in traces_of(SCALAR >> 40) if trace in body] == []
        reports = [judge(read_page_input(one), 1_790_000_000)["report"] for one in (body.encode(), json.dumps(case).encode())]
        through_page, direct = ({**report, "roots": roots(report), "root": [found[:2] for found in roots(report)[:1]]} for report in reports)
        differ += [(case, name) for name in names if through_page[name] != direct[name]]
    return differ


def test_a_key_on_a_curve_of_webcrypto_has_the_same_verdict_through_the_page(page):
    cases = [case for curve in CURVES if curve.name not in LACKING for case in foreign_cases(curve)]
    assert compare(page, cases, ("verdict", "questions", "roots")) == []


def test_a_key_on_a_curve_that_webcrypto_lacks_is_on_the_wrong_curve_through_the_page_too(page):
    cases = [case for curve in CURVES if curve.name in LACKING for case in foreign_cases(curve)]
    assert compare(page, cases, ("root",)) == []


def roots(report):
    return [(one["rule"], one["at"], [also["rule"] for also in one["explained"]]) for one in (report["root"], *report["others"]) if one]


def give(page, text, name="AuthKey_ABC123DEFG.p8"):
    page.locator("#file").set_input_files({"name": name, "mimeType": "text/plain", "buffer": text.encode()})
    page.locator("#keys li").wait_for()
    return " ".join(page.locator("#keys li").inner_text().split())


@pytest.mark.parametrize("curve", [SECP224R1(), SECP256K1()], ids=["P-224", "secp256k1"])
def test_a_key_on_a_curve_that_webcrypto_lacks_names_the_command_line(page, record, curve):
    pem = derive_private_key(SCALAR >> 40, curve).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    shown = give(page, pem)
    assert f"Browsers cannot compute with keys on {read_key(pem).curve}" in shown
    assert "run siwakit key AuthKey_ABC123DEFG.p8 to read the key, or siwakit doctor --key AuthKey_ABC123DEFG.p8 FILE \u2026 to judge it" in shown
    expect(page.locator(".root .rule").first).to_have_text("key-wrong-curve")
    assert [trace for trace in traces_of(SCALAR >> 40, (curve.key_size + 7) // 8) if trace in record.bodies] == []


@pytest.mark.parametrize("browser", [LIKE_FIREFOX, LIKE_SAFARI], ids=["like Firefox", "like Safari"])
def test_a_key_whose_public_half_the_browser_cannot_compute_is_not_accused(page, record, browser):
    page.evaluate(browser)
    page.locator("#paste").fill(signed_by(derive_private_key(SCALAR, SECP256R1())))
    shown = give(page, without_public_half())
    assert "This browser cannot compute the public half, which this key leaves out" in shown
    assert "siwakit doctor --key AuthKey_ABC123DEFG.p8" in shown
    expect(page.locator(".mint")).to_contain_text("siwakit secret --key FILE --key-id ID --team ID --client-id ID")
    rules = page.locator(".root .rule, .others .rule").all_inner_texts()
    assert [rule for rule in rules if rule.startswith(("key-", "signature-"))] == []
    assert [trace for trace in traces_of(SCALAR) if trace in record.bodies] == []


@pytest.mark.parametrize("browser", ["() => {}", LIKE_FIREFOX, LIKE_SAFARI], ids=["Chromium", "like Firefox", "like Safari"])
def test_apples_form_of_a_key_is_checked_and_signs_in_every_browser(page, browser):
    page.evaluate(browser)
    page.locator("#paste").fill(signed_by(derive_private_key(SCALAR, SECP256R1())))
    assert "siwakit key" not in give(page, KEY)
    expect(page.locator(".mint")).to_contain_text("Signed here with AuthKey_ABC123DEFG.p8")


def test_a_key_without_its_public_half_is_checked_if_the_browser_computes_it(page):
    page.locator("#paste").fill(signed_by(derive_private_key(SCALAR, SECP256R1())))
    assert "siwakit key" not in give(page, without_public_half())
    expect(page.locator(".mint")).to_contain_text("Signed here with AuthKey_ABC123DEFG.p8")


def test_a_key_that_is_only_known_by_a_strange_name_is_not_named_in_a_command(page):
    pem = derive_private_key(SCALAR >> 40, SECP256K1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    assert "siwakit key KEYFILE" in give(page, pem, "a key; rm -r x.p8")


def test_halves_of_two_keys_do_not_load_in_any_browser(page):
    """Firefox and WebKit import such a JWK: only a signature that does not verify tells."""
    other = apple_p8.public_jwk(SCALAR + 1)
    point = bytes([4]) + b"".join(base64url.decode(other[name]) for name in "xy")
    page.evaluate(IMPORTS_ANYTHING)
    assert page.evaluate(TAKE, ["P-256", list(SCALAR.to_bytes(32, "big")), list(point)]) is False


def test_two_keys_on_a_curve_that_webcrypto_lacks_are_two_through_the_page_too(page):
    keys = [derive_private_key(SCALAR >> shift, SECP256K1()) for shift in (40, 41)]
    pems = [key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode() for key in keys]
    [sent] = page.evaluate(WITHOUT_KEYS, ["".join(pems)])
    assert seen(sent) == seen("".join(pems))
    assert page.evaluate(WITHOUT_KEYS, [sent]) == [sent]


def test_no_file_in_the_browser_profile_contains_the_key(server, tmp_path, chromium):
    with_args = ["--headless", "--no-sandbox", "--disable-gpu"]
    path = shutil.which("chromium")
    chromium_of_test = chromium.browser_type
    context = chromium_of_test.launch_persistent_context(str(tmp_path / "profile"), executable_path=path, args=with_args)
    page = context.new_page()
    page.goto(server.start_url)
    page.locator("#examples button").first.wait_for()
    page.locator("#paste").fill(KEY)
    page.locator("#keys li").wait_for()
    page.goto("about:blank")
    context.close()
    kept = b"".join(one.read_bytes() for one in (tmp_path / "profile").rglob("*") if one.is_file())
    assert len(kept) > 1000
    assert [trace for trace in traces_of(SCALAR) if trace.encode() in kept] == []
