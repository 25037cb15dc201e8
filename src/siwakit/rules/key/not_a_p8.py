"""Rules about keys and other things that are not Apple's `.p8`."""

from __future__ import annotations

from collections.abc import Callable

from siwakit import samples
from siwakit.evidence.aspects import KEY_DAMAGES, SECRET_MADE, SIGNATURE_FORM
from siwakit.evidence.evidence import LACKING, UNKNOWN, Absence, Evidence, KeyAtHand
from siwakit.evidence.parts import KEYS, SECRET_SENT
from siwakit.evidence.showing.redact import sealed
from siwakit.evidence.sign_in.signer_trial import DOUBTED_KEYS, IS_SIGNED
from siwakit.jose.keys.p8 import KeyForm
from siwakit.rules.model import Check, Example, Fail, Harm, Missing, Outcome, Question, Rule, Skip, Suspicion, Verdict, on, reading
from siwakit.sources import APPLE_CLIENT_SECRET, APPLE_KEY_DOWNLOAD, APPWRITE_13320, NOV_SIWA_6, OUR_ADVICE, RFC_7518

EXPECTED = "Apple's .p8: an unencrypted PKCS#8 private key on P-256"
P256 = "P-256"
# How much more a text that fits nothing points to this rule than a key that nobody has shown.
_LOOKED_AT = 30
_PRIVATE = frozenset({KeyForm.PKCS8, KeyForm.SEC1, KeyForm.PRIVATE_JWK})


def _found(wanted: Callable[[KeyAtHand], str | None]) -> Check:
    """Make a check that fails on the first key of which *wanted* gives a proof."""

    @on(DOUBTED_KEYS)
    def look(keys: tuple[KeyAtHand, ...]) -> Outcome:
        """Find a private key of a form that is not Apple's."""
        return next((_fail(key, because) for key in keys if (because := wanted(key))), None)

    return look


def _in_place_of_private(wanted: Callable[[KeyAtHand], str | None]) -> Check:
    """Make a check that speaks only where what was found stands in the private key's place."""

    @on(DOUBTED_KEYS)
    def alone(keys: tuple[KeyAtHand, ...]) -> Outcome:
        """Find something else where the private key belongs."""
        return next((_fail(key, because) for key in keys if (because := wanted(key))), None)

    @on(DOUBTED_KEYS)
    def beside_signed(keys: tuple[KeyAtHand, ...]) -> Outcome:
        """Find something else in a file that bears a private key's name."""
        return next((_fail(key, because) for key in keys if key.name.lower().endswith(".p8") and (because := wanted(key))), None)

    @reading(DOUBTED_KEYS, IS_SIGNED, needs=DOUBTED_KEYS)
    def look(evidence: Evidence) -> Verdict:
        """Look at files that bear a private key's name, or at all of them if nothing signed is known."""
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
    return "it is protected by a password, and Apple's file never is" if _is_on(key, KeyForm.ENCRYPTED) else None


def _public(key: KeyAtHand) -> str | None:
    return "it holds the public half alone, and that cannot sign" if _is_on(key, KeyForm.PUBLIC, KeyForm.PUBLIC_JWK) else None


def _certificate(key: KeyAtHand) -> str | None:
    return "a certificate holds a public key alone, and that cannot sign" if _is_on(key, KeyForm.CERTIFICATE) else None


def _rsa(key: KeyAtHand) -> str | None:
    return "an RSA key cannot make an ES256 signature" if _is_on(key, KeyForm.RSA) else None


def _wrong_curve(key: KeyAtHand) -> str | None:
    curve = key.reading.curve
    if key.reading.form not in _PRIVATE or curve in {None, P256}:
        return None
    return f"the key is on {curve}, and ES256 is made on P-256"


def _path(key: KeyAtHand) -> str | None:
    return "the text is the name of a file, not what stands in it" if _is_on(key, KeyForm.PATH) else None


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
    """Find what is recognised as another thing; what fits nothing stays open, for it may be a form that we do not read."""
    verdict = _LOOK_FOR_NAMED(evidence)
    keys = evidence.get(DOUBTED_KEYS)
    if keys is UNKNOWN and evidence.get(SECRET_SENT) is LACKING:
        return Skip("no client_secret was sent, and no key is known")
    if verdict is not None or isinstance(keys, Absence) or evidence.get(IS_SIGNED) is True:
        return verdict
    return Missing((KEYS,), _LOOKED_AT) if any(key.reading.form is KeyForm.OTHER for key in keys) else None


def _alone(text: Callable[[], str], name: str | None = None) -> Callable[[samples.Scenario], samples.Scenario]:
    """Return the change that leaves only this key, under *name* or the name that Apple gives its file."""
    return lambda s: s.key(text(), f"AuthKey_{samples.KEY_ID}.p8" if name is None else name).unknown("request")


def _as_downloaded() -> Example:
    return Example("as it was downloaded", _alone(samples.key_texts.apple_form))


def _as_openssl() -> Example:
    return Example("as OpenSSL writes it", _alone(samples.team_key_text))


def _beside(title: str, text: Callable[[], str], name: str) -> Example:
    """Return the good example of something public that is given to try the signature with."""
    return Example(title, lambda s: s.key(text(), name).unknown("portal"))


KEY_IS_SEC1 = Rule(
    id="key-is-sec1",
    title="the key is in SEC1 form (EC PRIVATE KEY)",
    question=Question.SIGNATURE,
    since="0.1",
    why="It is the same key in an older wrapping. A signer that expects Apple's PKCS#8 does not read it.",
    fix="Use the .p8 file as it was downloaded, or convert it: openssl pkcs8 -topk8 -nocrypt -in KEY -out KEY.p8.",
    references=(APPLE_KEY_DOWNLOAD, OUR_ADVICE),
    check=_found(_sec1),
    harm=Harm.DEFEATS,
    voids=(SECRET_MADE,),
    speaks_of=(KEY_DAMAGES,),
    good=lambda: (
        _as_downloaded(),
        _as_openssl(),
        Example("it has signed all the same", lambda s: s.key(samples.key_texts.sec1(), "key.pem").unknown("portal")),
    ),
    bad=lambda: (Example("converted by openssl ec", _alone(samples.key_texts.sec1)),),
)

KEY_IS_ENCRYPTED = Rule(
    id="key-is-encrypted",
    title="the key is protected by a password",
    question=Question.SIGNATURE,
    since="0.1",
    why="Somebody has encrypted the file after the download. Without the password a signer cannot use it, and few ask for one.",
    fix="Decrypt it once: openssl pkcs8 -in KEY -out KEY.p8, and give the result to the signer.",
    references=(APPLE_KEY_DOWNLOAD, OUR_ADVICE),
    check=_found(_encrypted),
    harm=Harm.DEFEATS,
    voids=(KEY_DAMAGES, SECRET_MADE),
    good=lambda: (_as_downloaded(),),
    bad=lambda: (Example("encrypted PKCS#8", _alone(samples.key_texts.encrypted)),),
)

KEY_IS_PUBLIC = Rule(
    id="key-is-public",
    title="a public key stands where the private key belongs",
    question=Question.SIGNATURE,
    since="0.1",
    why="A public key verifies signatures and makes none. The private half is in the .p8 file, and only there.",
    fix="Use the .p8 file that the developer portal gave for this key.",
    references=(APPLE_KEY_DOWNLOAD,),
    check=_in_place_of_private(_public),
    harm=Harm.DEFEATS,
    voids=(KEY_DAMAGES, SECRET_MADE),
    good=lambda: (_as_downloaded(), _beside("the public half, to try the signature with", samples.key_texts.public, "public.pem")),
    bad=lambda: (
        Example("alone, under the private key's name", _alone(samples.key_texts.public)),
        Example("beside an empty secret", lambda s: s.key(samples.key_texts.public(), "public.pem").form(client_secret="")),
    ),
)

KEY_IS_CERTIFICATE = Rule(
    id="key-is-certificate",
    title="a certificate stands where the private key belongs",
    question=Question.SIGNATURE,
    since="0.1",
    why="A certificate carries a public key. Sign in with Apple has no certificates: it has .p8 keys.",
    fix="Create a key with Sign in with Apple in the developer portal, and use its .p8 file.",
    references=(APPLE_KEY_DOWNLOAD,),
    check=_in_place_of_private(_certificate),
    harm=Harm.DEFEATS,
    voids=(KEY_DAMAGES, SECRET_MADE),
    good=lambda: (_as_downloaded(), _beside("a certificate of the key, to try the signature with", samples.key_texts.certificate, "team.crt")),
    bad=lambda: (Example("alone, under the private key's name", _alone(samples.key_texts.certificate)),),
)

KEY_IS_RSA = Rule(
    id="key-is-rsa",
    title="the key is an RSA key",
    question=Question.SIGNATURE,
    since="0.1",
    why="Apple takes ES256 alone, and an RSA key cannot make it. It is another service's key, or one that was made by hand.",
    fix="Use the .p8 file that the developer portal gave for this key.",
    references=(APPLE_CLIENT_SECRET, RFC_7518),
    check=_found(_rsa),
    harm=Harm.DEFEATS,
    # With an RSA key no library can sign ES256.
    explains=("secret-alg-not-es256",),
    voids=(SIGNATURE_FORM, KEY_DAMAGES, SECRET_MADE),
    good=lambda: (_as_downloaded(),),
    bad=lambda: (Example("an RSA key in PKCS#8", _alone(samples.key_texts.rsa)),),
)

KEY_IS_ON_WRONG_CURVE = Rule(
    id="key-wrong-curve",
    title="the key is on another curve than P-256",
    question=Question.SIGNATURE,
    since="0.1",
    why="ES256 is made with a P-256 key. Every key of Apple's portal is one, so this key comes from elsewhere, and Apple does not know it.",
    fix="Use the .p8 file that the developer portal gave for this key.",
    references=(APPLE_CLIENT_SECRET, RFC_7518, APPWRITE_13320),
    check=_found(_wrong_curve),
    harm=Harm.DEFEATS,
    # On another curve the algorithm is another one too, and nothing verifies.
    explains=("secret-alg-not-es256", "signature-does-not-verify"),
    voids=(SIGNATURE_FORM, KEY_DAMAGES, SECRET_MADE),
    good=lambda: (_as_downloaded(), _as_openssl()),
    bad=lambda: (
        Example("P-384, alone", _alone(samples.key_texts.p384)),
        Example("P-384, and the signature that it makes", lambda s: s.key(samples.key_texts.p384()).signed(samples.key_texts.sign_p384)),
        Example("P-384, and an empty secret", lambda s: s.key(samples.key_texts.p384()).form(client_secret="")),
    ),
)

KEY_IS_A_PATH = Rule(
    id="key-is-a-path",
    title="the key setting holds the name of a file",
    question=Question.SIGNATURE,
    since="0.1",
    why="The setting wants the text of the key and got the file's name. The signer finds no key in a name.",
    fix="Read the file and pass on its text, or use the setting of your library that takes a path.",
    references=(OUR_ADVICE, APPLE_KEY_DOWNLOAD),
    check=_in_place_of_private(_path),
    harm=Harm.DEFEATS,
    voids=(SECRET_MADE,),
    good=lambda: (_as_downloaded(), _beside("the name of the file, and a secret made with it", lambda: f"keys/AuthKey_{samples.KEY_ID}.p8", "")),
    bad=lambda: (Example("the name in place of the text", _alone(lambda: f"/etc/keys/AuthKey_{samples.KEY_ID}.p8", "")),),
)

KEY_IS_SOMETHING_ELSE = Rule(
    id="key-is-something-else",
    title="something else stands where the key belongs",
    question=Question.SIGNATURE,
    since="0.1",
    why="The setting for the private key holds another value of the same sign-in. Nothing can be signed with that.",
    fix="Put the text of the .p8 file into the key setting, and each other value into its own.",
    references=(NOV_SIWA_6, APPLE_KEY_DOWNLOAD),
    check=_is_something_else,
    harm=Harm.DEFEATS,
    voids=(SECRET_MADE,),
    suspicion=Suspicion(
        6,
        "Open the key setting: it must begin with -----BEGIN PRIVATE KEY-----. What stands in it was not recognised as any key.",
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

RULES = (
    KEY_IS_ENCRYPTED,
    KEY_IS_PUBLIC,
    KEY_IS_CERTIFICATE,
    KEY_IS_RSA,
    KEY_IS_ON_WRONG_CURVE,
    KEY_IS_A_PATH,
    KEY_IS_SOMETHING_ELSE,
    KEY_IS_SEC1,
)
