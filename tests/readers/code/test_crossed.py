from __future__ import annotations

from tests.each import each
from tests.readers.code.libraries.roots import root_of

from siwakit.flow.diagnose import diagnose
from siwakit.flow.source_patch.patch import patch_source

NOW = 1_796_004_660
GO = """
func secret(%s string, key *ecdsa.PrivateKey) (string, error) {
	token := jwt.NewWithClaims(jwt.SigningMethodES256, jwt.MapClaims{
		"iss": %s,
		"sub": %s,
		"aud": "https://appleid.apple.com",
		"iat": time.Now().Unix(),
		"exp": time.Now().Add(time.Hour).Unix(),
	})
	token.Header["kid"] = %s
	return token.SignedString(key)
}
"""


def program(iss: str, sub: str, kid: str) -> str:
    return GO % (", ".join(sorted({iss, sub, kid})), iss, sub, kid)


@each(
    ("iss", "sub", "kid", "rule"),
    [
        ("clientID", "teamID", "keyID", "secret-iss-is-client-id"),
        ("clientID", "clientID", "keyID", "secret-iss-is-client-id"),
        ("bundle", "team", "kid", "secret-iss-is-client-id"),
        ("teamID", "teamID", "keyID", "secret-sub-is-team-id"),
        ("keyID", "clientID", "keyID", "secret-iss-is-key-id"),
        ("keyID", "clientID", "teamID", "secret-kid-is-team-id"),
        ("teamID", "clientID", "teamID", "secret-kid-is-team-id"),
    ],
)
def test_two_names_that_agree_tell_what_is_in_the_wrong_claim(iss, sub, kid, rule):
    assert root_of("secret.go", program(iss, sub, kid)) == rule


@each(
    ("iss", "sub", "kid"),
    [
        ("teamID", "clientID", "keyID"),
        ("clientID", "sub", "keyID"),
        ("issuer", "subject", "kid"),
        ("id", "id", "keyID"),
        ("clientTeamID", "clientID", "keyID"),
        ("steamID", "steamID", "keyID"),
        ("keyID", "clientID", "kid"),
        ("teamID", "serviceID", "identifier"),
    ],
)
def test_one_name_accuses_nobody(iss, sub, kid):
    assert root_of("secret.go", program(iss, sub, kid)) is None


def test_what_is_in_the_wrong_claim_is_shown_by_its_name_and_exchanged():
    diagnosis = diagnose(("secret.go", program("clientID", "teamID", "keyID")), now=NOW)
    assert diagnosis.root.fail.actual == "clientID"
    patch = patch_source(diagnosis, diagnosis.root)
    assert '"iss": teamID' in patch.after
    assert '"sub": clientID' in patch.after


def test_no_stand_in_is_in_a_sentence():
    diagnosis = diagnose(("secret.go", program("keyID", "clientID", "teamID")), now=NOW)
    assert "STANDIN" not in f"{diagnosis.root.fail.actual} {diagnosis.root.fail.because}"
