"""Code and settings that are right, as developers paste them: nobody is accused of anything."""

from __future__ import annotations

from tests.each import each

from siwakit import NotReadable, diagnose
from siwakit.samples import example_keys

NOW = 1_796_004_660
PAGE = "https://appleid.apple.com/auth/authorize"
ADDRESSES = {
    "java": f'private static final String AUTH_URL = "{PAGE}?response_mode=form_post";\n',
    "dart": f"final uri = Uri.parse('{PAGE}?response_mode=form_post&response_type=code').replace(queryParameters: {{...}});\n",
    "spring": f"spring.security.oauth2.client.provider.apple.authorization-uri={PAGE}?response_mode=form_post\n",
    "keycloak": f"Authorization URL: {PAGE}?response_mode=form_post\nToken URL: https://appleid.apple.com/auth/token\nClient ID: com.acmefit.web\n",
    "the address alone": f"{PAGE}?response_mode=form_post&scope=name%20email\n",
    "concatenation": f'const url = "{PAGE}?client_id=" + clientId + "&redirect_uri=" + redirect;\n',
    "yaml": f"authorization-uri: {PAGE}?response_mode=form_post&locale=en_US\n",
    "typescript": f'const url = "{PAGE}?response_type=code&response_mode=form_post&scope=name%20email"\n  + "&client_id=" + clientId;\n',
}


def accused(text: str, name: str = "") -> str | None:
    """Return the rule that *text* is accused by, if any."""
    try:
        root = diagnose((name, text), now=NOW).root
    except NotReadable:
        return None
    return root.rule.id if root else None


@each("text", ADDRESSES.values(), ids=ADDRESSES)
def test_an_address_in_code_or_settings_is_no_request(text):
    assert accused(text) is None


BEGIN, *BODY, END = example_keys.team_key_text().strip().split("\n")
LINES = [BEGIN, *BODY, END]
WHOLE = "\n".join(LINES)
INDENTED = "\n".join(f"    {line}" for line in LINES)


def listed(quote: str) -> str:
    return ",\n".join(f"  {quote}{line}{quote}" for line in LINES)


LITERALS = {
    "java, added": "String key = " + " +\n    ".join(f'"{line}\\n"' for line in LINES) + ";\n",
    "java, text block": f'String key = """\n{INDENTED}\n    """;\n',
    "javascript, list": f"const privateKey = [\n{listed(chr(39))}\n].join('\\n');\n",
    "javascript, template": f"const privateKey = `{WHOLE}`;\nconst secret = jwt.sign({{}}, privateKey, {{ algorithm: 'ES256' }});\n",
    "javascript, one line": "const key = " + repr(WHOLE) + ";\n",
    "typescript, argument": "const signer = await importPKCS8(" + " +\n  ".join(f"'{line}\\n'" for line in LINES) + ", 'ES256');\n",
    "python, list": f'KEY = "\\n".join([\n{listed(chr(34))}\n])\n',
    "python, side by side": "KEY = (\n" + "\n".join(f'    "{line}\\n"' for line in LINES) + "\n)\n",
    "python, three quotes": f'KEY = """{WHOLE}\n"""\nheaders = {{"kid": kid, "alg": alg}}\n',
    "php, here document": f"<?php\n$pem = <<<KEY\n{WHOLE}\nKEY;\n$keyId = 'ABC123DEFG';\n",
    "php, added": "<?php\n$key = " + "\n . ".join(f'"{line}\\n"' for line in LINES) + ";\n",
    "php, implode": f'$key = implode("\\n", [\n{listed(chr(39))}\n]);\n',
    "ruby, here document": f"key = <<~PEM\n{INDENTED}\nPEM\ntoken = JWT.encode(claims, OpenSSL::PKey::EC.new(key), 'ES256', kid: kid)\n",
    "go, raw": f"const key = `{WHOLE}`\n\nfunc main() {{ fmt.Println(key) }}\n",
    "c#, verbatim": f'var key = @"{WHOLE}";\nvar cng = Import(key);\n',
    "dart, three quotes": f"const privateKey = '''\n{WHOLE}\n''';\nfinal token = jwt.sign(ECPrivateKey(privateKey));\n",
    "kotlin, three quotes": f'val key = """\n{INDENTED}\n""".trimIndent()\n',
    "shell": f'export APPLE_KEY="{WHOLE}"\n',
}


@each("text", LITERALS.values(), ids=LITERALS)
@each("name", ["", "mint.txt"])
def test_a_right_key_in_a_literal_is_right(text, name):
    assert accused(text, name) is None


@each("language", ["java, added", "javascript, list", "python, list", "php, added", "c#, verbatim", "dart, three quotes"])
def test_what_is_wrong_with_a_key_in_a_literal_is_said(language):
    assert (accused(LITERALS[language].replace(BODY[1], BODY[1][:-9])) or "").startswith("key-")


def test_line_breaks_that_php_does_not_read_between_single_quotes_are_said():
    assert accused("<?php\n$key = '" + "\\n".join(LINES) + "';\nmint($key);\n") == "key-newlines-escaped"


ONE_LINE = "'" + "\\n".join(LINES) + "'"
IN_SINGLE_QUOTES = {
    "javascript, with module.exports": f"const appleKey = {ONE_LINE};\nmodule.exports = {{ appleKey }};\n",
    "javascript, with require": f"require('dotenv').config();\nconst appleKey = {ONE_LINE};\n",
    "typescript, options": f"const options = {{ apple: {{ keyId: 'ABC123DEFG', privateKey: {ONE_LINE} }} }};\n",
    "python, in a function": f"def apple():\n    key = {ONE_LINE}\n    return key\n",
    "dart, options": f"final apple = {{'privateKey': {ONE_LINE}}};\n",
}
RAW_IN_SINGLE_QUOTES = {
    "ruby, options": f"provider :apple, ENV['APPLE_ID'], '', {{ key_id: 'ABC123DEFG', pem: {ONE_LINE} }}\n",
    "ruby, in a function": f"def apple\n  key = {ONE_LINE}\nend\n",
    "php, options": f"<?php\nreturn ['apple' => ['private_key' => {ONE_LINE}]];\n",
}
TEXT_BLOCKS = {
    "python, alone": f'APPLE_KEY = """{WHOLE}"""\n',
    "python, on lines of its own": f"APPLE_KEY = '''\n{WHOLE}\n'''\n",
    "elixir, an attribute": f'defmodule Apple do\n  @key """\n{INDENTED}\n  """\nend\n',
    "toml": f'apple_key = """\n{WHOLE}\n"""\n',
}


@each("text", IN_SINGLE_QUOTES.values(), ids=IN_SINGLE_QUOTES)
def test_line_breaks_between_single_quotes_are_right_in_most_languages(text):
    assert accused(text) is None


@each("text", RAW_IN_SINGLE_QUOTES.values(), ids=RAW_IN_SINGLE_QUOTES)
def test_line_breaks_between_single_quotes_are_none_in_php_and_ruby(text):
    assert accused(text) == "key-newlines-escaped"


@each("text", TEXT_BLOCKS.values(), ids=TEXT_BLOCKS)
def test_three_quotes_are_not_a_part_of_the_key(text):
    assert accused(text) is None


def test_three_quotes_in_an_environment_file_are_said():
    assert accused(f"APPLE_KEY='''{ONE_LINE[1:-1]}'''\n", ".env") == "key-has-quotes"


PLACEHOLDERS = (
    *("(contents of the p8 from the developer site)", "your key here", "YOUR_PRIVATE_KEY", "XXXXXXXX\nXXXXXXXX", "...", "<key>", "********"),
    *("${APPLE_KEY}", "[redacted]", "MIGH...snip...SE", "votre clé privée ici", "Ihr privater Schlüssel", "ここに秘密鍵", "ваш ключ", "x" * 64),
)


@each("form", ["{}", "const key = `{}`;\n", "<?php\n$pem = <<<KEY\n{}\nKEY;\n", 'KEY = """{}"""\n'])
def test_a_placeholder_for_a_key_is_not_damaged(form):
    assert {words: accused(form.format(f"{BEGIN}\n{words}\n{END}")) for words in PLACEHOLDERS} == dict.fromkeys(PLACEHOLDERS)


RECORDS = (
    '{"level":"info","grant_type":"password","msg":"request completed","path":"/token","status":200}',
    '{"level":"error","code":"ECONNRESET","client_id":"mobile-app"}',
    '{"component":"api","error":"oidc: issuer did not match","grant_type":"id_token","level":"error","method":"POST","path":"/token"}',
    '{"timestamp":"2026-11-30T02:00:00Z","severity":"ERROR","client_id":"google-web","error":"invalid_client","provider":"google"}',
    '{"@timestamp":"2026-11-30T02:00:00Z","message":"POST /oauth2/token","grant_type":"client_credentials","client_id":"svc-a"}',
    'level=info msg="token request" grant_type=refresh_token client_id=dashboard path=/oauth/token status=400',
    "2026-11-30T02:00:00Z WARN [keycloak] type=CODE_TO_TOKEN_ERROR, clientId=mobile-app, error=invalid_client, grant_type=authorization_code",
)


@each("record", RECORDS)
def test_a_log_record_of_another_service_is_no_request(record):
    assert accused(record) is None
    assert accused(f"auth logs:\n{record}\n") is None


@each("mark", ["# ", "// ", "#=> ", "# => ", "//=> ", "// prints ", "    # "])
@each("answer", ['{"error":"invalid_client"}', '{"error"=>"invalid_client"}'])
def test_an_answer_in_a_comment_is_read(mark, answer):
    diagnosis = diagnose(f"token = fetch(code)\n{mark}{answer}\n", now=NOW)
    assert diagnosis.root is None
    assert diagnosis.proof is not None


@each("secret", ["$head.$body.$sig", "${HEADER}.${PAYLOAD}.${SIGNATURE}", "$(make_secret)", "$SECRET", "${JWT_HEAD}.$BODY"])
def test_variables_of_a_shell_are_no_secret(secret):
    fields = f"client_id=com.example.web&client_secret={secret}&code=$code&grant_type=authorization_code"
    assert accused(f'curl -X POST https://appleid.apple.com/auth/token -d "{fields}"\n') is None
