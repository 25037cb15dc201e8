"""`vercel:PROJECT/NAME[@TARGET,TARGET]`: an environment variable of a Vercel project.

A variable may exist several times, for different targets. The address must name one of them; one that also has other targets is refused, because the
write would change them too. A new variable is `sensitive`, which cannot be read again, or `encrypted` if it is for development, which Vercel does not
allow to be sensitive. An existing one keeps its type, its targets and its comment. Deployments see a new value after the next deployment.

There is no comparison on Vercel's side: the time of the last update is looked at directly before the write.

- https://vercel.com/docs/rest-api/projects/retrieve-the-environment-variables-of-a-project-by-id-or-name
- https://vercel.com/docs/rest-api/projects/edit-an-environment-variable
- https://vercel.com/docs/rest-api/projects/create-one-or-more-environment-variables
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Self
from urllib.parse import quote

from siwakit.edge.stores.address import require_match, require_segments, require_variable
from siwakit.edge.stores.api_client import ApiClient, require_credential, require_httpx
from siwakit.edge.stores.comparison import conflict, read_back, require_expected
from siwakit.edge.stores.storable import require_token
from siwakit.edge.stores.store import NOTHING, StoreContext, Stored, StoreDescription
from siwakit.errors import StoreRefused

FORM = "vercel:PROJECT/NAME[@production,preview]"
VARIABLES = ("VERCEL_TOKEN", "VERCEL_ORG_ID", "VERCEL_API_URL")
_DEFAULT_ADDRESS = "https://api.vercel.com"
_DEFAULT_TARGETS = ("production", "preview")
_PROJECT = re.compile(r"[A-Za-z0-9_.-]{1,128}")
_TARGETS = re.compile(r"(?:production|preview|development)(?:,(?:production|preview|development)){0,2}")
_TEAM = re.compile(r"team_[A-Za-z0-9]{1,64}")
_HINT = "use a token for the team of the project, and set VERCEL_ORG_ID to the ID of the team (team_…)"
_WRITABLE = frozenset({"sensitive", "encrypted", "plain"})
_PARTS = 2
_NOT_FOUND = 404


class VercelStore:
    """An environment variable of a Vercel project."""

    def __init__(self, address: str, place: tuple[str, str], targets: tuple[str, ...], context: StoreContext) -> None:
        self.address = address
        self._project, self._name = place
        self._targets = targets
        self._environment = context.environment
        self._query = {"teamId": team} if _TEAM.fullmatch(team := context.environment.get("VERCEL_ORG_ID", "").strip()) else {}
        self._api = ApiClient(
            "Vercel",
            self._environment.get("VERCEL_API_URL") or _DEFAULT_ADDRESS,
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
        path, separator, targets = rest.partition("@")
        project, *names = require_segments(path, FORM, least=_PARTS)
        require_match(_PROJECT, project, "project", FORM)
        name = require_variable("/".join(names), FORM)
        if separator:
            require_match(_TARGETS, targets, "list of targets", FORM)
        require_httpx()
        return cls(address, (project, name), tuple(dict.fromkeys(targets.split(","))) if separator else (), context)

    def describe(self) -> StoreDescription:
        """Return what the store is and can do; whether a variable can be read depends on its type."""
        targets = f" for {', '.join(self._targets)}" if self._targets else ""
        what = f"the variable {self._name} of {self._project} on Vercel{targets}"
        return StoreDescription(kind="vercel", what=what, can_be_read=False, keeps_versions=True)

    def read(self) -> Stored:
        """Return the variable, and its value if it is not sensitive."""
        return self._stored(self._find())

    def write(self, secret: str, expected: Stored) -> Stored:
        """Change the value of the variable, or make the variable."""
        require_token(secret)
        variable = self._find()
        require_expected(self._stored(variable), expected, self.describe().what)
        if variable is None:
            self._create(secret)
        else:
            answer = self._api.call("PATCH", f"{self._place(9)}/{_id(variable)}", {"value": secret}, query=self._query)
            if answer.status == _NOT_FOUND:
                raise conflict(self.describe().what)
            if not answer.is_success:
                raise self._api.refuse(answer, secret, "the new value")
        return read_back(self.read, self.describe().what)

    def destroy_previous(self, current: Stored) -> tuple[str, ...]:
        """Return where the old value remains: in deployments, until they are made again."""
        del current
        return ("the old value in deployments made before: deploy again",)

    def _create(self, secret: str) -> None:
        targets = self._targets or _DEFAULT_TARGETS
        kind = "encrypted" if "development" in targets else "sensitive"
        body = {"key": self._name, "value": secret, "type": kind, "target": list(targets)}
        answer = self._api.call("POST", self._place(10), body, query=self._query)
        failed = answer.document.get("failed")
        # It answers 201 even if the variable was not made.
        if failed or answer.document.get("error"):
            code = str(_error(answer.document, failed).get("code"))
            if "EXIST" in code.upper() or "CONFLICT" in code.upper():
                raise conflict(self.describe().what)
            raise StoreRefused("Vercel did not make the variable", hint=_HINT)
        if not answer.is_success:
            raise self._api.refuse(answer, secret, "the variable")

    def _find(self) -> Mapping[str, Any] | None:
        """Return the variable as Vercel lists it, or None if there is none."""
        answer = self._api.call("GET", self._place(10), query=self._query)
        if answer.status == _NOT_FOUND:
            raise StoreRefused("Vercel knows no such project, or does not show it to this token (404)", hint=_HINT)
        if not answer.is_success:
            raise self._api.refuse(answer, "", "to list the variables")
        listed = _variables(answer.document)
        if listed is None:
            raise self._api.report_shape()
        found = [variable for variable in listed if variable.get("key") == self._name and self._concerns(variable)]
        if len(found) > 1:
            raise StoreRefused(
                f"Vercel has {len(found)} variables {self._name}", hint="name the targets of one of them: vercel:PROJECT/NAME@production"
            )
        if found and self._targets and not set(_targets(found[0])) <= set(self._targets):
            raise StoreRefused(
                f"the variable {self._name} has other targets, too: {', '.join(_targets(found[0]))}", hint="name all of them in the address"
            )
        if found and found[0].get("type") not in _WRITABLE:
            raise StoreRefused(f"the variable {self._name} is managed by Vercel or an integration", hint="make a variable of your own")
        return found[0] if found else None

    def _concerns(self, variable: Mapping[str, Any]) -> bool:
        """Return whether the address may name *variable*: one for a single branch is never meant."""
        return not variable.get("gitBranch") and (not self._targets or bool(set(_targets(variable)) & set(self._targets)))

    def _stored(self, variable: Mapping[str, Any] | None) -> Stored:
        if variable is None:
            return NOTHING
        updated = variable.get("updatedAt") or variable.get("createdAt")
        milliseconds = updated if isinstance(updated, int) else None
        return Stored(
            value=self._decrypted(variable),
            version=f"{variable.get('id')} {milliseconds}",
            updated_at=None if milliseconds is None else milliseconds // 1000,
        )

    def _decrypted(self, variable: Mapping[str, Any]) -> str | None:
        value = variable.get("value")
        if variable.get("type") == "sensitive":
            return None
        if variable.get("type") == "encrypted":
            try:
                answer = self._api.call("GET", f"{self._place(1)}/{_id(variable)}", query=self._query)
            except StoreRefused:
                # A role may list and change variables without seeing their values.
                return None
            value = answer.document.get("value") if answer.is_success and answer.document.get("decrypted") is not False else None
        return value if isinstance(value, str) else None

    def _place(self, version: int) -> str:
        return f"/v{version}/projects/{quote(self._project, safe='')}/env"

    def _credentials(self) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {require_credential(self._environment, ('VERCEL_TOKEN',), 'Vercel')}"}


def _variables(document: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    """Return the listed variables: a project with a single one may be answered with that one. None if nothing is listed."""
    listed = document.get("envs", [document] if "key" in document else None)
    return [variable for variable in listed if isinstance(variable, dict)] if isinstance(listed, list) else None


def _targets(variable: Mapping[str, Any]) -> tuple[str, ...]:
    target = variable.get("target")
    targets = target if isinstance(target, list) else [target] if isinstance(target, str) else []
    custom = variable.get("customEnvironmentIds")
    return (*map(str, targets), *map(str, custom if isinstance(custom, list) else ()))


def _id(variable: Mapping[str, Any]) -> str:
    return quote(str(variable.get("id")), safe="")


def _error(document: Mapping[str, Any], failed: Any) -> Mapping[str, Any]:
    first = failed[0] if isinstance(failed, list) and failed else document
    error = first.get("error") if isinstance(first, dict) else None
    return error if isinstance(error, dict) else {}
