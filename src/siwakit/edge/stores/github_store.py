"""`github:OWNER/REPO/NAME`, or `github:OWNER/REPO/ENVIRONMENT/NAME`: a secret of GitHub Actions.

GitHub gives out a public key for each repository and environment, takes the secret in a sealed box for it, and never returns the secret. So nothing
can be read back but when it was updated. There is no comparison on GitHub's side: that time is looked at directly before the write.

- https://docs.github.com/rest/actions/secrets
- https://docs.github.com/rest/guides/encrypting-secrets-for-the-rest-api
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from typing import Self
from urllib.parse import quote

from siwakit.edge.stores.address import require_match, require_segments, wrong_address
from siwakit.edge.stores.api_client import ApiClient, require_credential, require_httpx
from siwakit.edge.stores.comparison import read_back, require_expected
from siwakit.edge.stores.storable import require_token
from siwakit.edge.stores.store import StoreContext, Stored, StoreDescription
from siwakit.edge.stores.times import seconds_of
from siwakit.errors import StoreRefused, StoreUnavailable, UsageError

FORM = "github:OWNER/REPO/NAME or github:OWNER/REPO/ENVIRONMENT/NAME"
VARIABLES = ("GITHUB_TOKEN", "GH_TOKEN", "GITHUB_API_URL")
_DEFAULT_ADDRESS = "https://api.github.com"
_OWNER = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98})")
_REPOSITORY = re.compile(r"[A-Za-z0-9._-]{1,100}")
_NAME = re.compile(r"(?!GITHUB_)[A-Z_][A-Z0-9_]{0,254}", re.IGNORECASE)
_HINT = (
    "use a fine-grained token with the repository permission Secrets: write (Environments: write for a secret of an environment); "
    "the GITHUB_TOKEN of a workflow has neither"
)
_IN_REPOSITORY = 3
_NOT_FOUND, _UNPROCESSABLE = 404, 422


class GitHubStore:
    """A secret of GitHub Actions, of a repository or of one of its environments."""

    def __init__(self, address: str, place: str, name: str, what: str, context: StoreContext) -> None:
        self.address = address
        self._place = place
        self._name = name
        self._what = what
        self._environment = context.environment
        self._api = ApiClient(
            "GitHub",
            self._environment.get("GITHUB_API_URL") or _DEFAULT_ADDRESS,
            credentials=self._credentials,
            hint=_HINT,
            seconds=context.seconds,
            environment=self._environment,
        )

    @classmethod
    def parse(cls, address: str, rest: str, context: StoreContext) -> Self:
        """Return the store at *address*, whose part after the scheme is *rest*.

        Raises:
            UsageError: it does not have this form, or an extra is missing.
        """
        segments = require_segments(rest, FORM, least=_IN_REPOSITORY)
        if len(segments) > _IN_REPOSITORY + 1:
            raise wrong_address("has too many parts", FORM)
        owner = require_match(_OWNER, segments[0], "owner", FORM)
        repository = require_match(_REPOSITORY, segments[1], "repository", FORM)
        name = require_match(_NAME, segments[-1], "name of a secret", FORM)
        _require_extra()
        place, what = f"/repos/{owner}/{repository}", f"{owner}/{repository} on GitHub"
        if len(segments) == _IN_REPOSITORY:
            return cls(address, f"{place}/actions/secrets", name, f"the secret {name} of {what}", context)
        environment = segments[2]
        what = f"the secret {name} of the environment {environment} of {what}"
        return cls(address, f"{place}/environments/{quote(environment, safe='')}/secrets", name, what, context)

    def describe(self) -> StoreDescription:
        """Return what the store is and can do."""
        return StoreDescription(kind="github", what=self._what, can_be_read=False)

    def read(self) -> Stored:
        """Return when the secret was updated; its value cannot be read."""
        answer = self._api.call("GET", f"{self._place}/{self._name}")
        if answer.status == _NOT_FOUND:
            # Also the answer about a repository that the token may not see; this raises for one.
            self._fetch_key()
            return Stored(exists=False)
        if not answer.is_success:
            raise self._api.refuse(answer, "", "to describe the secret")
        updated = answer.text("updated_at")
        if updated is None:
            raise self._api.report_shape()
        return Stored(version=updated, updated_at=seconds_of(updated))

    def write(self, secret: str, expected: Stored) -> Stored:
        """Seal *secret* for GitHub's key, and store it."""
        require_token(secret)
        before = self.read()
        require_expected(before, expected, self._what)
        key_id, key = self._fetch_key()
        answer = self._api.call("PUT", f"{self._place}/{self._name}", {"encrypted_value": _seal(secret, key), "key_id": key_id})
        if answer.status == _UNPROCESSABLE:
            raise StoreUnavailable("GitHub does not accept its own key any more (422)", hint="the same call may work a little later")
        if not answer.is_success:
            raise self._api.refuse(answer, secret, "the secret")
        after = read_back(self.read, self._what)
        if not after.exists or (before.updated_at or 0) > (after.updated_at or 0):
            raise StoreUnavailable("GitHub does not show that the secret was updated", hint="read it again", is_outcome_unknown=True)
        return Stored(version=after.version, updated_at=after.updated_at)

    def destroy_previous(self, current: Stored) -> tuple[str, ...]:
        """Return nothing: GitHub keeps no earlier values."""
        del current
        return ()

    def _fetch_key(self) -> tuple[str, str]:
        """Return the id and the base64 of the public key for which secrets are sealed."""
        answer = self._api.call("GET", f"{self._place}/public-key")
        if answer.status == _NOT_FOUND:
            raise StoreRefused("GitHub knows no such repository or environment, or does not show it to this token (404)", hint=_HINT)
        key_id, key = answer.text("key_id"), answer.text("key")
        if not answer.is_success:
            raise self._api.refuse(answer, "", "its public key")
        if key_id is None or key is None:
            raise self._api.report_shape()
        return key_id, key

    def _credentials(self) -> Mapping[str, str]:
        token = require_credential(self._environment, ("GITHUB_TOKEN", "GH_TOKEN"), "GitHub")
        return {"Authorization": f"Bearer {token}", "Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}


def _require_extra() -> None:
    require_httpx()
    try:
        import nacl.public  # noqa: F401, PLC0415  only looked for
    except ModuleNotFoundError as missing:
        raise UsageError(f"this store needs {missing.name}", hint="run pip install 'siwakit[github]'") from None


def _seal(secret: str, key: str) -> str:
    from nacl.encoding import Base64Encoder  # noqa: PLC0415  an extra
    from nacl.exceptions import CryptoError  # noqa: PLC0415  an extra
    from nacl.public import PublicKey, SealedBox  # noqa: PLC0415  an extra

    try:
        box = SealedBox(PublicKey(key.encode("ascii"), Base64Encoder))
    except (CryptoError, ValueError, TypeError):
        raise StoreUnavailable("GitHub's public key cannot be read", hint="the same call may work a little later") from None
    return b64encode(box.encrypt(secret.encode("ascii"))).decode("ascii")
