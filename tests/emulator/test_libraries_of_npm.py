"""Unmodified npm libraries sign in: with each, a correct sign-in succeeds completely, and a wrong one is refused.

Node does not use a proxy by itself, so a hook on its sockets redirects it to the emulator, which serves appleid.apple.com.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
import requests
from tests.emulator.apple_elsewhere import AppleElsewhere
from tests.emulator.party import CALLBACK, CHALLENGE, NONCE, VERIFIER, WEB, sub_of

pytestmark = pytest.mark.npm

NPM = Path(__file__).resolve().parent.parent / "npm"
# Auth.js has a path of its own for each provider.
AUTH_JS_CALLBACK = "https://app.example.com/auth/callback/apple"


@pytest.fixture(scope="module")
def apple(running):
    changed = requests.patch(f"{running.portal_url}/api/clients/{WEB}", json={"return_urls": [CALLBACK, AUTH_JS_CALLBACK]}, timeout=10)
    assert changed.ok, changed.text
    return running


def redirected(apple):
    """Return the options and variables with which Node is redirected to *apple*; `siwakit run` needs none."""
    if isinstance(apple, AppleElsewhere):
        return (), {}
    certificates = apple.server.certificates
    return ("--require", "./redirect.cjs"), {"SIWAKIT_TLS_PORT": str(apple.server.tls_port), "NODE_EXTRA_CA_CERTS": certificates.authority}


NODE = {
    "apple-signin-auth": {"refreshed": True, "after": "invalid_grant"},
    "passport-apple": {"hasTokens": True},
    "openid-client": {"refreshed": True, "after": "invalid_grant"},
    "better-auth": {"refreshed": True},
    "arctic": {"hasTokens": True},
    "@nicokaiser/passport-apple": {"hasTokens": True},
    "simple-oauth2": {"refreshed": True, "after": "invalid_grant"},
    "grant": {"hasTokens": True},
    "@auth/core": {"hasTokens": True},
}


def ask_node(apple, library, **changes):
    """Sign in with *library*, configured as its documentation says."""
    uses_pkce = library in {"openid-client", "better-auth"}
    asked = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"} if uses_pkce else {}
    told = {
        "library": library,
        "clientId": WEB,
        "teamId": apple.team_id,
        "keyId": apple.key_id,
        "key": apple.key_text,
        "redirectUri": CALLBACK,
        "portalUrl": apple.portal_url,
        "secret": apple.mint_secret(WEB),
        "verifier": VERIFIER,
        "nonce": NONCE,
        "code": apple.sign_in(WEB, nonce=NONCE, **asked),
    }
    options, variables = redirected(apple)
    done = subprocess.run(
        ["node", *options, "sign_in.cjs"],
        cwd=NPM,
        input=json.dumps({**told, **changes}),
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("library", NODE)
def test_a_library_of_npm_signs_in_to_the_end(apple, library):
    assert ask_node(apple, library) == {"sub": sub_of(apple), **NODE[library]}


@pytest.mark.parametrize("library", NODE)
def test_a_library_of_npm_is_refused_with_a_key_that_is_not_the_teams(apple, library):
    wrong = {"keyId": "Z9Z9Z9Z9Z9", "secret": apple.mint_secret("com.example.app")}
    found = ask_node(apple, library, **wrong)
    assert found["refused"]["error"] == "invalid_client"
    assert apple.journal[-1].status == 400
