"""Files that the variables of `surroundings` name: bundles, settings, Java's trust store and the hooks.

Their names are always the same, so that a folder that stays can be used again. Other users can read them, like the files that
they take the place of: they contain no key.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from siwakit.edge.intercept.java_trust import java_trust_store
from siwakit.edge.intercept.redirection import Redirection
from siwakit.edge.server.replace_file import replace_file
from siwakit.edge.system_roots import certificates_in, system_roots

_HOOKS = ("redirect.cjs", "sitecustomize.py")
_WGET_CERTIFICATE = re.compile(r"^[ \t]*ca[-_]?certificate[ \t]*=[ \t]*(.*?)[ \t]*$", re.IGNORECASE | re.MULTILINE)


class Files:
    """Writer of these files for one redirection; each method returns the path to name."""

    def __init__(self, redirection: Redirection) -> None:
        self._redirection = redirection
        self._folder = Path(redirection.folder).absolute()
        self._written: dict[str, str] = {}

    def additional(self, variable: str, own: str) -> str:
        """Return a file with our authority, and with what the user's *own* file for *variable* contains."""
        content = certificates_in(own)
        return self._bundle(variable, own, content) if content else self._write("ca.pem", self._redirection.authority)

    def bundle(self, variable: str, own: str) -> str:
        """Return a file with our authority and everything else that is trusted: the user's *own* file for *variable*, or the system's roots."""
        content = certificates_in(own)
        return self._bundle(variable, own, content) if content else self._default()

    def wgetrc(self, environment: Mapping[str, str]) -> str:
        """Return settings of wget: the user's own, and the bundle."""
        path = environment.get("WGETRC") or os.path.join(environment.get("HOME", ""), ".wgetrc")
        own = _text(path)
        named = _WGET_CERTIFICATE.findall(own)
        bundle = self.bundle("wgetrc_certificates", named[-1] if named else "")
        return self._write("wgetrc", f"{own.rstrip()}\nca_certificate = {bundle}\n".lstrip().encode())

    def php_folder(self) -> str:
        """Return a folder with settings of PHP, which it reads after its own."""
        bundle = self._default().replace("\\", "\\\\").replace('"', '\\"')
        (self._folder / "php").mkdir(exist_ok=True)
        self._write("php/siwakit.ini", f'curl.cainfo = "{bundle}"\nopenssl.cafile = "{bundle}"\n'.encode())
        return str(self._folder / "php")

    def java_store(self, environment: Mapping[str, str]) -> str:
        """Return a trust store of Java: its own with our authority, or the system's roots with it."""
        return self._write("java-trust", java_trust_store(self._redirection.authority, environment))

    def hooks(self, host: str) -> str:
        """Return the folder with the hooks of Node and Python, and with what they have to know."""
        (self._folder / "hooks").mkdir(exist_ok=True)
        for name in _HOOKS:
            self._write(f"hooks/{name}", (Path(__file__).parent / "hooks" / name).read_bytes())
        authority = self._write("ca.pem", self._redirection.authority)
        lines = (" ".join(self._redirection.hosts), host, str(self._redirection.port), authority, "")
        self._write("hooks/redirection.txt", "\n".join(lines).encode())
        return str(self._folder / "hooks")

    def _default(self) -> str:
        return self._written.get("bundle.pem") or self._write("bundle.pem", self._redirection.authority + b"\n" + system_roots())

    def _bundle(self, variable: str, own: str, content: bytes) -> str:
        if self._redirection.authority.strip() in content and os.path.isfile(own):
            return own
        return self._write(f"{variable.lower()}.pem", self._redirection.authority + b"\n" + content)

    def _write(self, name: str, content: bytes) -> str:
        path = self._folder / name
        if name not in self._written:
            replace_file(path, content)
            self._written[name] = str(path)
        return str(path)


def _text(path: str) -> str:
    try:
        return Path(path).read_text("utf-8", errors="surrogateescape")
    except OSError:
        return ""
