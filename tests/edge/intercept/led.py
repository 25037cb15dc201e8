"""An emulator, and programs that are led to it by variables alone."""

from __future__ import annotations

import os
import subprocess

from siwakit.apple import HOST, OTHER_HOST
from siwakit.edge.intercept.redirection import Redirection

KEYS = '"keys"'
# What would lead a program somewhere by itself, on the machine that runs the tests.
_LEADING = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY", "NODE_OPTIONS", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


def redirection_of(apple, folder):
    """Return where *apple* is, with *folder* for the files."""
    return Redirection((HOST, OTHER_HOST), apple.server.tls_port, apple.server.certificates.pem, str(folder))


def usual_environment(**own):
    """Return the environment of the tests without what leads programs, and with *own*."""
    left_out = {name for leading in _LEADING for name in (leading, leading.lower())}
    return {name: value for name, value in os.environ.items() if name not in left_out} | own


def run(command, environment, cwd=None):
    """Return what *command* prints; it must end well, and print nothing else."""
    done = subprocess.run(command, env=environment, cwd=cwd, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout
