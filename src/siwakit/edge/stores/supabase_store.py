"""`supabase:PROJECT_REF`: the secret of the Apple provider in Supabase's auth settings.

The Management API changes only the settings that a PATCH contains, so the client IDs, the switch of the provider and everything else are not sent.
It returns secrets as a hash, which changes with the secret and cannot be turned back. Older deployments returned the secret itself, which is read if
it is one.

- https://supabase.com/docs/reference/api/v1-update-auth-service-config
- https://registry.terraform.io/providers/supabase/supabase/latest/docs/resources/settings (which fields are hashed)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Self

from siwakit.edge.stores.address import require_match
from siwakit.edge.stores.api_client import Answer, ApiClient, require_httpx, require_token_characters
from siwakit.edge.stores.comparison import read_back, require_expected
from siwakit.edge.stores.credential_files import home_file, read_credential
from siwakit.edge.stores.storable import require_token
from siwakit.edge.stores.store import StoreContext, Stored, StoreDescription
from siwakit.errors import StoreRefused, StoreUnavailable

FORM = "supabase:PROJECT_REF"
VARIABLES = ("SUPABASE_ACCESS_TOKEN", "SUPABASE_API_URL")
SECRET_FIELD = "external_apple_secret"
_DEFAULT_ADDRESS = "https://api.supabase.com"
_TOKEN_FILE = ".supabase/access-token"
_REFERENCE = re.compile(r"[a-z0-9]{4,40}")
_HINT = "use a personal access token of a member who may change the project's auth settings, or one with the scope auth_config: write"
_NOT_FOUND = 404


class SupabaseStore:
    """The secret of the Apple provider of a Supabase project."""

    def __init__(self, address: str, reference: str, context: StoreContext) -> None:
        self.address = address
        self._reference = reference
        self._place = f"/v1/projects/{reference}/config/auth"
        self._environment = context.environment
        self._api = ApiClient(
            "Supabase",
            self._environment.get("SUPABASE_API_URL") or _DEFAULT_ADDRESS,
            credentials=self._credentials,
            hint=_HINT,
            seconds=context.seconds,
            environment=self._environment,
        )

    @classmethod
    def parse(cls, address: str, rest: str, context: StoreContext) -> Self:
        """Return the store at *address*, whose part after the scheme is *rest*.

        Raises:
            UsageError: it is not `supabase:PROJECT_REF`, or an extra is missing.
        """
        reference = require_match(_REFERENCE, rest, "project reference", FORM)
        require_httpx()
        return cls(address, reference, context)

    def describe(self) -> StoreDescription:
        """Return what the store is and can do."""
        return StoreDescription(kind="supabase", what=f"the Apple provider of the Supabase project {self._reference}", can_be_read=False)

    def read(self) -> Stored:
        """Return the hash of the secret as its version."""
        answer = self._api.call("GET", self._place)
        if answer.status == _NOT_FOUND:
            raise StoreRefused("Supabase knows no such project, or does not show it to this token (404)", hint=_HINT)
        if not answer.is_success:
            raise self._api.refuse(answer, "", "to show the auth settings")
        if SECRET_FIELD not in answer.document:
            raise self._api.report_shape()
        return _stored(answer)

    def write(self, secret: str, expected: Stored) -> Stored:
        """Change the secret and nothing else."""
        require_token(secret)
        what = self.describe().what
        before = self.read()
        require_expected(before, expected, what)
        answer = self._api.call("PATCH", self._place, {SECRET_FIELD: secret})
        if not answer.is_success:
            raise self._api.refuse(answer, secret, "the secret")
        after = read_back(self.read, what)
        if not after.exists or (after.value is None and after.version == before.version and before.exists):
            raise StoreUnavailable("Supabase does not show that the secret was changed", hint="read it again", is_outcome_unknown=True)
        return after

    def destroy_previous(self, current: Stored) -> tuple[str, ...]:
        """Return nothing: Supabase keeps no earlier values."""
        del current
        return ()

    def _credentials(self) -> Mapping[str, str]:
        token = (self._environment.get("SUPABASE_ACCESS_TOKEN") or "").strip() or read_credential(home_file(self._environment, _TOKEN_FILE))
        if not token:
            raise StoreRefused("no credentials for Supabase", hint="set SUPABASE_ACCESS_TOKEN, or run supabase login")
        return {"Authorization": f"Bearer {require_token_characters(token, 'SUPABASE_ACCESS_TOKEN')}"}


def _stored(answer: Answer) -> Stored:
    text = answer.text(SECRET_FIELD)
    if not text:
        return Stored(exists=False)
    # A hash has no dots, and a JWT has two.
    return Stored(value=text) if text.count(".") == 2 else Stored(version=text)  # noqa: PLR2004  between three parts
