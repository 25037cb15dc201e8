"""Browsers: a page that calls Apple, and a popup whose answer does not arrive."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

_MDN = "https://developer.mozilla.org/en-US/docs/Web/HTTP/CORS/Errors/CORSMissingAllowOrigin"
_WEBKIT = "https://github.com/supabase/supabase/issues/20982"

MESSAGES = (
    Message(
        id="chrome-cors",
        speaker="Chrome",
        literal="has been blocked by cors policy",
        words=pattern(
            r"Access to (?:fetch|XMLHttpRequest|resource) at 'https://appleid\.apple\.com(?::443)?/auth/(?:token|revoke|"
            r"oauth2)[^']{0,200}' (?:\(redirected from '[^']{1,200}'\) )?from origin '(?P<actual>[^']{1,200})' has been blocked by C"
            r"ORS policy"
        ),
        proves=Proof.BROWSER_BLOCKED,
        samples=(
            (
                "Access to fetch at 'https://appleid.apple.com/auth/token' from origin 'http://localhost:3000' has been blocked by "
                "CORS policy: No 'Access-Control-Allow-Origin' header is present on the requested resource."
            ),
        ),
        versions="Chrome 74 and later, Edge, Opera",
        where="https://github.com/JanHalozan/iTunesConnectAnalytics/issues/49",
    ),
    Message(
        id="firefox-cors",
        speaker="Firefox",
        literal="https://appleid.apple.com/auth/",
        words=pattern(r"https://appleid\.apple\.com/auth/(?:token|revoke|oauth2)[^\s()]{0,80}\.? \([^():]{2,30}: [^()]{0,60}CORS[^()]{2,120}\)"),
        proves=Proof.BROWSER_BLOCKED,
        samples=(
            (
                "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at https://"
                "appleid.apple.com/auth/token. (Reason: CORS header 'Access-Control-Allow-Origin' missing). Status code: 400."
            ),
            (
                "Quell\u00fcbergreifende (Cross-Origin) Anfrage blockiert: Die Gleiche-Quelle-Regel verbietet das Lesen der externen "
                "Ressource auf https://appleid.apple.com/auth/token. (Grund: CORS-Kopfzeile 'Access-Control-Allow-Origin' fehlt)."
            ),
        ),
        versions="all",
        where=_MDN,
    ),
    Message(
        id="safari-cors",
        speaker="Safari",
        literal="due to access control checks",
        words=pattern(r"cannot load https://appleid\.apple\.com/auth/(?:token|revoke|oauth2)\S{0,200} due to access control checks"),
        proves=Proof.BROWSER_BLOCKED,
        samples=(
            "Fetch API cannot load https://appleid.apple.com/auth/token due to access control checks.",
            "XMLHttpRequest cannot load https://appleid.apple.com/auth/token due to access control checks.",
        ),
        versions="Safari 10 and later",
        where=_WEBKIT,
    ),
    Message(
        id="chrome-post-message",
        speaker="Chrome",
        literal="does not match the recipient window's origin",
        words=pattern(
            r"Failed to execute 'postMessage' on 'DOMWindow': The target origin provided \('(?P<expected>[^']{1,200})'\) does not ma"
            r"tch the recipient window's origin \('(?P<actual>[^']{1,200})'\)"
        ),
        proves=Proof.POPUP_ANSWER_LOST,
        samples=(
            (
                "Failed to execute 'postMessage' on 'DOMWindow': The target origin provided ('https://api.example.com') does not match "
                "the recipient window's origin ('https://app.example.com')."
            ),
        ),
        versions="Chrome, Edge, Opera",
        where="https://github.com/oauth-io/oauth-js/issues/17",
        is_general=True,
    ),
    Message(
        id="safari-post-message",
        speaker="Safari",
        literal="unable to post message to",
        words=pattern(r"Unable to post message to (?P<expected>https?://[\w.:-]{1,200})\. Recipient has origin (?P<actual>https?://[\w.:-]{1,200})"),
        proves=Proof.POPUP_ANSWER_LOST,
        samples=("Unable to post message to https://api.example.com. Recipient has origin https://app.example.com.",),
        versions="all",
        where="https://github.com/Shopify/shopify-app-bridge/issues/127",
        is_general=True,
    ),
)
