"""Apple behind a connection that spoils answers: what the emulator cannot do because it is the server."""

from __future__ import annotations

import json
from collections import Counter

import httpx2

from siwakit.edge.client.transport import AppleTransport
from siwakit.evidence.sign_in.answer import RULE_HEADER

OTHER_HOST = "elsewhere.example"


def _json(members, status=200, **headers):
    return httpx2.Response(status, headers={"Content-Type": "application/json", **headers}, content=json.dumps(members).encode())


INSTEAD = {
    "connect-refused": httpx2.ConnectError("refused"),
    "connect-timeout": httpx2.ConnectTimeout("slow"),
    "pool-timeout": httpx2.PoolTimeout("full"),
    "read-timeout": httpx2.ReadTimeout("slow"),
    "write-timeout": httpx2.WriteTimeout("slow"),
    "write-error": httpx2.WriteError("gone"),
    "lost-answer": httpx2.ReadError("gone"),
    "protocol-error": httpx2.RemoteProtocolError("what"),
    "redirect-302": httpx2.Response(302, headers={"Location": f"https://{OTHER_HOST}/auth/token"}),
    "redirect-308": httpx2.Response(308, headers={"Location": f"https://{OTHER_HOST}/auth/token"}),
    "rate-limit": _json({}, 429),
    "rate-limit-soon": _json({}, 429, **{"Retry-After": "0"}),
    "rate-limit-late": _json({}, 429, **{"Retry-After": "3600"}),
    "not-found": httpx2.Response(404, headers={"Content-Type": "text/html"}, content=b"<html>404</html>"),
    "page-200": httpx2.Response(200, headers={"Content-Type": "text/html"}, content=b"<html>hello</html>"),
    "no-json": httpx2.Response(200, content=b"tokens, honestly"),
    "json-list": _json(["access_token"]),
    "member-twice": httpx2.Response(200, content=b'{"keys":[],"access_token":"a","access_token":"b","expires_in":1}'),
    "wrong-types": _json({"access_token": 1, "keys": 1, "issuer": 1, "expires_in": "3600"}),
    "too-large": httpx2.Response(200, content=b" " * 70_000),
    "compressed": httpx2.Response(200, headers={"Content-Encoding": "br"}, stream=httpx2.ByteStream(b"{}")),
    "bad-gateway": httpx2.Response(502, content=b"bad gateway"),
    "unknown-word": _json({"error": "teapot", "error_description": "short and stout"}, 400),
    "empty-400": httpx2.Response(400),
}


class Spoiled(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """Transport to the emulator that spoils the first *times* answers of every address, and counts the requests."""

    def __init__(self, local, fault=None, times=10_000):
        self.inner = AppleTransport(local)
        self.fault = fault
        self.times = times
        self.asked = Counter()
        self.codes = Counter()
        self.hosts = Counter()

    def _spoil(self, request):
        self.asked[request.url.path] += 1
        self.hosts[request.url.host] += 1
        fields = dict(httpx2.QueryParams(request.content.decode()))
        if "code" in fields:
            self.codes[fields["code"]] += 1
        if self.fault is None or self.times <= 0:
            return None
        self.times -= 1
        instead = INSTEAD[self.fault]
        if isinstance(instead, Exception):
            raise type(instead)(str(instead), request=request)
        return httpx2.Response(instead.status_code, headers=instead.headers, stream=httpx2.ByteStream(_raw(instead)))

    def handle_request(self, request):
        return self._spoil(request) or self.inner.handle_request(request)

    async def handle_async_request(self, request):
        return self._spoil(request) or await self.inner.handle_async_request(request)


class Altered(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """A transport to the emulator that replaces *before* in the body with *after*, notes the rules named and hides them if it *is_silent*."""

    def __init__(self, local, before, after, *, is_silent=False):
        self.inner = AppleTransport(local)
        self.before, self.after, self.is_silent = before, after, is_silent
        self.was_altered = False
        self.rules = []

    def _alter(self, request):
        body = request.content.decode()
        self.was_altered = self.before in body
        headers = [(name, value) for name, value in request.headers.raw if name.lower() != b"content-length"]
        return httpx2.Request(request.method, request.url, headers=headers, content=body.replace(self.before, self.after).encode())

    def _note(self, response):
        self.rules += response.headers.get_list(RULE_HEADER)
        headers = [(name, value) for name, value in response.headers.raw if not (self.is_silent and name.decode() == RULE_HEADER)]
        return httpx2.Response(response.status_code, headers=headers, stream=httpx2.ByteStream(_raw(response)))

    def handle_request(self, request):
        return self._note(self.inner.handle_request(self._alter(request)))

    async def handle_async_request(self, request):
        return self._note(await self.inner.handle_async_request(self._alter(request)))


def _raw(response):
    return b"".join(response.stream) if response.stream is not None else b""
