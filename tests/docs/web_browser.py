"""A browser for tests of web applications: it follows redirects, submits forms, and keeps cookies with the rules of Chromium.

A cookie that is Secure is kept for localhost. A cookie goes along with a request from another site only if it says SameSite=None, or if it says
Lax and the request is a GET; without a SameSite it counts as Lax. That is what decides whether Apple's form finds the application's session.
"""

from __future__ import annotations

import http.client
from dataclasses import dataclass, field
from email.message import Message
from html.parser import HTMLParser
from http.cookies import Morsel, SimpleCookie
from urllib.parse import urlencode, urljoin, urlsplit

REDIRECTS = {301, 302, 303, 307, 308}
LOCAL = {"localhost", "127.0.0.1"}


@dataclass(slots=True)
class Form:
    """A form of a page: its fields and its buttons, each with its text and the field that it adds."""

    method: str
    action: str
    submits_itself: bool
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)


class FormReader(HTMLParser):
    """Reader of the forms of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._button: tuple[str, str] | None = None
        self._words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Read the beginning of a form, a field or a button."""
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(values.get("method", "get").upper(), values.get("action", ""), "data-hand-over" in values))
        elif tag == "input" and self.forms and "name" in values and (values.get("type") != "radio" or "checked" in values):
            self.forms[-1].fields[values["name"]] = values.get("value", "")
        elif tag == "button":
            self._button, self._words = (values.get("name", ""), values.get("value", "")), ""
        elif tag == "script" and self.forms and "src" not in values:
            self.forms[-1].submits_itself = True

    def handle_data(self, data: str) -> None:
        """Read the text of a button."""
        self._words += data

    def handle_endtag(self, tag: str) -> None:
        """Read the end of a button."""
        if tag == "button" and self._button and self.forms:
            self.forms[-1].buttons.append((" ".join(self._words.split()), *self._button))
            self._button = None


@dataclass(slots=True)
class Browser:
    """A browser with one tab: the address, status and text of the page that it shows, and its cookies by host and name."""

    url: str = ""
    status: int = 0
    text: str = ""
    posted: dict[str, str] = field(default_factory=dict)
    """The fields of the last form that was posted."""
    is_stopped_at: str = ""
    """An address to which a form is not sent: it stays in `posted`, as if it were taken away."""
    headers: Message = field(default_factory=Message)
    cookies: dict[tuple[str, str], Morsel[str]] = field(default_factory=dict)

    def open(self, url: str) -> None:
        """Open *url* as if it were typed, and follow redirects."""
        self._go("GET", url, None, site=None)

    def press(self, words: str) -> None:
        """Press the only button whose text contains *words*."""
        pressed = [(form, button) for form in FormReader(self.text).forms for button in form.buttons if words in button[0]]
        assert len(pressed) == 1, f"{len(pressed)} buttons {words!r} at {self.url}:\n{self.text}"
        form, (_, name, value) = pressed[0]
        self._submit(form, {name: value} if name else {})

    def sign_in(self, url: str, user: str = "Jane Appleseed") -> None:
        """Open *url*, which leads to the emulator, sign *user* in there, and let the emulator's form lead back."""
        self.open(url)
        assert "Siwakit-Rule" not in self.headers, self.headers["Siwakit-Rule"]
        self.press(user)
        self.press("Continue")

    def post(self, url: str, fields: dict[str, str], *, site: str) -> None:
        """Post *fields* to *url* by a form on a page of *site*, such as an attacker's."""
        self._go("POST", url, fields, site=site)

    def _submit(self, form: Form, more: dict[str, str]) -> None:
        target, fields = urljoin(self.url, form.action), {**form.fields, **more}
        if form.method == "GET":
            self._go("GET", f"{target.partition('?')[0]}?{urlencode(fields)}", None, site=self.url)
        else:
            self._go("POST", target, fields, site=self.url)

    def _go(self, method: str, url: str, fields: dict[str, str] | None, *, site: str | None) -> None:
        if fields and url == self.is_stopped_at:
            self.posted = fields
            return
        for _ in range(20):
            self._request(method, url, fields, site)
            if self.status not in REDIRECTS:
                break
            url = urljoin(url, self.headers["Location"])
            if self.status not in {307, 308}:
                method, fields = "GET", None
        forms = FormReader(self.text).forms
        if len(forms) == 1 and forms[0].submits_itself and self.status == http.client.OK:
            self._submit(forms[0], {})

    def _request(self, method: str, url: str, fields: dict[str, str] | None, site: str | None) -> None:
        place = urlsplit(url)
        assert place.scheme == "http", url
        assert place.hostname in LOCAL, url
        headers = {"Cookie": cookie} if (cookie := self._cookies_for(url, method, site)) else {}
        if fields is not None:
            self.posted = fields
            source = urlsplit(site or url)
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"{source.scheme}://{source.netloc}"}
        connection = http.client.HTTPConnection(place.hostname, place.port or 80, timeout=30)
        target = (place.path or "/") + (f"?{place.query}" if place.query else "")
        connection.request(method, target, None if fields is None else urlencode(fields), headers)
        response = connection.getresponse()
        self.url, self.status, self.headers = url, response.status, response.headers
        self.text = response.read().decode("utf-8", "replace")
        for value in response.headers.get_all("Set-Cookie", []):
            self._keep(place.hostname, SimpleCookie(value))
        connection.close()

    def _keep(self, host: str, cookies: SimpleCookie) -> None:
        for name, morsel in cookies.items():
            if morsel["samesite"].lower() == "none" and not morsel["secure"]:
                continue  # Chromium refuses it
            if not morsel.value or morsel["max-age"] == "0":
                self.cookies.pop((host, name), None)
            else:
                self.cookies[host, name] = morsel

    def _cookies_for(self, url: str, method: str, site: str | None) -> str:
        place = urlsplit(url)
        is_same_site = site is None or urlsplit(site).hostname == place.hostname
        sent = []
        for (host, name), morsel in self.cookies.items():
            way = morsel["samesite"].lower() or "lax"
            is_allowed = is_same_site or way == "none" or (way == "lax" and method == "GET")
            if host == place.hostname and is_allowed and (place.path or "/").startswith(morsel["path"] or "/"):
                sent.append(f"{name}={morsel.coded_value}")
        return "; ".join(sent)
