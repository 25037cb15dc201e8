"""Words of libraries and languages that are wrong, and the right ones, by the rule that they break."""

from __future__ import annotations

import re
from collections.abc import Iterator

from siwakit.flow.source_patch.draft import Draft, Edits
from siwakit.patterns import pattern

_ANY = "*"
_LANGUAGES = frozenset({"java", "kotlin", "scala", "go", "csharp", "swift", "rust", "dart", "elixir"})
_LONG = ("secret-lives-too-long", "lifetime-in-calendar-months")
_MILLISECONDS = ("secret-iat-in-milliseconds", "secret-exp-in-milliseconds")
_ALGORITHM = ("secret-alg-not-es256", "secret-signed-with-key-text")
_BASE64 = ("secret-not-base64url",)
_MULTIPART = ("request-body-is-multipart",)
_QUERY = ("request-fields-in-query", "request-method-not-post", "request-body-empty")
# Rules, language, what is wrong, and what is right. All that can be wrong for the same rule is tried in this order.
_TABLE: tuple[tuple[tuple[str, ...], str, str, str], ...] = (
    (("signature-is-der",), "java", r"\bSHA256withECDSA\b(?!in)", "SHA256withECDSAinP1363Format"),
    (("signature-is-der",), "kotlin", r"\bSHA256withECDSA\b(?!in)", "SHA256withECDSAinP1363Format"),
    (("signature-is-der",), "scala", r"\bSHA256withECDSA\b(?!in)", "SHA256withECDSAinP1363Format"),
    (("signature-is-der",), "csharp", r",\s*DSASignatureFormat\.Rfc3279DerSequence", ""),
    (("signature-is-der",), "csharp", r"\bSHA-?256withECDSA\b", "SHA-256withPLAIN-ECDSA"),
    (("signature-is-der",), "swift", r"\.derRepresentation\b", ".rawRepresentation"),
    (("signature-is-der",), "rust", r"\.to_der\(\)(?:\.as_bytes\(\)|\.to_bytes\(\))?", ".to_bytes()"),
    (("signature-is-der",), "rust", r"\bECDSA_P256_SHA256_ASN1_SIGNING\b", "ECDSA_P256_SHA256_FIXED_SIGNING"),
    (
        ("signature-is-der",),
        "go",
        r"(?m)^([ \t]*)(\w+), err :?= ecdsa\.SignASN1\(([^\n]+)\)\n((?:\1if err != nil \{\n(?:\1[ \t]+[^\n]*\n)+\1\}\n)?)",
        r"\1r, s, err := ecdsa.Sign(\3)\n\4\1\2 := append(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))...)\n",
    ),
    (
        ("signature-is-der",),
        "go",
        r"(?m)^([ \t]*)(\w+), _ :?= ecdsa\.SignASN1\(([^\n]+)\)\n",
        r"\1r, s, _ := ecdsa.Sign(\3)\n\1\2 := append(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))...)\n",
    ),
    (_LONG, _ANY, r"\b365\b", "180"),
    (_LONG, _ANY, r"\b31_?536_?000\b", "15552000"),
    (_LONG, _ANY, r"\b31_?536_?000_?000(?=L?\b)", "15_552_000_000"),
    (("secret-exp-before-iat",), _ANY, r"\bminus(?=(?:[A-Z]\w*)?\()", "plus"),
    (("secret-exp-before-iat",), _ANY, r"\b(Add(?:[A-Z]\w*)?\()-\s*", r"\1"),
    (("secret-exp-before-iat",), _ANY, r"(?<=\(byAdding: )-|(?<=Interval\()-|(?<=SinceNow: )-", ""),
    (_LONG, _ANY, r"(?<=[Ss]econds\()\d[\d_]{7,}L?(?=\))", "15_552_000"),
    (_LONG, _ANY, r"\bplus(?:Months|Years)\(\d{1,2}L?\)", "plusDays(180)"),
    (_LONG, "csharp", r"\bAdd(?:Years|Months)\(\d{1,2}\)", "AddDays(180)"),
    (_LONG, "go", r"\bAddDate\(\d, \d{1,2}, 0\)", "AddDate(0, 0, 180)"),
    (_LONG, _ANY, r"\bCalendar\.(?:YEAR|MONTH), \d{1,2}", "Calendar.DAY_OF_YEAR, 180"),
    (_LONG, _ANY, r"\b(\d{1,2})\.years?\b", "180.days"),
    (_LONG, _ANY, r"(?<=[Dd]ays\()(?:18[3-9]|19\d|[2-9]\d\d|\d{4})\b", "180"),
    (_LONG, _ANY, r"(?<=\bdays: )(?:18[3-9]|19\d|[2-9]\d\d|\d{4})\b", "180"),
    (_LONG, _ANY, r"(?<=DAYS\.toMillis\()(?:18[3-9]|19\d|[2-9]\d\d|\d{4})\b", "180"),
    (_LONG, _ANY, r"\b(?:18[3-9]|19\d|[2-9]\d\d)\b(?=\s*\*\s*24\b|\s*\*\s*86_?400\b)|(?<=24 \* )(?:18[3-9]|19\d|[2-9]\d\d)\b", "180"),
    (_MILLISECONDS, "kotlin", r"\btoEpochMilli\(\)", "epochSecond"),
    (_MILLISECONDS, _ANY, r"\btoEpochMilli\(\)", "getEpochSecond()"),
    (_MILLISECONDS, "go", r"\bUnixMilli\(\)", "Unix()"),
    (_MILLISECONDS, "go", r"\bUnixNano\(\)( / (?:1e6|1_?000_?000|int64\(time\.Millisecond\)))?", "Unix()"),
    (_MILLISECONDS, "csharp", r"\bToUnixTimeMilliseconds\(\)", "ToUnixTimeSeconds()"),
    (_MILLISECONDS, "rust", r"\btimestamp_millis\(\)", "timestamp()"),
    (_MILLISECONDS, "rust", r"\bas_millis\(\)", "as_secs()"),
    (_MILLISECONDS, "elixir", r":millisecond\b", ":second"),
    (_MILLISECONDS, "swift", r"\.timeIntervalSince1970 \* 1000(?:\.0)?\b", ".timeIntervalSince1970"),
    (_MILLISECONDS, "dart", r"\bmillisecondsSinceEpoch\b(?! ~/)", "millisecondsSinceEpoch ~/ 1000"),
    (_MILLISECONDS, _ANY, r"\bSystem\.currentTimeMillis\(\)(?! / )", "System.currentTimeMillis() / 1000"),
    (_ALGORITHM, _ANY, r"\b(ECDSA)(?:384|512)\b", r"\g<1>256"),
    (_ALGORITHM, "csharp", r"\bSecurityAlgorithms\.\w+", "SecurityAlgorithms.EcdsaSha256"),
    (_ALGORITHM, "rust", r"\bEncodingKey::from_(?:secret\(([^\n()]+)\)|rsa_pem\(([^\n()]+)\)\??)", r"EncodingKey::from_ec_pem(\1\2)?"),
    (_ALGORITHM, "rust", r"(?<!jsonwebtoken::)\bHeader::default\(\)", "Header::new(Algorithm::ES256)"),
    (_ALGORITHM, "rust", r"\bHeader::default\(\)", "Header::new(jsonwebtoken::Algorithm::ES256)"),
    (_ALGORITHM, "swift", r"\.(?:hs|rs)(?:256|384|512)\((?:key|privateKey): ", ".es256(privateKey: "),
    (_ALGORITHM, "swift", r"\.es(?:384|512)\(", ".es256("),
    (
        _ALGORITHM,
        "dart",
        r"\.sign\((?![^;]{0,300}algorithm:)([^\n;]*?\w|[^\n;]*?\))(?=, expiresIn|, noIssueAt|\);)",
        r".sign(\1, algorithm: JWTAlgorithm.ES256",
    ),
    (_ALGORITHM, _ANY, r"\bAlgorithm\.(?:HMAC|RSA)\d{3}\((\w+)(?:\.\w+\(\))*\)", r"Algorithm.ECDSA256(null, \1)"),
    (_ALGORITHM, _ANY, r"(?<![A-Za-z0-9])(SigningMethod)?(?:ES384|ES512|[RHP]S(?:256|384|512))\b", r"\g<1>ES256"),
    (_ALGORITHM, "dart", r"\b(?:SecretKey|RSAPrivateKey)\(", "ECPrivateKey("),
    (_BASE64, _ANY, r"\bBase64\.getEncoder\(\)(?:\.withoutPadding\(\))?", "Base64.getUrlEncoder().withoutPadding()"),
    (_BASE64, _ANY, r"\bBase64\.getUrlEncoder\(\)(?!\s*\.withoutPadding)", "Base64.getUrlEncoder().withoutPadding()"),
    (_BASE64, "go", r"\bbase64\.(?:(?:Raw)?StdEncoding|URLEncoding)\b", "base64.RawURLEncoding"),
    (
        _BASE64,
        "csharp",
        r"\bConvert\.ToBase64String\(((?:[^()\n]|\([^()\n]*\))+)\)(?!\s*\.)",
        r"Convert.ToBase64String(\1).TrimEnd('=').Replace('+', '-').Replace('/', '_')",
    ),
    (_BASE64, "rust", r"\b(BASE64_)?(?:STANDARD(?:_NO_PAD)?|URL_SAFE)\b", r"\g<1>URL_SAFE_NO_PAD"),
    (_BASE64, "dart", r"\bbase64(?:Url)?(?:\.e|E)ncode\(((?:[^()\n]|\([^()\n]*\))+)\)(?!\s*\.)", r"base64Url.encode(\1).replaceAll('=', '')"),
    (
        _BASE64,
        "swift",
        r"\bbase64EncodedString\(\)(?!\s*\.)",
        (
            'base64EncodedString().replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")'
            '.replacingOccurrences(of: "=", with: "")'
        ),
    ),
    (_BASE64, "elixir", r"\bBase\.(?:url_)?encode64\((?=\))", "Base.url_encode64(padding: false"),
    (_BASE64, "elixir", r"\bBase\.(?:url_)?encode64\(((?:[^(),\n]|\([^()\n]*\))+)\)", r"Base.url_encode64(\1, padding: false)"),
    (_QUERY, "rust", r"\.query\(", ".form("),
    (_QUERY, "swift", r"\bURLEncoding\.queryString\b", "URLEncoding.httpBody"),
    (_QUERY, "swift", r"\bURLEncoding\(destination: \.queryString\)", "URLEncoding.httpBody"),
    (_QUERY, "go", r"\bSetQueryParams\(", "SetFormData("),
    (_QUERY, "kotlin", r"\bencodeInQuery = true,\s*|,\s*encodeInQuery = true", ""),
    (_QUERY, "java", r"\.queryString\(", ".field("),
    (_QUERY, "csharp", r"\bAddQueryParameter\(", "AddParameter("),
    (("request-method-not-post",), _ANY, r"\b(HttpMethod\.|Method\.|HttpMethods\.)(?:Get|Put|Delete|Patch)\b", r"\1Post"),
    (("request-method-not-post",), _ANY, r"\b(HttpMethod\.|Method\.|HttpMethods\.)(?:GET|PUT|DELETE|PATCH)\b", r"\1POST"),
    (("request-method-not-post",), _ANY, r"\bhttp\.Method(?:Get|Put|Delete|Patch)\b", "http.MethodPost"),
    (("request-method-not-post",), "swift", r"(\bmethod: |\bmethod = )\.(?:get|put|delete|patch)\b", r"\1.post"),
    (("request-method-not-post",), "elixir", r"(?m)^(\s*|.*[( ]):(?:get|put|delete)\b", r"\1:post"),
    (("request-method-not-post",), _ANY, r"\"(?:GET|PUT|DELETE|PATCH)\"", '"POST"'),
    (
        ("request-method-not-post",),
        "swift",
        r"(?m)^([ \t]*)(var (\w+) = HTTPClientRequest\([^\n]*\))$",
        r"\1\2\n\1\3.method = .POST",
    ),
    (("request-method-not-post",), "swift", r"(?m)^([ \t]*)(var (\w+) = URLRequest\([^\n]*\))$", r'\1\2\n\1\3.httpMethod = "POST"'),
    (("request-credentials-in-basic-auth",), "go", r"\boauth2\.AuthStyleInHeader\b", "oauth2.AuthStyleInParams"),
    (("request-credentials-in-basic-auth",), "rust", r"\bAuthType::BasicAuth\b", "AuthType::RequestBody"),
    (_MULTIPART, "java", r"\bnew MultipartBody\.Builder\(\)(?:\s*\.setType\(MultipartBody\.FORM\))?", "new FormBody.Builder()"),
    (_MULTIPART, "java", r"\.addFormDataPart\(", ".add("),
    (_MULTIPART, "kotlin", r"\bMultipartBody\.Builder\(\)(?:\s*\.setType\(MultipartBody\.FORM\))?", "FormBody.Builder()"),
    (_MULTIPART, "kotlin", r"\.addFormDataPart\(", ".add("),
    (_MULTIPART, "rust", r"\.multipart\(", ".form("),
    (_MULTIPART, "csharp", r"\bnew MultipartFormDataContent\b", "new FormUrlEncodedContent"),
)
# Rules whose words belong together: a program with only some of the right ones does not run.
_TOGETHER = frozenset({*_ALGORITHM, *_MULTIPART})
# Whether the others are wrong too may depend on the length of what is encoded.
_EVERYWHERE = frozenset(_BASE64)
_SIGNED_WITH = pattern(r"\.SignedString\((\[\]byte|\w+)")
_OF_RULE: dict[str, list[tuple[str, re.Pattern[str], str]]] = {}
for _rules, _language, _wrong, _right in _TABLE:
    for _rule in _rules:
        _OF_RULE.setdefault(_rule, []).append((_language, pattern(_wrong), _right))


def rewrite(draft: Draft) -> Iterator[Edits]:
    """Yield the text with the words that are wrong for a broken rule replaced by the right ones."""
    for rule in sorted(draft.rules, key=lambda rule: rule != draft.finding.rule.id):
        languages = {draft.family, _ANY} if draft.family in _LANGUAGES else {draft.family}
        words = [(wrong, right) for language, wrong, right in _OF_RULE.get(rule, ()) if language in languages]
        if rule in _ALGORITHM and draft.family == "go" and _signs_with_text(draft.code):
            return
        if rule in _TOGETHER:
            code = draft.code
            for wrong, right in words:
                code = wrong.sub(right, code)
            yield draft.whole(code)
        for wrong, right in words if rule in _EVERYWHERE else ():
            yield draft.whole(wrong.sub(right, draft.code))
        for wrong, right in words:
            yield from draft.replaced(wrong, right)


def _signs_with_text(code: str) -> bool:
    """Return whether the key that a program in Go signs with is bytes, which ES256 does not take."""
    match = _SIGNED_WITH.search(code)
    if match is None:
        return False
    read = rf"\b{re.escape(match[1])}(?:, \w+)? :?= (?:os\.ReadFile|ioutil\.ReadFile|\[\]byte)\("
    return match[1].startswith("[") or re.search(read, code) is not None
