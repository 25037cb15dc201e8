"""The variables and files that lead programs to the emulator, and what they keep of the user's own."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.edge.far import Host, listening
from tests.edge.intercept.led import KEYS, redirection_of, run, usual_environment

from siwakit.edge.intercept.surroundings import Style, all_variables, as_text, trust_variables
from siwakit.edge.server.certificates import RUN_LIFETIME, make_authority, public_pem
from siwakit.testing import emulator

NPM = Path(__file__).resolve().parents[2] / "npm"
URL = "https://appleid.apple.com/auth/keys"
PROGRAMS = {
    "curl": ["curl", "-sS", URL],
    "wget": ["wget", "-qO-", URL],
    "php": ["php", "-r", f"$c = curl_init('{URL}'); curl_exec($c);"],
    "ruby": ["ruby", "-ropen-uri", "-e", f"puts URI.open('{URL}').read"],
    "perl": ["perl", "-MHTTP::Tiny", "-e", f"print HTTP::Tiny->new(verify_SSL => 1)->get('{URL}')->{{content}}"],
    "java": ["java", str(Path(__file__).parent / "programs" / "Fetch.java"), URL],
    "go": ["go", "run", str(Path(__file__).parent / "programs" / "fetch.go"), URL],
    "node": ["node", "-e", f"fetch('{URL}').then(a => a.text()).then(console.log)"],
    "python": [sys.executable, "-c", f"import requests; print(requests.get('{URL}').text)"],
}
# Commands that fail if a library of the language is not installed.
LIBRARIES = {
    "php": ["php", "-r", "exit(function_exists('curl_init') ? 0 : 1);"],
    "ruby": ["ruby", "-ropenssl", "-e", "1"],
    "perl": ["perl", "-MIO::Socket::SSL", "-e", "1"],
}


@pytest.fixture(scope="module")
def apple():
    with emulator(seed=7, tls=True) as running:
        yield running


@pytest.fixture
def led(apple, tmp_path):
    def variables(**own):
        return all_variables(redirection_of(apple, tmp_path), usual_environment(**own))

    return variables


@pytest.fixture
def own_bundle(tmp_path):
    """A bundle with an authority of the user's own."""
    path = tmp_path / "corporate.crt"
    path.write_bytes(public_pem(make_authority(RUN_LIFETIME, covers_localhost=True).root))
    return path


def require(program):
    """Skip the test if *program* is not installed, or not the library that it needs."""
    needed = LIBRARIES.get(program)
    if shutil.which(PROGRAMS[program][0]) is None or (needed and subprocess.run(needed, capture_output=True, check=False).returncode):
        pytest.skip(f"{program} is not installed")


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_program_is_led_by_variables_and_files(led, program):
    require(program)
    assert KEYS in run(PROGRAMS[program], usual_environment(**led()))


@pytest.mark.npm
@pytest.mark.parametrize("library", ["axios", "axios-0.21"])
def test_axios_that_uses_the_proxy_is_led_in_its_own_way(led, library):
    """The older sends the whole address to the proxy in the clear."""
    code = f"require('{library}').get('{URL}').then(a => console.log(JSON.stringify(a.data)))"
    environment = usual_environment(**led(NODE_OPTIONS=""))
    assert KEYS in run(["node", "-e", code], environment, cwd=NPM)
    assert KEYS in run(["node", "-e", code], environment | {"NODE_OPTIONS": ""}, cwd=NPM)


EVERYTHING = """
HTTPS_PROXY https_proxy http_proxy NO_PROXY no_proxy NODE_USE_ENV_PROXY MOJO_PROXY PERL_LWP_ENV_PROXY
SSL_CERT_FILE REQUESTS_CA_BUNDLE CURL_CA_BUNDLE HTTPLIB2_CA_CERTS PERL_LWP_SSL_CA_FILE MOJO_CA_FILE NODE_EXTRA_CA_CERTS DENO_CERT
WGETRC PHP_INI_SCAN_DIR JAVA_TOOL_OPTIONS NODE_OPTIONS PYTHONPATH
"""


def test_everything_that_is_known_to_lead_programs_is_set(led):
    assert sorted(led()) == sorted(EVERYTHING.split())


@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS", "DENO_CERT"])
def test_a_bundle_of_the_users_own_is_a_part_of_ours(apple, led, own_bundle, name):
    combined = Path(led(**{name: str(own_bundle)})[name]).read_bytes()
    assert apple.server.certificates.pem in combined
    assert own_bundle.read_bytes() in combined
    others = {Path(path).read_bytes() for other, path in led(**{name: str(own_bundle)}).items() if other != name and path.endswith(".pem")}
    assert not any(own_bundle.read_bytes() in content for content in others)


def test_a_folder_of_the_users_own_certificates_is_a_part_of_ours(led, own_bundle):
    assert own_bundle.read_bytes() in Path(led(REQUESTS_CA_BUNDLE=str(own_bundle.parent))["REQUESTS_CA_BUNDLE"]).read_bytes()


def test_a_file_that_cannot_be_read_is_as_if_it_were_not_named(led):
    assert led(SSL_CERT_FILE="/nowhere")["SSL_CERT_FILE"] == led()["SSL_CERT_FILE"]


def test_a_bundle_that_has_our_authority_already_is_kept(led):
    name = led()["SSL_CERT_FILE"]
    assert led(SSL_CERT_FILE=name)["SSL_CERT_FILE"] == name


def test_the_users_own_settings_of_wget_are_kept(led, own_bundle, tmp_path):
    own = tmp_path / "own-wgetrc"
    own.write_text(f"timeout = 17\nca_certificate={own_bundle}\n")
    written = Path(led(WGETRC=str(own))["WGETRC"]).read_text()
    assert written.startswith("timeout = 17\n")
    assert own_bundle.read_bytes() in Path(written.rsplit("= ", 1)[1].strip()).read_bytes()


def test_settings_of_wget_in_the_home_folder_are_kept(led, tmp_path):
    (tmp_path / ".wgetrc").write_text("user_agent = mine")
    assert Path(led(HOME=str(tmp_path))["WGETRC"]).read_text().startswith("user_agent = mine\nca_certificate = ")


@pytest.mark.parametrize(("own", "kept"), [("", ":"), ("/own", "/own:")])
def test_php_reads_its_own_settings_first(led, own, kept):
    assert led(PHP_INI_SCAN_DIR=own)["PHP_INI_SCAN_DIR"].startswith(f"{kept}/")


def test_options_of_java_are_added_to(led):
    assert led(JAVA_TOOL_OPTIONS="-Xmx100m")["JAVA_TOOL_OPTIONS"].startswith("-Xmx100m -Djavax.net.ssl.trustStore=/")


def test_python_finds_its_own_path_after_the_hooks(led):
    assert led(PYTHONPATH="/own:/other")["PYTHONPATH"].endswith("/hooks:/own:/other")


@pytest.mark.parametrize(
    ("own", "kept"),
    [
        ("", ""),
        ("*", ""),
        ("internal.example, 10.0.0.0/8", ",internal.example,10.0.0.0/8"),
        ("apple.com,.apple.com,appleid.apple.com,a.example", ",a.example"),
        ("localhost", ""),
    ],
)
def test_exclusions_of_the_users_own_are_kept_unless_they_exclude_apple(led, own, kept):
    variables = led(no_proxy=own)
    assert variables["NO_PROXY"] == variables["no_proxy"] == f"localhost,127.0.0.1,::1{kept}"


def test_a_program_reaches_other_hosts_through_the_port(led):
    host = Host()
    with listening(host) as port:
        code = f"import urllib.request as r; print(r.urlopen('http://127.0.0.1:{port}/').read())"
        assert run([sys.executable, "-c", code], usual_environment(**{**led(), "NO_PROXY": "", "no_proxy": ""})) == "b'ok'\n"
    assert host.requests[0][0].startswith(b"GET / HTTP/1.1\r\n")


def test_with_seccomp_only_compiled_in_roots_need_a_variable(apple, tmp_path, own_bundle):
    redirection = redirection_of(apple, tmp_path)
    variables = trust_variables(redirection, usual_environment(NODE_EXTRA_CA_CERTS=str(own_bundle)))
    assert sorted(variables) == ["DENO_CERT", "NODE_EXTRA_CA_CERTS"]
    assert own_bundle.read_bytes() in Path(variables["NODE_EXTRA_CA_CERTS"]).read_bytes()
    assert Path(variables["DENO_CERT"]).read_bytes() == redirection.authority


def test_with_seccomp_the_users_own_proxy_is_not_asked_for_apple(apple, tmp_path):
    variables = trust_variables(redirection_of(apple, tmp_path), usual_environment(https_proxy="http://proxy:3128", NO_PROXY="a.example"))
    assert variables["NO_PROXY"] == variables["no_proxy"] == "a.example,appleid.apple.com,account.apple.com"


def test_with_seccomp_a_proxy_that_is_used_for_no_host_needs_no_exclusions(apple, tmp_path):
    variables = trust_variables(redirection_of(apple, tmp_path), usual_environment(https_proxy="http://proxy:3128", NO_PROXY="*"))
    assert sorted(variables) == ["DENO_CERT", "NODE_EXTRA_CA_CERTS"]


@pytest.mark.parametrize("program", ["java", "node", "php", "wget", "python"])
def test_a_folder_with_spaces_and_quotes_is_named_as_each_program_reads_it(apple, tmp_path, program):
    require(program)
    folder = tmp_path / "it's a folder"
    folder.mkdir()
    assert KEYS in run(PROGRAMS[program], usual_environment(**all_variables(redirection_of(apple, folder), usual_environment())))


def test_a_container_is_told_another_address(apple, tmp_path):
    redirection = redirection_of(apple, tmp_path)
    variables = all_variables(redirection, {}, "host.docker.internal")
    assert variables["HTTPS_PROXY"] == f"http://host.docker.internal:{redirection.port}"
    assert f"-Dhttps.proxyHost=host.docker.internal -Dhttps.proxyPort={redirection.port}" in variables["JAVA_TOOL_OPTIONS"]
    assert (tmp_path / "hooks" / "redirection.txt").read_text().split("\n")[1] == "host.docker.internal"
    assert all_variables(redirection, {}, "fd00::1")["HTTPS_PROXY"] == f"http://[fd00::1]:{redirection.port}"


def test_a_shell_reads_what_is_written_for_it():
    variables = {"A": 'it\'s "quoted" $HOME `x`\\', "B": "plain", "C": ""}
    text = as_text(variables) + 'printf \'%s|\' "$A" "$B" "$C"'
    assert subprocess.run(["sh"], input=text, capture_output=True, text=True, check=True).stdout == f"{variables['A']}|plain||"
    assert as_text({"A": "b c", "D": "e"}, Style.PLAIN) == "A=b c\nD=e\n"


def test_the_files_contain_no_key(led, tmp_path):
    led()
    assert not any(b"PRIVATE KEY" in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
