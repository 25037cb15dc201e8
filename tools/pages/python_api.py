"""Pages of the Python API: an index, a page for each class, and one for each group of functions. Sphinx adds what the docstrings say."""

from __future__ import annotations

import inspect
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import siwakit
from pages.docstrings import as_markdown
from pages.markup import code, link, page, prose, slug, table
from siwakit import testing

_GENERATED = "<!-- Written by tools/build_docs.py: run `make docs`. -->"
ERRORS = "errors"


@dataclass(frozen=True, slots=True)
class Group:
    """Public names about one thing, in the order of the page."""

    title: str
    names: tuple[str, ...]

    def functions(self) -> list[str]:
        """Return the names that share one page: all but classes."""
        return [name for name in self.names if not inspect.isclass(getattr(siwakit, name))]

    def classes(self) -> list[str]:
        """Return the names that have a page each."""
        return [name for name in self.names if inspect.isclass(getattr(siwakit, name))]

    def path(self) -> str:
        """Return the path of the page of functions, from docs/python."""
        return f"{slug(self.title)}-functions.md"


GROUPS = (
    Group(
        "Calls to Apple",
        (
            *("AppleClient", "AsyncAppleClient", "AppleConfiguration", "configuration_from_environment", "Apple", "Discovery", "MigratedUser"),
            *("RetryPolicy", "ClientSecrets", "KeyKeeper", "AsyncKeyKeeper", "KeyStore", "StoredKeys"),
        ),
    ),
    Group(
        "Sign-in",
        (
            *("authorization_url", "pkce_challenge", "read_callback", "seal_cookie", "open_cookie", "cookie_header", "clear_cookie_header"),
            *("repost_page", "Callback", "UserCancelled", "AppleUser", "Tokens"),
        ),
    ),
    Group("Client secrets and keys", ("mint_client_secret", "verify_signature", "load_signer", "open_signer", "Signer", "KeySigner")),
    Group(
        "Verification",
        (
            *("verify_identity_token", "verify_notification", "read_key_set", "IdentityToken", "RealUser", "KeySet"),
            *("NotificationEvent", "EventType", "Seen", "AsgiNotifications", "WsgiNotifications"),
        ),
    ),
    Group(
        "Diagnosis",
        (
            *("diagnose", "read_evidence", "key_at_hand", "correct_client_secret", "render_text", "render_json", "CATALOGUE"),
            *("Diagnosis", "VerdictKind", "Finding", "Correction", "Rule", "Question", "Grade"),
            *("Evidence", "Known", "KeyAtHand", "Origin", "Absence", "Request", "Response", "Exchange"),
        ),
    ),
)
CONSTANTS = {"CATALOGUE": "Every rule, in the order in which Apple decides."}


def python_pages() -> dict[str, str]:
    """Return the index and every page below it by its path in docs.

    Raises:
        LookupError: a public name is in no group.
    """
    grouped = {name for group in GROUPS for name in group.names}
    missing = [name for name in siwakit.__all__ if name not in grouped and name not in _errors()]
    if missing:
        raise LookupError(f"tools/pages/python_api.py has no group for {', '.join(missing)}")
    pages = {"python.md": _index(), f"python/{ERRORS}.md": _error_page(), "python/testing.md": _testing_page()}
    for group in GROUPS:
        if group.functions():
            pages[f"python/{group.path()}"] = _page_of_functions(group)
        pages |= {f"python/{name}.md": page(f"# {code(name)}", _GENERATED, _autodoc("class", name)) for name in group.classes()}
    return pages


def _index() -> str:
    sections = [page(f"## {group.title}", _table(group.names)) for group in GROUPS]
    return page(
        "# Python API",
        _GENERATED,
        (
            "Functions take and return values. Except for the clients, `open_signer` and `configuration_from_environment`, none reads a file, "
            "a clock or the network, so the time is an argument (seconds since 1970 UTC). The names below are `siwakit.__all__`; they are "
            "typed, and nothing else is public, apart from [`siwakit.testing`](python/testing.md)."
        ),
        (
            "```python\nimport siwakit\n\n"
            'key = ("AuthKey_ABC123DEFG.p8", key_text)\n'
            "diagnosis = siwakit.diagnose(request_text, answer_text, key, clock=now)\n"
            "print(siwakit.render_text(diagnosis, colour=False))\n```"
        ),
        *sections,
        page("## Errors", _table(_errors())),
        page("## Testing", f"[`siwakit.testing`](python/testing.md) runs an emulator in a test, and brings a pytest fixture, {code('apple')}."),
        _toctree(),
    )


def _toctree() -> str:
    paths = [path.removesuffix(".md") for group in GROUPS for path in _paths(group)]
    return "```{toctree}\n:hidden:\n\n" + "\n".join(f"python/{path}" for path in (*paths, ERRORS, "testing")) + "\n```"


def _paths(group: Group) -> list[str]:
    return [*([group.path()] if group.functions() else []), *group.classes()]


def _table(names: Sequence[str]) -> str:
    return table(("name", "what it is"), ((_link(name), _summary(name)) for name in names))


def _link(name: str) -> str:
    # A class has a page of its own; Sphinx finds the others.
    return link(code(name), f"python/{name}.md") if any(name in group.classes() for group in GROUPS) else _role(f"siwakit.{name}")


def _role(name: str) -> str:
    return f"{{py:obj}}`~{name}`"


def _summary(name: str) -> str:
    if name in CONSTANTS:
        return prose(CONSTANTS[name])
    text = " ".join((inspect.getdoc(getattr(siwakit, name)) or "").partition("\n\n")[0].split())
    return prose(as_markdown(re.split(r"(?<=[.]) |; |: ", text)[0].rstrip("."))) + "."


def _page_of_functions(group: Group) -> str:
    entries = [_constant(name) if name in CONSTANTS else _autodoc("function", name) for name in group.functions()]
    return page(f"# {group.title}: functions", _GENERATED, *entries)


def _constant(name: str) -> str:
    value: Any = getattr(siwakit, name)
    kind = f"tuple[{type(value[0]).__name__}, ...]"
    return f"```{{eval-rst}}\n.. py:data:: siwakit.{name}\n   :type: {kind}\n\n   {CONSTANTS[name]}\n```"


def _error_page() -> str:
    return page(
        "# Errors",
        _GENERATED,
        (
            "Every error has a stable `code`, a `hint` that a traceback shows below the message, and `blame`: the party at fault. "
            "An error from a call to Apple carries the diagnosis of that call."
        ),
        *(_autodoc("exception", name) for name in _errors()),
    )


def _testing_page() -> str:
    others = [name for name in testing.__all__ if name not in {"Apple", "emulator"}]
    return page(
        "# `siwakit.testing`",
        _GENERATED,
        (
            "A strict local Apple for tests, which needs `pip install 'siwakit[server]'`. The package installs a pytest plug-in with the fixture "
            f'`apple`, which is an {_role("siwakit.testing.Apple")}; the mark `@pytest.mark.apple({{...}}, bool_claims="string")` passes a world '
            f"and switches to {_role('siwakit.testing.emulator')}. A failing test shows the seed, and the report on each request that the "
            "emulator refused; `--apple-seed` uses the seed again. [Emulator](../emulator.md) lists switches and faults, and describes worlds."
        ),
        "```python\ndef test_sign_in(apple):\n"
        '    code = apple.sign_in("com.example.web")\n'
        '    secret = apple.mint_secret("com.example.web")\n'
        '    # your application exchanges both at f"{apple.url}/auth/token"\n```',
        _autodoc("function", "emulator", module="siwakit.testing"),
        *(_autodoc("class", name, module="siwakit.testing") for name in ("Apple", *others)),
    )


def _autodoc(kind: str, name: str, *, module: str = "siwakit") -> str:
    options = [] if kind == "function" else _options(getattr(testing if module == testing.__name__ else siwakit, name))
    return "\n".join(["```{eval-rst}", f".. auto{kind}:: {module}.{name}", *(f"   :{option}" for option in options), "```"])


def _options(value: type) -> list[str]:
    # A base that is not public, or that every class has, says nothing.
    bases = value.__bases__ if all(base is not object and not base.__name__.startswith("_") for base in value.__bases__) else ()
    is_called = getattr(value, "_is_protocol", False) and "__call__" in vars(value)
    return ["members:", "undoc-members:", *(["show-inheritance:"] if bases else []), *(["special-members: __call__"] if is_called else [])]


def _errors() -> list[str]:
    """Return the public errors: each after the error that it is a kind of."""
    errors = [name for name in siwakit.__all__ if inspect.isclass(kind := getattr(siwakit, name)) and issubclass(kind, Exception)]
    return sorted(errors, key=lambda name: [base.__name__ for base in getattr(siwakit, name).__mro__[::-1] if issubclass(base, siwakit.SiwakitError)])
