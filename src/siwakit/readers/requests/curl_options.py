"""Parse the options of a curl command: which take an argument, and the long names of the short ones."""

from __future__ import annotations

from collections.abc import Iterator

_SHORT_WITH_ARGUMENT = frozenset("AbcCdDeEFHKmoPQrtTuUwxXyYz")
_LONG = """
    abstract-unix-socket alt-svc aws-sigv4 cacert capath cert cert-type ciphers config connect-timeout connect-to
    continue-at cookie cookie-jar create-file-mode crlfile curves data data-ascii data-binary data-raw data-urlencode
    delegation dns-interface dns-ipv4-addr dns-ipv6-addr dns-servers doh-url dump-header ech engine etag-compare etag-save
    expect100-timeout form form-string happy-eyeballs-timeout-ms header hostpubmd5 hostpubsha256 hsts interface ipfs-gateway
    json keepalive-cnt keepalive-time key key-type krb libcurl limit-rate local-port login-options mail-auth mail-from
    mail-rcpt max-filesize max-redirs max-time netrc-file noproxy oauth2-bearer output output-dir parallel-max pass pinnedpubkey
    preproxy proto proto-default proto-redir proxy proxy-cacert proxy-cert proxy-header proxy-key proxy-pass proxy-user proxy1.0
    pubkey quote random-file range rate referer request request-target resolve retry retry-delay retry-max-time sasl-authzid
    service-name socks4 socks4a socks5 socks5-hostname speed-limit speed-time stderr telnet-option time-cond tls-max
    tls13-ciphers trace trace-ascii trace-config unix-socket upload-file url url-query user user-agent variable write-out
"""
_LONG_WITH_ARGUMENT = frozenset(_LONG.split())
_LONG_OF = {
    "A": "user-agent",
    "b": "cookie",
    "d": "data",
    "e": "referer",
    "F": "form",
    "G": "get",
    "H": "header",
    "I": "head",
    "T": "upload-file",
    "u": "user",
    "X": "request",
}


def parse_options(words: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield each option with its argument, under its long name; an address is the option `url`, as in curl."""
    waiting = iter(words)
    for word in waiting:
        if word == "--next":
            return
        if word.startswith("--"):
            # curl does not accept `--option=value`, but people write it, and the meaning is clear.
            name, equals, attached = word[2:].partition("=")
            takes = name in _LONG_WITH_ARGUMENT
            yield name, (attached if equals else next(waiting, "")) if takes else ""
        elif word.startswith("-") and word != "-":
            yield from _parse_short(word[1:], waiting)
        else:
            yield "url", word


def _parse_short(letters: str, waiting: Iterator[str]) -> Iterator[tuple[str, str]]:
    for position, letter in enumerate(letters, 1):
        name = _LONG_OF.get(letter, letter)
        if letter in _SHORT_WITH_ARGUMENT:
            yield name, letters[position:] or next(waiting, "")
            return
        yield name, ""
