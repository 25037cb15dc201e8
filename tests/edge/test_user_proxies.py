"""What the user's environment says about proxies."""

from __future__ import annotations

import pytest

from siwakit.edge.server.user_proxies import Proxy, is_excluded, read_proxy, split_hosts, user_proxies

EXCLUDED = [
    ("example.com", "example.com"),
    ("a.example.com", "example.com"),
    ("a.example.com", ".example.com"),
    ("example.com", ".example.com"),
    ("a.example.com", "*.example.com"),
    ("EXAMPLE.com.", "example.COM"),
    ("anything", "*"),
    ("10.1.2.3", "10.0.0.0/8"),
    ("10.1.2.3", "10.1.2.3"),
    ("fd00::5", "fd00::/8"),
    ("fd00::5", "[fd00::5]"),
    ("fd00::5", "[fd00::5]:443"),
    ("example.com", "example.com:443"),
    ("a.example.com", "other.com, example.com"),
    ("a.example.com", "other.com example.com"),
    ("localhost", ""),
    ("127.0.0.1", ""),
    ("::1", ""),
]
NOT_EXCLUDED = [
    ("notexample.com", "example.com"),
    ("example.com", "a.example.com"),
    ("example.com", "example.com:80"),
    ("11.1.2.3", "10.0.0.0/8"),
    ("10.1.2.30", "10.1.2.3"),
    ("fe00::5", "fd00::/8"),
    ("example.com", "10.0.0.0/8"),
    ("example.com", ""),
    ("example.com", ","),
    ("example.com", "."),
]


@pytest.mark.parametrize(("host", "text"), EXCLUDED)
def test_a_host_that_does_not_use_the_proxy(host, text):
    assert is_excluded(host, 443, split_hosts(text))


@pytest.mark.parametrize(("host", "text"), NOT_EXCLUDED)
def test_a_host_that_uses_the_proxy(host, text):
    assert not is_excluded(host, 443, split_hosts(text))


ADDRESSES = {
    "http://proxy:3128": Proxy("http", "proxy", 3128),
    "proxy:3128": Proxy("http", "proxy", 3128),
    "proxy": Proxy("http", "proxy", 80),
    "https://proxy/": Proxy("https", "proxy", 443),
    "http://[::1]:8080": Proxy("http", "::1", 8080),
    "http://j%40ne:p%3Aw@proxy:1": Proxy("http", "proxy", 1, b"j@ne", b"p:w"),
    "socks5h://proxy": Proxy("socks5h", "proxy", 1080),
    "": None,
    "  ": None,
    "http://": None,
    "http://proxy:port": None,
    "ftp://proxy": None,
}


@pytest.mark.parametrize(("text", "proxy"), ADDRESSES.items())
def test_the_address_of_a_proxy(text, proxy):
    assert read_proxy(text) == proxy


def test_a_password_is_not_shown():
    assert "s3cret" not in repr(user_proxies({"HTTPS_PROXY": "http://jane:s3cret@proxy"}))


def test_each_kind_of_connection_has_its_own_proxy():
    proxies = user_proxies({"HTTPS_PROXY": "one", "https_proxy": "", "http_proxy": "two", "HTTP_PROXY": "three", "no_proxy": "example.com"})
    assert proxies.for_tunnel("example.org", 443) == Proxy("http", "one", 80)
    assert proxies.for_plain("example.org", 80) == Proxy("http", "two", 80)
    assert proxies.for_tunnel("example.com", 443) is None
    assert proxies.for_plain("example.com", 80) is None
    everything = user_proxies({"ALL_PROXY": "socks5://all"})
    assert everything.for_tunnel("example.org", 443) == everything.for_plain("example.org", 80) == Proxy("socks5", "all", 1080)
