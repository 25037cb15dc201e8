"""The emulator of `siwakit run`, for tests that it has started: what `siwakit.testing.Apple` offers, through the portal and SIWAKIT_* variables."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
from tests.emulator.party import CALLBACK

from siwakit.apple import ISSUER, TOKEN_URL
from siwakit.flow.client_secret import mint_client_secret
from siwakit.jose.signer import load_signer

ADDRESS = "SIWAKIT_PORTAL_URL"
IS_ELSEWHERE = ADDRESS in os.environ


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of a callback."""

    members: dict[str, str]

    def fields(self) -> dict[str, str]:
        return self.members


@dataclass(frozen=True, slots=True)
class Entry:
    """A request with its verdict, from the journal of the portal."""

    status: int
    rule: str | None


class AppleElsewhere:
    """An emulator in another process, which answers as appleid.apple.com."""

    url = ISSUER
    portal_url = os.environ.get(ADDRESS, "")
    team_id = os.environ.get("SIWAKIT_TEAM_ID", "")
    key_id = os.environ.get("SIWAKIT_KEY_ID", "")

    @property
    def key_text(self) -> str:
        return Path(os.environ["SIWAKIT_KEY_FILE"]).read_text("utf-8")

    @property
    def journal(self) -> list[Entry]:
        answer = requests.get(f"{self.portal_url}/api/journal", timeout=10).json()
        return [Entry(entry["status"], entry["rule"]) for entry in answer]

    def sign_in_fully(self, client_id: str, **asked: str) -> Fields:
        # The portal knows only one method for code_challenge.
        asked.pop("code_challenge_method", None)
        answer = requests.post(f"{self.portal_url}/api/sign-in", json={"client_id": client_id, **asked}, timeout=10)
        assert answer.status_code == 201, answer.text
        return Fields(answer.json())

    def sign_in(self, client_id: str, **asked: str) -> str:
        return self.sign_in_fully(client_id, **asked).fields()["code"]

    def mint_secret(self, client_id: str) -> str:
        named: dict[str, Any] = {"team_id": self.team_id, "key_id": self.key_id, "client_id": client_id}
        return mint_client_secret(load_signer(self.key_text), **named, now=int(time.time()))

    def issue_id_token(self, client_id: str) -> str:
        form = {"client_id": client_id, "client_secret": self.mint_secret(client_id), "code": self.sign_in(client_id), "redirect_uri": CALLBACK}
        return requests.post(TOKEN_URL, {**form, "grant_type": "authorization_code"}, timeout=10).json()["id_token"]
