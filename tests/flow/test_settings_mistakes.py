"""Settings with a mistake, as people paste them beside what failed, and settings like them that are right."""

from __future__ import annotations

import json

from tests.each import each

from siwakit import diagnose
from siwakit.evidence.evidence import Origin
from siwakit.evidence.join import join
from siwakit.evidence.known import Known
from siwakit.evidence.pieces import Piece, PieceKind
from siwakit.evidence.said import Proof, Statement
from siwakit.judge.diagnosis import diagnose as judge
from siwakit.readers.recognise import recognise
from siwakit.samples import BUNDLE_ID, KEY_ID, SERVICES_ID, TEAM_ID, Scenario, team_key_text

NOW = 1_796_004_660
REFUSED = '{"error":"invalid_client"}'
SECRET = Scenario().compact_secret()


def root_of(*inputs: str | tuple[str, str]) -> str | None:
    """Return the root cause in *inputs*, if there is one."""
    root = diagnose(*inputs, now=NOW).root
    return root.rule.id if root else None


CASDOOR = {"name": "apple", "category": "OAuth", "type": "Apple", "clientId": SERVICES_ID, "clientSecret": ""}
BLANK = {
    "Casdoor": json.dumps(CASDOOR),
    "Supabase": f'[auth.external.apple]\nclient_id = "{SERVICES_ID}"\nsecret = ""\n',
    "GoTrue": f"GOTRUE_EXTERNAL_APPLE_CLIENT_ID={SERVICES_ID}\nGOTRUE_EXTERNAL_APPLE_SECRET=\n",
    "Auth.js": f"AUTH_APPLE_ID={SERVICES_ID}\nAUTH_APPLE_SECRET=\n",
    "Directus": f'AUTH_APPLE_CLIENT_ID="{SERVICES_ID}"\nAUTH_APPLE_CLIENT_SECRET=""\n',
}


@each("settings", BLANK.values(), ids=BLANK)
def test_a_blank_secret_that_is_sent_as_it_is_explains_the_refusal(settings):
    assert root_of(f"{settings}\n\n{REFUSED}") == "secret-empty"


@each("settings", BLANK.values(), ids=BLANK)
def test_a_blank_secret_in_settings_that_nothing_was_sent_with_accuses_nobody(settings):
    assert root_of(settings) is None


SIGNED = {
    "a library that may sign": f"spring:\n  security:\n    oauth2:\n      client:\n        registration:\n          apple:\n"
    f"            client-id: {SERVICES_ID}\n            client-secret: ''\n",
    "Casdoor with a key": json.dumps({**CASDOOR, "keyId": KEY_ID, "teamId": TEAM_ID}),
    "Auth.js beside what signs": f"AUTH_APPLE_ID={SERVICES_ID}\nAUTH_APPLE_SECRET=\nAPPLE_TEAM_ID={TEAM_ID}\nAPPLE_KEY_ID={KEY_ID}\n",
    "a template": "AUTH_APPLE_ID=\nAUTH_APPLE_SECRET=\n",
    "another provider of Casdoor": json.dumps({**CASDOOR, "type": "GitHub"}),
}


@each("settings", SIGNED.values(), ids=SIGNED)
def test_a_blank_secret_that_may_be_signed_later_accuses_nobody(settings):
    assert root_of(f"{settings}\n\n{REFUSED}") is None


MISPLACED = {
    "a JWT as the key, in an environment": (f"APPLE_KEY_ID={KEY_ID}\nAPPLE_TEAM_ID={TEAM_ID}\nAPPLE_PRIVATE_KEY={SECRET}\n", "value-in-wrong-field"),
    "a JWT as the key, in YAML": (f"apple:\n  team_id: {TEAM_ID}\n  key_id: {KEY_ID}\n  private_key: {SECRET}\n", "value-in-wrong-field"),
    "a JWT as the key, in social-auth": (
        f'SOCIAL_AUTH_APPLE_ID_TEAM = "{TEAM_ID}"\nSOCIAL_AUTH_APPLE_ID_SECRET = "{SECRET}"\n',
        "value-in-wrong-field",
    ),
    "swapped in django-allauth, right elsewhere": (
        (
            f"KEY_ID = '{KEY_ID}'\nTEAM_ID = '{TEAM_ID}'\n\nNow with allauth:\n\nSOCIALACCOUNT_PROVIDERS = {{\n"
            f'    "apple": {{"APP": {{"client_id": "{SERVICES_ID}", "secret": "{TEAM_ID}", "key": "{KEY_ID}"}}}},\n}}\n'
        ),
        "team-and-key-id-swapped",
    ),
}


@each(("text", "rule"), MISPLACED.values(), ids=MISPLACED)
def test_a_value_in_the_wrong_setting_is_named(text, rule):
    assert root_of(text) == f"settings-{rule}"


RIGHT = {
    "django-allauth beside plain names": (
        f"KEY_ID = '{KEY_ID}'\nTEAM_ID = '{TEAM_ID}'\n\nWith allauth:\n\nSOCIALACCOUNT_PROVIDERS = {{\n"
        f'    "apple": {{"APP": {{"client_id": "{SERVICES_ID}", "secret": "{KEY_ID}", "key": "{TEAM_ID}"}}}},\n}}\n'
    ),
    "a JWT for a library that sends it": f"AUTH_APPLE_ID={SERVICES_ID}\nAUTH_APPLE_SECRET=eyJhbGciOiJFUzI1NiJ9\n",
    "an app's secret, which is no Key ID": f"APPLE_APP_SECRET={SECRET}\nAPPLE_TEAM_ID={TEAM_ID}\n",
    "a path as the key": f"APPLE_KEY_ID={KEY_ID}\nAPPLE_TEAM_ID={TEAM_ID}\nAPPLE_PRIVATE_KEY=keys/AuthKey_{KEY_ID}.p8\n",
}


@each("text", RIGHT.values(), ids=RIGHT)
def test_settings_that_are_right_accuse_nobody(text):
    assert root_of(text) is None


LAX = f"APPLE_CLIENT_ID={SERVICES_ID}\nAPPLE_REDIRECT_URI=https://app.example.com/auth/apple/callback\nSESSION_SAME_SITE=lax\n"
CALLBACK = (
    "POST /auth/apple/callback HTTP/1.1\nHost: app.example.com\nOrigin: https://appleid.apple.com\n"
    "Content-Type: application/x-www-form-urlencoded\n\nstate=abc&code=c1f0d5a2b93e84c7fa6d10b2c58e9f7a4.0.mrsut.Yq3hTt0Vw8XbL2dJ6pRkNg\n\n"
    "HTTP/1.1 {status} X\nContent-Type: text/plain\n\nno\n"
)


def suspects(*inputs: str | tuple[str, str]) -> list[str]:
    """Return the first three suspects."""
    return [suspect.rule.id for suspect in diagnose(*inputs, now=NOW).suspects[:3]]


def test_a_lax_session_beside_a_callback_that_failed_is_a_suspect():
    given = (".env", LAX), ("callback.http", CALLBACK.format(status=400))
    assert root_of(*given) is None
    assert suspects(*given)[0] == "callback-lost-cookie"


@each("given", [LAX, LAX.replace("lax", "strict")])
def test_a_lax_session_alone_accuses_nobody(given):
    assert root_of((".env", given)) is None
    assert root_of((".env", given), REFUSED) is None
    assert root_of((".env", given), ("callback.http", CALLBACK.format(status=200))) is None


ORDERED = "GOTRUE_EXTERNAL_APPLE_ENABLED=true\nGOTRUE_EXTERNAL_APPLE_CLIENT_ID={}\n"


@each(
    "options",
    [{"bundle_ids": (BUNDLE_ID,), "origin": Origin.WEB}, {"services_ids": (SERVICES_ID,), "bundle_ids": (BUNDLE_ID,), "origin": Origin.WEB}],
)
def test_a_bundle_id_that_is_first_in_supabases_list_is_named(options):
    diagnosis = diagnose((".env", ORDERED.format(f"{BUNDLE_ID},{SERVICES_ID}")), known=Known(now=NOW, **options))
    assert diagnosis.root is not None
    assert diagnosis.root.rule.id == "client-ids-in-wrong-order"


@each("listed", [f"{SERVICES_ID},{BUNDLE_ID}", SERVICES_ID, BUNDLE_ID])
def test_a_right_list_of_supabase_accuses_nobody(listed):
    diagnosis = diagnose((".env", ORDERED.format(listed)), known=Known(now=NOW, bundle_ids=(BUNDLE_ID,), origin=Origin.WEB))
    assert diagnosis.root is None
    assert "client-ids-in-wrong-order" not in [suspect.rule.id for suspect in diagnosis.suspects]


def test_a_list_of_supabase_whose_members_are_unknown_is_a_suspect_at_most():
    text = ORDERED.format(f"{BUNDLE_ID},{SERVICES_ID}")
    assert root_of((".env", text)) is None
    assert "client-ids-in-wrong-order" in [suspect.rule.id for suspect in diagnose((".env", text), REFUSED, now=NOW).suspects]


def test_who_shows_no_settings_is_not_asked_for_supabases_list():
    assert "client-ids-in-wrong-order" not in [suspect.rule.id for suspect in diagnose(REFUSED, now=NOW).suspects]


ESCAPED = team_key_text().strip().replace("\n", "\\n")
MET_BACKSLASH = Piece(PieceKind.MESSAGE, Statement("example-message", "example library", Proof.KEY_HOLDS_BACKSLASH, ""))


def judged(settings: str, *others: Piece) -> tuple[str | None, list[str]]:
    """Return the root cause and the first three suspects of *settings* beside *others*."""
    diagnosis = judge(join((*recognise(settings, ".env"), *others), Known(now=NOW)))
    return diagnosis.root.rule.id if diagnosis.root else None, [suspect.rule.id for suspect in diagnosis.suspects[:3]]


@each("name", ["APPLE_CERTIFICATE", "APPLE_PRIVATE_KEY", "AUTH_APPLE_CERTIFICATE"])
def test_a_key_with_escapes_that_a_signer_refused_is_a_suspect(name):
    given = f'APPLE_CLIENT_ID={SERVICES_ID}\n{name}="{ESCAPED}"\n'
    root, first = judged(given)
    assert (root, "key-newlines-escaped" in first) == (None, False)
    root, first = judged(given, MET_BACKSLASH)
    assert (root, "key-newlines-escaped" in first) == (None, True)


def test_a_key_with_real_line_breaks_is_not_suspected_of_escapes():
    given = f'APPLE_CLIENT_ID={SERVICES_ID}\nAPPLE_CERTIFICATE="{team_key_text()}"\n'
    assert "key-newlines-escaped" not in judged(given, MET_BACKSLASH)[1]
