"""Variables that lead a program to the emulator, if its system calls cannot be answered or something else starts it.

Each runtime looks in other places for a proxy and for what it trusts, so there are many. All are only in the environment of the program:
nothing is changed on the machine. What the user's own variables say is kept: a bundle that they name is part of ours, options are
added to, and other hosts go where they went before.

`trust_variables` are those that are needed with seccomp too, because these runtimes have their roots compiled in.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from enum import Enum

from siwakit.edge.intercept.redirection import HTTPS_PORT, Redirection
from siwakit.edge.intercept.surroundings_files import Files
from siwakit.edge.server.user_proxies import is_excluded, split_hosts

LOOPBACK = "127.0.0.1"
_BUNDLES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "HTTPLIB2_CA_CERTS", "PERL_LWP_SSL_CA_FILE", "MOJO_CA_FILE")
# Read in addition to the roots that Node, Bun and Deno have compiled in.
_EXTRA = ("NODE_EXTRA_CA_CERTS", "DENO_CERT")
# The first is read by nearly all, the second by a few. HTTP_PROXY is left alone: a web server may take it from a request's header.
_PROXIES = ("HTTPS_PROXY", "https_proxy", "http_proxy")
_USER_PROXIES = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy")
_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
_NEEDS_QUOTES = re.compile(r"[\s\"\\']")


class Style(Enum):
    """How variables are written: as commands of a POSIX shell, or as lines for Compose, systemd and IDEs."""

    SHELL = "sh"
    PLAIN = "plain"


def trust_variables(redirection: Redirection, environment: Mapping[str, str]) -> dict[str, str]:
    """Return what a program needs besides seccomp; the files are written to the folder of *redirection*.

    The user's own proxy, if *environment* names one, is told apart from Apple: it would look up the name itself.
    """
    files = Files(redirection)
    variables = {name: files.additional(name, environment.get(name, "")) for name in _EXTRA}
    own = split_hosts(_no_proxy(environment))
    # Some programs know the star only if nothing else is listed.
    if "*" not in own and any(environment.get(name) for name in _USER_PROXIES):
        excluded = ",".join(dict.fromkeys((*own, *redirection.hosts)))
        variables |= {"NO_PROXY": excluded, "no_proxy": excluded}
    return variables


def all_variables(redirection: Redirection, environment: Mapping[str, str], host: str = LOOPBACK) -> dict[str, str]:
    """Return what leads a program to the port of *redirection* on *host*; the files are written to its folder."""
    files = Files(redirection)
    proxy = f"http://{f'[{host}]' if ':' in host else host}:{redirection.port}"
    excluded = ",".join(dict.fromkeys((*_THIS_MACHINE, *_kept_exclusions(redirection, environment))))
    hooks = files.hooks(host)
    return {
        **dict.fromkeys(_PROXIES, proxy),
        "NO_PROXY": excluded,
        "no_proxy": excluded,
        "NODE_USE_ENV_PROXY": "1",
        "MOJO_PROXY": "1",
        "PERL_LWP_ENV_PROXY": "1",
        **{name: files.bundle(name, environment.get(name, "")) for name in _BUNDLES},
        **{name: files.additional(name, environment.get(name, "")) for name in _EXTRA},
        "WGETRC": files.wgetrc(environment),
        "PHP_INI_SCAN_DIR": f"{environment.get('PHP_INI_SCAN_DIR', '')}:{files.php_folder()}",
        "JAVA_TOOL_OPTIONS": _joined(environment.get("JAVA_TOOL_OPTIONS"), *_java_options(files.java_store(environment), host, redirection.port)),
        "NODE_OPTIONS": _joined(environment.get("NODE_OPTIONS"), "--require", _quoted(f"{hooks}/redirect.cjs")),
        "PYTHONPATH": ":".join(filter(None, (hooks, environment.get("PYTHONPATH")))),
    }


def as_text(variables: Mapping[str, str], style: Style = Style.SHELL) -> str:
    """Return *variables* as lines."""
    if style is Style.PLAIN:
        return "".join(f"{name}={value}\n" for name, value in variables.items())
    return "".join(f"export {name}={shlex.quote(value)}\n" for name, value in variables.items())


def _no_proxy(environment: Mapping[str, str]) -> str:
    return environment.get("no_proxy") or environment.get("NO_PROXY") or ""


def _kept_exclusions(redirection: Redirection, environment: Mapping[str, str]) -> list[str]:
    """Return the user's own exclusions, without those that would exclude Apple: the port itself heeds them for all other hosts."""
    own = split_hosts(_no_proxy(environment))
    return [entry for entry in own if not any(is_excluded(host, HTTPS_PORT, (entry,)) for host in redirection.hosts)]


def _java_options(store: str, host: str, port: int) -> tuple[str, ...]:
    return (
        _quoted(f"-Djavax.net.ssl.trustStore={store}"),
        "-Djavax.net.ssl.trustStorePassword=changeit",
        f"-Dhttps.proxyHost={host}",
        f"-Dhttps.proxyPort={port}",
    )


def _joined(own: str | None, *options: str) -> str:
    return " ".join(filter(None, (own, *options)))


def _quoted(option: str) -> str:
    """Return *option* as Node and Java read it in a list of options."""
    if not _NEEDS_QUOTES.search(option):
        return option
    escaped = option.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
