"""Rules about Team ID, Key ID and client_id in each other's field.

Team IDs and Key IDs look alike, so a value is called misplaced only if something else says what it is: the name of the
key file, the portal, the developer, or a form that no identifier has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from siwakit import samples
from siwakit.apple import IDENTIFIER, kind_of
from siwakit.evidence.aspects import CLIENT_ID_FORM, ISS, KID, SECRET_MADE, SIGNED_BY
from siwakit.evidence.evidence import LACKING, UNKNOWN, Absence, Evidence
from siwakit.evidence.identifiers import CERTAIN_KEY_IDS, PORTAL_TEAM_IDS, is_vouched_for, parts_behind_team
from siwakit.evidence.parts import IDENTITY_CLAIMS, PORTAL
from siwakit.evidence.parts import TEAM_ID as OWN_TEAM
from siwakit.evidence.said import Proof
from siwakit.evidence.settings.setting_names import Role
from siwakit.evidence.settings.stated_settings import CONFIGURATION, ConfigReading, Stated
from siwakit.evidence.showing.redact import sealed
from siwakit.jose.keys.key_file_name import read_key_file_name
from siwakit.patterns import pattern
from siwakit.rules.model import Example, Fail, Harm, Missing, Question, Rule, Skip, Verdict, reading
from siwakit.sources import ALLAUTH_3158, ALLAUTH_DOCS, APPLE_CLIENT_SECRET, APPLE_KEY_DOWNLOAD

_CLIENTS = (Role.CLIENT_ID, Role.SERVICES_ID, Role.BUNDLE_ID)
_VOIDED = {Role.TEAM_ID: (ISS,), Role.KEY_ID: (KID, SIGNED_BY), Role.PRIVATE_KEY: (SECRET_MADE,), **dict.fromkeys(_CLIENTS, (CLIENT_ID_FORM,))}
_ARMOUR = pattern(r"BEGIN [A-Z ]{0,24}PRIVATE KEY")
_FILE = pattern(r"[^\n]{0,400}\.(?:p8|pem)|(?:[^\n]{0,400}[/\\])?(?:Auth|Subscription|Api)Key_\w{10}", re.IGNORECASE)
_ADDRESS = pattern(r"[A-Za-z][A-Za-z0-9+.-]{1,20}://")
_MAIL = pattern(r"[^@\s]{1,64}@[^@\s]{1,190}\.[A-Za-z]{2,20}")
# `app_secret` is the key to some libraries, and the client_secret to others.
_NAMES_KEY = pattern(r"key|p8|pem|certificate|config\.clientSecret|SOCIAL_AUTH_APPLE_ID_SECRET", re.IGNORECASE)
_JWT = pattern(r"ey[\w-]{5,2000}\.[\w-]{2,4000}\.[\w-]{0,2000}")


@reading(CONFIGURATION, CERTAIN_KEY_IDS, PORTAL_TEAM_IDS, OWN_TEAM, needs=CONFIGURATION)
def are_swapped(evidence: Evidence) -> Verdict:
    """Find a Key ID in the field of the Team ID, or a Team ID in the field of the Key ID."""
    settings = evidence.get(CONFIGURATION)
    if isinstance(settings, Absence):
        return Skip("no settings") if settings is LACKING else Missing((CONFIGURATION,))
    key_ids = _of(evidence, settings)
    for stated in settings.all(Role.TEAM_ID):
        if stated.value.strip() in key_ids:
            return _fail(stated, "the Team ID", f"{stated.value.strip()} is a Key ID: {key_ids[stated.value.strip()]}{_other_names(stated)}")
    teams = _teams(evidence, settings)
    # If two settings disagree, the one with names of its own is the likelier to be mistaken.
    for stated in sorted(settings.all(Role.KEY_ID), key=lambda one: not one.library):
        if stated.value.strip() in teams and stated.value.strip() not in key_ids:
            return _fail(stated, "the Key ID", f"{stated.value.strip()} is a Team ID: {teams[stated.value.strip()]}{_other_names(stated)}")
    return None


def _of(evidence: Evidence, settings: ConfigReading) -> dict[str, str]:
    """Return the identifiers that are certainly Key IDs, each with its evidence."""
    known = evidence.get(CERTAIN_KEY_IDS)
    made = dict.fromkeys(() if isinstance(known, Absence) else known, "according to the name of the key file, or the portal")
    for stated in settings.all(Role.KEY_FILE):
        key_id = read_key_file_name(stated.value).key_id
        if key_id:
            made[key_id] = f"{stated.path} refers to a key file with this name"
    return made


def _teams(evidence: Evidence, settings: ConfigReading) -> dict[str, str]:
    registered, own = evidence.get(PORTAL_TEAM_IDS), evidence.get(OWN_TEAM)
    made = dict.fromkeys(() if isinstance(registered, Absence) else registered, "according to the portal")
    if isinstance(own, str) and IDENTIFIER.fullmatch(own):
        made.setdefault(own, "it is yours")
    for stated in settings.all(Role.TEAM_ID):
        if IDENTIFIER.fullmatch(stated.value.strip()):
            made.setdefault(stated.value.strip(), f"it is also the Team ID in {stated.path}")
    return made


def _other_names(stated: Stated) -> str:
    if stated.library != "django-allauth":
        return ""
    return "; django-allauth keeps the Team ID under key and the Key ID under secret"


def _fail(stated: Stated, expected: str, because: str, actual: Any = None, correct: str | None = None) -> Fail:
    return Fail(f"settings.{stated.path}", stated.value if actual is None else actual, expected, because, correct)


@reading(CONFIGURATION, IDENTITY_CLAIMS, PORTAL, needs=CONFIGURATION)
def is_misplaced(evidence: Evidence) -> Verdict:
    """Find a value that is recognised as another kind than its setting is for."""
    settings = evidence.get(CONFIGURATION)
    if isinstance(settings, Absence):
        return Skip("no settings") if settings is LACKING else Missing((CONFIGURATION,))
    misplaced = list(_misplaced(settings, evidence))
    if not misplaced:
        return None
    voids = dict.fromkeys(aspect for stated, _ in misplaced for aspect in _VOIDED[stated.role])
    return replace(_say(*misplaced[0]), voids=tuple(voids))


def _misplaced(settings: ConfigReading, evidence: Evidence) -> Iterator[tuple[Stated, str]]:
    """Yield each setting that contains another kind of value, and which kind."""
    clients = {value for role in _CLIENTS for value in settings.values(role)}
    teams = set(settings.values(Role.TEAM_ID))
    key_ids = {value for value in settings.values(Role.KEY_ID) if IDENTIFIER.fullmatch(value)}
    for stated in settings.stated:
        value = stated.value.strip()
        if stated.role in {Role.TEAM_ID, Role.KEY_ID}:
            other = _kind_of(value) or ("the client_id" if value in clients else "")
        elif stated.role in _CLIENTS and not is_vouched_for(evidence, value):
            other = _kind_of(value) or ("the Team ID" if value in teams and IDENTIFIER.fullmatch(value) else "")
        elif stated.role is Role.PRIVATE_KEY and _NAMES_KEY.search(stated.path) and (_JWT.fullmatch(value) or value in key_ids):
            other = "the Key ID" if value in key_ids else "a JWT"
        else:
            continue
        # If the Team ID is also the client_id, the mistake is the client_id's, and vice versa.
        if other and not (stated.role is Role.TEAM_ID and value in clients and IDENTIFIER.fullmatch(value)):
            yield stated, other


def _say(stated: Stated, other: str) -> Fail:
    value = stated.value.strip()
    is_secret = other in {"a private key", "a JWT"} or kind_of(value) is not None
    correct = read_key_file_name(value).key_id if stated.role is Role.KEY_ID and other == "the name of a key file" else _part_of(stated, value)
    shown = sealed(other, value) if is_secret else value
    return _fail(stated, stated.role.value, f"{stated.path} is the setting for {stated.role.value}, but contains {other}", shown, correct)


def _part_of(stated: Stated, value: str) -> str | None:
    """Return the part that belongs in this setting of a Team ID followed by an identifier."""
    parts = parts_behind_team(value)
    if parts is None or stated.role is Role.KEY_ID:
        return None
    return parts[0] if stated.role is Role.TEAM_ID else parts[1]


def _kind_of(value: str) -> str:
    """Return what *value* is by its form, if it does not have the form of an identifier."""
    if _ARMOUR.search(value):
        return "a private key"
    if _JWT.fullmatch(value):
        return "a JWT"
    if _FILE.fullmatch(value):
        return "the name of a key file"
    if _ADDRESS.match(value):
        return "an address"
    if _MAIL.fullmatch(value):
        return "an email address"
    if parts_behind_team(value):
        return "a Team ID followed by an identifier"
    opaque = kind_of(value)
    return f"an {opaque.value}".replace("an ref", "a ref") if opaque else ""


def _settings(**members: Any) -> Any:
    return lambda s: s.configured(settings={"apple": members})


def _allauth(**members: Any) -> Any:
    return lambda s: s.configured(settings={"SOCIALACCOUNT_PROVIDERS": {"apple": {"APPS": [members]}}})


def _keycloak(s: samples.Scenario) -> samples.Scenario:
    config = {"clientId": samples.SERVICES_ID, "teamId": samples.TEAM_ID, "keyId": samples.KEY_ID, "clientSecret": s.compact_secret()}
    return s.configured(settings={"alias": "apple", "providerId": "apple", "config": config}).unknown("keys", "request")


def _swapped_and_signed(s: samples.Scenario) -> samples.Scenario:
    swapped = s.configured(settings={"APPLE_TEAM_ID": samples.KEY_ID, "APPLE_KEY_ID": samples.TEAM_ID})
    return swapped.header(kid=samples.TEAM_ID).secret(iss=samples.KEY_ID).unknown("portal")


def _unknown_key(s: samples.Scenario) -> samples.Scenario:
    named = s.configured(
        settings={"APPLE_TEAM_ID": samples.TEAM_ID, "APPLE_KEY_ID": samples.OTHER_KEY_ID, "APPLE_KEY_PATH": "keys/apple.p8"}, team_id=UNKNOWN
    )
    return named.unknown("portal", "keys")


TEAM_AND_KEY_ID_ARE_SWAPPED = Rule(
    id="settings-team-and-key-id-swapped",
    title="the Team ID and Key ID settings are swapped",
    question=Question.HEADER,
    since="0.1",
    why=(
        "Both are ten capitals and digits, and some libraries have confusing setting names. The client_secret then has a kid and an iss that do "
        "not exist."
    ),
    fix="Put the ten characters from the key file's name into the Key ID setting, and those under Membership details into the Team ID setting.",
    references=(ALLAUTH_DOCS, ALLAUTH_3158, APPLE_KEY_DOWNLOAD),
    check=are_swapped,
    harm=Harm.DEFEATS,
    # Each of the two identifiers is in the other's place.
    explains=("key-never-reached-the-signer", "secret-sub-has-team-prefix", "key-not-registered"),
    voids=(SIGNED_BY, KID, ISS),
    good=lambda: (
        Example("each in its own", _settings(team_id=samples.TEAM_ID, key_id=samples.KEY_ID)),
        Example("django-allauth's names", _allauth(client_id=samples.SERVICES_ID, secret=samples.KEY_ID, key=samples.TEAM_ID)),
        Example("no settings at all", lambda s: s),
        Example("a Key ID that no other evidence confirms", _unknown_key),
    ),
    bad=lambda: (
        Example("the Key ID as Team ID, by the key file's name", _settings(team_id=samples.KEY_ID, key_id=samples.TEAM_ID)),
        Example("in django-allauth's settings", _allauth(client_id=samples.SERVICES_ID, secret=samples.TEAM_ID, key=samples.KEY_ID)),
        Example("the Team ID as Key ID too", _settings(team_id=samples.TEAM_ID, key_id=samples.TEAM_ID)),
        Example(
            "by a path in the settings",
            lambda s: _settings(team_id=samples.KEY_ID, private_key_path=f"keys/AuthKey_{samples.KEY_ID}.p8")(s).unknown("portal", "keys"),
        ),
        Example("a client_secret that was created from them", _swapped_and_signed),
    ),
)

VALUE_IS_MISPLACED = Rule(
    id="settings-value-in-wrong-field",
    title="a setting contains another value of the same sign-in",
    question=Question.HEADER,
    since="0.1",
    told_by={Proof.KEY_HOLDS_DOT: 40, Proof.SECRET_IS_NO_JWT: 15, Proof.CLIENT_ID_NOT_GIVEN: 30},
    why="The library creates the client_secret from these settings. With another value in one of them Apple cannot identify the client.",
    fix="Put each value into its own setting: Team ID and Key ID are ten capitals and digits, client_id is the bundle ID or the Services ID.",
    references=(APPLE_CLIENT_SECRET, ALLAUTH_3158),
    check=is_misplaced,
    harm=Harm.DEFEATS,
    # The value is in the wrong setting, and so in the wrong claim.
    explains=("key-never-reached-the-signer", "secret-sub-has-team-prefix", "key-not-registered"),
    voids=(SIGNED_BY, KID, ISS, CLIENT_ID_FORM, SECRET_MADE),
    good=lambda: (
        Example("each in its own", _settings(teamId=samples.TEAM_ID, keyId=samples.KEY_ID, clientId=samples.SERVICES_ID, bundleId=samples.BUNDLE_ID)),
        Example("a key from FusionAuth's own store", _settings(teamId=samples.TEAM_ID, keyId="c8b2d2a6-19a1-4f0e-9a35-0f5b0a3c7b11")),
        Example("a placeholder", _settings(teamId="${APPLE_TEAM_ID}", keyId="<your key id>")),
        Example("ten capitals that are your company's own", _settings(clientId="ACMEWIDGET.com.example.web", bundleId="ACMEWORKS2.signin.web")),
        Example("a client_secret under a name that may be the key's", lambda s: _settings(app_secret=s.compact_secret())(s)),
        Example("the account that an app is notarized with", lambda s: s.configured(settings={"APPLE_ID": "me@example.com"})),
    ),
    bad=lambda: (
        Example("the key file's name as Key ID", _settings(keyId=f"AuthKey_{samples.KEY_ID}.p8")),
        Example("the client_id as Team ID", _settings(teamId=samples.SERVICES_ID, clientId=samples.SERVICES_ID)),
        Example("the Team ID as client_id", _settings(teamId=samples.TEAM_ID, clientId=samples.TEAM_ID)),
        Example("the callback's address as client_id", _settings(clientId="https://app.example.com/callback")),
        Example("the Team ID in front of the client_id", _settings(clientId=f"{samples.TEAM_ID}.{samples.BUNDLE_ID}")),
        Example("the App ID with its prefix as Team ID", _settings(team_id=f"{samples.TEAM_ID}.{samples.BUNDLE_ID}")),
        Example("an account as Team ID", _settings(team_id="me@example.com")),
        Example("a JWT as the key", lambda s: _settings(privateKey=s.compact_secret(), keyId=samples.KEY_ID)(s).unknown("keys", "request")),
        Example("a JWT where Keycloak's extension keeps the key", _keycloak),
        Example("the Key ID as the key", lambda s: _settings(private_key=samples.KEY_ID, key_id=samples.KEY_ID)(s).unknown("keys", "request")),
        Example("the key as Key ID", _settings(key_id=samples.team_key_text())),
        Example(
            "a secret as Key ID, in django-allauth's secret",
            lambda s: _allauth(client_id=samples.SERVICES_ID, secret=s.compact_secret(), key=samples.TEAM_ID)(s),
        ),
    ),
)

RULES = (TEAM_AND_KEY_ID_ARE_SWAPPED, VALUE_IS_MISPLACED)
