"""What is deployed: the days left at both sides of every boundary, what agrees, and who is not accused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from siwakit.apple import MAX_SECRET_SECONDS
from siwakit.evidence.keys import key_at_hand
from siwakit.evidence.known import Known
from siwakit.flow.client_secret import mint_client_secret
from siwakit.flow.deployed.judging import check_places
from siwakit.flow.deployed.place import DAY, Asked, Delivery, FoundPlace, Part, Standing, keys_in_use, time_left, worst
from siwakit.jose.signer import load_signer
from siwakit.samples import BUNDLE_ID, KEY_ID, NOW, OTHER_KEY_ID, OTHER_TEAM_ID, SERVICES_ID, TEAM_ID, other_key_text, team_key_text
from siwakit.samples.identity_scenario import DROP
from siwakit.samples.scenario import Scenario

WARN = 60 * DAY
SIGNER, OTHER_SIGNER = load_signer(team_key_text()), load_signer(other_key_text())
KEY, OTHER_KEY = key_at_hand(team_key_text(), f"AuthKey_{KEY_ID}.p8"), key_at_hand(other_key_text(), f"AuthKey_{OTHER_KEY_ID}.p8")
STATED = Known(team_id=TEAM_ID, services_ids=(SERVICES_ID,), bundle_ids=(BUNDLE_ID,))


def mint(left: int, *, client_id: str = SERVICES_ID, team_id: str = TEAM_ID, is_other: bool = False, life: int = MAX_SECRET_SECONDS) -> str:
    signer, key_id = (OTHER_SIGNER, OTHER_KEY_ID) if is_other else (SIGNER, KEY_ID)
    return mint_client_secret(signer, team_id=team_id, key_id=key_id, client_id=client_id, now=NOW + left - life, expires_in_seconds=life)


def place(text: str, name: str = "secret.jwt", *, is_secret: bool = False) -> FoundPlace:
    return FoundPlace(name, text, name, is_secret=is_secret)


def env(secret: str | None, key: str | None = team_key_text(), **names: str) -> FoundPlace:
    given = {"CLIENT_ID": SERVICES_ID, "TEAM_ID": TEAM_ID, "KEY_ID": KEY_ID, **names}
    lines = [f"APPLE_{name}={value}" for name, value in given.items() if value]
    if key is not None:
        escaped = key.strip().replace("\n", "\\n")
        lines.append(f'APPLE_PRIVATE_KEY="{escaped}"')
    lines += [] if secret is None else [f"APPLE_CLIENT_SECRET={secret}"]
    return place("\n".join(lines) + "\n", ".env")


def asked(known: Known = STATED, *keys, **changes) -> Asked:
    return replace(Asked(NOW, WARN, known, keys), **changes)


def check(found: FoundPlace, question: Asked | None = None):
    (checked,) = check_places([found], question or asked(STATED, KEY))
    return checked


def rules_of(checked) -> set[str]:
    diagnosis = checked.secrets[0].diagnosis
    return {finding.rule.id for finding in ((diagnosis.root,) if diagnosis.root else ()) + diagnosis.others}


@pytest.mark.parametrize(
    ("left", "standing"),
    [
        (MAX_SECRET_SECONDS, Standing.GOOD),
        (WARN + 1, Standing.GOOD),
        (WARN, Standing.GOOD),
        (WARN - 1, Standing.SOON),
        (1, Standing.SOON),
        (0, Standing.WRONG),
        (-1, Standing.WRONG),
        (-400 * DAY, Standing.WRONG),
    ],
)
def test_the_time_left_decides_at_both_sides_of_each_boundary(left, standing):
    checked = check(place(mint(left)))
    assert (checked.standing, checked.secrets[0].left, checked.secrets[0].expires_at) == (standing, left, NOW + left)


def test_a_secret_beyond_the_limit_of_apple_is_wrong_by_the_rules():
    checked = check(place(Scenario().secret(exp=NOW + MAX_SECRET_SECONDS + 1).compact_secret()))
    assert (checked.standing, rules_of(checked)) == (Standing.WRONG, {"secret-lives-too-long"})


@pytest.mark.parametrize("exp", [DROP, "soon", True, (NOW + 100 * DAY) * 1000, 600])
def test_an_exp_that_is_not_a_time_is_never_good(exp):
    checked = check(place(Scenario().secret(iat=NOW - 1, exp=exp).compact_secret()), asked(STATED, KEY, is_secret_only=True))
    assert checked.standing is not Standing.GOOD


@pytest.mark.parametrize(("left", "days", "words"), [
    (2 * DAY, 2, "2 days left"), (2 * DAY - 1, 1, "1 day left"), (DAY, 1, "1 day left"), (DAY - 1, 0, "23 hours left"), (1, 0, "1 second left"),
    (0, 0, "expired 0 seconds ago"), (-1, -1, "expired 1 second ago"), (182 * DAY + 100, 182, "182 days left"),
])  # fmt: skip
def test_days_are_rounded_down(left, days, words):
    assert (check(place(mint(left))).secrets[0].days_left, time_left(left)) == (days, words)


def test_everything_in_one_env_file_agrees():
    checked = check(env(mint(100 * DAY)), asked(Known()))
    assert (checked.standing, dict(checked.secrets[0].agrees)) == (Standing.GOOD, dict.fromkeys(Part, True))


@pytest.mark.parametrize(
    ("found", "part"),
    [
        (env(mint(100 * DAY), other_key_text()), Part.KEY),
        (env(mint(100 * DAY), TEAM_ID=OTHER_TEAM_ID), Part.TEAM),
        (env(mint(100 * DAY), CLIENT_ID="com.example.other"), Part.CLIENT),
    ],
)
def test_what_disagrees_is_wrong_and_named(found, part):
    checked = check(found, asked(Known()))
    agrees = dict(checked.secrets[0].agrees)
    assert (checked.standing, agrees[part]) == (Standing.WRONG, False)
    assert [other for other in Part if agrees[other] is False] == [part]


@pytest.mark.parametrize(
    ("known", "keys", "unknown"),
    [
        (Known(), (), (Part.KEY, Part.TEAM, Part.CLIENT)),
        (STATED, (), (Part.KEY,)),
        (Known(services_ids=(SERVICES_ID,), bundle_ids=()), (KEY,), (Part.TEAM,)),
        (Known(team_id=TEAM_ID), (KEY,), (Part.CLIENT,)),
    ],
)
def test_what_was_not_given_is_not_known_and_never_good(known, keys, unknown):
    found = place(mint(100 * DAY))
    checked = check(found, asked(known, *keys))
    assert (checked.standing, checked.secrets[0].unknown) == (Standing.UNDECIDED, unknown)
    assert check(found, asked(known, *keys, is_secret_only=True)).standing is Standing.GOOD


def test_secret_only_hides_no_mistake():
    found = place(mint(100 * DAY, team_id=OTHER_TEAM_ID))
    assert check(found, asked(STATED, KEY, is_secret_only=True)).standing is Standing.WRONG


@pytest.mark.parametrize("listed", [("com.example.other",), ("com.example.other", "com.example.another")])
def test_a_client_that_was_stated_has_to_be_that_of_the_secret(listed):
    checked = check(place(mint(100 * DAY)), asked(Known(team_id=TEAM_ID, services_ids=listed, bundle_ids=()), KEY))
    assert (checked.standing, dict(checked.secrets[0].agrees)[Part.CLIENT]) == (Standing.WRONG, False)


def test_what_else_a_file_contains_is_not_what_is_deployed():
    identity_token = Scenario().identity.text(SERVICES_ID)
    log = f"{identity_token}\n\n{mint(100 * DAY)}\n"
    assert check(place(log, "notes.txt")).standing is Standing.GOOD
    only = check(place(identity_token, "notes.txt"), asked(STATED, KEY, now=NOW + 999 * DAY))
    assert (only.standing, only.secrets) == (Standing.UNDECIDED, ())
    settings = "SESSION_COOKIE_SAMESITE=Lax\nSOCIAL_AUTH_APPLE_ID_SCOPE=name\n"
    checked = check(place(env(mint(100 * DAY)).text + settings, ".env"), asked(Known()))
    assert checked.standing is Standing.GOOD


def test_an_old_answer_in_a_file_does_not_stop_the_clock():
    """A request that was refused long ago is judged as it is deployed today."""
    request = Scenario().secret(iat=NOW - DAY, exp=NOW + 100 * DAY)
    body = request.evidence().request.text
    text = f"POST /auth/token HTTP/1.1\nHost: appleid.apple.com\nContent-Type: application/x-www-form-urlencoded\n\n{body}"
    answer = '\n\nHTTP/1.1 400 Bad Request\nDate: Mon, 21 Sep 2026 14:13:20 GMT\nContent-Type: application/json\n\n{"error":"invalid_client"}\n'
    checked = check(place(text + answer, "exchange.http"), asked(STATED, KEY, now=NOW + 101 * DAY))
    assert (checked.standing, checked.secrets[0].left) == (Standing.WRONG, -DAY)


def test_of_several_clients_in_the_settings_one_is_enough():
    listed = env(mint(100 * DAY), CLIENT_ID=f"{BUNDLE_ID},{SERVICES_ID}")
    assert check(listed, asked(Known())).standing is Standing.GOOD


def test_the_bundle_id_of_an_app_does_not_accuse_the_secret_of_the_website():
    checked = check(env(mint(100 * DAY), CLIENT_ID="", BUNDLE_ID=BUNDLE_ID), asked(Known()))
    assert (checked.standing, checked.secrets[0].unknown) == (Standing.UNDECIDED, (Part.CLIENT,))


def test_each_secret_of_a_file_is_judged_by_itself():
    text = f"APPLE_WEB_CLIENT_ID={SERVICES_ID}\nAPPLE_APP_CLIENT_ID={BUNDLE_ID}\nAPPLE_WEB_CLIENT_SECRET={mint(100 * DAY)}\n"
    text += f"APPLE_APP_CLIENT_SECRET={mint(-DAY, client_id=BUNDLE_ID)}\n"
    checked = check(place(text, ".env"), asked(Known(team_id=TEAM_ID), KEY))
    found = {secret.name: secret.standing for secret in checked.secrets}
    assert found == {"APPLE_WEB_CLIENT_SECRET": Standing.GOOD, "APPLE_APP_CLIENT_SECRET": Standing.WRONG}
    assert checked.standing is Standing.WRONG


def test_a_newer_secret_elsewhere_does_not_make_an_older_one_wrong():
    checked = check_places([place(mint(70 * DAY), "old"), place(mint(170 * DAY), "new")], asked(STATED, KEY))
    assert [each.standing for each in checked] == [Standing.GOOD, Standing.GOOD]


def test_while_keys_are_rotated_both_secrets_are_good_and_the_keys_are_counted():
    places = [place(mint(70 * DAY), "a"), place(mint(170 * DAY, is_other=True), "b"), place(mint(171 * DAY, is_other=True), "c")]
    checked = check_places(places, asked(STATED, KEY, OTHER_KEY))
    assert [each.standing for each in checked] == [Standing.GOOD] * 3
    (keys,) = keys_in_use(checked)
    assert (keys.client_id, dict(keys.places)) == (SERVICES_ID, {KEY_ID: 1, OTHER_KEY_ID: 2})


def test_a_new_key_does_not_accuse_what_the_old_one_signed():
    old, new = place(mint(70 * DAY), "old"), place(mint(170 * DAY, is_other=True), "new")
    checked = check_places([old, new], asked(STATED, OTHER_KEY))
    assert [each.standing for each in checked] == [Standing.UNDECIDED, Standing.GOOD]
    assert checked[0].secrets[0].unknown == (Part.KEY,)
    of_project = check_places([old], asked(STATED, project_keys=(OTHER_KEY,)))
    assert of_project[0].standing is Standing.UNDECIDED


def test_the_key_that_was_given_for_the_only_secret_has_to_be_its_key():
    checked = check(place(mint(100 * DAY)), asked(STATED, key_at_hand(other_key_text(), "key.p8")))
    assert (checked.standing, dict(checked.secrets[0].agrees)[Part.KEY]) == (Standing.WRONG, False)


def test_a_key_whose_name_says_that_it_is_another_proves_nothing():
    checked = check(place(mint(100 * DAY)), asked(STATED, OTHER_KEY))
    assert (checked.standing, checked.secrets[0].unknown) == (Standing.UNDECIDED, (Part.KEY,))


def test_a_key_without_a_name_is_not_held_against_several_secrets():
    places = [place(mint(70 * DAY), "a"), place(mint(170 * DAY, is_other=True), "b")]
    checked = check_places(places, asked(STATED, key_at_hand(other_key_text(), "key.p8")))
    assert [each.standing for each in checked] == [Standing.UNDECIDED, Standing.UNDECIDED]


def test_an_expired_secret_is_no_key_in_use():
    checked = check_places([place(mint(70 * DAY), "a"), place(mint(-1, is_other=True), "b")], asked(STATED, KEY, OTHER_KEY))
    assert keys_in_use(checked) == ()


def test_a_key_in_one_place_belongs_to_the_secret_in_another():
    secret, key = check_places([place(mint(100 * DAY)), place(team_key_text(), KEY.name)], asked(STATED))
    assert (secret.standing, key.standing, key.key_ids, key.secrets) == (Standing.GOOD, Standing.GOOD, (KEY_ID,), ())


def test_settings_of_a_program_that_mints_have_nothing_that_expires():
    checked = check(env(None), asked(Known()))
    assert (checked.standing, checked.has_key, checked.secrets) == (Standing.GOOD, True, ())


def test_a_program_that_mints_has_nothing_that_expires_and_invents_no_identifier():
    program = "import jwt, time, os\n\n\ndef secret():\n    now = int(time.time())\n    return jwt.encode({claims}, os.environ['APPLE_KEY'], "
    program += "algorithm='ES256', headers={{'kid': os.environ['KEY_ID']}})\n"
    claims = "{{'iss': os.environ['TEAM'], 'iat': now, 'exp': now + {life}, 'aud': 'https://appleid.apple.com', 'sub': os.environ['CLIENT']}}"
    (secret,) = check(place(program.format(claims=claims.format(life=600)), "mint.py")).secrets
    assert (secret.standing, secret.is_minted, secret.left) == (Standing.UNDECIDED, True, None)
    assert (secret.client_id, secret.team_id, secret.key_id) == ("", "", "")
    wrong = check(place(program.format(claims=claims.format(life=31_536_000)), "mint.py"))
    assert (wrong.standing, rules_of(wrong)) == (Standing.WRONG, {"secret-lives-too-long"})


def test_a_damaged_key_is_wrong_by_the_rules():
    checked = check(place(team_key_text()[:120] + "\n", KEY.name))
    assert (checked.standing, checked.diagnosis.root.rule.grade.name) == (Standing.WRONG, "DEFEATED")


@pytest.mark.parametrize(
    "text", ["", " \n", "hello", "FOO=bar\n", "APPLE_CLIENT_SECRET=hello\nAPPLE_CLIENT_ID=com.example.web\n", "\x00\x01\x02" * 999]
)
def test_a_place_without_anything_is_not_known(text):
    checked = check(place(text, ".env"))
    assert (checked.standing, checked.secrets, bool(checked.fault)) == (Standing.UNDECIDED, (), True)


@pytest.mark.parametrize(
    ("text", "rule"), [("", "key-never-reached-the-signer"), ("hello", "secret-is-not-a-jwt"), (team_key_text(), "secret-is-private-key")]
)
def test_what_a_store_has_is_judged_as_the_secret_that_is_sent(text, rule):
    checked = check(place(text, "env-file:.env#APPLE_CLIENT_SECRET", is_secret=True))
    assert (checked.standing, rules_of(checked)) == (Standing.WRONG, {rule})


@pytest.mark.parametrize(
    ("expires_in", "standing"),
    [(WARN, Standing.GOOD), (WARN - 1, Standing.SOON), (1, Standing.SOON), (0, Standing.UNDECIDED), (-DAY, Standing.UNDECIDED)],
)
def test_a_store_that_cannot_be_read_has_what_was_delivered(expires_in, standing):
    delivery = Delivery(NOW - DAY, NOW + expires_in, SERVICES_ID, KEY_ID)
    checked = check(FoundPlace("github:a/b/C", fault="this store does not show what it has", is_secret=True, delivery=delivery))
    assert (checked.standing, checked.secrets[0].left, checked.secrets[0].diagnosis) == (standing, expires_in, None)
    assert check(FoundPlace("github:a/b/C", fault="away")).standing is Standing.UNDECIDED


def test_the_worst_counts_in_the_documented_order():
    assert list(Standing) == [Standing.GOOD, Standing.UNDECIDED, Standing.SOON, Standing.WRONG]
    assert [worst(()), worst(Standing), worst((Standing.SOON, Standing.GOOD))] == [Standing.GOOD, Standing.WRONG, Standing.SOON]
    assert [standing.exit_code for standing in Standing] == [0, 3, 3, 1]


def test_identifiers_that_do_not_have_their_form_are_left_out():
    secret = Scenario().secret(sub="x" * 300, iss="a\x1b[31m", exp=NOW + 100 * DAY).header(kid="../../etc").compact_secret()
    checked = check(place(secret)).secrets[0]
    assert (checked.client_id, checked.team_id, checked.key_id) == ("", "", "")
