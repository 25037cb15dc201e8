"""The hooks of Python and Node: they lead programs that heed no proxy to the emulator, and nothing else anywhere."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.edge.far import Host, echo, listening
from tests.edge.intercept.led import KEYS, redirection_of, run, usual_environment

from siwakit.edge.intercept.surroundings import all_variables
from siwakit.testing import emulator

NPM = Path(__file__).resolve().parents[2] / "npm"
PYTHON = {
    "http.client": """
import http.client
connection = http.client.HTTPSConnection('appleid.apple.com')
connection.request('GET', '/auth/keys')
print(connection.getresponse().read())""",
    "urllib": "import urllib.request as r; print(r.urlopen('https://appleid.apple.com/auth/keys').read())",
    "urllib3": "import urllib3; print(urllib3.PoolManager().request('GET', 'https://appleid.apple.com/auth/keys').data)",
    "requests": "import requests; s = requests.Session(); s.trust_env = False; print(s.get('https://appleid.apple.com/auth/keys').text)",
    "httplib2": "import httplib2; print(httplib2.Http(proxy_info=None).request('https://appleid.apple.com/auth/keys')[1])",
    "httpx": "import httpx; print(httpx.Client(trust_env=False).get('https://appleid.apple.com/auth/keys').text)",
    "aiohttp": """
import aiohttp, asyncio
async def main():
    async with aiohttp.ClientSession() as session, session.get('https://appleid.apple.com/auth/keys') as answer:
        print(await answer.text())
asyncio.run(main())""",
    "uvloop": """
import asyncio, aiohttp, uvloop
async def main():
    async with aiohttp.ClientSession() as session, session.get('https://appleid.apple.com/auth/keys') as answer:
        assert answer.status == 200
    reader, writer = await asyncio.open_connection('appleid.apple.com', 443, ssl=True)
    writer.write(b'GET /auth/keys HTTP/1.1\\r\\nHost: appleid.apple.com\\r\\nConnection: close\\r\\n\\r\\n')
    print(await reader.read())
uvloop.run(main())""",
    "asyncio": """
import asyncio
async def main():
    reader, writer = await asyncio.open_connection('appleid.apple.com', 443, ssl=True)
    writer.write(b'GET /auth/keys HTTP/1.1\\r\\nHost: appleid.apple.com\\r\\nConnection: close\\r\\n\\r\\n')
    print(await reader.read())
asyncio.run(main())""",
    "ssl": """
import socket, ssl
address = socket.gethostbyname('appleid.apple.com')
sock = ssl.create_default_context().wrap_socket(socket.create_connection((address, 443)), server_hostname='appleid.apple.com')
sock.sendall(b'GET /auth/keys HTTP/1.1\\r\\nHost: appleid.apple.com\\r\\nConnection: close\\r\\n\\r\\n')
while (data := sock.recv(65536)): print(data)""",
}
NODE = {
    "https": "require('https').get('https://appleid.apple.com/auth/keys', a => a.on('data', d => process.stdout.write(d)))",
    "https with options": "require('https').get({host: 'AppleID.apple.com', port: '443', path: '/auth/keys'}, "
    "a => a.on('data', d => process.stdout.write(d)))",
    "fetch": "fetch('https://appleid.apple.com/auth/keys').then(a => a.text()).then(console.log)",
    "tls": """
const s = require('tls').connect(443, 'appleid.apple.com', {servername: 'appleid.apple.com'}, () =>
  s.write('GET /auth/keys HTTP/1.1\\r\\nHost: appleid.apple.com\\r\\nConnection: close\\r\\n\\r\\n'));
s.on('data', d => process.stdout.write(d))""",
    "a worker": """
const code = "fetch('https://appleid.apple.com/auth/keys').then(a => a.text()).then(t => require('worker_threads').parentPort.postMessage(t))";
new (require('worker_threads').Worker)(code, {eval: true}).on('message', console.log)""",
    "a child": "console.log(require('child_process').execFileSync(process.execPath, ['-e', "
    "\"fetch('https://appleid.apple.com/auth/keys').then(a => a.text()).then(console.log)\"]).toString())",
    "an agent": "const h = require('https'); h.get('https://appleid.apple.com/auth/keys', {agent: new h.Agent({keepAlive: true, maxSockets: 1})}, "
    "a => {a.on('data', d => process.stdout.write(d)); a.on('end', () => process.exit())})",
}
LIBRARIES = {
    "axios": "require('axios').get('https://appleid.apple.com/auth/keys', {proxy: false}).then(a => console.log(JSON.stringify(a.data)))",
    "undici": "require('undici').request('https://appleid.apple.com/auth/keys').then(a => a.body.text()).then(console.log)",
    "got": "import('got').then(m => m.default('https://appleid.apple.com/auth/keys').text()).then(console.log)",
    "jose": "import('jose').then(m => m.createRemoteJWKSet(new URL('https://appleid.apple.com/auth/keys'))({alg: 'RS256', kid: 'x'}))"
    ".catch(e => console.log(e.code === 'ERR_JWKS_NO_MATCHING_KEY' ? '\"keys\"' : e))",
}
ESM = "import https from 'node:https'; https.get('https://appleid.apple.com/auth/keys', a => a.on('data', d => process.stdout.write(d)));"


@pytest.fixture(scope="module")
def apple():
    with emulator(seed=7, tls=True) as running:
        yield running


@pytest.fixture(scope="module")
def hooked(apple, tmp_path_factory):
    """An environment with the hooks alone: no proxy, and for Python no bundle."""
    everything = all_variables(redirection_of(apple, tmp_path_factory.mktemp("hooked")), usual_environment())
    return usual_environment(**{name: everything[name] for name in ("PYTHONPATH", "NODE_OPTIONS", "NODE_EXTRA_CA_CERTS")})


@pytest.mark.parametrize("library", PYTHON)
def test_python_is_led_without_a_proxy(hooked, library):
    if importlib.util.find_spec(library.split(".")[0]) is None:
        pytest.skip(f"{library} is not installed")
    assert KEYS in run([sys.executable, "-c", PYTHON[library]], hooked)


def test_python_that_uses_no_network_loads_none(hooked):
    code = "import sys; print(sorted({'socket', 'ssl', 'json', 'selectors'} & set(sys.modules)), 'sitecustomize' in sys.modules)"
    assert run([sys.executable, "-c", code], hooked) == "[] True\n"


def test_modules_do_not_show_how_they_were_loaded(hooked):
    code = "import socket, ssl; print(type(socket.__loader__).__name__, type(ssl.__spec__.loader).__name__)"
    assert run([sys.executable, "-c", code], hooked) == "SourceFileLoader SourceFileLoader\n"


def test_the_sitecustomize_that_is_hidden_runs_too(apple, tmp_path):
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "sitecustomize.py").write_text("import sys; sys.own = __file__")
    environment = usual_environment(PYTHONPATH=str(tmp_path / "own"))
    environment |= {"PYTHONPATH": all_variables(redirection_of(apple, tmp_path), environment)["PYTHONPATH"]}
    assert run([sys.executable, "-c", "import sys; print(sys.own)"], environment).strip() == str(tmp_path / "own" / "sitecustomize.py")
    assert KEYS in run([sys.executable, "-c", PYTHON["http.client"]], environment)


def test_of_two_runs_the_inner_one_is_in_force(apple, tmp_path):
    with emulator(seed=8, tls=True) as inner:
        environment = usual_environment()
        for number, running in enumerate((apple, inner)):
            (tmp_path / str(number)).mkdir()
            environment |= {"PYTHONPATH": all_variables(redirection_of(running, tmp_path / str(number)), environment)["PYTHONPATH"]}
        before = len(inner.journal)
        assert KEYS in run([sys.executable, "-c", PYTHON["http.client"]], environment)
        assert len(inner.journal) == before + 1


OTHER_HOSTS = """
import http.client, socket, sys
port = int(sys.argv[1])
connection = http.client.HTTPConnection('localhost', port)
connection.request('GET', '/')
print(connection.getresponse().read(), connection.sock.getpeername()[1] == port, socket.getaddrinfo('127.0.0.1', 443)[0][4])
"""


def test_python_reaches_other_hosts_as_before(hooked):
    with listening(Host()) as port:
        assert run([sys.executable, "-c", OTHER_HOSTS, str(port)], hooked) == "b'ok' True ('127.0.0.1', 443)\n"


def test_another_host_is_not_trusted_with_our_certificate(apple, hooked):
    code = f"import ssl, socket; s = socket.create_connection(('127.0.0.1', {apple.server.tls_port})); "
    code += "ssl.create_default_context().wrap_socket(s, server_hostname='localhost')"
    done = subprocess.run([sys.executable, "-c", code], env=hooked, capture_output=True, text=True, check=False, timeout=60)
    assert "CERTIFICATE_VERIFY_FAILED" in done.stderr


needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")


@needs_node
@pytest.mark.parametrize("way", NODE)
def test_node_is_led_without_a_proxy(hooked, way):
    assert KEYS in run(["node", "-e", NODE[way]], hooked)


@needs_node
def test_node_is_led_in_a_module(hooked, tmp_path):
    (tmp_path / "program.mjs").write_text(ESM)
    assert KEYS in run(["node", str(tmp_path / "program.mjs")], hooked)


@needs_node
@pytest.mark.npm
@pytest.mark.parametrize("library", LIBRARIES)
def test_a_library_of_node_is_led_without_a_proxy(hooked, library):
    assert KEYS in run(["node", "-e", LIBRARIES[library]], hooked, cwd=NPM)


@needs_node
def test_node_reaches_other_hosts_as_before(hooked):
    with listening(Host()) as port, listening(echo) as second:
        code = f"""
fetch('http://127.0.0.1:{port}/').then(a => a.text()).then(t => {{
  const s = require('net').connect({second}, 'localhost', () => s.end('mine'));
  s.on('data', d => process.stdout.write(t + ' ' + d));
}})"""
        assert run(["node", "-e", code], hooked).startswith("ok mine")


@needs_node
def test_options_of_node_that_are_set_already_are_kept(apple, tmp_path):
    (tmp_path / "own.cjs").write_text("console.log('own')")
    folder = tmp_path / "a folder"
    folder.mkdir()
    own = usual_environment(NODE_OPTIONS=f"--require {tmp_path / 'own.cjs'}")
    everything = all_variables(redirection_of(apple, folder), own)
    environment = own | {name: everything[name] for name in ("NODE_OPTIONS", "NODE_EXTRA_CA_CERTS")}
    printed = run(["node", "-e", NODE["fetch"]], environment)
    assert printed.startswith("own\n")
    assert KEYS in printed
