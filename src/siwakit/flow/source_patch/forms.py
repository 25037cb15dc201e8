"""JSON bodies as forms, written as the client library of the program writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from siwakit.apple import FORM_TYPE
from siwakit.flow.source_patch.draft import Draft, Edits
from siwakit.flow.source_patch.written import end_of_value
from siwakit.patterns import pattern

_RULES = frozenset({"request-body-is-json", "request-content-type-wrong", "request-body-is-multipart"})
_JVM = ("java", "kotlin", "scala")
# Words that are changed wherever they are, before the body is.
_TYPE_WORDS: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (_JVM, r"\bMediaType\.APPLICATION_JSON\b", "MediaType.APPLICATION_FORM_URLENCODED"),
    (_JVM, r"\bMediaType\.APPLICATION_JSON_VALUE\b", "MediaType.APPLICATION_FORM_URLENCODED_VALUE"),
    (("kotlin",), r"(?m)^[ \t]*contentType\(ContentType\.Application\.Json\)\n", ""),
    (("csharp", "dart", "go", "swift", "rust", "elixir", *_JVM), r"(?<=[\"'])application/json(?:; ?charset=[\w-]+)?(?=[\"'])", FORM_TYPE),
    (("dart",), r"\bHeaders\.jsonContentType\b|\bContentType\.json\b", "Headers.formUrlEncodedContentType"),
    (("go",), r"\bfiber\.MIMEApplicationJSON\b", "fiber.MIMEApplicationForm"),
)
# Languages, what makes JSON, and what makes a form of the same fields. `{fields}` is filled with the pairs behind the match.
_WORDS: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (("go",), r"\bSetBody\((?=map\[string\](?:string|interface\{\}|any)\{)", "SetFormData("),
    (("csharp",), r"\bJsonContent\.Create\(", "new FormUrlEncodedContent("),
    (("csharp",), r"\bPostJsonAsync\(", "PostUrlEncodedAsync("),
    (("swift",), r"\bas: \.json\b", "as: .urlEncodedForm"),
    (("swift",), r"(\bcontent\.encode\([^\n(),]+)\)", r"\1, as: .urlEncodedForm)"),
    (("swift",), r"\bJSONEncoding\.\w+", "URLEncoding.httpBody"),
    (("swift",), r"\bJSONParameterEncoder(?:\.\w+|\(\))?", "URLEncodedFormParameterEncoder.default"),
    (("rust",), r"\.json\((?=[&\w])", ".form("),
    (("rust",), r"\.send_json\(", ".send_form("),
    (("elixir",), r"\bjson: (?=[%\[\w])", "form: "),
    (("elixir",), r"(?m)^([ \t]*)plug Tesla\.Middleware\.JSON\b", r"\1plug Tesla.Middleware.FormUrlencoded\n\1plug Tesla.Middleware.DecodeJson"),
    (("elixir",), r"\bTesla\.Middleware\.JSON\b", "Tesla.Middleware.FormUrlencoded"),
    (("elixir",), r"\b(?:Jason|Poison|JSON)\.encode!\(", "URI.encode_query("),
    (("dart",), r"\boptions: Options\((?!contentType)", "options: Options(contentType: Headers.formUrlEncodedContentType, "),
    (("scala",), r"\.asJson\b(?:\.noSpaces)?", ""),
    (("scala",), r"\bJson\.obj\(", "Map("),
)
_COMPILED_TYPES = tuple((languages, pattern(wrong), right) for languages, wrong, right in _TYPE_WORDS)
_COMPILED = tuple((languages, pattern(wrong), right) for languages, wrong, right in _WORDS)
_JSON_LINE = pattern(r"(?m)^[^\n]*(?:[^\n]*\bjson[A-Z]?\w*\.(?:dumps|Marshal)\([^\n]*)$")
_MULTI = pattern(
    r"\bMap<String, ?(?:String|Object)> (\w+) = new (?:Hash|LinkedHash|Tree)Map<[^>]{0,40}>\(\);"
    r"|\bvar (\w+) = new (?:java\.util\.)?(?:Hash|LinkedHash)Map<[^>]{0,40}>\(\);"
)
_PAIR = pattern(r"[\"'](\w+)[\"']\s*(?:=>|->|:|,|to\b|\]\s*=)\s*")
_BARE_PAIR = pattern(r"(?<![\w.])(\w+)\s*(?:=|:)\s*")
_IN_TEXT = pattern(
    r"\\?\"(client_id|client_secret|code|grant_type|refresh_token|redirect_uri|token|token_type_hint)\\?\"\s*:\s*\\?\"(\$\{?[\w.()]+\}?|\w+)\\?\""
)


def send_form(draft: Draft) -> Iterator[Edits]:
    """Send the fields as a form instead of JSON or multipart."""
    if not draft.rules & _RULES:
        return
    typed = draft.code
    for languages, wrong, right in _COMPILED_TYPES:
        if draft.family in languages:
            typed = wrong.sub(right, typed)
    if typed != draft.code:
        yield draft.whole(typed)
    for code in _forms(draft.family, typed):
        yield draft.whole(code)


def _forms(family: str, code: str) -> Iterator[str]:
    rebuild = {"java": _java, "kotlin": _kotlin, "scala": _scala, "csharp": _csharp, "go": _go, "dart": _dart, "swift": _swift}.get(family)
    if rebuild is not None:
        yield from rebuild(code)
    for languages, wrong, right in _COMPILED:
        if family in languages and wrong.search(code):
            yield wrong.sub(right, code, count=1)
            if right == "URI.encode_query(":
                yield wrong.sub(right, code)


def _java(code: str) -> Iterator[str]:
    """Yield *code* with what Spring, OkHttp, Apache's client and that of the JDK need for a form."""
    for match in _MULTI.finditer(code):
        name = match[1] or match[2]
        made = (
            f"MultiValueMap<String, String> {name} = new LinkedMultiValueMap<>();"
            if match[1]
            else f"var {name} = new LinkedMultiValueMap<String, String>();"
        )
        form = (code[: match.start()] + made + code[match.end() :]).replace(f"{name}.put(", f"{name}.add(")
        yield re.sub(r"\bHttpEntity<(?:Hash)?Map<String, ?\w+>>", "HttpEntity<MultiValueMap<String, String>>", form)
    for start, end, fields in _calls(code, r"\bbodyValue\(Map\.of\(", "))"):
        pairs = [f'"{name}", {value}' for name, value in fields]
        form = f"body(BodyInserters.fromFormData({pairs[0]})" + "".join(f".with({pair})" for pair in pairs[1:]) + ")"
        yield code[:start] + form + code[end:]
    encoded = (
        ".entrySet().stream()\n"
        '                .map(e -> URLEncoder.encode(e.getKey(), StandardCharsets.UTF_8) + "=" + '
        "URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))\n"
        '                .collect(Collectors.joining("&"))'
    )
    for match in re.finditer(r"(?:new ObjectMapper\(\)|\w+)\.(?:writeValueAsString|toJson)\((\w+)\)", code):
        yield f"{code[: match.start()]}{match[1]}{encoded}{code[match.end() :]}"


def _kotlin(code: str) -> Iterator[str]:
    for start, end, fields in _calls(code, r"\bsetBody\((?:\s*)mapOf\(", "))"):
        lines = "; ".join(f'append("{name}", {value})' for name, value in fields)
        yield f"{code[:start]}setBody(FormDataContent(parameters {{ {lines} }})){code[end:]}"
    for start, end, fields in _calls(code, r"\bbodyValue\(mapOf\(", "))"):
        pairs = [f'"{name}", {value}' for name, value in fields]
        form = f"body(BodyInserters.fromFormData({pairs[0]})" + "".join(f".with({pair})" for pair in pairs[1:]) + ")"
        yield code[:start] + form + code[end:]
    for match in re.finditer(r"(\"\"\"|\")\{(?:(?!\1|\n).)*\}\1\s*\.toRequestBody\([^\n]*\)$", code, re.MULTILINE):
        fields = [(found[1], _unbraced(found[2])) for found in _IN_TEXT.finditer(match[0])]
        if fields:
            adds = "".join(f'.add("{name}", {value})' for name, value in fields)
            yield f"{code[: match.start()]}FormBody.Builder(){adds}.build(){code[match.end() :]}"


def _unbraced(value: str) -> str:
    """Return what a string template contains, or the text in quotes."""
    return value.strip("$").removeprefix("{").removesuffix("}") if value.startswith("$") else f'"{value}"'


def _scala(code: str) -> Iterator[str]:
    for start, end, fields in _calls(code, r"(?<=\.post\()Json\.obj\(", ")"):
        pairs = ", ".join(f'"{name}" -> Seq({value})' for name, value in fields)
        yield f"{code[:start]}Map({pairs}){code[end:]}"
    for match in re.finditer(r"HttpEntity\(ContentTypes\.`application/json`, s?\"\"\"(\{(?:(?!\"\"\").)*\})\"\"\"\)", code, re.DOTALL):
        fields = [(found[1], _unbraced(found[2])) for found in _IN_TEXT.finditer(match[1])]
        pairs = ", ".join(f'"{name}" -> {value}' for name, value in fields)
        yield f"{code[: match.start()]}FormData({pairs}).toEntity{code[match.end() :]}"


def _csharp(code: str) -> Iterator[str]:
    for match in re.finditer(r"\bPostAsJsonAsync\(", code):
        first = end_of_value(code, match.end())
        start = first + 1 + len(code[first + 1 :]) - len(code[first + 1 :].lstrip())
        end = _end_of_body(code, start)
        body = code[start:end]
        if "new {" in body or body.startswith("new\n"):
            fields = [(name, value) for name, value in _bare(body)]
            body = _dictionary(fields)
        yield f"{code[: match.start()]}PostAsync({code[match.end() : start]}new FormUrlEncodedContent({body}){code[end:]}"
    for start, end, fields in _calls(code, r"\.AddJsonBody\(new\s*\{", "})"):
        line = code.rfind("\n", 0, start) + 1
        head = code[line:start]
        yield (
            code[:line]
            + f";\n{head.rstrip()}".join(
                [
                    f'{head}.AddParameter("{name}", {value})' if not at else f'.AddParameter("{name}", {value})'
                    for at, (name, value) in enumerate(fields)
                ]
            )
            + code[end:]
        )
    for match in re.finditer(r"\bnew StringContent\((?P<body>[^\n;]*?), ?Encoding\.UTF8, ?\"[^\"]*\"\)", code):
        made = re.search(r"(?:JsonConvert\.SerializeObject|JsonSerializer\.Serialize)\(", code)
        if made:
            start, end = made.end(), _end_of_body(code, made.end())
            fields = list(_bare(code[start:end]))
            inside = _dictionary(fields) if fields and "new {" in code[start:end] else code[start:end]
            name = re.fullmatch(r"\w+", match["body"])
            if name and made.start() < match.start():
                changed = code[: match.start()] + f"new FormUrlEncodedContent({match['body']})" + code[match.end() :]
                yield changed[: made.start()] + inside + changed[end + 1 :]
            elif made.start() > match.start():
                yield code[: match.start()] + f"new FormUrlEncodedContent({inside})" + code[match.end() :]


def _dictionary(fields: list[tuple[str, str]]) -> str:
    inside = ", ".join(f'["{name}"] = {value}' for name, value in fields)
    return f"new Dictionary<string, string> {{ {inside} }}"


def _go(code: str) -> Iterator[str]:
    """Yield *code* with url.Values in the place of what is marshalled."""
    made = re.search(r"(?m)^([ \t]*)(\w+), (?:err|_) :?= json\.Marshal\(map\[string\](?:string|interface\{\}|any)\{", code)
    if made is None:
        return
    start, name, indent = made.end(), made[2], made[1]
    end = _end_of_body(code, start)
    fields = list(_pairs(code[start:end]))
    tail = re.match(rf"\}}\)\n(?:{indent}if err != nil \{{\n(?:{indent}[ \t]+[^\n]*\n)+{indent}\}}\n)?", code[end:])
    if not tail or not fields:
        return
    values = "".join(f'"{field}": {{{value}}}, ' for field, value in fields).removesuffix(", ")
    form = f"{code[: made.start()]}{indent}{name} := url.Values{{{values}}}\n{code[end + tail.end() :]}"
    form = re.sub(rf"\bbytes\.(?:NewReader|NewBuffer)\({name}\)", f"strings.NewReader({name}.Encode())", form)
    form = re.sub(
        rf"\bbytes\.NewBufferString\(string\({name}\)\)|strings\.NewReader\(string\({name}\)\)", f"strings.NewReader({name}.Encode())", form
    )
    yield _with_imports(form)


def _with_imports(code: str) -> str:
    """Return *code* with the imports that it needs: Go does not compile a file with one that it does not use, or without one."""
    for path in ("bytes", "encoding/json", "net/url", "strings"):
        line = rf"(?m)^\t\"{path}\"\n"
        uses = re.search(rf"\b{path.rpartition('/')[2]}\.[A-Z]", code) is not None
        if not uses:
            code = re.sub(line, "", code, count=1)
        elif not re.search(line, code):
            code = re.sub(r"(?m)^import \(\n", f'import (\n\t"{path}"\n', code, count=1)
    return code


def _dart(code: str) -> Iterator[str]:
    for match in re.finditer(r"\b(?:jsonEncode|json\.encode|FormData\.fromMap)\(", code):
        end = _end_of_body(code, match.end())
        form = code[: match.start()] + code[match.end() : end] + code[end + 1 :]
        yield form
        yield re.sub(r"\boptions: Options\((?!contentType)", "options: Options(contentType: Headers.formUrlEncodedContentType, ", form)
    for match in re.finditer(r"(?m)^([ \t]*)data: ", code):
        if "Options(" not in code[match.end() : match.end() + 600]:
            yield f"{code[: match.start()]}{match[1]}options: Options(contentType: Headers.formUrlEncodedContentType),\n{code[match.start() :]}"


def _swift(code: str) -> Iterator[str]:
    for match in re.finditer(r"(?:try[?!]? )?(?:JSONEncoder\(\)\.encode\((\w+)\)|JSONSerialization\.data\(withJSONObject: (\w+)[^\n()]*\))", code):
        pairs = f'{match[1] or match[2]}.map {{ "\\($0.key)=\\($0.value)" }}.joined(separator: "&").data(using: .utf8)'
        yield code[: match.start()] + pairs + code[match.end() :]
    for match in re.finditer(r"(?:try[?!]? )?JSONSerialization\.data\(withJSONObject: (?=\[)", code):
        end = _end_of_body(code, match.end())
        fields = list(_pairs(code[match.end() : end]))
        items = ", ".join(f'URLQueryItem(name: "{name}", value: {value})' for name, value in fields)
        line = code.rfind("\n", 0, match.start()) + 1
        indent = code[line : len(code) - len(code[line:].lstrip())]
        body = "components.query?.data(using: .utf8)" if "components" in code[:line] else "form.query?.data(using: .utf8)"
        name = "components" if "components" in code[:line] else "form"
        before = "" if name == "components" else f"{indent}var form = URLComponents()\n"
        yield f"{code[:line]}{before}{indent}{name}.queryItems = [{items}]\n{code[line : match.start()]}{body}{code[end + 1 :]}"


def _calls(code: str, opening: str, closing: str) -> Iterator[tuple[int, int, list[tuple[str, str]]]]:
    """Yield the start, the end and the fields of each call that *opening* matches."""
    for match in re.finditer(opening, code):
        end = _end_of_body(code, match.end())
        inside = code[match.end() : end]
        fields = list(_pairs(inside)) or list(_bare("{" + inside + "}"))
        if fields and code[end:].startswith(closing):
            yield match.start(), end + len(closing), fields


def _end_of_body(code: str, start: int) -> int:
    """Return where what begins at *start* ends: before the bracket that closes what is around it."""
    at = start
    while at < len(code):
        at = end_of_value(code, at)
        if at < len(code) and code[at] in ",\n;":
            at += 1
            continue
        return at
    return at


def _pairs(inside: str) -> Iterator[tuple[str, str]]:
    """Yield the names and values of a mapping."""
    at = 0
    while match := _PAIR.search(inside, at):
        at = end_of_value(inside, match.end())
        yield match[1], inside[match.end() : at].strip()


def _bare(inside: str) -> Iterator[tuple[str, str]]:
    """Yield the names and values of an object whose fields have no quotes; a field that is only a name is both."""
    body = inside[inside.find("{") + 1 : inside.rfind("}")]
    at = 0
    while at < len(body):
        end = end_of_value(body, at)
        part = body[at:end].strip()
        name, equals, value = part.partition("=")
        if part:
            yield name.strip(), value.strip() if equals else name.strip()
        at = end + 1
