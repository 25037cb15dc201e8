"""The workers of a Dask cluster as an executor for logs, checked before anything runs.

Dask runs a task again if its worker dies, and each worker reads its parts of the logs itself. If the scheduler is lost, so is what it knew
of the tasks: then the summary ends with an error instead of half a result.
"""

from __future__ import annotations

import logging
import pkgutil
import re
import socket
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from ipaddress import ip_address
from time import monotonic
from typing import Any

from siwakit import __version__
from siwakit.edge.files.log_pool import WorkerContext, Workers, WrongVersion
from siwakit.errors import NotReadable, SiwakitError, UsageError
from siwakit.evidence.keys import key_at_hand
from siwakit.jose.keys.key_kinds import KeyForm

_SECONDS_TO_CONNECT = 10
# An autoscaled cluster starts its first worker when there is a task.
_SECONDS_TO_START = 120
_SECONDS_BETWEEN_COUNTS = 5.0
_ADDRESS = re.compile(r"(?:(?:tcp|tls|ws|wss)://)?(?P<host>[^\s/:\[\]]+|\[[0-9A-Fa-f:.]+\]):(?P<port>[1-9]\d{0,4})")
_MAX_FRAMES = 1000
_SEALED = ("tls://", "wss://")
_PUBLIC = (KeyForm.PUBLIC, KeyForm.PUBLIC_JWK, KeyForm.CERTIFICATE)
_INSTALL = "install the same siwakit on every worker, with the extra [dask], and [remote] if the logs are in a store"


class ClusterLost(SiwakitError):
    """The scheduler of the cluster ended, or cannot be reached any more."""

    code = "cluster-lost"


@contextmanager
def dask_workers(address: str, context: WorkerContext) -> Iterator[Workers]:
    """Connect to the scheduler at *address*, and check that its workers have this siwakit and may have the keys in *context*.

    Raises:
        UsageError: Dask is not installed, there is no scheduler, or a private key would travel unencrypted.
        WrongVersion: a worker has no siwakit, or another version.
        ClusterLost: the scheduler ended.
    """
    client = _connected(address)
    try:
        _require_sealed(str(client.scheduler.address), context)
        _require_same_version(client)
        with _complaining(client):
            yield Workers(client.get_executor(pure=False), _Ahead(client), lambda: _require_alive(client), is_distant=True)
    finally:
        # A lost scheduler does not answer: closing must not wait for it.
        with suppress(Exception):
            client.close(timeout=2)


def _connected(address: str) -> Any:
    try:
        from distributed import Client  # noqa: PLC0415  belongs to an extra
    except ImportError:
        raise UsageError("dask is not installed", hint="run: pip install 'siwakit[dask]'") from None
    # What Dask writes about lost connections says nothing that our errors do not say.
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    hint = "start one with `dask scheduler`, and give its address, such as tcp://10.0.0.5:8786"
    found = _ADDRESS.fullmatch(address)
    if not found:
        raise UsageError(f"{address} is not the address of a Dask scheduler", hint=hint)
    try:
        _require_scheduler(address, found["host"].strip("[]"), int(found["port"]))
        make_client: Any = Client
        return make_client(address, timeout=_SECONDS_TO_CONNECT, set_as_default=False)
    except Exception:  # noqa: BLE001  no such host, a port without a scheduler, a certificate: each has an error of its own
        raise UsageError(f"there is no Dask scheduler at {address}", hint=hint) from None


def _require_scheduler(address: str, host: str, port: int) -> None:
    """Check that a scheduler answers there: with anything else Dask would wait for minutes, and leave a thread behind."""
    with socket.create_connection((host, port), _SECONDS_TO_CONNECT) as connection:
        if address.startswith(_SEALED) or address.startswith("ws://"):
            return
        # A scheduler speaks first, and says how many frames follow.
        frames = int.from_bytes(connection.recv(8, socket.MSG_WAITALL), "little")
        if not 0 < frames < _MAX_FRAMES:
            raise ConnectionError


def _require_sealed(address: str, context: WorkerContext) -> None:
    """Refuse to send a private key through a network unencrypted."""
    if address.startswith(_SEALED) or _is_loopback(address):
        return
    for key in context.keys:
        if key_at_hand(key.text, key.name, key.mode).reading.form not in _PUBLIC:
            hint = "give its public half with --key, which is enough for a summary, or a scheduler at tls://"
            raise UsageError(f"{key.name} may be a private key, and would travel to {address} unencrypted", hint=hint)


def _is_loopback(address: str) -> bool:
    host = address.partition("://")[2].rpartition(":")[0].strip("[]")
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _require_same_version(client: Any) -> None:
    if not client.scheduler_info(n_workers=-1)["workers"]:
        started = client.submit(str, pure=False)
        try:
            client.wait_for_workers(1, timeout=_SECONDS_TO_START)
        except Exception:  # noqa: BLE001  Dask has several timeouts
            raise UsageError("the Dask cluster has no workers", hint="start one with `dask worker ADDRESS`") from None
        finally:
            started.release()
    # A function of the standard library, because one of ours could not even be sent to a worker without siwakit.
    for worker, version in client.run(pkgutil.resolve_name, "siwakit:__version__", on_error="return").items():
        if isinstance(version, Exception):
            raise WrongVersion(f"the worker {worker} has no siwakit", hint=_INSTALL)
        if version != __version__:
            raise WrongVersion(f"the worker {worker} has siwakit {version}, and this machine {__version__}", hint=_INSTALL)


class _Ahead:
    """Number of tasks that keep the cluster busy, looked up again every few seconds because workers come and go."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._counted_at, self._count = 0.0, 0

    def __call__(self) -> int:
        now = monotonic()
        if not self._count or now - self._counted_at > _SECONDS_BETWEEN_COUNTS:
            workers = self._client.scheduler_info(n_workers=-1)["workers"].values()
            self._counted_at, self._count = now, 2 * max(1, sum(worker["nthreads"] for worker in workers))
        return self._count


def _require_alive(client: Any) -> None:
    if client.status != "running":
        raise ClusterLost("the Dask scheduler was lost", hint="nothing was counted: start again when the cluster runs")


@contextmanager
def _complaining(client: Any) -> Iterator[None]:
    """Report errors of the cluster as ours."""
    try:
        yield
    except (CancelledError, OSError, TimeoutError):
        raise ClusterLost("the Dask scheduler was lost", hint="nothing was counted: start again when the cluster runs") from None
    except NotReadable as error:
        if "no such file" not in error.message:
            raise
        hint = "with --dask each worker reads its part of a log itself: put it at the same path on all machines, or in a store"
        raise NotReadable(f"a worker cannot read {error.message}", hint=hint) from None
    except ImportError:
        raise WrongVersion("a worker has no siwakit", hint=_INSTALL) from None
    except Exception as error:
        if type(error).__name__ == "KilledWorker":
            hint = "its workers may be out of memory: give each at least 256 MiB"
            raise SiwakitError("a part of the logs ended several workers", hint=hint) from None
        raise
    finally:
        del client
