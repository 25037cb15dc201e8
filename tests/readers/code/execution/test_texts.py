"""Verdicts from the texts of the programs and the changes that are proposed, without executing anything."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.each import each
from tests.readers.code.execution import go, java, javascript, php, python, ruby, shell
from tests.readers.code.execution.programs import Program, judge, patched, programs
from tests.readers.code.libraries.roots import NOW, root_of

from siwakit.flow.diagnose import diagnose

PROGRAMS = {program.id: program for module in (javascript, python, ruby, php, java, go, shell) for program in programs(module.PROGRAMS)}
ROOTS = [
    ("class.js", None),
    ("class.js: GET", "request-method-not-post"),
    ("class.js: JSON", "request-body-is-json"),
    ("class.js: no type", "request-content-type-missing"),
    ("connection.py", None),
    ("connection.py: GET", "request-method-not-post"),
    ("connection.py: no type", "request-content-type-missing"),
    ("builder.mjs: JSON", "request-body-is-json"),
    ("jose_claims.mjs: iss and sub swapped", "secret-iss-is-client-id"),
    ("authlib_requests.py", None),
    ("authlib_requests.py: a year", "secret-lives-too-long"),
    ("functions.js: local time", "time-without-zone"),
    ("class.rb: a year", "secret-lives-too-long"),
    ("class.rb: authorize", "request-to-other-endpoint"),
    ("dates.rb: seven months", "secret-lives-too-long"),
    ("dates.rb: a year of days", "secret-lives-too-long"),
    ("module.rb: numbers as text", "secret-iat-not-a-number"),
    ("struct.rb: expired", "secret-exp-before-iat"),
    ("strings.rb: DER", "signature-is-der"),
    ("wrapped.rb: no grant_type", "grant-type-missing"),
    ("script.rb: local time", "time-without-zone"),
    ("script.php: local time", "time-without-zone"),
    ("heredoc.php", None),
    ("environment.php", None),
    ("Exchange.java: no type", "request-content-type-missing"),
    ("AppleService.java: PUT", "request-method-not-post"),
    ("Maps.java: numbers as text", "secret-iat-not-a-number"),
    ("Revenue.java: a year", "secret-lives-too-long"),
    ("structs.go", None),
    ("structs.go: JSON type", "request-content-type-wrong"),
    ("structs.go: no kid", "secret-kid-missing"),
    ("environment.go: no sub", "secret-sub-missing"),
    ("script.go: GET", "request-method-not-post"),
    ("script.go: a time as text", "secret-iat-not-a-number"),
    ("strings.go: padded", "secret-not-base64url"),
    ("heredoc.sh: DER", "signature-is-der"),
    ("functions.sh: a year", "secret-lives-too-long"),
    ("arguments.sh: no kid", "secret-kid-missing"),
]
CHANGES = [
    ("Maps.java: iss and sub swapped", 'claims.put("iss", TEAM_ID);'),
    ("builder.mjs: a year", ".setExpirationTime('180d')"),
    ("class.py: no kid", '{"alg": "ES256", "kid": "Q7M2T9XK4C"}'),
    ("dates.py: a year", "timedelta(days=180)"),
    ("joserfc_urllib.py: JSON", "body = urlencode(fields).encode()"),
    ("by_hand.js: DER", "{ key: key, dsaEncoding: 'ieee-p1363' }"),
    ("wrapped.rb: JSON", "request.body = URI.encode_www_form(fields)"),
    ("wrapped.rb: authorize", "post('/auth/token', "),
    ("by_hand.py: DER", "b64(signature)"),
    ("by_hand.rb: DER", "b64(r + s)"),
    ("by_hand.go: padded", "base64.RawURLEncoding.EncodeToString(signature)"),
    ("environment.rb: no sub", "'sub' => ENV['APPLE_CLIENT_ID'],"),
    ("environment.go: no sub", 'Subject: env("APPLE_CLIENT_ID", ""),'),
    ("static.php: no kid", "'kid' => \"Q7M2T9XK4C\"]"),
    ("heredoc.php: no kid", '"kid":"Q7M2T9XK4C"'),
    ("by_hand.js: no grant_type", "&grant_type=authorization_code&code="),
    ("with_wget.sh: no grant_type", "&grant_type=authorization_code&code=$CODE"),
    ("class.js: JSON", "grant_type: 'authorization_code' }).toString()"),
]
# A change of these would need an import or another type, or would only hide the mistake.
NO_CHANGE = [
    (
        "apple.py",
        "no import of what encodes",
        PROGRAMS["class.py: JSON"]
        .text.replace("json={", "content=json.dumps({")
        .replace('code",\n                },', 'code",\n                }),'),
    ),
    ("apple.rb", "a key that is only the text of a file", PROGRAMS["script.rb: HS256 by default"].text),
    ("apple.go", "a key that is only the text of a file", PROGRAMS["script.go: HS256"].text),
    ("apple.rb", "a conversion of the signature to digits", PROGRAMS["strings.rb: DER"].text),
]


@each(("name", "rule"), ROOTS)
def test_the_text_tells_the_cause(name: str, rule: str | None) -> None:
    assert root_of(name.partition(":")[0], PROGRAMS[name].text) == rule


@each(("name", "line"), CHANGES)
def test_the_proposed_change_fits_the_program(name: str, line: str) -> None:
    program = PROGRAMS[name]
    assert line not in program.text
    changed = patched(program, judge(program, NOW))
    assert changed is not None
    assert line in changed.text


@each(("name", "title", "text"), NO_CHANGE)
def test_no_change_is_proposed_that_would_not_run(name: str, title: str, text: str) -> None:
    program = Program(name, title, text)
    assert judge(program, NOW).root is not None
    assert patched(program, judge(program, NOW)) is None


def test_spans_of_another_library_are_changed_in_its_words() -> None:
    program = Program("apple.py", "relativedelta", PROGRAMS["dates.py: a year"].text.replace("timedelta(days=365)", "relativedelta(years=1)"))
    changed = patched(program, judge(program, NOW))
    assert changed is not None
    assert "relativedelta(days=180)" in changed.text


def test_members_that_may_be_set_by_unknown_settings_are_unknown() -> None:
    program = PROGRAMS["jose_claims.mjs"].text.replace("'R5T8Q2WM7K', 'com.acmefit.web'", "'com.acmefit.web', 'R5T8Q2WM7K'")
    settled = program.replace("constructor(teamId, clientId, keyId) {", "constructor(teamId, clientId, keyId, settings) {")
    known = diagnose(("apple.mjs", settled), now=NOW)
    assert known.root.fail.actual == "com.acmefit.web"
    unknown = diagnose(("apple.mjs", settled.replace("{ teamId, clientId, keyId })", "{ teamId, clientId, keyId }, settings)")), now=NOW)
    assert unknown.root is None


def test_months_are_counted_in_the_zone_in_which_they_are_the_shortest() -> None:
    program, last_minutes = PROGRAMS["calendar.js: six months"], int(datetime(2027, 12, 31, 23, 50, tzinfo=UTC).timestamp())
    somewhere = judge(program, last_minutes)
    assert somewhere.root is None
    assert [finding.rule.id for finding in somewhere.assumed] == ["lifetime-in-calendar-months"]
    in_utc = Program(program.name, "in UTC", program.text.replace("etMonth", "etUTCMonth"))
    assert judge(in_utc, last_minutes).root.rule.id == "secret-lives-too-long"
