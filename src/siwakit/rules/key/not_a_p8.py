"""Rules about keys and other things that are not Apple's `.p8`."""

from __future__ import annotations

from collections.abc import Callable

from siwakit import samples
from siwakit.evidence.aspects import KEY_DAMAGES, SECRET_MADE, SIGNATURE_FORM
from siwakit.evidence.evidence import LACKING, UNKNOWN, Absence, Evidence, KeyAtHand
from siwakit.evidence.parts import KEYS, SECRET_SENT
from siwakit.evidence.said import Proof
from siwakit.evidence.showing.redact import sealed
from siwakit.evidence.sign_in.signer_trial import DOUBTED_KEYS, IS_SIGNED
from siwakit.jose.keys.p8 import KeyForm
from siwakit.rules.model import Check, Example, Fail, Harm, Missing, Outcome, Question, Rule, Skip, Suspicion, Verdict, on, reading
from siwakit.sources import APPLE_CLIENT_SECRET, APPLE_KEY_DOWNLOAD, APPWRITE_13320, NOV_SIWA_6, OUR_ADVICE, RFC_7518

EXPECTED = "Apple's .p8: an unencrypted PKCS#8 private key on P-256"
P256 = "P-256"
_MOVED = {Proof.ONLY_SERVER_FAILS: 35, Proof.ONLY_LOCAL_FAILS: 30, Proof.SINCE_DEPLOYMENT: 35}
# How much more an unrecognised text points to this rule than a key that was not supplied does.
_LOOKED_AT = 30
_PRIVATE = frozenset({KeyForm.PKCS8, KeyForm.SEC1, KeyForm.PRIVATE_JWK})


def _found(wanted: Callable[[KeyAtHand], str | None]) -> Check:
    """Return a check that fails on the first key for which *wanted* returns a proof."""

    @on(DOUBTED_KEYS)
    def look(keys: tuple[KeyAtHand, ...]) -> Outcome:
        """Find a private key of a form that Apple does not use."""
        return next((_fail(key, because) for key in keys if (because := wanted(key))), None)

    return look


def _in_place_of_private(wanted: Callable[[KeyAtHand], str | None]) -> Check:
    """Return a check that reports a text only if it is used as the private key."""

    @on(DOUBTED_KEYS)
    def alone(keys: tuple[KeyAtHand, ...]) -> Outcome:
        """Find something else in place of the private key."""
        return next((_fail(key, because) for key in keys if (because := wanted(key))), None)

    @on(DOUBTED_KEYS)
    def beside_signed(keys: tuple[KeyAtHand, ...]) -> Outcome:
        """Find something else in a file named like a private key."""
        return next((_fail(key, because) for key in keys if key.name.lower().endswith(".p8") and (because := wanted(key))), None)

    @reading(DOUBTED_KEYS, IS_SIGNED, needs=DOUBTED_KEYS)
    def look(evidence: Evidence) -> Verdict:
        """Return the files that are named like a private key, or all of them if nothing signed is known."""
        return (beside_signed if evidence.get(IS_SIGNED) is True else alone)(evidence)

    return look


def _fail(key: KeyAtHand, because: str) -> Fail:
    return Fail(f"key[{key.name or 'text'}]", sealed(key.reading.form.value, key.text), EXPECTED, because)


def _is_on(key: KeyAtHand, *forms: KeyForm) -> bool:
    return key.reading.form in forms


def _sec1(key: KeyAtHand) -> str | None:
    loads = "; it loads, and can be converted" if key.reading.repaired else ""
    return f"it says EC PRIVATE KEY{loads}" if _is_on(key, KeyForm.SEC1) and key.reading.curve in {None, P256} else None


def _encrypted(key: KeyAtHand) -> str | None:
    return "it is protected by a password, but Apple's file never is" if _is_on(key, KeyForm.ENCRYPTED) else None


def _public(key: KeyAtHand) -> str | None:
    return "it contains only the public half, which cannot sign" if _is_on(key, KeyForm.PUBLIC, KeyForm.PUBLIC_JWK) else None


def _certificate(key: KeyAtHand) -> str | None:
    return "a certificate contains only a public key, which cannot sign" if _is_on(key, KeyForm.CERTIFICATE) else None


def _rsa(key: KeyAtHand) -> str | None:
    return "an RSA key cannot make an ES256 signature" if _is_on(key, KeyForm.RSA) else None


def _wrong_curve(key: KeyAtHand) -> str | None:
    curve = key.reading.curve
    if key.reading.form not in _PRIVATE or curve in {None, P256}:
        return None
    return f"the key is on {curve}, but ES256 needs P-256"


def _path(key: KeyAtHand) -> str | None:
    return "the text is the name of a file, not its content" if _is_on(key, KeyForm.PATH) else None


_NAMED = {
    KeyForm.JWT: "it is a JWT, which is made with the key",
    KeyForm.CURVE_NAME: "it is the name of a curve or an algorithm",
    KeyForm.KEY_ID: "it is ten capitals and digits: a Key ID",
    KeyForm.EMPTY: "it is empty",
}


def _something_else(key: KeyAtHand) -> str | None:
    return _NAMED.get(key.reading.form)


_LOOK_FOR_NAMED = _in_place_of_private(_something_else)


@reading(DOUBTED_KEYS, SECRET_SENT, IS_SIGNED, needs=DOUBTED_KEYS)
def _is_something_else(evidence: Evidence) -> Verdict:
    """Find what is recognised as another thing; undecided if the text is not recognised, because it may be a form that siwakit does not read."""
    verdict = _LOOK_FOR_NAMED(evidence)
    keys = evidence.get(DOUBTED_KEYS)
    if keys is UNKNOWN and evidence.get(SECRET_SENT) is LACKING:
        return Skip("no client_secret was sent, and no key is known")
    if verdict is not None or isinstance(keys, Absence) or evidence.get(IS_SIGNED) is True:
        return verdict
    return Missing((KEYS,), _LOOKED_AT) if any(key.reading.form is KeyForm.OTHER for key in keys) else None


def _alone(text: Callable[[], str], name: str | None = None) -> Callable[[samples.Scenario], samples.Scenario]:
    """Return the change that leaves only this key, under *name* or the file name that Apple gives it."""
    return lambda s: s.key(text(), f"AuthKey_{samples.KEY_ID}.p8" if name is None else name).unknown("request")


def _as_downloaded() -> Example:
    return Example("as it was downloaded", _alone(samples.key_texts.apple_form))


def _as_openssl() -> Example:
    return Example("as OpenSSL writes it", _alone(samples.team_key_text))


def _beside(title: str, text: Callable[[], str], name: str) -> Example:
    """Return the good example of something public that is supplied to check the signature with."""
    return Example(title, lambda s: s.key(text(), name).unknown("portal"))


KEY_IS_SEC1 = Rule(
    id="key-is-sec1",
    title="the key is in SEC1 form (EC PRIVATE KEY)",
    question=Question.SIGNATURE,
    since="0.1",
    told_by={Proof.KEY_NOT_PKCS8: 40},
    why="It is the same key in an older format. A signer that expects Apple's PKCS#8 does not read it.",
    fix="Use the .p8 file as it was downloaded, or convert it: openssl pkcs8 -topk8 -nocrypt -in KEY -out KEY.p8.",
    references=(APPLE_KEY_DOWNLOAD, OUR_ADVICE),
    check=_found(_sec1),
    harm=Harm.DEFEATS,
    voids=(SECRET_MADE,),
    speaks_of=(KEY_DAMAGES,),
    good=lambda: (
        _as_downloaded(),
        _as_openssl(),
        Example("in this form, but it has signed", lambda s: s.key(samples.key_texts.sec1(), "key.pem").unknown("portal")),
    ),
    bad=lambda: (Example("converted by openssl ec", _alone(samples.key_texts.sec1)),),
)

KEY_IS_ENCRYPTED = Rule(
    id="key-is-encrypted",
    title="the key is protected by a password",
    question=Question.SIGNATURE,
    since="0.1",
    told_by={Proof.KEY_IS_ENCRYPTED: 40},
    why="The file was encrypted after the download. Without the password a signer cannot use it, and few signers ask for one.",
    fix="Decrypt it once: openssl pkcs8 -in KEY -out KEY.p8, and pass the result to the signer.",
    references=(APPLE_KEY_DOWNLOAD, OUR_ADVICE),
    check=_found(_encrypted),
    harm=Harm.DEFEATS,
    voids=(KEY_DAMAGES, SECRET_MADE),
    good=lambda: (_as_downloaded(),),
    bad=lambda: (Example("encrypted PKCS#8", _alone(samples.key_texts.encrypted)),),
)

KEY_IS_PUBLIC = Rule(
    id="key-is-public",
    title="a public key is used in place of the private key",
    question=Question.SIGNATURE,
    since="0.1",
    told_by={Proof.KEY_IS_PUBLIC: 40, Proof.KEY_IS_NOT_PRIVATE: 40},
    why="A public key verifies signatures but cannot make them. The private half is only in the .p8 file.",
    fix="Use the .p8 file that you downloaded from the developer portal for this key.",
    references=(APPLE_KEY_DOWNLOAD,),
    check=_in_place_of_private(_public),
    harm=Harm.DEFEATS,
    voids=(KEY_DAMAGES, SECRET_MADE),
    good=lambda: (_as_downloaded(), _beside("the public half, to check the signature with", samples.key_texts.public, "public.pem")),
    bad=lambda: (
        Example("no other key, under the private key's name", _alone(samples.key_texts.public)),
        Example("next to an empty secret", lambda s: s.key(samples.key_texts.public(), "public.pem").form(client_secret="")),
    ),
)

KEY_IS_CERTIFICATE = Rule(
    id="key-is-certificate",
    title="a certificate is used in place of the private key",
    question=Question.SIGNATURE,
    since="0.1",
    told_by={Proof.KEY_IS_NOT_PRIVATE: 30},
    why="A certificate contains a public key. Sign in with Apple does not use certificates: it uses .p8 keys.",
    fix="Create a key with Sign in with Apple in the developer portal, and use its .p8 file.",
    references=(APPLE_KEY_DOWNLOAD,),
    check=_in_place_of_private(_certificate),
    harm=Harm.DEFEATS,
    voids=(KEY_DAMAGES, SECRET_MADE),
    good=lambda: (_as_downloaded(), _beside("a certificate of the key, to check the signature with", samples.key_texts.certificate, "team.crt")),
    bad=lambda: (Example("no other key, under the private key's name", _alone(samples.key_texts.certificate)),),
)

KEY_IS_RSA = Rule(
    id="key-is-rsa",
    title="the key is an RSA key",
    question=Question.SIGNATURE,
    since="0.1",
    told_by={Proof.KEY_OF_OTHER_TYPE: 30, Proof.KEY_NOT_PKCS8: 30},
    why="Apple accepts only ES256, and an RSA key cannot make it. The key belongs to another service or was generated by hand.",
    fix="Use the .p8 file that you downloaded from the developer portal for this key.",
    references=(APPLE_CLIENT_SECRET, RFC_7518),
    check=_found(_rsa),
    harm=Harm.DEFEATS,
    # No library can sign ES256 with an RSA key.
    explains=("secret-alg-not-es256",),
    voids=(SIGNATURE_FORM, KEY_DAMAGES, SECRET_MADE),
    good=lambda: (_as_downloaded(),),
    bad=lambda: (Example("an RSA key in PKCS#8", _alone(samples.key_texts.rsa)),),
)

KEY_IS_ON_WRONG_CURVE = Rule(
    id="key-wrong-curve",
    title="the key is on a curve other than P-256",
    question=Question.SIGNATURE,
    since="0.1",
    told_by={Proof.KEY_OF_OTHER_TYPE: 40},
    why="ES256 needs a P-256 key. Every key from Apple's portal is one, so this key comes from elsewhere, and Apple does not know it.",
    fix="Use the .p8 file that you downloaded from the developer portal for this key.",
    references=(APPLE_CLIENT_SECRET, RFC_7518, APPWRITE_13320),
    check=_found(_wrong_curve),
    harm=Harm.DEFEATS,
    # On another curve the algorithm differs too, and nothing verifies.
    explains=("secret-alg-not-es256", "signature-does-not-verify"),
    voids=(SIGNATURE_FORM, KEY_DAMAGES, SECRET_MADE),
    good=lambda: (_as_downloaded(), _as_openssl()),
    bad=lambda: (
        Example("P-384, no signature", _alone(samples.key_texts.p384)),
        Example("P-384, and the signature made with it", lambda s: s.key(samples.key_texts.p384()).signed(samples.key_texts.sign_p384)),
        Example("P-384, and an empty secret", lambda s: s.key(samples.key_texts.p384()).form(client_secret="")),
    ),
)

KEY_IS_A_PATH = Rule(
    id="key-is-a-path",
    title="the key setting contains a file name instead of the key",
    question=Question.SIGNATURE,
    since="0.1",
    told_by={Proof.KEY_WITHOUT_PEM_LINES: 40, Proof.KEY_HOLDS_DOT: 20, Proof.KEY_NOT_GIVEN: 30, Proof.KEY_FILE_NOT_FOUND: 30, **_MOVED},
    why="The setting expects the text of the key but contains the file's name. The signer finds no key in a name.",
    fix="Read the file and pass its text, or use the setting of your library that accepts a path.",
    references=(OUR_ADVICE, APPLE_KEY_DOWNLOAD),
    check=_in_place_of_private(_path),
    harm=Harm.DEFEATS,
    voids=(SECRET_MADE,),
    good=lambda: (_as_downloaded(), _beside("the name of the file, and a secret made with it", lambda: f"keys/AuthKey_{samples.KEY_ID}.p8", "")),
    bad=lambda: (Example("the name in place of the text", _alone(lambda: f"/etc/keys/AuthKey_{samples.KEY_ID}.p8", "")),),
)

KEY_IS_SOMETHING_ELSE = Rule(
    id="key-is-something-else",
    title="the key setting contains something other than the key",
    question=Question.SIGNATURE,
    since="0.1",
    told_by={Proof.KEY_HOLDS_DOT: 30, Proof.KEY_OF_OTHER_TYPE: 20, Proof.KEY_HOLDS_FOREIGN_CHARACTER: 15, Proof.KEY_WITHOUT_PEM_LINES: 10},
    why="The setting for the private key contains another value of the same sign-in. Nothing can be signed with that.",
    fix="Put the text of the .p8 file into the key setting, and each other value into its own setting.",
    references=(NOV_SIWA_6, APPLE_KEY_DOWNLOAD),
    check=_is_something_else,
    harm=Harm.DEFEATS,
    voids=(SECRET_MADE,),
    suspicion=Suspicion(
        "check that the key setting starts with -----BEGIN PRIVATE KEY-----: its content was not recognised as any key",
        "a client_secret that verifies was made with it",
    ),
    good=lambda: (_as_downloaded(),),
    bad=lambda: (
        Example("the name of the curve", _alone(lambda: "prime256v1", "")),
        Example("the Key ID", _alone(lambda: samples.KEY_ID, "")),
        Example("a JWT", _alone(lambda: samples.Scenario().compact_secret(), "")),
        Example("nothing", _alone(str, "")),
    ),
)

_OTHER_KEYS = (KEY_IS_ENCRYPTED, KEY_IS_PUBLIC, KEY_IS_CERTIFICATE, KEY_IS_RSA, KEY_IS_ON_WRONG_CURVE)
RULES = (*_OTHER_KEYS, KEY_IS_A_PATH, KEY_IS_SOMETHING_ELSE, KEY_IS_SEC1)
