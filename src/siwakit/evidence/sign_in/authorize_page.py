"""Parts for rules about the authorize page and the callback.

Each stage proves that the one before it succeeded: if there is a code, the authorize page did not refuse, and a request
with credentials comes after the callback. So the page is judged only if nothing later is known, and likewise the callback.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote

from siwakit.evidence.evidence import LACKING, UNKNOWN, Absence, Evidence, Part
from siwakit.evidence.fields import Fields, read_fields
from siwakit.evidence.masked import is_gap
from siwakit.evidence.parts import ANSWER, AUTHORIZE, SETTINGS
from siwakit.evidence.sign_in.answer import AppleAnswer
from siwakit.evidence.sign_in.callback import Callback

ASK_URLS = "the Return URLs that are registered for the Services ID, as JSON with a member registered_return_urls"
ASK_CALLBACK = "the POST that reached your callback, with the answer it got and the cookies that were set before"
ASK_PAGE = "the text of Apple's error page"
_ASKED_FOR = ("response_type", "response_mode", "scope")
_COPIED_WORDS = ("registered_return_urls", "return_urls")


def _is_before_the_request(evidence: Evidence) -> bool:
    later = (evidence.request, evidence.form, evidence.secret, evidence.identity_token)
    return all(isinstance(one, Absence) for one in later)


def _sign_in(evidence: Evidence) -> Mapping[str, str] | Absence:
    return evidence.get(AUTHORIZE) if _is_before_the_request(evidence) else LACKING


def _page(evidence: Evidence) -> Mapping[str, str] | Absence:
    if not isinstance(evidence.callback, Absence):
        return LACKING
    answer = evidence.get(ANSWER)
    if isinstance(answer, AppleAnswer) and not answer.is_page and not answer.is_html:
        return LACKING
    query = evidence.get(SIGN_IN)
    # A template does not show what is finally sent.
    is_template = not isinstance(query, Absence) and any(_is_gap(evidence, query.get(name)) for name in _ASKED_FOR)
    return UNKNOWN if is_template else query


def _is_gap(evidence: Evidence, value: str | None) -> bool:
    """Return whether *value* is filled in later and not known here; Apple sees what was sent."""
    return value is not None and isinstance(evidence.portal, Absence) and is_gap(value)


def _filled(name: str) -> Callable[[Evidence], str | Absence]:
    def read(evidence: Evidence) -> str | Absence:
        query = evidence.get(PAGE)
        if isinstance(query, Absence):
            # Rules about the page's requirements ask whether there is a page at all, unless its text was given.
            return UNKNOWN if query is UNKNOWN and not isinstance(evidence.get(PAGE_WORDS), Absence) else LACKING
        return UNKNOWN if _is_gap(evidence, query.get(name)) else query.get(name) or LACKING

    return read


def _return_urls(evidence: Evidence) -> tuple[str, ...] | Absence:
    client_id = evidence.get(PAGE_CLIENT_ID)
    if not isinstance(evidence.portal, Absence):
        client = None if isinstance(client_id, Absence) else evidence.portal.clients.get(client_id)
        return LACKING if client is None else client.return_urls
    settings = evidence.get(SETTINGS)
    listed = None if isinstance(settings, Absence) else next((settings[name] for name in _COPIED_WORDS if name in settings), None)
    return tuple(str(one) for one in listed) if isinstance(listed, list | tuple) else UNKNOWN


def _raw_scope(evidence: Evidence) -> str | Absence:
    if isinstance(evidence.get(SIGN_IN), Absence) or isinstance(evidence.authorize, Absence):
        return LACKING
    fields = (one.partition("=") for one in evidence.authorize.query.split("&"))
    return next((unquote(value) for name, _, value in fields if name == "scope"), LACKING)


def _callback(evidence: Evidence) -> Callback | Absence:
    if not _is_before_the_request(evidence):
        return LACKING
    # Without an address of Apple's page there is no callback to ask for, and after an error page there was none.
    was_refused = isinstance(evidence.get(PAGE), Absence) or not isinstance(evidence.get(PAGE_WORDS), Absence)
    return LACKING if evidence.callback is UNKNOWN and was_refused else evidence.callback


def _callback_fields(evidence: Evidence) -> Fields | Absence:
    callback = evidence.get(CALLBACK)
    return callback if isinstance(callback, Absence) else read_fields(callback.request)


def _setting(name: str) -> Callable[[Evidence], Any]:
    def read(evidence: Evidence) -> Any:
        settings = evidence.get(SETTINGS)
        return settings if isinstance(settings, Absence) else settings.get(name, UNKNOWN)

    return read


def _words(evidence: Evidence) -> str | Absence:
    answer = evidence.get(ANSWER)
    if isinstance(answer, Absence):
        return answer
    return answer.description or LACKING if answer.is_page else LACKING


def _words_alone(evidence: Evidence) -> str | Absence:
    """Return the text of Apple's page if the address that was requested was not given."""
    return evidence.get(PAGE_WORDS) if evidence.get(PAGE) is UNKNOWN else LACKING


SIGN_IN: Part[Mapping[str, str]] = Part("sign_in", _sign_in, "the URL of the authorize page that began this sign-in")
PAGE: Part[Mapping[str, str]] = Part("page", _page, "the URL of the authorize page that began this sign-in")
PAGE_CLIENT_ID: Part[str] = Part("page.client_id", _filled("client_id"), "the URL of the authorize page that began this sign-in")
PAGE_REDIRECT: Part[str] = Part("page.redirect_uri", _filled("redirect_uri"), "the URL of the authorize page that began this sign-in")
PAGE_WORDS: Part[str] = Part("page.words", _words, ASK_PAGE, "--response")
PAGE_WORDS_ALONE: Part[str] = Part("page.words_alone", _words_alone, ASK_PAGE, "--response")
RETURN_URLS: Part[tuple[str, ...]] = Part("return_urls", _return_urls, ASK_URLS)
RAW_SCOPE: Part[str] = Part("raw_scope", _raw_scope, "the URL of the authorize page that began this sign-in")
CALLBACK: Part[Callback] = Part("callback", _callback, ASK_CALLBACK)
CALLBACK_FIELDS: Part[Fields] = Part("callback.fields", _callback_fields, ASK_CALLBACK)
ROUTES: Part[Any] = Part("routes", _setting("routes"), "the routes of your application, as JSON with a member routes")
CSRF_EXEMPT: Part[Any] = Part("csrf_exempt", _setting("csrf_exempt"), "the paths that your CSRF protection exempts")
CALLBACK_PARSER: Part[Any] = Part("callback_parser", _setting("callback_parser"), "how your callback reads its fields")
PAGE_ORIGIN: Part[Any] = Part(
    "page_origin", _setting("page_origin"), "the origin of the page that opens the popup, as JSON with a member page_origin"
)
USE_POPUP: Part[Any] = Part("use_popup", _setting("use_popup"), "whether Apple's script is told usePopup")
