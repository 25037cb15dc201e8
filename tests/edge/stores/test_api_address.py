"""Which proxy and which address requests to a platform use."""

from __future__ import annotations

from tests.each import each

from siwakit.edge.stores.api_address import find_proxy, require_base

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


def test_an_address_may_have_a_path():
    assert require_base("https://github.example.com/api/v3/", "GitHub", allows_plain_http=False) == "https://github.example.com/api/v3"
