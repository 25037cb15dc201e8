"""Forms that a program builds and does not send, and words that say what a code comes from."""

from __future__ import annotations

from siwakit.patterns import pattern
from siwakit.readers.code.relevant import is_apples, secret_in
from siwakit.readers.code.run import Run
from siwakit.readers.code.values import Encoded, Sent, Table, Unknown, Value, known

_MOST_FORMS = 50
_NEEDED = ("client_secret", "grant_type")
# The API of iOS, and the names that libraries for apps give it.
_OF_APP = pattern(
    r"\bASAuthorizationAppleID(?:Credential|Provider)\b|\b\w*[cC]redentials?[?!]?\.authorizationCode\b|\bappleAuth\.performRequest\b"
    r"|\bAppleAuthentication\.signInAsync\b|\bgetAppleIDCredential\b"
)
# With these options the same function of Flutter opens the web page on Android.
_OF_BOTH = "webAuthenticationOptions"


def says_app(text: str) -> bool:
    """Return whether the program *text* takes its code from the app; a comment that says so is enough."""
    return _OF_APP.search(text) is not None and _OF_BOTH not in text


def unsent_forms(run: Run, *, source_names_apple: bool) -> list[Sent]:
    """Return the forms that *run* built and did not send, and that are for Apple because they carry a token that the program mints for it.

    A form that was extended counts as it was at the end.
    """
    sent_tokens = {id(secret_in(sent, run.marks)) for sent in run.requests}
    forms = list({id(form): form for form in run.forms if is_form(form)}.values())[-_MOST_FORMS:]
    whole = [form for form in forms if not any(_begins(form, other) for other in forms)]
    bodies = [Sent(method="POST", url=Unknown(), headers=Table(), body=form, span=form.span) for form in whole]
    unsent = [sent for sent in bodies if id(secret_in(sent, run.marks)) not in sent_tokens]
    return [sent for sent in unsent if is_for_apple(run, sent, source_names_apple=source_names_apple)]


def is_for_apple(run: Run, sent: Sent, *, source_names_apple: bool) -> bool:
    """Return whether *sent*, whose address is not known, carries a client_secret for Apple that the program mints."""
    token = secret_in(sent, run.marks)
    return token is not None and is_apples(token, source_names_apple=source_names_apple)


def is_form(value: Value) -> bool:
    """Return whether *value* is the form of a token request: text or fields with a client_secret and a grant_type."""
    text = known(value)
    if isinstance(text, str):
        return all(f"{name}=" in text for name in _NEEDED)
    fields = value.of if isinstance(value, Encoded) and value.encoding == "form" else None
    return isinstance(fields, Table) and all(name in fields.entries for name in _NEEDED)


def _begins(form: Value, other: Value) -> bool:
    text, longer = known(form), known(other)
    return isinstance(text, str) and isinstance(longer, str) and len(text) < len(longer) and text in longer
