"""What others than Apple said of a sign-in, and what their words prove: a library, a broker, a browser, an app, the person who asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import Enum

from siwakit.jose.unpicklable import refuse_pickling
from siwakit.record import record


class Proof(Enum):
    """What words can prove; the value completes "this says that …". Words are evidence; a rule fails on them only if they leave no other cause."""

    # An Enum hashes by its name, in Python; its members are single objects.
    __hash__ = object.__hash__

    # The key, and the signer that needs it.
    KEY_WITHOUT_PEM_LINES = "the text given as the key has no PEM lines"
    KEY_IS_MASKED = "the text given as the key holds asterisks or dots in place of the key"
    KEY_HOLDS_BACKSLASH = "a backslash stands in the text given as the key"
    KEY_HOLDS_DOT = "a dot stands in the text given as the key, as in a JWT or the name of a file"
    KEY_HOLDS_PEM_LINES = "the text given as the key has PEM lines, and only what is between them was expected"
    KEY_HOLDS_FOREIGN_CHARACTER = "a character that is no part of a key stands in the text given as the key"
    KEY_NOT_BASE64 = "base64 alone was expected as the key, and the text given contains something else"
    KEY_LINES_DAMAGED = "the BEGIN or END line of the key is damaged or missing"
    KEY_CUT_SHORT = "the key ends before the length that it states"
    KEY_REFUSED = "the signer could not read the key"
    KEY_NOT_GIVEN = "the signer was given no key"
    KEY_FILE_NOT_FOUND = "the file of the key was not found"
    KEY_OF_OTHER_TYPE = "the signer wants a key of another type"
    KEY_IS_ENCRYPTED = "the key is encrypted, and no password was given"
    KEY_IS_PUBLIC = "a public key was given to sign with"
    KEY_IS_NOT_PRIVATE = "the text given as the key has PEM lines, and no private key between them"
    KEY_NOT_PKCS8 = "the key is not in PKCS#8, which is the form of Apple's .p8 file"
    KEY_FORM_NOT_EXPECTED = "the key is valid, in a form that the signer does not take"
    HOST_CANNOT_IMPORT_KEY = "the operating system did not let the program import the key"
    SECRET_NOT_MADE = "no client_secret was made"
    SECRET_OF_OTHER_ALGORITHM = "the signer is set to an algorithm that does not go with the key"
    SECRET_IS_NO_JWT = "the client_secret is not a JWT"
    CLIENT_ID_NOT_GIVEN = "no client_id was configured"
    # The callback from Apple's page.
    COOKIE_NOT_RETURNED = "the cookie that was set before the sign-in did not come back with the callback"
    STATE_DIFFERS = "the state of the callback is not the one that was sent"
    STATE_NOT_FOUND = "the application does not know the state of the callback"
    STATE_NOT_RETURNED = "the callback has no state"
    CSRF_REFUSED = "the application's protection against forged requests refused the callback"
    METHOD_REFUSED = "the application takes no POST at the address of the callback"
    CODE_NOT_RETURNED = "the application found no code in the callback"
    VERIFIER_MISSING = "the code_verifier was not sent, or is not that of the code_challenge"
    SIGN_IN_CANCELLED = "the user cancelled, or closed the window"
    CANCEL_NOT_HANDLED = "the application raised an error because the user cancelled"
    APPLE_ORIGIN_REFUSED = "the application refused the callback because it comes from Apple's site"
    REDIRECT_REFUSED = "the redirect_uri was refused"
    CLIENT_OR_REDIRECT_REFUSED = "the client_id or the redirect_uri was refused"
    NAME_MISSING = "the application wants the user's name, and got none"
    EMAIL_MISSING = "the application wants the user's e-mail address, and got none"
    # The identity token.
    TOKEN_NOT_GIVEN = "the application was given no identity token"
    TOKEN_UNREADABLE = "what was given as the identity token is no JWT"
    TOKEN_REFUSED = "the identity token was refused, without a reason"
    TOKEN_EXPIRED = "the identity token has expired, by the clock of the verifier"
    TOKEN_AHEAD = "the identity token is from the future, by the clock of the verifier"
    TOKEN_REPLAYED = "the identity token was used before"
    AUDIENCE_REFUSED = "the aud of the identity token is not one that the verifier accepts"
    ISSUER_REFUSED = "the iss of the identity token is not the one that the verifier expects"
    SIGNATURE_REFUSED = "the signature of the identity token does not verify"
    SIGNING_KEY_UNKNOWN = "the verifier knows no key with the kid of the identity token"
    APPLE_KEYS_NOT_FETCHED = "the verifier could not fetch Apple's keys"
    APPLE_NOT_REACHED = "Apple's server was not reached, or did not answer in time"
    ALGORITHM_REFUSED = "the verifier does not accept the alg of the identity token"
    CLAIM_NOT_FOUND = "the verifier wants a claim that the identity token does not have"
    CLAIM_FORM_REFUSED = "the verifier takes a claim in one form only, as a boolean or as a string"
    NONCE_DIFFERS = "the nonce of the identity token is not the one that the verifier expects"
    NONCE_NOT_OF_SESSION = "the nonce of the identity token is not the one in the session of the browser"
    NONCE_NOT_HASHED = "the nonce of the identity token is the raw one, and the verifier expects its SHA-256"
    NONCE_NOT_IN_TOKEN = "the identity token has no nonce, and the verifier expects one"
    NONCE_NOT_GIVEN = "the identity token has a nonce, and the verifier was given none"
    NONCE_ON_ONE_SIDE = "either the identity token has a nonce or the verifier was given one, but not both"
    CREDENTIAL_REFUSED = "the broker refused the credential that it was given, without a reason"
    BROKER_WANTS_CODE = "the broker wants the authorization code beside the identity token"
    # What a broker answered, with error codes that Apple has too.
    BROKER_REFUSED = "it refused something, and does not say that Apple did"
    # The app, the browser and the page.
    PROVIDER_NOT_ENABLED = "sign-in with Apple is not turned on at the broker"
    BROWSER_BLOCKED = "the browser kept a page from reading the answer of another site"
    POPUP_NOT_OPENED = "the browser opened no window for the sign-in"
    POPUP_ANSWER_LOST = "the answer of the sign-in window did not reach the page that opened it"
    SHEET_GAVE_UP = "Apple ended the sign-in on its page or sheet, without a reason"
    USERINFO_WANTED = "the application asks for a userinfo endpoint, which Apple does not have"
    APP_NOT_ENTITLED = "the app could not start the sign-in, as without the capability or an account on the device"
    CODE_SENT_TWICE = "the code was used before"
    SIGN_IN_NOT_FINISHED = "the sign-in failed after the callback, without a reason: the broker could not redeem the code, or got no user for it"
    # What the person who asks says: if it fails, and since when.
    ONLY_WEB_FAILS = "sign-in works in the app and fails on the web"
    ONLY_APP_FAILS = "sign-in works on the web and fails in the app"
    ONLY_ANDROID_FAILS = "sign-in fails on Android only"
    ONLY_SERVER_FAILS = "sign-in works on a developer's machine and fails on the server"
    ONLY_LOCAL_FAILS = "sign-in works on the server and fails on a developer's machine"
    ONLY_APPLE_FAILS = "sign-in with other providers works"
    ONLY_SECOND_TIME_FAILS = "the first time works and the second time fails"
    ONLY_REFRESH_FAILS = "signing in works and refreshing the token fails"
    ONLY_SOME_USERS_FAIL = "sign-in fails for some users only"
    ONLY_SOMETIMES_FAILS = "the same sign-in sometimes works and sometimes fails"
    ONLY_FIRST_TIME_HAS_DETAILS = "the name or the e-mail address comes at the first sign-in and not later"
    WORKED_FOR_MONTHS = "sign-in worked for months and then stopped"
    WORKED_BEFORE = "sign-in worked and then stopped"
    SINCE_KEY_REPLACED = "it began after the key or the client_secret was replaced"
    SINCE_TEAM_CHANGED = "it began after a transfer to another team"
    SINCE_CLIENT_ID_CHANGED = "it began after the bundle ID or the Services ID was changed"
    SINCE_ADDRESS_CHANGED = "it began after the domain or the redirect_uri was changed"
    SINCE_DEPLOYMENT = "it began after a deployment or an update"
    SINCE_REGISTRATION = "the key, the identifier or its settings in the developer portal are new"


# What is said of a request to Apple, or of what it is made from; all else is about a sign-in before it or behind it.
_BEGINNINGS = ("KEY_", "SECRET_", "HOST_", "CLIENT_", "CODE_SENT_", "SIGN_IN_NOT_", "VERIFIER_")
OF_THE_REQUEST = frozenset(proof for proof in Proof if proof.name.startswith(_BEGINNINGS))
# What a person says is a hint: it orders the suspects. Rules do not fail by it.
HINTS = frozenset(proof for proof in Proof if proof.name.startswith(("ONLY_", "WORKED_", "SINCE_")))


@record
class Statement:
    """Words of *speaker*, by the id of the *message* that they are, and what they prove.

    *values* has what the words name: `expected` and `actual`, `cookie`, `kid`, `claim`, `character`. A *guess* is made from what
    unknown words name instead of from a known message.
    """

    message: str
    speaker: str
    proof: Proof
    words: str = field(repr=False)
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    is_guess: bool = False
    __reduce__ = refuse_pickling

    @property
    def is_hint(self) -> bool:
        """Return whether the person who asks says it, in words of their own."""
        return self.proof in HINTS
