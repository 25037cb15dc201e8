"""Apple's words beside the answers of its service, and its answers without words: what they mean, and what is known to cause them."""

from __future__ import annotations

from dataclasses import dataclass

from pages.markup import code, link, page, prose, table


@dataclass(frozen=True, slots=True)
class Cause:
    """A cause of some words: in words or as the id of a rule, and the source that reports it, if the rule does not cite it."""

    text: str = ""
    rule: str = ""
    source: str = ""
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """Words that Apple shows outside of the answers of its service."""

    words: str
    shown: str
    means: str
    causes: tuple[Cause, ...]


_FORUM = "https://developer.apple.com/forums/thread"
_HUB = "https://github.com"
PAGE_WORDS = (
    Words(
        "Sign Up Not Completed",
        "the sheet on a device, or the page in a popup",
        "Apple ended the sign-in and gives no reason.",
        (
            Cause(rule="capability-disabled"),
            Cause("the Return URL, which has to be the whole URL", "redirect-uri-not-registered"),
            Cause("the popup's `redirect_uri` is the address of a server instead of the page's own", "popup-origin-differs"),
            Cause(
                "the server-to-server notification URL of the primary App ID is wrong: correct or remove it in the developer portal",
                source=f"{_HUB}/aboutyou/dart_packages/issues/195",
                seen="one report, 2022",
            ),
            Cause(
                "the bundle ID of the build is not the registered one",
                source=f"{_HUB}/invertase/react-native-apple-authentication/issues/83",
                seen="one report, 2020",
            ),
            Cause(
                "the app is built without the entitlement, or something is wrong with the Apple Account: try another one",
                source=f"{_HUB}/lupidan/apple-signin-unity/issues/102",
                seen="advice of a library's author, 2021",
            ),
            Cause("a fault at Apple, which passes", source=f"{_HUB}/aboutyou/dart_packages/issues/195", seen="reports, March 2021"),
        ),
    ),
    Words(
        "Your request could not be completed because of an error. Please try again later.",
        "the page, after the password",
        "Apple's own page got a 403. These words have several unrelated causes, so none is proved.",
        (
            Cause("the account is managed by an organisation, which limits it", source=f"{_FORUM}/716494", seen="reports"),
            Cause("a temporary fault at Apple: it works a little later", source=f"{_FORUM}/716494", seen="reports"),
            Cause("the popup of Apple's script is not integrated as it expects", "popup-origin-differs"),
            Cause(rule="redirect-uri-not-registered"),
        ),
    ),
    Words(
        "user_cancelled_authorize",
        "the callback, as `error`",
        "The user pressed Cancel. It is the only error that Apple sends to the `redirect_uri`.",
        (Cause("nothing is wrong; the callback has to expect it", "callback-cancel-not-handled"),),
    ),
    Words(
        "popup_closed_by_user",
        "Apple's script for web pages",
        "The window was closed.",
        (
            Cause("the user closed it", source=f"{_HUB}/capacitor-community/apple-sign-in/issues/102", seen="reports"),
            Cause("the result could not reach your page, and the user gave up", "popup-origin-differs"),
        ),
    ),
    Words(
        "popup_blocked_by_browser",
        "Apple's script for web pages",
        "The browser opened no window.",
        (
            Cause(
                "a blocker, a browser inside of an app, or a call that did not come from a click",
                source=f"{_HUB}/capacitor-community/apple-sign-in/issues/75",
                seen="reports",
            ),
        ),
    ),
    Words(
        "user_trigger_new_signin_flow",
        "Apple's script for web pages",
        "Another sign-in was started before this one ended.",
        (Cause("the button was pressed twice", source=f"{_HUB}/patelmayankce/react-apple-login/issues/39", seen="reports"),),
    ),
    Words(
        "One or more Return URLs are invalid.",
        "the developer portal",
        "The portal does not register this Return URL.",
        (
            Cause(
                "it is not https, has a scheme of its own, or names localhost or an IP address",
                source=f"{_HUB}/openid/AppAuth-iOS/issues/586",
                seen="one report",
            ),
        ),
    ),
    Words(
        "403 Forbidden",
        "an HTML page instead of JSON, from `/auth/token` or `/auth/keys`",
        "Apple's edge stopped the request before the service saw it.",
        (Cause("the address of a data centre, or the User-Agent of a library", "edge-forbidden"),),
    ),
)
# Where, what is seen, what it means, and the source of that.
WITHOUT_WORDS = (
    ("/auth/authorize", "404", "the resource does not exist; Apple does not say why", "documented"),
    ("/auth/authorize", "500", "a fault at Apple; one report, from June 2019", f"{_HUB}/aaronpk/sign-in-with-apple-example/issues/1"),
    ("/auth/token, with a refresh token", "not known", "Apple may limit checks to one a day; how it then answers is not documented", "documented"),
    ("/auth/token", "500 or 503", "a fault at Apple, which passes", f"{_HUB}/mikebronner/laravel-sign-in-with-apple/issues/49"),
    ("/auth/revoke", "200, empty", "the token is revoked, or was not valid before: it proves no revocation", "documented"),
    (
        "/auth/usermigrationinfo",
        "400",
        "single users of a batch fail, without recorded words",
        f"{_HUB}/woowacourse-teams/2025-bom-bom/pull/812",
    ),
    ("/auth/keys", "200 and HTML", "a fault at Apple's edge: keep the keys that you have", f"{_HUB}/a-tokyo/apple-signin-auth/issues/19"),
    (
        "/.well-known/openid-configuration",
        "302",
        "seen in June 2025, with another issuer: do not take the issuer from this document",
        f"{_HUB}/ory/kratos/issues/4433",
    ),
    ("your endpoint for notifications", "any but 200", "Apple sends the notification again", f"{_FORUM}/811848"),
)


def words_elsewhere() -> str:
    """Return the part of the page about what is not an answer with an error code."""
    return page(
        "## Words on Apple's pages, on devices and in the portal",
        "These are shown to the user or to you, and reach no server. siwakit reads most of them in whatever you paste.",
        *(_section(words) for words in PAGE_WORDS),
        "## Answers without words",
        table(("from", "answer", "what it means", "source"), (_row(*row) for row in WITHOUT_WORDS)),
    )


def contents() -> list[tuple[str, str]]:
    """Return the rows that lead here from the top of the page."""
    return [(words.words, str(len(words.causes))) for words in PAGE_WORDS]


def _section(words: Words) -> str:
    causes = "\n".join(f"- {_cause(cause)}" for cause in words.causes)
    return page(f"### {code(words.words)}", f"Shown by: {words.shown}. {words.means}", causes)


def _cause(cause: Cause) -> str:
    rule = link(code(cause.rule), f"rules/{cause.rule}.md") if cause.rule else ""
    source = f" ({link(cause.seen, cause.source)})" if cause.source else ""
    return f"{cause.text}{f': {rule}' if cause.text and rule else rule}{source}"


def _row(place: str, answer: str, means: str, source: str) -> tuple[str, str, str, str]:
    shown = code(place) if place.startswith("/") and ", " not in place else prose(place)
    return shown, answer, prose(means), link("report", source) if source.startswith("https") else source
