"""Return URLs in the portal, checked by the rules for redirect_uri as on the authorize page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlencode, urlsplit

from siwakit.apple import AUTHORIZE_URL, Endpoint
from siwakit.emulator.complete_evidence import excuse_of
from siwakit.emulator.portal.actions import PortalRefused
from siwakit.emulator.state.world import World
from siwakit.emulator.switches import Switches
from siwakit.errors import UsageError
from siwakit.evidence.evidence import Evidence
from siwakit.http import Request
from siwakit.judge.decide import Refused, decide
from siwakit.judge.plan import Plan
from siwakit.patterns import pattern
from siwakit.rules.authorize import redirect_uri_form

INVALID = "One or more Return URLs are invalid."  # APPAUTH_IOS_586
MAX_URLS = 100  # of an organization (APPLE_ENVIRONMENT)
FIELD = "return_urls"
_FORM_RULES = Plan(redirect_uri_form.RULES)
# The portal does not accept everything that is typed: a wildcard, a placeholder or a label that DNS does not allow is not a host.
_LABEL = "[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST = pattern(rf"(?=.{{1,254}}\Z){_LABEL}(?:\.{_LABEL})*\.?|\[[0-9a-f:.]+\]")


def is_refused_only_as_local(url: str, switches: Switches, now: int) -> bool:
    """Return whether *url* is refused, and would be accepted with the switch `allow_localhost`."""
    evidence = _asking_for(url, now)
    return isinstance(decide(evidence, Endpoint.AUTHORIZE, _FORM_RULES, excuse_of(switches, now)), Refused) and _is_accepted_as_local(
        evidence, switches, now
    )


def require_return_urls(urls: Sequence[str], switches: Switches, now: int) -> tuple[str, ...]:
    """Return *urls* without duplicates.

    Raises:
        PortalRefused: too many, or one that the authorize page refuses because of its form.
    """
    if len(set(urls)) > MAX_URLS:
        raise PortalRefused(INVALID, hint=f"a Services ID has at most {MAX_URLS} of them", field=FIELD)
    for url in urls:
        evidence = _asking_for(url, now)
        decision = decide(evidence, Endpoint.AUTHORIZE, _FORM_RULES, excuse_of(switches, now))
        if isinstance(decision, Refused):
            raise PortalRefused(INVALID, hint=_hint(decision, evidence, switches, now), rule=decision.rule.id, field=FIELD)
        if not _has_host_and_path(url):
            raise PortalRefused(INVALID, hint="a Return URL has a scheme, a host without wildcards, and a path", field=FIELD)
    return tuple(dict.fromkeys(urls))


def _asking_for(url: str, now: int) -> Evidence:
    query = urlencode({"redirect_uri": url}, errors="surrogatepass")
    return Evidence(now=now, authorize=Request("GET", f"{AUTHORIZE_URL}?{query}"))


def _is_accepted_as_local(evidence: Evidence, switches: Switches, now: int) -> bool:
    tolerant = excuse_of(switches.with_changes(allow_localhost=True), now)
    return not isinstance(decide(evidence, Endpoint.AUTHORIZE, _FORM_RULES, tolerant), Refused)


def _hint(refused: Refused, evidence: Evidence, switches: Switches, now: int) -> str:
    """Return what is wrong and what to do: if only the emulator's switch stands between, the address is usual in development."""
    if _is_accepted_as_local(evidence, switches, now):
        return f"{refused.rule.title}, which Apple refuses. To accept it here, set the switch allow_localhost (in the portal under Settings)."
    return f"{refused.rule.title}: {refused.rule.fix}"


def require_world_urls(world: World, switches: Switches, now: int) -> None:
    """Check the Return URLs of *world* as the portal checks its forms.

    Raises:
        UsageError: a Services ID with a Return URL that the portal would not register.
    """
    for client in world.clients:
        try:
            require_return_urls(client.return_urls, switches, now)
        except PortalRefused as refused:
            raise UsageError(f"{FIELD} of {client.identifier}: {refused.message}", hint=refused.hint) from None


def _has_host_and_path(url: str) -> bool:
    try:
        url.encode()  # a lone surrogate, which JSON can contain, is not part of any address
        parts = urlsplit(url)
    except ValueError:
        return False
    host = parts.netloc.rpartition("@")[2].lower()
    return _HOST.fullmatch(re.sub(r":\d*$", "", host)) is not None and bool(parts.path)
