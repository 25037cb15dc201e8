"""`aws-secrets:NAME[#FIELD]`: a secret in AWS Secrets Manager, or a field of one that is JSON.

A write makes a version and then moves the label `AWSCURRENT` to it from the version that was read. AWS refuses that if the label is elsewhere by
then: this is the comparison. Until it is moved, the version has only the label `SIWAKIT`, so that the `AWSPENDING` of a rotation function stays where
it is. AWS moves `AWSPREVIOUS` to the replaced version; it is removed there afterwards. AWS deletes a version without labels at a time of its own.

- https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
- https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecretVersionStage.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Self
from uuid import uuid4

from siwakit.edge.stores.address import require_field, require_match
from siwakit.edge.stores.aws_calls import AwsRefusal, SecretsManager, require_boto
from siwakit.edge.stores.comparison import conflict, require_expected
from siwakit.edge.stores.storable import require_token
from siwakit.edge.stores.store import NOTHING, StoreContext, Stored, StoreDescription
from siwakit.errors import StoreRefused

FORM = "aws-secrets:NAME or aws-secrets:NAME#FIELD"
VARIABLES = ("AWS_REGION", "AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_ENDPOINT_URL_SECRETS_MANAGER")
_NAME = re.compile(r"(?:arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:)?[A-Za-z0-9/_+=.@-]{1,512}")
_CURRENT, _PREVIOUS, _OWN = "AWSCURRENT", "AWSPREVIOUS", "SIWAKIT"
_MISSING = "ResourceNotFoundException"
_EXISTS = "ResourceExistsException"
_INVALID = "InvalidParameterException"


class AwsSecretsStore:
    """A secret in AWS Secrets Manager, or a field of one."""

    def __init__(self, address: str, name: str, member: str, context: StoreContext) -> None:
        self.address = address
        self._name = name
        self._field = member
        self._aws = SecretsManager(context.seconds)

    @classmethod
    def parse(cls, address: str, rest: str, context: StoreContext) -> Self:
        """Return the store at *address*, whose part after the scheme is *rest*.

        Raises:
            UsageError: it does not have this form, or an extra is missing.
        """
        name, separator, member = rest.partition("#")
        require_match(_NAME, name, "name of a secret", FORM)
        if separator:
            require_field(member, FORM)
        require_boto()
        return cls(address, name, member, context)

    def describe(self) -> StoreDescription:
        """Return what the store is and can do."""
        what = f"the field {self._field} of {self._name}" if self._field else self._name
        return StoreDescription(kind="aws-secrets", what=f"{what} in AWS Secrets Manager", can_be_read=True, keeps_versions=True)

    def read(self) -> Stored:
        """Return the version with the label AWSCURRENT."""
        return self._stored(self._get())

    def write(self, secret: str, expected: Stored) -> Stored:
        """Make a version, and move AWSCURRENT to it."""
        require_token(secret)
        current = self._get()
        what = self.describe().what
        require_expected(self._stored(current), expected, what)
        text = self._content(current, secret)
        try:
            if current is None:
                return self._create(secret, text)
            return self._replace(secret, text, str(current["VersionId"]))
        except AwsRefusal as refusal:
            if refusal.code == _EXISTS:
                raise conflict(what) from None
            raise self._aws.refused(refusal, "the new value") from None

    def destroy_previous(self, current: Stored) -> tuple[str, ...]:
        """Remove AWSPREVIOUS from the replaced version; return the versions that AWS has not deleted yet."""
        try:
            labels = self._versions()
            previous = next((version for version, stages in labels.items() if _PREVIOUS in stages), None)
            if previous is not None and previous != current.version:
                self._aws.call("update_secret_version_stage", SecretId=self._name, VersionStage=_PREVIOUS, RemoveFromVersionId=previous)
                labels = self._versions()
        except AwsRefusal as refusal:
            return (f"earlier versions: AWS refuses to list them or to remove their label ({refusal.code})",)
        return tuple(f"version {version}" for version in labels if version != current.version)

    def _create(self, secret: str, text: str) -> Stored:
        try:
            made = self._aws.call("create_secret", Name=self._name, SecretString=text, ClientRequestToken=str(uuid4()))
        except AwsRefusal as refusal:
            if refusal.code != _EXISTS or self._get() is not None:
                raise
            # It was made without a value, so its first version gets AWSCURRENT.
            made = self._aws.call("put_secret_value", SecretId=self._name, SecretString=text, ClientRequestToken=str(uuid4()))
        return Stored(value=secret, version=str(made["VersionId"]))

    def _replace(self, secret: str, text: str, replaced: str) -> Stored:
        made = self._aws.call("put_secret_value", SecretId=self._name, SecretString=text, ClientRequestToken=str(uuid4()), VersionStages=[_OWN])
        version = str(made["VersionId"])
        try:
            self._aws.call(
                "update_secret_version_stage", SecretId=self._name, VersionStage=_CURRENT, MoveToVersionId=version, RemoveFromVersionId=replaced
            )
        except AwsRefusal as refusal:
            if refusal.code == _INVALID:
                raise conflict(self.describe().what) from None
            raise
        return Stored(value=secret, version=version)

    def _versions(self) -> dict[str, list[str]]:
        answer = self._aws.call("list_secret_version_ids", SecretId=self._name, IncludeDeprecated=True)
        return {str(entry["VersionId"]): list(entry.get("VersionStages") or ()) for entry in answer.get("Versions") or ()}

    def _get(self) -> Mapping[str, Any] | None:
        try:
            return self._aws.call("get_secret_value", SecretId=self._name, VersionStage=_CURRENT)
        except AwsRefusal as refusal:
            if refusal.code == _MISSING:
                return None
            raise self._aws.refused(refusal, "to read the secret") from None

    def _stored(self, answer: Mapping[str, Any] | None) -> Stored:
        if answer is None:
            return NOTHING
        text = answer.get("SecretString")
        if not isinstance(text, str):
            raise StoreRefused(f"{self.describe().what} is binary", hint="name a secret that is text")
        value = self._members(text).get(self._field) if self._field else text
        if value is not None and not isinstance(value, str):
            raise StoreRefused(f"{self.describe().what} is not text", hint="name a field of its own for the client_secret")
        created = answer.get("CreatedDate")
        return Stored(
            value=value,
            version=str(answer.get("VersionId")),
            updated_at=None if created is None else int(created.timestamp()),
            exists=value is not None,
        )

    def _content(self, current: Mapping[str, Any] | None, secret: str) -> str:
        if not self._field:
            return secret
        return json.dumps({**({} if current is None else self._members(str(current["SecretString"]))), self._field: secret})

    def _members(self, text: str) -> dict[str, Any]:
        try:
            members = json.loads(text)
        except (ValueError, RecursionError):
            members = None
        if not isinstance(members, dict):
            raise StoreRefused(f"{self._name} in AWS Secrets Manager is not a JSON object", hint="leave out #FIELD if the whole secret is the value")
        return members
