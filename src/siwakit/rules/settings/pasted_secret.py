"""Rules about other values in the client_secret setting of libraries that send it unchanged."""

from __future__ import annotations

from typing import Any

from siwakit import samples
from siwakit.evidence.said import Proof
from siwakit.evidence.settings.setting_names import Role
from siwakit.evidence.settings.stated_settings import CONFIGURATION, ConfigReading
from siwakit.evidence.showing.redact import sealed
from siwakit.patterns import pattern
from siwakit.rules.model import Example, Fail, Harm, Outcome, Question, Remedy, Rule, on
from siwakit.rules.wire import INVALID_CLIENT
from siwakit.sources import APPLE_CLIENT_SECRET, SUPABASE_DOCS

_KEY_FILE = pattern(r"[^\n]{0,400}\.p8|(?:[^\n]{0,400}[/\\])?AuthKey_[A-Z0-9]{10}")
_ARMOUR = pattern(r"BEGIN [A-Z ]{0,24}PRIVATE KEY")


@on(CONFIGURATION)
def is_private_key(settings: ConfigReading) -> Outcome:
    """Find a private key in the setting of a client_secret that is sent to Apple unchanged."""
    for stated in () if settings.generates else settings.all(Role.CLIENT_SECRET):
        if stated.sends_secret and _ARMOUR.search(stated.value):
            actual = sealed("a private key", stated.value)
            because = f"{stated.library} sends {stated.path} to Apple unchanged, and it contains a private key"
            return Fail(f"settings.{stated.path}", actual, "a JWT of three segments, signed with this key", because)
    return None


@on(CONFIGURATION)
def is_key_file_name(found: ConfigReading) -> Outcome:
    """Find the name of a key file in the setting of a client_secret; whether a program of one's own signs with that file is not known."""
    for stated in () if found.generates else found.all(Role.CLIENT_SECRET):
        if _KEY_FILE.fullmatch(stated.value.strip()):
            because = f"{stated.path} names a file, and a library sends what stands there"
            return Fail(
                f"settings.{stated.path}", sealed("the name of a key file", stated.value), "a JWT of three segments, signed with this key", because
            )
    return None


def _spring(secret: str, **members: Any) -> Any:
    registration = {"client-id": samples.SERVICES_ID, "client-secret": secret, **members}
    return lambda s: s.configured(settings={"spring": {"security": {"oauth2": {"client": {"registration": {"apple": registration}}}}}})


def _supabase(secret: str) -> Any:
    members = {"client_id": samples.SERVICES_ID, "secret": secret}
    return lambda s: s.configured(settings={"auth": {"external": {"apple": members}}})


def _added(**members: Any) -> Any:
    key = samples.team_key_text()
    return lambda s: s.configured(settings={"AddApple": {"ClientId": samples.SERVICES_ID, "ClientSecret": key, **members}})


def _signed(s: samples.Scenario) -> samples.Scenario:
    return s.configured(settings={"AUTH_APPLE_ID": samples.SERVICES_ID, "AUTH_APPLE_SECRET": s.compact_secret()})


SECRET_SETTING_IS_PRIVATE_KEY = Rule(
    id="settings-secret-is-private-key",
    title="the setting for the client_secret contains the private key",
    question=Question.SIGNATURE,
    since="0.1",
    told_by={Proof.SECRET_IS_NO_JWT: 20, Proof.ONLY_APPLE_FAILS: 35},
    why="This library does not sign: it sends the setting's value to Apple. The private key goes over the network and is refused.",
    fix="Create a client_secret with the key (`siwakit secret`) and put that into the setting; renew it before its exp, after six months at most.",
    references=(SUPABASE_DOCS, APPLE_CLIENT_SECRET),
    check=is_private_key,
    remedy=Remedy.SECRET,
    harm=Harm.DEFEATS,
    # The key was put into this setting instead of being used to sign.
    explains=("key-never-reached-the-signer", "secret-is-private-key"),
    good=lambda: (
        Example("a JWT", _signed),
        Example("the name of an environment variable", _supabase("env(SUPABASE_AUTH_EXTERNAL_APPLE_SECRET)")),
        Example("a library that is configured to sign, whatever the setting contains", _added(GenerateClientSecret=True)),
        Example("a library that signs", lambda s: s.configured(settings={"SOCIAL_AUTH_APPLE_ID_SECRET": samples.team_key_text()})),
    ),
    bad=lambda: (
        Example("in Supabase's settings", _supabase(samples.team_key_text())),
        Example("in C#, where the library is not configured to sign", _added()),
        Example("on one line, in Auth.js", lambda s: s.configured(settings={"AUTH_APPLE_SECRET": samples.team_key_text().replace("\n", "\\n")})),
    ),
)

SECRET_IS_KEY_FILE_NAME = Rule(
    id="secret-is-key-file-name",
    title="the client_secret setting contains the name of the key file",
    question=Question.SIGNATURE,
    since="0.1",
    told_by={Proof.SECRET_IS_NO_JWT: 10},
    why="A library sends what is in this setting. Only code of your own that reads the file and signs with it makes a client_secret of its name.",
    fix="Make a client_secret with the key (`siwakit secret`) and put that into the setting, or check that your code signs with the file.",
    references=(APPLE_CLIENT_SECRET,),
    check=is_key_file_name,
    remedy=Remedy.SECRET,
    assumed=INVALID_CLIENT,
    good=lambda: (
        Example("a JWT", _signed),
        Example("a library that is told to sign", _added(ClientSecret=f"AuthKey_{samples.KEY_ID}.p8", GenerateClientSecret=True)),
        Example("the name of the file where it belongs", lambda s: s.configured(settings={"apple": {"key_path": f"AuthKey_{samples.KEY_ID}.p8"}})),
    ),
    bad=lambda: (
        Example("in Spring's settings", _spring(f"AuthKey_{samples.KEY_ID}.p8")),
        Example("with its folder", _spring(f"static/apple/AuthKey_{samples.KEY_ID}.p8")),
        Example("without its ending", _spring(f"AuthKey_{samples.KEY_ID}")),
    ),
)

RULES = (SECRET_SETTING_IS_PRIVATE_KEY, SECRET_IS_KEY_FILE_NAME)
