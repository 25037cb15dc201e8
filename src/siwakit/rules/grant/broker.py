"""Rules about brokers (Firebase, Cognito and others) that verify identity tokens but have no key to redeem codes with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from siwakit import samples
from siwakit.evidence.aspects import SECRET_MADE
from siwakit.evidence.evidence import UNKNOWN, Absence, Evidence
from siwakit.evidence.parts import IDENTITY_TOKEN, REQUEST, SECRET_SENT, SETTINGS
from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.rules.model import Example, Fail, Harm, Missing, Question, Rule, Skip, Suspicion, Verdict, reading
from siwakit.rules.wire import INVALID_CLIENT
from siwakit.sources import FIREBASE_IOS_16492, RN_APPLE_227

_PLAIN = pattern(r"[^a-z0-9]")
_CODE_FLOW = frozenset({"codeflowconfig", "codeflow", "codeflowconfiguration", "oauthcodeflow", "oauthcodeflowconfiguration"})
_SIGN_IN = frozenset({"applesigninconfig"})
_CODE_NAMES = frozenset({"accesstoken", "authorizationcode", "authcode"})
_BROKERS = pattern(r"firebase|cognito|amplify|supabase|auth0|identity ?platform|identitytoolkit|clerk|stytch|descope", re.IGNORECASE)
_MAX_DEPTH = 8
_STATED_AND_EMPTY = 3
_WANTED = "Services ID, Team ID, Key ID and private key"

_APP_ALONE = {"providers": [{"appleSignInConfig": {"bundleIds": ["com.example.app"]}}]}
_EMPTY_FIELDS = {"config": {"codeFlowConfig": {"teamId": "", "privateKey": None}}}


def _entries(settings: Any, path: str = "settings", depth: int = 0) -> Iterator[tuple[str, str, Any]]:
    """Yield the path, the plain name and the value of every setting, including nested ones."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(settings, Mapping):
        for name, value in settings.items():
            yield f"{path}.{name}", _PLAIN.sub("", str(name).lower()), value
            yield from _entries(value, f"{path}.{name}", depth + 1)
    elif isinstance(settings, list | tuple):
        for index, value in enumerate(settings):
            yield from _entries(value, f"{path}[{index}]", depth + 1)


def _is_empty(value: Any) -> bool:
    if isinstance(value, Mapping):
        return all(_is_empty(member) for member in value.values())
    return value is None or value is False or value in ("", [], ())


@reading(SETTINGS, SECRET_SENT, needs=SETTINGS)
def lacks_code_flow(evidence: Evidence) -> Verdict:
    """Find a broker's settings in which the code flow is empty or missing, so that no client_secret was created."""
    settings, sent = evidence.get(SETTINGS), evidence.get(SECRET_SENT)
    if isinstance(settings, Absence) or (sent and not isinstance(sent, Absence)):
        return Skip("no settings, or a client_secret in spite of them")
    for path, name, value in _entries(settings):
        if name in _CODE_FLOW and _is_empty(value):
            return Fail(path, value, _WANTED, "the settings of the code flow are empty")
        # An app that only signs users in and never redeems a code does not need these settings, so only a request shows that they are missing.
        if name in _SIGN_IN and sent is not UNKNOWN and not any(inner in _CODE_FLOW for _, inner, _ in _entries(value)):
            return Fail(path, None, _WANTED, "the settings of the code flow are missing")
    return None


@reading(SETTINGS, IDENTITY_TOKEN, REQUEST, needs=SETTINGS)
def lacks_code(evidence: Evidence) -> Verdict:
    """Find a call to a broker that passes the identity token but not the code."""
    settings = evidence.get(SETTINGS)
    if isinstance(settings, Absence) or isinstance(evidence.get(IDENTITY_TOKEN), Absence) or not isinstance(evidence.get(REQUEST), Absence):
        return Skip("no call to a broker")
    entries = tuple(_entries(settings))
    empty = next((path for path, name, value in entries if name in _CODE_NAMES and value in (None, "")), None)
    if empty is None:
        return None
    if not any(_names_broker(name, value) for _, name, value in entries):
        # That the code is stated and empty is the mistake itself, whatever the service is called.
        return Missing((SETTINGS,), _STATED_AND_EMPTY)
    return Fail(empty, None, "the authorization code", "the broker is given only the identity token")


def _names_broker(name: str, value: Any) -> bool:
    return bool(_BROKERS.search(name) or (isinstance(value, str) and _BROKERS.search(value)))


CODE_FLOW_IS_NOT_CONFIGURED = Rule(
    id="code-flow-not-configured",
    title="the broker has no key to redeem codes with",
    question=Question.GRANT,
    since="0.1",
    told_by={Proof.CREDENTIAL_REFUSED: 25},
    why="Sign-in works, because an identity token needs no client_secret. Everything that needs the code, above all revocation, fails without one.",
    fix="Fill in Services ID, Team ID, Key ID and private key in the broker's code flow; if you only have an app, its bundle ID is the Services ID.",
    references=(RN_APPLE_227,),
    check=lacks_code_flow,
    harm=Harm.DEFEATS,
    also_seen=(INVALID_CLIENT.cited(RN_APPLE_227),),
    voids=(SECRET_MADE,),
    suspicion=Suspicion("check whether the service has the Team ID, the Key ID and the key, or only the client id", "it has all of them"),
    good=lambda: (
        Example("configured", lambda s: s.configured(settings={"config": {"codeFlowConfig": {"teamId": "A1B2C3D4E5", "keyId": "ABC123DEFG"}}})),
        Example("settings without a code flow", lambda s: s.configured(settings={"provider": "apple"}).unknown("request")),
        Example("empty, but a client_secret exists", lambda s: s.configured(settings={"code_flow_config": None})),
        Example("an app that redeems no code", lambda s: s.configured(settings=_APP_ALONE).unknown("request")),
    ),
    bad=lambda: (
        Example("empty", lambda s: s.configured(settings={"code_flow_config": None}).form(client_secret="")),
        Example("empty, without a request", lambda s: s.configured(settings={"code_flow_config": None}).unknown("request")),
        Example("empty fields, nested", lambda s: s.configured(settings=_EMPTY_FIELDS).form(client_secret="")),
        Example("left out", lambda s: s.configured(settings=_APP_ALONE).form(client_secret=samples.DROP)),
    ),
)

BROKER_NEEDS_CODE = Rule(
    id="broker-needs-code",
    title="the broker is not given the authorization code",
    question=Question.GRANT,
    since="0.1",
    told_by={Proof.BROKER_WANTS_CODE: 40, Proof.CREDENTIAL_REFUSED: 40},
    why="Some brokers redeem the code themselves and expect it beside the identity token, under the name accessToken. Without it they refuse.",
    fix="Pass authorizationCode of the credential as the broker's accessToken, as text, within five minutes.",
    references=(FIREBASE_IOS_16492,),
    check=lacks_code,
    harm=Harm.DEFEATS,
    suspicion=Suspicion(
        "check the call that builds the broker's credential: does it pass Apple's authorization code (Firebase calls it accessToken)?",
        "the broker is given the code, or does not redeem codes",
    ),
    good=lambda: (
        Example("the code is passed", lambda s: s.configured(settings={"firebase": {"accessToken": "set"}}).unknown("request")),
        Example("no broker, your own request", lambda s: s.configured(settings={"firebase": {"accessToken": None}})),
    ),
    bad=lambda: (Example("no code for Firebase", lambda s: s.configured(settings={"firebase": {"access_token": None}}).unknown("request")),),
)

RULES = (CODE_FLOW_IS_NOT_CONFIGURED, BROKER_NEEDS_CODE)
