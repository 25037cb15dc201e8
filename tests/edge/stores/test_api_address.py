"""Which proxy and which address requests to a platform use."""

from __future__ import annotations

import pytest
from tests.each import each
from tests.edge.stores.platforms import Fault, Platform, running

from siwakit.edge.stores.api_address import find_proxy, require_base
from siwakit.edge.stores.open_store import open_store
from siwakit.edge.stores.store import NOTHING
from siwakit.errors import UsageError

PROXY = "http://proxy.example.com:3128"


@each(
    ("base", "environment", "proxy"),
    [
        ("https://api.github.com", {}, None),
        ("https://api.github.com", {"HTTPS_PROXY": PROXY}, PROXY),
        ("https://api.github.com", {"https_proxy": PROXY, "HTTPS_PROXY": "http://other"}, PROXY),
        ("https://api.github.com", {"ALL_PROXY": "proxy:8080"}, "http://proxy:8080"),
        ("https://api.github.com", {"HTTP_PROXY": PROXY}, None),
        ("https://api.github.com", {"HTTPS_PROXY": ""}, None),
        ("https://api.github.com", {"HTTPS_PROXY": PROXY, "NO_PROXY": "example.com, github.com"}, None),
        ("https://api.github.com", {"HTTPS_PROXY": PROXY, "NO_PROXY": ".github.com"}, None),
        ("https://api.github.com", {"HTTPS_PROXY": PROXY, "no_proxy": "*"}, None),
        ("https://api.github.com", {"HTTPS_PROXY": PROXY, "NO_PROXY": "hub.com,,"}, PROXY),
        ("http://vault:8200", {"http_proxy": PROXY}, PROXY),
        ("http://127.0.0.1:8200", {"http_proxy": PROXY, "ALL_PROXY": PROXY}, None),
        ("https://[::1]:8200", {"HTTPS_PROXY": PROXY}, None),
    ],
)
def test_the_proxy_is_the_one_that_curl_would_use_except_for_this_machine(base: str, environment: dict[str, str], proxy: str | None):
    assert find_proxy(base, environment) == proxy


@each("proxy", ["socks5://127.0.0.1:1080", "socks5h://user:canary@host", "http://", "http://[::1", "http://host:port", "http://h\u00f6st", "x://y"])
def test_a_proxy_that_cannot_be_used_is_a_clear_error_without_its_password(proxy: str):
    with pytest.raises(UsageError, match="not an HTTP proxy") as raised:
        find_proxy("https://api.github.com", {"ALL_PROXY": proxy})
    assert "canary" not in str(raised.value)


def test_requests_go_through_the_proxy():
    with running(Platform) as proxy:
        proxy.faults = [Fault("status", 404, body=b'{"errors": []}')]
        environment = {"VAULT_ADDR": "http://vault.internal.example:8200", "VAULT_TOKEN": "t", "http_proxy": proxy.url}
        assert open_store("vault:secret/app#field", environment=environment, seconds=20).read() == NOTHING
        assert {asked.headers["host"] for asked in proxy.asked} == {"vault.internal.example:8200"}


def test_an_address_may_have_a_path():
    assert require_base("https://github.example.com/api/v3/", "GitHub", allows_plain_http=False) == "https://github.example.com/api/v3"
