"""The page about the emulator: worlds, switches, faults and the portal's API, from the tables that the emulator itself uses."""

from __future__ import annotations

from pages.markup import code, page, prose, table
from siwakit.emulator.faults import MEANINGS as FAULTS
from siwakit.emulator.portal.management_api import ACTIONS, DOCUMENT_PATH
from siwakit.emulator.state.world_toml import TABLES
from siwakit.emulator.switches import MEANINGS as SWITCHES
from siwakit.emulator.switches import Switches, as_text, values_of

_GENERATED = "<!-- Written by tools/build_docs.py: run `make docs`. -->"
_KINDS = {str: "text", int: "a whole number", bool: "true or false", list: "a list", dict: "a table"}
_SIGN_IN = """\
```python
def test_sign_in(apple, client):  # client: your application, told that Apple is at apple.url
    code = apple.sign_in("com.example.web", nonce="n")
    assert client.post("/callback", data={"code": code}).status_code == 200
    assert apple.journal[-1].rule is None  # or the id of the rule that refused
    late = apple.sign_in("com.example.web")
    apple.age(late, 301)  # codes expire after five minutes; no need to wait, and no clock moves
    assert client.post("/callback", data={"code": late}).status_code == 401
```"""
_TRANSPORT = """\
```python
import httpx2

from siwakit.edge.client.transport import AppleTransport
from siwakit.edge.server.local_apple import LocalApple

with httpx2.Client(transport=AppleTransport(LocalApple())) as client:
    print(client.get("https://appleid.apple.com/auth/keys").json())
```"""
_MORE = (
    ("`apple.sign_in_fully(...)`", "return everything in the callback: code, state, identity token, and `user` only at the first sign-in"),
    ("`apple.issue_id_token(nonce=...)`", "return an identity token, without an exchange; with `age_seconds=86_500` it has expired"),
    ("`apple.mint_secret()`, `apple.key_text`", "return a correct client_secret, or the `.p8` key to mint your own"),
    ('`apple.notify("email-disabled")`', "post a server-to-server notification to the app's `notify_url`"),
    ('`apple.switch(bool_claims="string")`', "set a switch"),
    ('`apple.inject_fault("server-503", path="/auth/token", times=1)`', "inject a fault"),
    ("`apple.age(code, 301)`", "make a code, a refresh token or an access token older; nothing else changes"),
    (
        "`apple.clock.advance(301)`",
        "move the emulated clock, and with it whatever depends on time; your program's clock stays, so its `client_secret` may be too old",
    ),
    (
        "`apple.run([...])`",
        "run an unchanged program that finds this emulator in the place of Apple, as [`siwakit run`](run.md) does; needs `tls=True`",
    ),
    ("`apple.environment()`", "return the variables `SIWAKIT_*` that an application needs, as `siwakit run` sets them"),
    ("`apple.rotate_keys()`", "make Apple sign with a new key"),
)


def emulator_page() -> str:
    """Return the page."""
    return page(
        "# Emulator",
        _GENERATED,
        (
            "`siwakit emulator` runs a strict local Apple: it refuses what Apple refuses, with exactly Apple's answer if that is known, because a "
            "rule failed. The rule's id is in the response header `Siwakit-Rule`, and the doctor's report is in the terminal, in the portal's "
            "journal and on [the debugger page](web.md). If its clock was moved, `Siwakit-Clock` says by how many seconds, and each report that "
            "depends on it says so. "
            "Switches select between disputed Apple behaviours."
        ),
        (
            "It is only for testing. Its key ids start with `SIWAKIT`, so that its tokens cannot be mistaken for Apple's, and siwakit's own "
            "verifier accepts them only if you configure it to."
        ),
        "## The portal",
        (
            "Open the portal, whose address is printed at the start. Its first page has what your application needs, with buttons to copy: the "
            "emulator's address, the identifiers, the key's file, and all of it as a `.env` file. It signs a user in and shows "
            "the code, and lists refused requests with their reasons as they come. The journal and the notifications refresh themselves too. "
            "No user is signed in when the emulator starts: the first sign-in of each user, the only one with a name, happens when you ask for it."
        ),
        (
            "A Return URL on localhost is refused, as Apple refuses it. For development, turn on the switch `allow_localhost` under *Settings*, "
            "or start with `--allow-localhost-redirects`."
        ),
        "[Sign in with curl](how-to/curl.md) is a whole sign-in by hand.",
        "## In a test suite",
        "Installing `siwakit[server]` provides the pytest fixture `apple`.",
        _SIGN_IN,
        (
            'A test declares its world with a mark, `@pytest.mark.apple({"team": [...]}, bool_claims="string")`. Without pytest, use '
            "`with siwakit.testing.emulator(...) as apple:`. A failing test prints the last exchanges, the report of each "
            "refusal, a clock that was moved, and the seed; `--apple-seed` sets it again."
        ),
        "`examples/test_fastapi_app.py` tests a whole application: it starts with `apple.environment()`, and its users sign in without a browser.",
        table(("call", "what it does"), _MORE),
        (
            "If a library calls `https://appleid.apple.com` and this cannot be changed, start the emulator with `emulator(tls=True)`: it then also "
            "answers for appleid.apple.com over TLS. Let the library use the proxy on port `apple.server.tls_port`, and trust the certificates in "
            "the file `apple.server.certificates.bundle`."
        ),
        "Without sockets, give the emulator as a transport to `httpx2`, the HTTP client that siwakit uses (the successor of `httpx`):",
        _TRANSPORT,
        "## Your own world",
        (
            "Define it in `siwakit.toml` under `emulator`, in a separate file (`--world FILE`), or as a mapping in Python. Whatever you leave out "
            "is generated: a key without `public_jwk` gets a `.p8` file, a user without `id` an identifier in Apple's format."
        ),
        *(_members(name) for name in TABLES),
        "## Switches",
        (
            "Some of Apple's behaviours are disputed or have changed. Each has a switch, with the best-documented behaviour as its default. Set it "
            "with `--switch NAME=VALUE`, `[switches]` in the world, `apple.switch(...)`, or in the portal at run time."
        ),
        table(("switch", "default", "values", "what it decides"), (_switch(name) for name in SWITCHES)),
        "## Faults",
        (
            "`--fault KIND:path=/auth/token,after=2,times=1` injects a fault, `one_in=10` into one request in ten. `seconds=3` sets how long it "
            "lasts; what is not live yet becomes live after that time, counted from the first request. A path also matches its alias. The "
            "header `Siwakit-Fault: slow;seconds=3` on a request from this machine injects a fault only into that exchange."
        ),
        table(("fault", "what happens"), ((code(kind.value), prose(words)) for kind, words in FAULTS.items())),
        "## The portal's API",
        f"The API uses JSON, on the second port. {code(f'GET {DOCUMENT_PATH}')} returns its OpenAPI description.",
        table(("request", "what it does"), ((code(f"{action.method} {action.path}"), prose(action.summary)) for action in ACTIONS)),
        "## Differences from Apple",
        (
            "The emulator accepts fields that Apple does not document: the technote calls unsupported parameters malformed, but no report says "
            "which are refused. For the incident of June 2025, the discovery document points to account.apple.com if `--tls-port` is used, which "
            "then also serves that name, and otherwise to a path with that name on this machine. It sends no CORS headers, because Apple's are "
            "not known. It answers a body over 64 KiB with `invalid_request` and the reason in `Siwakit-Because`, because there is no rule for it."
        ),
        "## Storage and limits",
        (
            "In memory, the emulator stores the latest 2,048 codes and notifications, and for each kind of token the 2,048 used most recently, "
            "until the process ends. With `--state FILE` it stores everything in SQLite, and everything it has answered survives `kill -9`. The "
            "file must be new, empty, or written by siwakit: any other file, a symbolic link and a file that belongs to another user are refused "
            "and left unchanged. Only you can read the file; access by others is removed, and a message says so. The journal contains the latest "
            "1,000 exchanges, and no secrets. Everything random is derived from a seed, which is printed at the start and can be set again."
        ),
    )


def _members(name: str) -> str:
    rows = ((code(member), _KINDS[kind]) for member, kind in TABLES[name].items() if kind is not list or member == "return_urls")
    return page(f"### `[[{name}]]`", table(("member", "kind"), rows))


def _switch(name: str) -> tuple[str, ...]:
    return code(name), code(as_text(getattr(Switches(), name))), prose(", ".join(values_of(name))), prose(SWITCHES[name])
