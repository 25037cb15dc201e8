"""The programs that `siwakit run` is tried with: how each is started, and what has to be on the machine for it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

PROGRAMS = Path(__file__).parent / "programs"
MODULES = Path(__file__).resolve().parents[2] / "npm" / "node_modules"
JARS = tuple(f"/usr/share/java/{name}.jar" for name in ("okhttp", "okio", "httpclient5", "httpcore5", "httpcore5-h2", "slf4j-api", "slf4j-nop"))


@dataclass(frozen=True, slots=True)
class Program:
    """A program that fetches Apple's keys, exchanges a code, and is refused; the words of its command may contain names of places."""

    name: str
    command: tuple[str, ...]

    def __str__(self) -> str:
        return self.name


def program(name: str, command: str) -> Program:
    return Program(name, tuple(command.split()))


ALL = (
    program("curl", "sh {programs}/shell/with_curl.sh"),
    program("wget", "sh {programs}/shell/with_wget.sh"),
    program("Python, requests", "{python} {programs}/python/with_requests.py"),
    program("Python, requests without its environment", "{python} {programs}/python/with_requests.py alone"),
    program("Python, httpx", "{python} {programs}/python/with_httpx.py"),
    program("Python, aiohttp", "{python} {programs}/python/with_aiohttp.py"),
    program("Python, aiohttp on uvloop", "{python} {programs}/python/with_aiohttp.py uvloop"),
    program("Python, urllib", "{python} {programs}/python/with_urllib.py"),
    program("Python, http.client", "{python} {programs}/python/with_http_client.py"),
    program("Python, urllib3", "{python} {programs}/python/with_urllib3.py"),
    program("Node, https", "node {built}/node/with_https.cjs"),
    program("Node, fetch", "node {built}/node/with_fetch.mjs"),
    program("Node, axios", "node {built}/node/with_axios.cjs axios"),
    program("Node, axios 0.21", "node {built}/node/with_axios.cjs axios-0.21"),
    program("Node, undici", "node {built}/node/with_undici.cjs"),
    program("Node, got", "node {built}/node/with_got.cjs"),
    program("Deno", "{built}/bin/deno run -A --no-config {built}/node/with_fetch.mjs"),
    program("Bun", "{built}/bin/bun {built}/node/with_fetch.mjs"),
    program("Ruby, net/http", "ruby {programs}/ruby/with_net_http.rb"),
    program("Ruby, Faraday", "ruby {programs}/ruby/with_faraday.rb"),
    program("PHP, curl", "php {programs}/php/with_curl.php"),
    program("PHP, streams", "php {programs}/php/with_streams.php"),
    program("Perl, HTTP::Tiny", "perl {programs}/perl/with_http_tiny.pl"),
    program("Perl, LWP", "perl {programs}/perl/with_lwp.pl"),
    program("Go, static", "{built}/bin/go-static"),
    program("Go, dynamic", "{built}/bin/go-dynamic"),
    program("Java, HttpClient", "java -cp {built}/java WithHttpClient"),
    program("Java, HttpURLConnection", "java -cp {built}/java WithUrlConnection"),
    program("Java, OkHttp", "java -cp {built}/java:{jars} WithOkHttp"),
    program("Java, Apache HttpClient 5", "java -cp {built}/java:{jars} WithApache"),
)

TOOLS = {
    "curl": "curl",
    "wget": "wget",
    "node": "nodejs",
    "ruby": "ruby",
    "php": "php-cli",
    "perl": "perl",
    "go": "golang-go",
    "javac": "openjdk-17-jdk-headless",
}


def prepare(folder: Path) -> None:
    """Build in *folder* what has to be built; what cannot be found is named together with the package that has it."""
    missing = [f"{tool} (apt-get install {package})" for tool, package in TOOLS.items() if shutil.which(tool) is None]
    missing += [f"{jar} (apt-get install libokhttp-java libhttpclient5-java)" for jar in JARS if not Path(jar).is_file()]
    runtimes = {"deno": next(MODULES.glob("@deno/*/deno"), None), "bun": next(MODULES.glob("@oven/*/bin/bun"), None)}
    missing += [f"{name} (npm install in tests/npm)" for name, path in runtimes.items() if path is None]
    if missing:
        pytest.fail(f"needs {', '.join(missing)}")
    (folder / "bin").mkdir()
    for name, path in runtimes.items():
        (folder / "bin" / name).symlink_to(path)
    shutil.copytree(PROGRAMS / "node", folder / "node")
    (folder / "node" / "node_modules").symlink_to(MODULES)
    build_go(folder)
    build_java(folder)


def build_go(folder: Path) -> None:
    # The cache is kept in the folder too, so that nothing is left in the home folder; a build takes seconds.
    environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(folder), "GOCACHE": str(folder / "cache"), "GOTOOLCHAIN": "local"}
    for name, cgo in (("go-static", "0"), ("go-dynamic", "1")):
        command = ("go", "build", "-o", str(folder / "bin" / name), str(PROGRAMS / "go" / "main.go"))
        subprocess.run(command, env={**environment, "CGO_ENABLED": cgo}, check=True, timeout=300)


def build_java(folder: Path) -> None:
    sources = [str(path) for path in sorted((PROGRAMS / "java").glob("*.java"))]
    subprocess.run(("javac", "-nowarn", "-d", str(folder / "java"), "-cp", ":".join(JARS), *sources), check=True, timeout=120, capture_output=True)


def command_of(started: Program, built: Path) -> list[str]:
    places = {"programs": PROGRAMS, "python": sys.executable, "built": built, "jars": ":".join(JARS)}
    return [word.format(**places) for word in started.command]
