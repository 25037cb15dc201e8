"""The rule about the order of client_ids in Supabase's settings: the first is sent to Apple, the others only accept identity tokens."""

from __future__ import annotations

from collections.abc import Callable

from siwakit import samples
from siwakit.evidence.evidence import Absence, Evidence, Origin
from siwakit.evidence.parts import BUNDLE_IDS, ORIGIN, PORTAL, SERVICES_IDS
from siwakit.evidence.said import Proof
from siwakit.evidence.settings.setting_names import Role
from siwakit.evidence.settings.stated_settings import CONFIGURATION, ConfigReading, Stated
from siwakit.evidence.sign_in.issued_to import SURFACE, is_services_id
from siwakit.rules.model import Example, Fail, Harm, Missing, Question, Rule, Skip, Suspicion, Verdict, reading
from siwakit.rules.wire import INVALID_CLIENT, PAGE_INVALID_PAIR
from siwakit.sources import SUPABASE_47707, SUPABASE_DOCS


@reading(CONFIGURATION, SURFACE, BUNDLE_IDS, SERVICES_IDS, PORTAL, needs=CONFIGURATION)
def is_bundle_id_first(evidence: Evidence) -> Verdict:
    """Find a bundle ID that is first in a list with a Services ID, in a sign-in on the web."""
    settings = evidence.get(CONFIGURATION)
    if isinstance(settings, Absence):
        # Without settings nothing says that Supabase is in use, and the user need not look for its list.
        return Skip("no settings of Supabase are known")
    listed = _list_in(settings)
    if len(listed) < 2:  # noqa: PLR2004  one has no order
        return Skip("no list of client_ids in Supabase's settings")
    surface, kind = evidence.get(SURFACE), is_services_id(evidence, listed[0].value)
    if kind is True or surface is Origin.NATIVE:
        return None
    bundles = evidence.get(BUNDLE_IDS)
    if kind is None:
        # Of a list of bundle IDs it is known that it is whole: what is not in it is a Services ID.
        return None if isinstance(bundles, tuple) and listed[0].value not in bundles else Missing((BUNDLE_IDS, SERVICES_IDS), 1)
    right = [one.value for one in listed if is_services_id(evidence, one.value)]
    if surface is not Origin.WEB:
        return Missing((ORIGIN,), 1)
    because = f"Supabase sends the first of the list to Apple, and {listed[0].value} is a bundle ID"
    correct = ",".join(dict.fromkeys((right[0], *(one.value for one in listed)))) if len(right) == 1 else None
    return Fail(f"settings.{listed[0].path}", ",".join(one.value for one in listed), correct or "the Services ID first", because, correct)


def _list_in(settings: ConfigReading) -> tuple[Stated, ...]:
    """Return the client_ids of the first setting of Supabase that has any."""
    found = [one for one in settings.all(Role.CLIENT_ID) if one.library == "Supabase" and not one.path.lower().endswith("additional_client_ids")]
    return tuple(one for one in found if one.path == found[0].path)


def _listing(*client_ids: str) -> Callable[[samples.Scenario], samples.Scenario]:
    settings = {"auth": {"external": {"apple": {"client_id": ",".join(client_ids)}}}}
    return lambda s: samples.authorizing(s).configured(settings=settings)


CLIENT_IDS_IN_WRONG_ORDER = Rule(
    id="client-ids-in-wrong-order",
    title="the bundle ID is before the Services ID in Supabase's list of client_ids",
    question=Question.CLIENT_ID,
    since="0.1",
    why="On the web, Supabase sends the first client_id of the list to Apple. The others are only accepted in identity tokens from apps.",
    fix="Put the Services ID first in the list, and the bundle IDs of your apps after it. Make the client_secret for the Services ID.",
    references=(SUPABASE_47707, SUPABASE_DOCS),
    check=is_bundle_id_first,
    harm=Harm.DEFEATS,
    also_seen=(PAGE_INVALID_PAIR, INVALID_CLIENT),
    # The first of the list is the client_id on Apple's page and of the request.
    explains=("authorize-client-id-is-bundle-id", "bundle-id-for-web-code"),
    suspicion=Suspicion(
        "check which of the client_ids in the list is first: on the web it has to be the Services ID",
        "the first is the Services ID, or the sign-in fails only in the app",
    ),
    told_by={Proof.ONLY_WEB_FAILS: 40},
    good=lambda: (
        Example("the Services ID first", _listing(samples.SERVICES_ID, samples.BUNDLE_ID)),
        Example("only one", _listing(samples.SERVICES_ID)),
        Example("the app, whose identity token Supabase verifies", lambda s: _listing(samples.BUNDLE_ID, samples.SERVICES_ID)(s.native())),
    ),
    bad=lambda: (
        Example("the bundle ID first", _listing(samples.BUNDLE_ID, samples.SERVICES_ID)),
        Example("by your lists", lambda s: _listing(samples.BUNDLE_ID, samples.SERVICES_ID)(s).unknown("portal")),
    ),
)

RULES = (CLIENT_IDS_IN_WRONG_ORDER,)
