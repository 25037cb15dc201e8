"""The page of the emulator: its worlds, switches, faults and the portal's API, from the tables that they are read by."""

from __future__ import annotations

from pages.markup import code, page, prose, table
from siwakit.emulator.faults import MEANINGS as FAULTS
from siwakit.emulator.portal.management_api import ACTIONS, DOCUMENT_PATH
from siwakit.emulator.state.world_toml import TABLES
from siwakit.emulator.switches import MEANINGS as SWITCHES
from siwakit.emulator.switches import Switches, as_text, values_of

_MADE = "<!-- Written by tools/build_docs.py: run `make docs`. -->"
_KINDS = {str: "text", int: "a whole number", bool: "true or false", list: "a list", dict: "a table"}
_SIGN_IN = """\
```python
def test_sign_in(apple, client):  # client: your application, told that Apple is at apple.url
    code = apple.sign_in("com.example.web", nonce="n")
    assert client.post("/callback", data={"code": code}).status_code == 200
    apple.clock.advance(301)  # codes expire in five minutes: nobody waits
    assert apple.journal[-1].rule is None  # or the id of the rule that refused
```"""
_MORE = (
    ("`apple.sign_in_fully(...)`", "all that comes back: code, state, identity token, and `user` at the first sign-in alone"),
    ("`apple.issue_id_token(nonce=...)`", "an identity token, without an exchange"),
    ("`apple.mint_secret()`, `apple.key_text`", "a right client_secret, and the `.p8` to mint your own with"),
    ('`apple.notify("email-disabled")`', "a server-to-server notification, posted to the app's `notify_url`"),
    ('`apple.switch(bool_claims="string")`', "turn a switch"),
    ('`apple.go_wrong("server-503", path="/auth/token", times=1)`', "ask for a fault"),
    ("`apple.rotate_keys()`", "have Apple sign by a new key"),
)


def emulator_page() -> str:
    """Return the page."""
    return page(
        "# A local Apple: what can be set, and what can go wrong?",
        _MADE,
        (
            "`siwakit emulator` runs a strict local Apple: it refuses where Apple does, with Apple's bytes, because a rule failed. The rule's "
            "id stands beside the answer in the header `Siwakit-Rule`, and the doctor's report in the terminal, in the portal's journal and on "
            "[the page](web.md). What is in dispute about Apple can be switched."
        ),
        (
            "It is for testing. Its key ids begin with `SIWAKIT`, so that no token of it can pass for Apple's, and siwakit's own verifier "
            "takes them only when it is told to."
        ),
        "## In a test suite",
        "The fixture `apple` is there as soon as siwakit is installed with `siwakit[server]`.",
        _SIGN_IN,
        (
            'A test states its world with a mark, `@pytest.mark.apple({"team": [...]}, bool_claims="string")`; without pytest it is '
            "`with siwakit.testing.emulator(...) as apple:`. A test that fails shows the seed, and `--apple-seed` gives it again."
        ),
        table(("call", "what it gives"), _MORE),
        "## A world of your own",
        (
            "In `siwakit.toml` below `emulator`, in a file of its own (`--world FILE`), or as a mapping in Python. What is left out is made: a "
            "key without `public_jwk` gets a `.p8` file, a user without `id` an identifier of Apple's shape."
        ),
        *(_members(name) for name in TABLES),
        "## Switches",
        (
            "What Apple does is in dispute in places, or has changed. Each has a switch, whose default is best attested: `--switch NAME=VALUE`, "
            "`[switches]` in the world, `apple.switch(...)`, or the portal while it runs."
        ),
        table(("switch", "default", "values", "what it decides"), (_switch(name) for name in SWITCHES)),
        "## Faults",
        (
            "`--fault KIND:path=/auth/token,after=2,times=1` asks for one, `one_in=10` for one request in ten, `seconds=3` says how long; what is "
            "not live becomes so after them, counted from the first request. A path counts for its alias too. The header "
            "`Siwakit-Fault: slow;seconds=3` of a request from this machine asks for one exchange alone."
        ),
        table(("fault", "what happens"), ((code(kind.value), prose(words)) for kind, words in FAULTS.items())),
        "## The portal's API",
        f"JSON, on the second port. {code(f'GET {DOCUMENT_PATH}')} describes it as OpenAPI.",
        table(("request", "what it does"), ((code(f"{one.method} {one.path}"), prose(one.summary)) for one in ACTIONS)),
        "## Where it is not Apple",
        (
            "Fields that Apple does not document are let through: the technote calls unsupported parameters malformed, and no report says which "
            "are refused. In the incident of June 2025 the document moves to account.apple.com where `--tls-port` answers for that "
            "too, and else below that name on this machine. No CORS headers are sent, since Apple's are not known. A body over 64 KiB is "
            "`invalid_request`, with the reason in `Siwakit-Because`, since no rule speaks of it."
        ),
        "## What is kept",
        (
            "In memory, until the process ends: the latest 2,048 codes and notifications, and of each kind of token the 2,048 used last. "
            "With `--state FILE`: "
            "everything, in SQLite; what has been answered survives `kill -9`. The file is new, empty or one that siwakit wrote: any other, a "
            "symbolic link and a file of another user are refused and left as they are. Only you may read it; access that others had is taken from "
            "them, and a line says so. The journal holds the latest 1,000 exchanges, and nothing in "
            "it is secret. Everything random follows from a seed, which is printed at the start and can be given again."
        ),
    )


def _members(name: str) -> str:
    rows = ((code(member), _KINDS[kind]) for member, kind in TABLES[name].items() if kind is not list or member == "return_urls")
    return page(f"### `[[{name}]]`", table(("member", "kind"), rows))


def _switch(name: str) -> tuple[str, ...]:
    return code(name), code(as_text(getattr(Switches(), name))), prose(", ".join(values_of(name))), prose(SWITCHES[name])
