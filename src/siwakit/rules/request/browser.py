"""The rule about requests that a web page sends instead of a server."""

from __future__ import annotations

from siwakit import samples
from siwakit.apple import Endpoint
from siwakit.evidence.parts import REQUEST
from siwakit.evidence.said import Proof
from siwakit.evidence.sign_in.target import TARGET
from siwakit.http import Request
from siwakit.rules.model import Example, Fail, Harm, Outcome, Question, Remedy, Rule, on
from siwakit.sources import APPLE_TOKEN, OUR_ADVICE

# The fetch of Node and Deno sends Sec-Fetch-Mode, too, but no other of these headers.
_TRACES = ("Origin", "Sec-Fetch-Site", "Sec-Fetch-Dest")


@on(TARGET, REQUEST)
def comes_from_page(endpoint: Endpoint, request: Request) -> Outcome:
    """Find the headers that only a browser adds."""
    if not endpoint.takes_credentials:
        return None
    for name in _TRACES:
        value = request.header(name)
        if value is not None:
            return Fail(f"request.headers.{name.lower()}", value, None, f"browsers add the header {name} by themselves")
    return None


FROM_BROWSER = Rule(
    id="request-from-browser",
    title="the request is sent by a web page",
    question=Question.REQUEST,
    since="0.1",
    told_by={Proof.BROWSER_BLOCKED: 40},
    why="The browser hides Apple's answer from the page (CORS), and anyone who opens the page can read the client_secret.",
    fix="Send the code to your own server, and let the server call Apple.",
    references=(APPLE_TOKEN, OUR_ADVICE),
    check=comes_from_page,
    remedy=Remedy.ACTION,
    harm=Harm.DEFEATS,
    explains=("request-method-not-post",),
    good=lambda: (
        Example("a server", lambda s: s.sends(user_agent="node")),
        Example("Node's fetch", lambda s: s.sends(sec_fetch_mode="cors", user_agent="node")),
        Example(
            "the key set, which a page may fetch",
            lambda s: s.sends(method="GET", url="https://appleid.apple.com/auth/keys", origin="https://app.example.com"),
        ),
    ),
    bad=lambda: (
        Example("a page's fetch", lambda s: s.sends(origin="https://app.example.com", sec_fetch_site="cross-site")),
        Example("without an Origin", lambda s: s.sends(sec_fetch_dest="empty")),
        Example("the browser's preflight request", lambda s: s.sends(method="OPTIONS", origin="http://localhost:3000", content_type=samples.DROP)),
    ),
)

RULES = (FROM_BROWSER,)
