"""The Key ID in the header of the client_secret, written as the library of the program writes it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from siwakit.flow.source_patch.draft import Draft, Edits
from siwakit.flow.source_patch.scopes import is_known_at
from siwakit.flow.source_patch.written import end_of_value, key_id_like, written
from siwakit.patterns import pattern

_KID = ("secret-kid-missing", "secret-kid-in-payload")
# Languages, what a Key ID is written behind or before, and how; `{}` is the Key ID.
_JVM = ("java", "kotlin", "scala")
_KEY_IDS: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (
        _JVM,
        r"\bJwts\.builder\(\)(\s*)(?=\.(?:issuer|subject|audience|claim|issuedAt|expiration|signWith)\((?:[^;]{0,2000})Jwts\.SIG)",
        r"Jwts.builder()\1.header().keyId({}).and()\1",
    ),
    (_JVM, r"\bJwts\.builder\(\)(\s*)(?=\.)", r'Jwts.builder()\1.setHeaderParam("kid", {})\1'),
    (_JVM, r"\bJWT\.create\(\)(\s*)(?=\.)", r"JWT.create()\1.withKeyId({})\1"),
    (_JVM, r"\bJWSHeader\.Builder\((JWSAlgorithm\.\w+)\)", r"JWSHeader.Builder(\1).keyID({})"),
    (_JVM, r"\bnew JWSHeader\((JWSAlgorithm\.\w+)\)", r"new JWSHeader.Builder(\1).keyID({}).build()"),
    (_JVM, r"\bJwsHeader\.with\(([\w.]+)\)", r"JwsHeader.with(\1).keyId({})"),
    (_JVM, r"(?m)^([ \t]*)(\w+)(\.setAlgorithmHeaderValue\()", r"\1\2.setKeyIdHeaderValue({});\n\1\2\3"),
    (("scala",), r"\bJwtHeader\((JwtAlgorithm\.\w+)\)", r"JwtHeader(\1).withKeyId({})"),
    (("scala",), r"\bJwt\.encode\((?=\w+, \w+, JwtAlgorithm\.(ES256)\))", r"Jwt.encode(JwtHeader(JwtAlgorithm.ES256).withKeyId({}), "),
    (("go",), r"(?m)^([ \t]*)([^\n]{0,80}\b(\w+)\.SignedString\()", r'\1\3.Header["kid"] = {}\n\1\2'),
    (("go",), r"(\bSignerOptions\{\}\)?)((?:\.With\w+\([^\n()]*\))*)(?!\.WithHeader\(\"kid)", r'\1\2.WithHeader("kid", {})'),
    (("go",), r"(\bjose\.NewSigner\([^\n]{1,120}\}), nil\)", r'\1, (&jose.SignerOptions{{}}).WithHeader("kid", {}))'),
    (("csharp",), r"\bnew ECDsaSecurityKey\((\w+)\)(?! \{)", r"new ECDsaSecurityKey(\1) {{ KeyId = {} }}"),
    (("csharp",), r"(\bJWT\.Encode\([^\n]{1,120}JwsAlgorithm\.\w+)\)", r'\1, extraHeaders: new Dictionary<string, object> {{ ["kid"] = {} }})'),
    (("csharp",), r"(\.WithAlgorithm\([^\n]{1,120}\))(\s*)(?=\.)", r"\1\2.AddHeader(HeaderName.KeyId, {})\2"),
    (("csharp",), r"\balg = \"ES256\"", r'alg = "ES256", kid = {}'),
    (("csharp",), r"\{ \"alg\", \"ES256\" \}", r'{{ "alg", "ES256" }}, {{ "kid", {} }}'),
    (("csharp",), r"\[\"alg\"\] = \"ES256\"", r'["alg"] = "ES256", ["kid"] = {}'),
    (("swift",), r"(\b(?:signers?|keys|jwt|app\.jwt|req\.jwt)\.sign\((\w+))\)", r"\1, kid: JWKIdentifier(string: {}))"),
    (("swift",), r"(= |: )Header\(\)", r"\1Header(kid: {})"),
    (
        ("rust",),
        r"(?m)^([ \t]*)let (?:mut )?(\w+) = ((?:jsonwebtoken::)?Header::new\([^\n]+\));\n",
        r"\1let mut \2 = \3;\n\1\2.kid = Some({}.to_string());\n",
    ),
    (("rust",), r"(\bHeader \{)(\s*)(?=alg:|typ:)", r"\1\2kid: Some({}.to_string()),\2"),
    (("rust",), r"(\bES256KeyPair::from_\w+\([^\n()]*\)\??)", r"\1.with_key_id({})"),
    (("rust",), r"(?m)^([ \t]*)(let mut (\w+) = JwsHeader::new\(\);)", r"\1\2\n\1\3.set_key_id({});"),
    (("dart",), r"(?m)^([ \t]*)((?:issuer|subject|audience|jwtId): )", r"\1header: {{'kid': {}}},\n\1\2"),
    (("dart",), r"(\s*)\.\.addRecipient\(", r"\1..setProtectedHeader('kid', {})\1..addRecipient("),
    (("dart",), r"(\bJWT\(\s*\{(?:[^{}]|\{[^{}]*\}){0,2000}\},?)(\s*)\)(?=\s*\.sign|;)", r"\1 header: {{'kid': {}}}\2)"),
    (("elixir",), r"(\bJoken\.Signer\.create\(\"ES256\", %\{[^\n{}]+\})\)", r'\1, %{{"kid" => {}}})'),
)
_ANCHORS = tuple((languages, pattern(anchor), text) for languages, anchor, text in _KEY_IDS)
_ALG_ENTRY = pattern(
    r"(?P<quote>[\"'])alg(?P=quote)(?P<sign>\s*(?:=>|->|:|to|,)\s*)(?P<value>[\"']ES256[\"']|[\w.]{1,60}ES256[\w.()]{0,20})(?=\s*[,})\]])"
)
_ALG_IN_TEXT = pattern(r"\{\\\"alg\\\"(\s*:\s*)\\\"ES256\\\"")
_ALG_IN_RAW_TEXT = pattern(r"\{\"alg\"(\s*:\s*)\"ES256\"(?=[,}])")
_KID_ENTRY = pattern(r"[\"']kid[\"']|\bkid\s*[:=]")
_PUT_ALG = pattern(r"(?m)^([ \t]*)(\w+)\.(put|set|insert)\(\"alg\", [^\n]+$")


def add_key_id(draft: Draft) -> Iterator[Edits]:
    """Add the Key ID to the header, and take it away from the claims."""
    if draft.finding.rule.id not in _KID:
        return
    code, kid = draft.code, _key_id(draft)
    moved = draft.place("client_secret.claims.kid")
    if moved and draft.finding.rule.id == "secret-kid-in-payload":
        lines = [line for line in code.split("\n") if _KID_ENTRY.search(line)]
        if len(lines) == 1:
            kid = _value_in(lines[0]) or kid
            code = code.replace(f"{lines[0]}\n", "", 1)
    for each_kid in dict.fromkeys((kid, _quoted(draft))):
        for added in _with_key_id(draft.family, code, each_kid):
            yield draft.whole(added)


def _value_in(line: str) -> str | None:
    match = re.search(r"kid[\"']?\]?(?:\s*(?:=>?|:|->|,|to\b)\s*)", line)
    return line[match.end() : end_of_value(line, match.end())].strip() if match else None


def _with_key_id(family: str, code: str, kid: str) -> Iterator[str]:
    for languages, anchor, text in _ANCHORS:
        if family in languages and anchor.search(code):
            value = kid.removeprefix("&") if family == "rust" else kid
            written_as = text.replace("{}.to_string()", "{}") if kid.endswith((".clone()", ".to_string()")) else text
            by = written_as.format(value.replace("\\", r"\\"))
            yield anchor.sub(by, code, count=1)
    for match in _ALG_ENTRY.finditer(code):
        if not is_known_at(family, code, kid, match.end()):
            continue
        quote, sign = match["quote"], match["sign"]
        yield f"{code[: match.end()]}, {quote}kid{quote}{sign}{kid}{code[match.end() :]}"
    for match in _PUT_ALG.finditer(code):
        indent, name, verb = match[1], match[2], match[3]
        yield f'{code[: match.start()]}{indent}{name}.{verb}("kid", {kid});\n{code[match.start() :]}'
    if family == "go":
        yield from _with_protected_headers(code, kid)


_WITH_KEY = pattern(r"(?m)^([ \t]*)([^\n]{0,80}jwt\.WithKey\(jwa\.ES256(?:\(\))?, \w+)\)")
_JWT_IMPORT = pattern(r"(?m)^([ \t]*)\"(github\.com/lestrrat-go/jwx(?:/v\d)?)/jwt\"$")


def _with_protected_headers(code: str, kid: str) -> Iterator[str]:
    """Yield *code* with the Key ID in the protected headers of jwx."""
    if not _WITH_KEY.search(code):
        return
    code = _WITH_KEY.sub(
        lambda match: (
            f"{match[1]}hdr := jws.NewHeaders()\n{match[1]}hdr.Set(jws.KeyIDKey, {kid})\n{match[1]}{match[2]}, jws.WithProtectedHeaders(hdr))"
        ),
        code,
        count=1,
    )
    if '/jws"' not in code:
        code = _JWT_IMPORT.sub(r'\1"\2/jws"\n\1"\2/jwt"', code, count=1)
    yield code


def _key_id(draft: Draft) -> str:
    """Return the Key ID as the program would write it: its own name for it, or the text of it in quotes."""
    for start, end in written(draft.code, "iss"):
        found = key_id_like(draft.code, draft.code[start:end].strip())
        if found:
            return found
    return _quoted(draft)


def _quoted(draft: Draft) -> str:
    return f"'{draft.key_id()}'" if draft.family == "dart" else f'"{draft.key_id()}"'
