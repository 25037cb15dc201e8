"""Calls to AWS Secrets Manager by boto3, each within a time limit.

boto3 finds the region and the credentials itself, as the AWS command line does. It limits single reads of a socket and not a call, so a call runs
in a thread, which is left behind if it takes too long. botocore logs the bodies of requests and answers at the level DEBUG, so that level is
switched off for it.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from concurrent.futures import Future, wait
from threading import Thread
from typing import Any

from siwakit.errors import StoreRefused, StoreUnavailable, UsageError

_HINT = (
    "allow secretsmanager:GetSecretValue, PutSecretValue, UpdateSecretVersionStage and ListSecretVersionIds on the secret, "
    "and CreateSecret if it is missing"
)
_MAY_PASS = "the same call may work a little later"
_READS = frozenset({"get_secret_value", "list_secret_version_ids"})
_PASSING = ("Throttl", "TooManyRequests", "RequestLimitExceeded", "InternalService", "ServiceUnavailable", "InternalFailure", "RequestTimeout")
_SERVER_FAILS = 500


class AwsRefusal(Exception):
    """A refusal by AWS, with its code; callers turn it into an error of a store."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def require_boto() -> None:
    """Check that the extra `aws` is installed.

    Raises:
        UsageError: it is not.
    """
    try:
        import boto3  # noqa: F401, PLC0415  only looked for
    except ModuleNotFoundError as missing:
        raise UsageError(f"this store needs {missing.name}", hint="run pip install 'siwakit[aws]'") from None


class SecretsManager:
    """AWS Secrets Manager with the credentials of the environment; every call takes at most *seconds*."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._client: Any = None

    def call(self, operation: str, **arguments: Any) -> Mapping[str, Any]:
        """Return the answer to *operation*.

        Raises:
            AwsRefusal: AWS refuses it.
            StoreUnavailable: AWS fails, or there is no answer in time.
            StoreRefused: there are no credentials, or no region.
        """
        result: Future[Mapping[str, Any]] = Future()
        Thread(target=self._settle, args=(result, operation, arguments), name="siwakit-aws", daemon=True).start()
        if not wait((result,), self._seconds).done:
            raise StoreUnavailable("AWS does not answer in time", hint=_MAY_PASS, is_outcome_unknown=operation not in _READS)
        return result.result()

    def refused(self, refusal: AwsRefusal, action: str) -> StoreRefused:
        """Return the error for *refusal* of *action*. AWS's own message is not quoted, because it may repeat arguments."""
        return StoreRefused(f"AWS refuses {action}: {refusal.code}", hint=_HINT)

    def _settle(self, result: Future[Mapping[str, Any]], operation: str, arguments: Mapping[str, Any]) -> None:
        try:
            result.set_result(self._call(operation, arguments))
        except BaseException as error:  # noqa: BLE001  raised again by the thread that waits
            result.set_exception(error)

    def _call(self, operation: str, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        from botocore.exceptions import (  # noqa: PLC0415  an extra
            BotoCoreError,
            ClientError,
            ConnectTimeoutError,
            EndpointConnectionError,
            HTTPClientError,
            NoCredentialsError,
            NoRegionError,
            PartialCredentialsError,
            ProfileNotFound,
        )

        is_write = operation not in _READS
        try:
            answer: Mapping[str, Any] = getattr(self._open(), operation)(**arguments)
        except ClientError as error:
            _raise_refusal(error.response, is_write=is_write)
        except (NoCredentialsError, PartialCredentialsError, ProfileNotFound, NoRegionError) as error:
            raise StoreRefused(f"no credentials or no region for AWS ({type(error).__name__})", hint="set them as for the AWS command line") from None
        except (EndpointConnectionError, ConnectTimeoutError):
            raise StoreUnavailable("AWS cannot be reached", hint=_MAY_PASS) from None
        except HTTPClientError as error:
            raise StoreUnavailable(
                f"AWS ended the connection without an answer ({type(error).__name__})", hint=_MAY_PASS, is_outcome_unknown=is_write
            ) from None
        except (BotoCoreError, ValueError) as error:
            raise StoreUnavailable(
                f"the call to AWS failed ({type(error).__name__})", hint="check the settings for AWS, then try again", is_outcome_unknown=is_write
            ) from None
        return answer

    def _open(self) -> Any:
        if self._client is None:
            import boto3  # noqa: PLC0415  an extra
            from botocore.config import Config  # noqa: PLC0415  an extra

            for name in ("botocore", "boto3", "urllib3"):
                logger = logging.getLogger(name)
                logger.setLevel(max(logger.getEffectiveLevel(), logging.INFO))
            limit = max(1, self._seconds)
            # A second attempt at a write whose answer was lost is decided by the caller, who reads first.
            settings = Config(connect_timeout=limit, read_timeout=limit, retries={"total_max_attempts": 1})
            self._client = boto3.session.Session().client("secretsmanager", config=settings)
        return self._client


def _raise_refusal(response: Mapping[str, Any], *, is_write: bool) -> None:
    code = str(response.get("Error", {}).get("Code", ""))
    shown = code if code.isascii() and code.isalnum() and len(code) < 80 else "unknown error"  # noqa: PLR2004  a name of an error
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if any(word in code for word in _PASSING):
        raise StoreUnavailable(f"AWS asks to wait ({shown})", hint=_MAY_PASS, is_outcome_unknown=is_write and status >= _SERVER_FAILS) from None
    if status >= _SERVER_FAILS:
        raise StoreUnavailable(f"AWS fails ({status})", hint=_MAY_PASS, is_outcome_unknown=is_write) from None
    raise AwsRefusal(shown) from None
