#!/usr/bin/env python3
"""Turn the recipes in cases.jsonl into the files that a developer would have.

    python build.py [--cases FILE] OUT_DIR [ID ...]     every case, or only the named ones, each into OUT_DIR/<id>/

FILE is the cases.jsonl next to this script by default.

A case folder contains those of these files that the case has:
    request.sh            the failing call as a curl command
    response.http         Apple's answer, status line, headers, body
    authorize_url.txt     the authorization request
    callback.http         what came back to the application's redirect URI, and what the application answered
    identity_token.jwt    the identity token that came along (signed by the test key set)
    notification.json     the body of a server-to-server notification
    keys.json             the test key set (JWKS) of identity tokens and notifications, in the order in which the verifier had it
    keys-fresh.json       the set as Apple publishes it now, if the verifier had cached an older one
    configured_secret.jwt the client_secret that was meant to be used, if another one was sent
    AuthKey_<KEYID>.p8    the developer's key, or damaged-key.txt as it was in the setting
    settings.json         settings of the application or its verifier, if they matter
    context.json          what else was known, and `args`: options for the command line (clock, team, client ids)
    expected.json         cause, root_cause, fix, evidence, stage, detectable

Symbols in the recipes (NOW, TEAM_ID, KEY_ID, BUNDLE_ID, ...) get fixed values, printed by --symbols. Keys are derived
from labels: nothing here is a real secret. Needs `cryptography`.
"""

import base64
import email.utils
import hashlib
import json
import pathlib
import re
import shlex
import sys
import urllib.parse

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils

HERE = pathlib.Path(__file__).parent
NOW = 1_790_000_000
ORDER_P256 = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
USER = "001234.0123456789abcdef0123456789abcdef.0815"


def token(prefix: str, label: str) -> str:
    """Return a code or token in the form that has been observed (Apple promises none)."""
    digest = hashlib.sha256(label.encode()).digest()
    tail = base64.urlsafe_b64encode(digest[16:]).decode().rstrip("=")[:22].ljust(22, "x")
    return f"{prefix}{digest[:16].hex()}.0.mrtqz.{tail}"


SYMBOLS = {
    "TEAM_ID": "A1B2C3D4E5",
    "OTHER_TEAM_ID": "F6G7H8J9K0",
    "KEY_ID": "ABC123DEFG",
    "OTHER_KEY_ID": "XYZ987WVUT",
    "BUNDLE_ID": "com.example.app",
    "OTHER_BUNDLE_ID": "com.example.other",
    "SERVICES_ID": "com.example.web",
    "OTHER_SERVICES_ID": "com.example.web.staging",
    "WEB_CODE": token("c", "web code"),
    "NATIVE_CODE": token("c", "native code"),
    "ACCESS_TOKEN": token("a", "access token"),
    "MIGRATION_ACCESS_TOKEN": token("a", "migration token"),
    "REFRESH_TOKEN": token("r", "refresh token"),
    "USER_SUB": USER,
    "USER_SUB_TEAM_A": USER,
    "OLD_SUB": "000999.fedcba9876543210fedcba9876543210.1200",
    "TRANSFER_SUB": "001999.ffeeddccbbaa99887766554433221100.0042",
    "SERVICES_ID_WITH_TYPO": "com.example.wbe",
    "APPLE_KID": "siwatest01",
    "APPLE_KID_1": "siwatest01",
    "APPLE_KID_2": "siwatest02",
    "APPLE_KID_3": "siwatest03",
    "APPLE_KID_NEW": "siwatest04",
    "RETIRED_KID": "siwatest00",
    "STATE": "af0ifjsldkj",
    "VERIFIER": "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
    "JTI": "AAAAAAAAAAAAAAAAAAAAAA",
    "SOME_STATIC_STRING": "my-client-secret",
    "RAW_NONCE": "n-0S6_WzA2Mj.raw",
    "dummy": "dummy",
}
NONCE_DIGEST = hashlib.sha256(SYMBOLS["RAW_NONCE"].encode()).digest()
SYMBOLS |= {
    "HEX64": NONCE_DIGEST.hex(),
    "SHA256_HEX(RAW_NONCE)": NONCE_DIGEST.hex(),
    "BASE64_OF_SHA256(RAW_NONCE)": base64.b64encode(NONCE_DIGEST).decode(),
    "WRONG_DIGEST_TEXT": hashlib.md5(SYMBOLS["RAW_NONCE"].encode()).hexdigest(),
    "S256(VERIFIER)": base64.urlsafe_b64encode(hashlib.sha256(SYMBOLS["VERIFIER"].encode()).digest()).decode().rstrip("="),
}


SYMBOLS["AT_HASH"] = base64.urlsafe_b64encode(hashlib.sha256(SYMBOLS["ACCESS_TOKEN"].encode()).digest()[:16]).decode().rstrip("=")
SETTINGS = (
    "config",
    "configured_client_ids",
    "registered_client_ids",
    "registered_return_urls",
    "code_flow_config",
    "routes",
    "csrf_exempt",
    "use_popup",
    "page_origin",
    "callback_parser",
)


def ec_key(label: str, curve=None):
    seed = int.from_bytes(hashlib.sha256(label.encode()).digest(), "big")
    return ec.derive_private_key(seed % (ORDER_P256 - 1) + 1, curve or ec.SECP256R1())


def pem(key) -> str:
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode()


def b64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def b64json(value) -> str:
    return b64url(json.dumps(value, separators=(",", ":")).encode())


KEYS = {"KEY_ID": ec_key("siwakit cases: key"), "OTHER_KEY_ID": ec_key("siwakit cases: other key")}
P384 = ec_key("siwakit cases: p384", ec.SECP384R1())
_rsa: dict = {}


def apple_key(kid: str = SYMBOLS["APPLE_KID"]):
    """Return the RSA key behind a key id of the test key set, created once per run."""
    if kid not in _rsa:
        _rsa[kid] = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return _rsa[kid]


def jwks(kids=("APPLE_KID",)) -> dict:
    as_text = lambda i: b64url(i.to_bytes((i.bit_length() + 7) // 8, "big"))
    keys = []
    for kid in map(value, kids):
        n = apple_key(kid).public_key().public_numbers()
        keys.append({"kty": "RSA", "kid": kid, "use": "sig", "alg": "RS256", "n": as_text(n.n), "e": as_text(n.e)})
    return {"keys": keys}


def sign_es256(key, signing_input: bytes, *, der: bool = False) -> str:
    signature = key.sign(signing_input, ec.ECDSA(hashes.SHA256()))
    if der:
        return b64url(signature)
    r, s = utils.decode_dss_signature(signature)
    size = (key.curve.key_size + 7) // 8
    return b64url(r.to_bytes(size, "big") + s.to_bytes(size, "big"))


def sign_rs256(header: dict, claims: dict) -> str:
    signing_input = f"{b64json(header)}.{b64json(claims)}"
    signature = apple_key(header.get("kid", SYMBOLS["APPLE_KID"])).sign(signing_input.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{signing_input}.{b64url(signature)}"


def value(v):
    """Replace the symbols in a recipe's value."""
    if isinstance(v, dict):
        return {k: value(x) for k, x in v.items()}
    if isinstance(v, list):
        return [value(x) for x in v]
    if not isinstance(v, str):
        return v
    m = re.fullmatch(r"\(?NOW(?:([+-])(\d+))?\)?(?:\*1000)?", v)
    if m:
        seconds = NOW + (int(m[2]) * (1 if m[1] == "+" else -1) if m[1] else 0)
        return seconds * 1000 if v.endswith("*1000") else seconds
    if v in SYMBOLS:
        return SYMBOLS[v]
    return re.sub(r"(?:\b|(?<=AuthKey_))[A-Z][A-Z0-9_]{4,}\b", lambda m: SYMBOLS.get(m[0], m[0]), v)


def client_secret(recipe: dict) -> str | None:
    if "header" not in recipe or "claims" not in recipe:
        return None
    header, claims, how = value(recipe["header"]), value(recipe["claims"]), recipe.get("sign", "")
    signing_input = f"{b64json(header)}.{b64json(claims)}".encode()
    if "RS256" in how:
        return sign_rs256(header, claims)
    if "DER" in how:
        return f"{signing_input.decode()}.{sign_es256(KEYS['KEY_ID'], signing_input, der=True)}"
    if "P-384" in how:
        return f"{signing_input.decode()}.{sign_es256(P384, signing_input)}"
    if "ANOTHER" in how:
        return f"{signing_input.decode()}.{sign_es256(KEYS['OTHER_KEY_ID'], signing_input)}"
    if how.startswith("raw"):
        return f"{signing_input.decode()}.{sign_es256(KEYS['KEY_ID'], signing_input)}"
    return None if "impossible" in how or "fails" in how or "not reached" in how else signing_input.decode() + "."


def identity_token(recipe: dict) -> str | None:
    spec = recipe.get("id_token")
    if spec:
        if not isinstance(spec, dict) or "claims" not in spec:
            return None
        return sign_rs256(value(spec.get("header", {"kid": "APPLE_KID", "alg": "RS256"})), value(spec["claims"]))
    aud = recipe.get("context", {}).get("identity_token_aud")
    if aud:
        claims = {"iss": "https://appleid.apple.com", "aud": value(aud), "exp": NOW + 86400, "iat": NOW, "sub": USER, "nonce_supported": True}
        return sign_rs256({"kid": SYMBOLS["APPLE_KID"], "alg": "RS256"}, claims)
    form = (recipe.get("request") or {}).get("form") or {}
    if any("identity token" in str(v) for v in form.values()):
        return identity_token({"context": {"identity_token_aud": form["client_id"]}})
    return None


def damaged_key(text: str) -> tuple[str, str]:
    """Return the file name and the content of the key that the recipe describes."""
    good = pem(KEYS["KEY_ID"])
    lines = good.strip().splitlines()
    body = "".join(lines[1:-1])
    name = f"AuthKey_{SYMBOLS['KEY_ID']}.p8"
    low = text.lower()
    if "literal backslash" in low or "\\\\n" in text or re.search(r"PRIVATE KEY-----\\n", text):
        return "damaged-key.txt", good.strip().replace("\n", "\\n")
    if "spaces instead" in low or re.search(r"KEY----- BASE64 ", text):
        return "damaged-key.txt", " ".join(lines)
    if "first line" in low or "cut at the first" in low:
        return "damaged-key.txt", lines[0]
    if re.match(r"^----BEGIN", text):
        return "damaged-key.txt", good.replace("-----BEGIN PRIVATE KEY-----", "----BEGIN PRIVATE KEY----").replace(
            "\n-----END PRIVATE KEY-----", "----END PRIVATE KEY----"
        )
    if "one line" in low or "without line breaks" in low or re.search(r"KEY-----BASE64-----END", text):
        return "damaged-key.txt", lines[0] + body + lines[-1]
    if "without armour" in low or "body only" in low:
        return "damaged-key.txt", body
    if "corrupted base64" in low:
        return "damaged-key.txt", good.replace(body[20:28], "!!!!****")
    if "extra leading spaces" in low:
        return "damaged-key.txt", "\n".join(["    " + line for line in (lines[:2] + lines[3:])])
    if "p-384" in low:
        return name, pem(P384)
    if "path" in low:
        return "damaged-key.txt", f"config/{name}"
    if "client_secret jwt" in low:
        return "damaged-key.txt", client_secret(
            {
                "header": {"alg": "ES256", "kid": "KEY_ID"},
                "claims": {"iss": "TEAM_ID", "iat": "NOW", "exp": "NOW+600", "aud": "https://appleid.apple.com", "sub": "SERVICES_ID"},
                "sign": "raw",
            }
        )
    if "prime256v1" in low:
        return "damaged-key.txt", "prime256v1"
    return name, good


def curl(request: dict, secret: str | None, id_token: str | None) -> str:
    def fill(v):
        v = value(v)
        if v == "JWT":
            return secret or ""
        if v in ("P8_TEXT", "P8_TEXT_OR_EMPTY", "-----BEGIN PRIVATE KEY-----..."):
            return pem(KEYS["KEY_ID"])
        if isinstance(v, str) and v.startswith("eyJ..."):
            return id_token or secret or ""
        return "" if v is None else str(v)

    parts = ["curl", "-X", request.get("method", "POST"), request["url"]]
    form = {k: fill(v) for k, v in (request.get("form") or {}).items()}
    for k, v in (request.get("headers") or {}).items():
        v = value(v)
        if isinstance(v, str) and v.startswith("Basic base64("):
            inside = ":".join(fill(x) for x in v[len("Basic base64(") : -1].split(":"))
            v = "Basic " + base64.b64encode(inside.encode()).decode()
        parts += ["-H", f"{k}: {re.sub(r' [(].*[)]$', '', v)}"]  # a remark of the recipe is not part of the header
    content_type = str((request.get("headers") or {}).get("Content-Type", ""))
    if "json" in content_type and not form:
        body = request.get("json") or request.get("body") or {}
        body = {k: fill(v) if isinstance(v, str) else v for k, v in body.items()} if isinstance(body, dict) else body
        parts += ["--data-raw", body if isinstance(body, str) else json.dumps(body)]
    elif "multipart" in content_type:
        for k, v in form.items():
            parts += ["-F", f"{k}={v}"]
    else:
        for k, v in form.items():
            parts += ["--data-urlencode", f"{k}={v}"]
        if not form and isinstance(request.get("body"), str):
            parts += ["--data-raw", value(request["body"])]
    return " ".join(shlex.quote(p) for p in parts) + "\n"


def callback_text(known: dict, redirect_uri: str) -> str | None:
    """Return the exchange at the application's own redirect URI as a raw capture, with the cookie it had set above."""
    request = known.get("callback_request")
    if not isinstance(request, dict):
        return None
    lines = [f"# earlier answer of the application: Set-Cookie: {known['set_cookie']}"] if "set_cookie" in known else []
    target = urllib.parse.urlsplit(redirect_uri)
    lines.append(f"{request.get('method', 'POST')} {target.path} HTTP/1.1")
    headers = {"Host": target.netloc, "Content-Type": "application/x-www-form-urlencoded", **(request.get("headers") or {})}
    if request.get("cookies"):
        headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in request["cookies"].items())
    lines += [f"{k}: {v}" for k, v in headers.items()]
    form = {
        k: v if isinstance(v, str) else json.dumps(v)
        for k, v in (request.get("form") or {"code": SYMBOLS["WEB_CODE"], "state": SYMBOLS["STATE"]}).items()
    }
    lines += ["", urllib.parse.urlencode(form)]
    answer = known.get("callback_response")
    following = known.get("next_request") or {}
    if isinstance(answer, int):
        lines += ["", f"HTTP/1.1 {answer}"]
        if 300 <= answer < 400:
            lines.append(f"Location: {following.get('path', '/')}")
        lines += ["", ""]
    elif answer:
        lines += ["", f"# answer of the application, as reported: {answer}", ""]
    if following:
        lines += [f"{following['method']} {following['path']} HTTP/1.1", f"Host: {target.netloc}", "", "", f"HTTP/1.1 {following['status']}", "", ""]
    return "\r\n".join(lines)


def response_text(response: dict, known: dict) -> str | None:
    if not isinstance(response, dict) or not isinstance(response.get("status"), int):
        return None
    body = response.get("body")
    if response["status"] == 403 and "html" in str(response.get("headers")):
        body = "<html>\r\n<head><title>403 Forbidden</title></head>\r\n<body>\r\n<center><h1>403 Forbidden</h1></center>\r\n<hr><center>Apple</center>\r\n</body>\r\n</html>\r\n"
    text = body if isinstance(body, str) else ("" if body is None else json.dumps(value(body), separators=(",", ":")))
    head = [f"HTTP/1.1 {response['status']}", "Server: Apple", "Cache-Control: no-store"]
    if isinstance(known.get("apple_date_header"), int):
        head.append("Date: " + email.utils.formatdate(known["apple_date_header"], usegmt=True))
    head += [f"{k}: {v}" for k, v in (response.get("headers") or {}).items()]
    if text.startswith("{"):
        head.append("Content-Type: application/json;charset=UTF-8")
    return "\r\n".join(head) + "\r\n\r\n" + text


def build(case: dict) -> dict[str, str]:
    """Return all files of one case, by name."""
    recipe = case["reproduction"]
    known = value(recipe.get("context", {}))
    files: dict[str, str] = {}
    secret, id_token = client_secret(recipe), identity_token(recipe)
    if "key" in recipe:
        name, text = damaged_key(str(recipe["key"]))
        files[name] = text
    elif secret and "RS256" not in str(recipe.get("sign")):
        name = recipe.get("context", {}).get("p8_file_name")
        signer = P384 if "P-384" in str(recipe.get("sign")) else KEYS["OTHER_KEY_ID" if "ANOTHER" in str(recipe.get("sign")) else "KEY_ID"]
        files[value(name) if name else f"AuthKey_{SYMBOLS['KEY_ID']}.p8"] = pem(signer)
    elif "P8" in json.dumps(known.get("config", {})) or "P8_TEXT" in json.dumps(recipe.get("request", {})):
        files[f"AuthKey_{SYMBOLS['KEY_ID']}.p8"] = pem(KEYS["KEY_ID"])
    request = recipe.get("request")
    if isinstance(request, dict) and "url" in request:
        if "query" in request:
            query = {k: value(v) for k, v in request["query"].items() if v is not None}
            raw = next((v.split(" (raw")[0] for v in query.values() if " (raw" in str(v)), None)
            query = {k: v.split(" (raw")[0] for k, v in query.items()}
            text = urllib.parse.urlencode(query, quote_via=urllib.parse.quote)
            files["authorize_url.txt"] = f"{request['url']}?{text.replace(urllib.parse.quote(raw), raw) if raw else text}\n"
        else:
            files["request.sh"] = curl(request, secret, id_token)
    elif secret:
        files["client_secret.jwt"] = secret + "\n"
    answer = response_text(recipe.get("response") or {}, known)
    if answer:
        files["response.http"] = answer
    if id_token:
        files["identity_token.jwt"] = id_token + "\n"
        verifier = recipe.get("verifier") or {}
        files["keys.json"] = json.dumps(
            jwks(verifier.get("jwks_order") or verifier.get("jwks") or verifier.get("cached_jwks") or ["APPLE_KID"]), indent=1
        )
        if "live_jwks" in verifier:
            files["keys-fresh.json"] = json.dumps(jwks(verifier["live_jwks"]), indent=1)
    if "notification" in recipe and "jws" in recipe:
        jws = sign_rs256(value(recipe["jws"]["header"]), value(recipe["jws"]["claims"]))
        files["notification.json"] = json.dumps({"payload": jws})
        files["keys.json"] = json.dumps(jwks(), indent=1)
    query = request.get("query", {}) if isinstance(request, dict) else {}
    callback = callback_text(known, query.get("redirect_uri", "https://app.example.com/callback"))
    if callback:
        files["callback.http"] = callback
    if isinstance(known.get("configured_secret"), dict) and "claims" in recipe:
        fresh = {**recipe, "claims": {**recipe["claims"], **recipe["context"]["configured_secret"]}}
        files["configured_secret.jwt"] = client_secret(fresh) + "\n"
    if isinstance(known.get("authorize_query"), dict) and "authorize_url.txt" not in files:
        query = {
            "client_id": SYMBOLS["SERVICES_ID"],
            "redirect_uri": "https://app.example.com/callback",
            "response_type": "code",
            "state": SYMBOLS["STATE"],
        }
        query.update({k: v for k, v in known["authorize_query"].items() if v is not None})
        files["authorize_url.txt"] = "https://appleid.apple.com/auth/authorize?" + urllib.parse.urlencode(query, quote_via=urllib.parse.quote) + "\n"
    settings = {k: known[k] for k in SETTINGS if k in known}
    if "verifier" in recipe:
        settings["verifier"] = {k: v for k, v in value(recipe["verifier"] or {}).items() if "jwks" not in k}
    settings = {k: v for k, v in settings.items() if v != {}}
    if settings:
        text = json.dumps(settings, indent=1)
        for symbol in ("P8_TEXT", "P8"):
            text = text.replace(json.dumps(symbol), json.dumps(pem(KEYS["KEY_ID"])))
        files["settings.json"] = text
    services_id = known.get("services_id", SYMBOLS["SERVICES_ID"])
    args = ["--now", str(NOW), "--team", SYMBOLS["TEAM_ID"], "--bundle-id", SYMBOLS["BUNDLE_ID"], "--services-id", services_id]
    if isinstance(request, dict) and "NATIVE_CODE" in json.dumps(request):
        args += ["--origin", "native"]
    elif isinstance(request, dict) and "WEB_CODE" in json.dumps(request):
        args += ["--origin", "web"]
    context = {"args": args, "known": known}
    for extra in ("verifier", "discovery"):
        if extra in recipe:
            context[extra] = value(recipe[extra])
    if isinstance(recipe.get("response"), dict) and not isinstance(recipe["response"].get("status"), int):
        context["answer"] = value(recipe["response"])
    files["context.json"] = json.dumps(context, indent=1)
    files["expected.json"] = json.dumps(
        {k: case[k] for k in ("id", "cause", "root_cause", "fix", "evidence", "stage", "detectable", "url")}, indent=1
    )
    return files


def main() -> None:
    if "--symbols" in sys.argv:
        print(json.dumps({"NOW": NOW, **SYMBOLS}, indent=1))
        return
    words = sys.argv[1:]
    source = HERE / "cases.jsonl"
    if words[:1] == ["--cases"]:
        source, words = pathlib.Path(words[1]), words[2:]
    out, wanted = pathlib.Path(words[0]), set(words[1:])
    for line in source.read_text().splitlines():
        case = json.loads(line)
        if wanted and case["id"] not in wanted:
            continue
        folder = out / case["id"]
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in build(case).items():
            (folder / pathlib.PurePath(name).name).write_text(text, newline="")


if __name__ == "__main__":
    main()
