"""Rules about the client_secret setting of libraries that send it unchanged."""

from __future__ import annotations

from typing import Any

from siwakit import samples
from siwakit.evidence.settings.setting_names import Role
from siwakit.evidence.settings.stated_settings import CONFIGURATION, ConfigReading
from siwakit.evidence.showing.redact import sealed
from siwakit.patterns import pattern
from siwakit.rules.model import Example, Fail, Harm, Outcome, Question, Rule, on
from siwakit.sources import APPLE_CLIENT_SECRET, SUPABASE_DOCS

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
    why="This library does not sign: it sends the setting's value to Apple. The private key goes over the network and is refused.",
    fix="Create a client_secret with the key (`siwakit secret`) and put that into the setting; renew it before its exp, after six months at most.",
    references=(SUPABASE_DOCS, APPLE_CLIENT_SECRET),
    check=is_private_key,
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

RULES = (SECRET_SETTING_IS_PRIVATE_KEY,)
