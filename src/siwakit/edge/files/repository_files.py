"""The files of a repository: what git lists if it is one of git's, else everything in the folder but what is vendored.

No symbolic link is followed, except one that is named, and nothing but regular files is opened.
"""

from __future__ import annotations

import os
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path, PurePath

from siwakit.errors import NotReadable, TooLarge
from siwakit.flow.scan.which_files import is_excluded, is_generated_name, is_vendored, is_vendored_folder
from siwakit.record import record

MAX_FILES = 1_000_000
_SECONDS_FOR_GIT = 60
_GIT = ("git", "-c", "core.fsmonitor=false")
# A hook of git sets these for the repository that it belongs to, which need not be the one that is scanned.
_OF_A_HOOK = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")


@record
class RepositoryFile:
    """A file to scan: *path* as it is shown, *inner* from the root of the repository, or else from the folder that was named.

    *is_tracked* means that git tracks it, or that git is not used; *is_new* that git would add it; *is_named* that it is one of the paths given.
    """

    path: str
    inner: str
    is_tracked: bool = True
    is_new: bool = False
    is_named: bool = False


def files_of(paths: tuple[str, ...], exclude: tuple[str, ...] = ()) -> Iterator[RepositoryFile]:
    """Yield the files that are named by *paths* or are in folders named by them, each once, without those that a glob of *exclude* matches.

    Files that git ignores, vendored and generated ones are left out unless they are named, or are in a folder that is named and is one itself.

    Raises:
        NotReadable: one of *paths* is missing, or is neither a file nor a folder.
        TooLarge: more than 1,000,000 files.
    """
    seen: set[str] = set()
    for path in paths:
        for file in _named(path):
            real = os.path.abspath(file.path)  # noqa: PTH100  Path.absolute keeps `..`
            if real in seen or is_excluded(file.inner, exclude) or is_excluded(PurePath(file.path).as_posix(), exclude):
                continue
            seen.add(real)
            if len(seen) > MAX_FILES:
                raise TooLarge(f"more than {MAX_FILES} files", hint="name a folder, or leave some out with --exclude")
            yield file


def is_hidden_from_git(path: str) -> bool:
    """Return whether the folder *path* has a repository of git that git does not read, for example because another user owns it."""
    return Path(path, ".git").exists() and _prefix(path) is None


def _named(path: str) -> Iterator[RepositoryFile]:
    try:
        mode = Path(path).stat().st_mode
    except (OSError, ValueError) as error:
        said = (getattr(error, "strerror", None) or "cannot be read").lower()
        raise NotReadable(f"{path}: {said}", hint="name files or folders of a repository") from None
    if stat.S_ISDIR(mode):
        return _in_folder(path)
    if stat.S_ISREG(mode):
        return iter((_one_file(path),))
    raise NotReadable(f"{path}: neither a file nor a folder", hint="name files or folders of a repository")


def _one_file(path: str) -> RepositoryFile:
    folder, name = os.path.split(path)
    prefix = _prefix(folder or ".")
    if prefix is None:
        return RepositoryFile(path, _from_here(path), is_named=True)
    pathspec = f":(literal){name}"
    is_tracked = bool(_git(folder or ".", "ls-files", "-z", "--cached", "--", pathspec))
    is_new = not is_tracked and bool(_git(folder or ".", "ls-files", "-z", "--others", "--exclude-standard", "--", pathspec))
    return RepositoryFile(path, f"{prefix}{name}", is_tracked, is_new, is_named=True)


def _in_folder(folder: str) -> Iterator[RepositoryFile]:
    prefix = _prefix(folder)
    is_ignored = prefix is not None and _git(folder, "check-ignore", "-q", ".") is not None
    inside = prefix if prefix is not None else f"{_from_here(folder)}/"
    # A vendored folder that is named should be scanned.
    is_vendor_named = is_vendored(f"{inside}x", is_tracked=prefix is not None and not is_ignored)
    tracked = None if prefix is None or is_ignored else _git(folder, "ls-files", "-z", "--cached")
    if tracked is None:
        names = _walk(folder, is_vendor_named=is_vendor_named)
        found = ((name, not is_ignored, False) for name in names)
    else:
        others = _git(folder, "ls-files", "-z", "--others", "--exclude-standard") or b""
        found = ((name, is_tracked, not is_tracked) for listing, is_tracked in ((tracked, True), (others, False)) for name in _names(listing))
    for name, is_tracked, is_new in found:
        is_vendored_here = not is_vendor_named and is_vendored(name, is_tracked=tracked is not None)
        if not is_vendored_here and not is_generated_name(name):
            yield RepositoryFile(_joined(folder, name), f"{prefix or ''}{name}", is_tracked, is_new)


def _joined(folder: str, name: str) -> str:
    return name if folder in {".", ""} else os.path.normpath(os.path.join(folder, name))  # noqa: PTH118  bytes that are not UTF-8 stay


def _names(listing: bytes) -> Iterator[str]:
    """Yield the names in a listing of git; a file with conflicts is in it several times, and a repository inside ends in a slash."""
    yield from dict.fromkeys(os.fsdecode(name) for name in listing.split(b"\0") if name and not name.endswith(b"/"))


def _from_here(path: str) -> str:
    """Return *path* from the current folder, or only its last part if it is elsewhere."""
    relative = PurePath(os.path.relpath(path)).as_posix()
    return PurePath(os.path.abspath(path)).name if relative.startswith("../") or relative == ".." else relative  # noqa: PTH100  as in files_of


def _prefix(folder: str) -> str | None:
    """Return the path of *folder* in its git work tree, with a slash at its end unless it is empty; None if it is in none."""
    said = _git(folder, "rev-parse", "--is-inside-work-tree", "--show-prefix")
    if said is None or not said.startswith(b"true\n"):
        return None
    return os.fsdecode(said.removeprefix(b"true\n").removesuffix(b"\n"))


def _git(folder: str, *arguments: str) -> bytes | None:
    """Return what git prints in *folder*, or None if it fails or is not installed."""
    environment = {name: value for name, value in os.environ.items() if name not in _OF_A_HOOK}
    try:
        ended = subprocess.run(  # noqa: S603  fixed arguments, without a shell
            [*_GIT, "-C", folder, *arguments], capture_output=True, check=False, timeout=_SECONDS_FOR_GIT, env=environment, stdin=subprocess.DEVNULL
        )
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None
    return ended.stdout if ended.returncode == 0 else None


def _walk(folder: str, *, is_vendor_named: bool) -> Iterator[str]:
    """Yield the regular files in *folder* at any depth, in order; a folder that cannot be listed is left out."""
    waiting = [""]
    while waiting:
        inside = waiting.pop()
        try:
            with os.scandir(os.path.join(folder, inside)) as listing:  # noqa: PTH118  as in _joined
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError:
            continue
        folders = []
        for entry in entries:
            name = f"{inside}{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                if is_vendor_named or not is_vendored_folder(entry.name, is_tracked=False):
                    folders.append(f"{name}/")
            elif entry.is_file(follow_symlinks=False):
                yield name
        waiting += reversed(folders)
