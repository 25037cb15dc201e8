"""Verdicts from the texts of the programs and the changes that are proposed, without executing anything."""

from __future__ import annotations

from tests.each import each
from tests.readers.code.execution import javascript, python
from tests.readers.code.execution.programs import Program, judge, patched, programs
from tests.readers.code.libraries.roots import NOW, root_of

from siwakit.flow.diagnose import diagnose

PROGRAMS = {program.id: program for module in (javascript, python) for program in programs(module.PROGRAMS)}
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
]
CHANGES = [
    ("builder.mjs: a year", ".setExpirationTime('180d')"),
    ("class.py: no kid", '{"alg": "ES256", "kid": "Q7M2T9XK4C"}'),
    ("dates.py: a year", "timedelta(days=180)"),
    ("joserfc_urllib.py: JSON", "body = urlencode(fields).encode()"),
    ("by_hand.js: DER", "{ key: key, dsaEncoding: 'ieee-p1363' }"),
]
# A change of these would need an import or another type, or would only hide the mistake.
NO_CHANGE = [
    (
        "no import of what encodes",
        PROGRAMS["class.py: JSON"]
        .text.replace("json={", "content=json.dumps({")
        .replace('code",\n                },', 'code",\n                }),'),
    ),
    ("dates of another library", PROGRAMS["dates.py: a year"].text.replace("timedelta(days=365)", "relativedelta(years=1)")),
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


@each(("title", "text"), NO_CHANGE)
def test_no_change_is_proposed_that_would_not_run(title: str, text: str) -> None:
    program = Program("apple.py", title, text)
    assert judge(program, NOW).root is not None
    assert patched(program, judge(program, NOW)) is None


def test_members_that_may_be_set_by_unknown_settings_are_unknown() -> None:
    program = PROGRAMS["jose_claims.mjs: iss and sub swapped"].text
    settled = program.replace("constructor(teamId, clientId, keyId) {", "constructor(teamId, clientId, keyId, settings) {")
    known = diagnose(("apple.mjs", settled), now=NOW)
    assert known.root.fail.actual == "com.acmefit.web"
    unknown = diagnose(("apple.mjs", settled.replace("{ teamId, clientId, keyId })", "{ teamId, clientId, keyId }, settings)")), now=NOW)
    assert unknown.root.fail.actual == "clientId"
