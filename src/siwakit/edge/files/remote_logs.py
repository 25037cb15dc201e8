"""Logs in object storage and on web servers, through `fsspec`: addresses such as `s3://bucket/logs/*.gz`.

Credentials are the store's own way (its configuration files, environment or identity); siwakit neither takes nor stores any. Errors of
stores can quote signed addresses and account names, so only their kind is shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from functools import lru_cache
from time import sleep
from typing import Any, BinaryIO, TypeVar, cast

from siwakit.errors import NotReadable, SiwakitError, UsageError

T = TypeVar("T")
_ADDRESS = re.compile(r"([A-Za-z][A-Za-z0-9+.:-]+)://")
_USER = re.compile(r"(?<=://)[^/@]*@")
_WEB = ("http", "https")
_LOCAL = ("file", "local")
# A question mark begins the query of an address on the web.
_MAGIC = re.compile(r"[*\[]")
_SECONDS_TO_CONNECT, _SECONDS_TO_READ = 30, 120
_NOT_FOUND = 404
_TRIES = 3
_SECONDS_BETWEEN_TRIES = 0.5
_HINT = "name an address that fsspec knows, such as s3://bucket/logs/*.gz"
_INSTALL = "run: pip install 'siwakit[remote]'"


def is_remote(path: str) -> bool:
    """Return whether *path* is an address."""
    return _ADDRESS.match(path) is not None


def shown_address(path: str) -> str:
    """Return *path* without what may be a credential: the query of an address on the web, a user and password."""
    scheme = path.partition("://")[0].lower()
    return _USER.sub("", path.partition("?")[0].partition("#")[0] if scheme in _WEB else path)


def matching_addresses(address: str) -> tuple[str, ...]:
    """Return the files that *address* names, in order; more than one only if it contains `*` or `[`.

    Raises:
        UsageError: the address, or a package that it needs, is not known.
        NotReadable: the store does not answer, or has no such file.
    """
    system, path = _opened(address)
    if not _MAGIC.search(address):
        return (address,)
    with _complaining(address):
        found = sorted(str(name) for name in system.glob(path))
        files = [name for name in found if not _is_folder(system, name)]
    if not files:
        raise NotReadable(f"{shown_address(address)}: no file matches", hint="check the address, or list it with the tool of the store")
    return tuple(name if is_remote(name) else system.unstrip_protocol(name) for name in files)


def remote_size(address: str) -> int | None:
    """Return the size of the file at *address* in bytes, or None if it can only be read from its beginning.

    Raises:
        NotReadable: the store does not answer, or has no such file.
    """
    system, path = _opened(address)
    with _complaining(address):
        info = _retried(lambda: system.info(path))
    if info.get("type") == "directory":
        raise NotReadable(f"{shown_address(address)}: is a directory", hint="name its files, for example with /**")
    size = info.get("size")
    return size if isinstance(size, int) and _sends_ranges(system, path, size) else None


def _sends_ranges(system: Any, path: str, size: int) -> bool:
    """Return whether ranges of the file can be fetched: many web servers ignore what is asked for, and send the whole file."""
    if not _is_web(system) or size <= 1:
        return True
    try:
        return len(_fetcher(system, path, size)(size - 1, size)) == 1
    except ValueError:
        return False


@contextmanager
def open_range(address: str, start: int, end: int, total: int) -> Iterator[BinaryIO]:
    """Open the bytes from *start* to *end* of the file at *address*, which has *total* bytes.

    Raises:
        NotReadable: the store does not answer, or has no such file any more.
    """
    system, path = _opened(address)
    with _complaining(address):
        yield cast("BinaryIO", _Range(_fetcher(system, path, total), start, min(end, total)))


@contextmanager
def open_stream(address: str) -> Iterator[BinaryIO]:
    """Open the file at *address* for reading from its beginning.

    Raises:
        NotReadable: the store does not answer, or has no such file.
    """
    system, path = _opened(address)
    # Without a block size, a web server's file is fetched as a whole instead of in ranges.
    options = {"block_size": 0} if _is_web(system) else {}
    with _complaining(address), closing(system.open(path, "rb", **options)) as file:
        yield cast("BinaryIO", file)


class _Range:
    """Range of a file in a store, read from its beginning to its end, each piece with a request of its own."""

    def __init__(self, fetch: Callable[[int, int], bytes], start: int, end: int) -> None:
        self._fetch, self._at, self._end = fetch, start, end

    def read(self, size: int) -> bytes:
        """Return the next *size* bytes, fewer only at the end."""
        end = min(self._at + size, self._end)
        if end <= self._at:
            return b""
        data = _retried(lambda: self._fetch(self._at, end))
        if len(data) != end - self._at:
            # The file was replaced or truncated; a tally of half of it would be wrong without a word.
            raise EOFError
        self._at = end
        return data


def _fetcher(system: Any, path: str, total: int) -> Callable[[int, int], bytes]:
    """Return how to fetch a range of the file at *path*."""
    if not _is_web(system):
        return lambda start, end: cast("bytes", system.cat_file(path, start=start, end=end))

    def fetch(start: int, end: int) -> bytes:
        # Unlike cat_file, this checks that the server sends only what was asked for.
        with closing(system.open(path, "rb", cache_type="none", size=total)) as file:
            file.seek(start)
            return cast("bytes", file.read(end - start))

    return fetch


def _retried(call: Callable[[], T]) -> T:
    """Return what *call* returns, trying again if a connection fails."""
    for number in range(_TRIES - 1):
        try:
            return call()
        except (FileNotFoundError, PermissionError, IsADirectoryError):
            raise
        except Exception:  # noqa: BLE001  each store has errors of its own; the last one is reported
            sleep(_SECONDS_BETWEEN_TRIES * 2**number)
    return call()


def _is_folder(system: Any, path: str) -> bool:
    if _is_web(system):
        return path.endswith("/")
    with suppress(FileNotFoundError):
        return bool(system.info(path).get("type") == "directory")
    return False


def _is_web(system: Any) -> bool:
    return not set(_WEB).isdisjoint((system.protocol,) if isinstance(system.protocol, str) else system.protocol)


@lru_cache(maxsize=64)
def _opened(address: str) -> tuple[Any, str]:
    """Return the file system of *address*, and the path in it."""
    found = _ADDRESS.match(address)
    scheme = found[1].lower() if found else ""
    try:
        import fsspec  # noqa: PLC0415  belongs to an extra
        from fsspec.core import url_to_fs  # noqa: PLC0415

        is_known = "::" not in address and scheme in fsspec.available_protocols()
        system, path = url_to_fs(address, **_options(scheme)) if is_known else (None, "")
    except ImportError:
        raise UsageError(f"{scheme}:// needs a package that is not installed", hint=_INSTALL) from None
    except Exception as error:  # noqa: BLE001  each store has errors of its own
        raise NotReadable(f"{shown_address(address)}: {_kind(error)}", hint="check the address, and the settings of the store") from None
    if not is_known:
        raise UsageError(f"{shown_address(address)} is not an address of logs", hint=_HINT)
    return system, str(path)


def _options(scheme: str) -> dict[str, Any]:
    """Return options for the file system: a large file may take hours to fetch, but not minutes without a byte."""
    if scheme not in _WEB:
        return {}
    from aiohttp import ClientTimeout  # noqa: PLC0415  belongs to an extra

    return {"client_kwargs": {"timeout": ClientTimeout(total=None, sock_connect=_SECONDS_TO_CONNECT, sock_read=_SECONDS_TO_READ)}}


@contextmanager
def _complaining(address: str) -> Iterator[None]:
    """Report errors of a store by their kind."""
    try:
        yield
    except (SiwakitError, EOFError, GeneratorExit):
        raise
    except FileNotFoundError as error:
        # A web server's refusal is a missing file to fsspec.
        raise NotReadable(f"{shown_address(address)}: {_kind(error.__cause__ or error)}", hint="check the address") from None
    except PermissionError:
        raise NotReadable(f"{shown_address(address)}: permission denied", hint="log in with the tool of the store") from None
    except ImportError:
        raise UsageError(f"{shown_address(address)} needs a package that is not installed", hint=_INSTALL) from None
    except Exception as error:
        if type(error).__module__ in {"zlib", "_lzma", "gzip"}:
            raise
        raise NotReadable(f"{shown_address(address)}: {_kind(error)}", hint="check the address, and the settings of the store") from None


def _kind(error: BaseException) -> str:
    """Return what kind of error it is, without its text."""
    status = getattr(error, "status", None)
    if isinstance(error, FileNotFoundError) or status == _NOT_FOUND:
        return "no such file"
    if isinstance(status, int):
        return f"the server answered {status}"
    return (getattr(error, "strerror", None) or type(error).__name__).lower() if isinstance(error, OSError) else type(error).__name__
