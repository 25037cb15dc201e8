"""Servers that answer as the published APIs of GitHub, Kubernetes, Supabase and Vercel do: they authorise, validate, decrypt, store and fail."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import re
import threading
import time
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from nacl.public import PrivateKey, SealedBox

TOKEN = "token-Qm9vdHN0cmFwIGNhbmFyeQ-of-the-platform"  # a canary: it must never be shown
PATIENCE = 5.0  # seconds that a platform which hangs lets its client wait, and one that drips takes for its answer
HTML = b"<!DOCTYPE html><html><body><h1>Corporate proxy</h1></body></html>"


@dataclass
class Fault:
    """What a platform does instead of answering: for requests with one of *methods*, and *after* it has carried them out or not."""

    kind: str
    status: int = 500
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b"{}"
    methods: tuple[str, ...] = ("GET", "POST", "PUT", "PATCH")
    after: bool = False


@dataclass
class Asked:
    """A request as a platform received it."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: Any
    raw: bytes


Reply = tuple[int, Any]


class Platform:
    """A server on loopback with the state of one platform; subclasses answer requests."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.faults: list[Fault] = []
        self.lock = threading.Lock()
        self.clock = 1_790_000_000
        platform = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self) -> None:
                platform.handle(self)

            do_GET = do_POST = do_PUT = do_PATCH = handle_any  # noqa: N815  as the base class names them

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def handle(self, handler: BaseHTTPRequestHandler) -> None:
        raw = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        parts = urlsplit(handler.path)
        asked = Asked(handler.command, parts.path, parse_qs(parts.query), {n.lower(): v for n, v in handler.headers.items()}, _json(raw), raw)
        self.asked.append(asked)
        fault = next((fault for fault in self.faults if asked.method in fault.methods), None)
        if fault is None or fault.after:
            with self.lock:
                self.clock += 1
                status, document = self.answer(asked)
        if fault is None:
            _send(handler, status, {"Content-Type": "application/json"}, json.dumps(document).encode() if document is not None else b"")
        else:
            self.fail(handler, fault, asked)

    def fail(self, handler: BaseHTTPRequestHandler, fault: Fault, asked: Asked) -> None:
        match fault.kind:
            case "status":
                _send(handler, fault.status, {"Content-Type": "application/json", **fault.headers}, fault.body)
            case "echo":
                said = f"bad value {asked.raw.decode()[:900]} for {asked.headers.get('authorization')} {asked.headers.get('x-vault-token')}"
                _send(handler, fault.status, {"Content-Type": "application/json"}, json.dumps({"message": said, "errors": [said]}).encode())
            case "hang":
                time.sleep(PATIENCE)
                handler.close_connection = True
            case "drip":
                handler.send_response(200)
                handler.send_header("Content-Length", "1000")
                handler.end_headers()
                with contextlib.suppress(OSError):  # the client has gone
                    for _ in range(50):
                        handler.wfile.write(b" ")
                        handler.wfile.flush()
                        time.sleep(PATIENCE / 50)
                handler.close_connection = True
            case "drop":
                handler.close_connection = True
                handler.connection.close()

    def answer(self, asked: Asked) -> Reply:
        raise NotImplementedError

    def writes(self) -> list[Asked]:
        return [asked for asked in self.asked if asked.method != "GET"]


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        return None


def _send(handler: BaseHTTPRequestHandler, status: int, headers: dict[str, str], body: bytes) -> None:
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


@contextmanager
def running(kind: type[Platform]) -> Iterator[Any]:
    platform = kind()
    try:
        yield platform
    finally:
        platform.close()


def is_authorised(asked: Asked) -> bool:
    return asked.headers.get("authorization") == f"Bearer {TOKEN}"


class GitHub(Platform):
    """Actions secrets of one repository and of its environment `prod/eu`."""

    def __init__(self) -> None:
        super().__init__()
        self.key = PrivateKey.generate()
        self.key_id = "568250167242549743"
        self.secrets: dict[str, dict[str, tuple[str, int]]] = {"": {"OTHER": ("kept", 1_780_000_000)}, "prod/eu": {}}

    def answer(self, asked: Asked) -> Reply:
        if not is_authorised(asked):
            return 401, {"message": "Bad credentials", "status": "401"}
        if asked.headers.get("x-github-api-version") != "2022-11-28" or "github" not in asked.headers["accept"]:
            return 400, {"message": "unsupported version"}
        found = re.fullmatch(r"/repos/acme/web/(?:actions|environments/([^/]+))/secrets/([^/]+)", asked.path)
        group = unquote(found[1] or "") if found else "?"
        if found is None or group not in self.secrets:
            return 404, {"message": "Not Found", "status": "404"}
        if found[2] == "public-key":
            return 200, {"key_id": self.key_id, "key": b64encode(bytes(self.key.public_key)).decode()}
        return self.put(self.secrets[group], found[2], asked) if asked.method == "PUT" else self.get(self.secrets[group], found[2])

    def get(self, secrets: dict[str, tuple[str, int]], name: str) -> Reply:
        if name not in secrets:
            return 404, {"message": "Not Found", "status": "404"}
        updated = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(secrets[name][1]))
        return 200, {"name": name, "created_at": "2026-01-01T00:00:00Z", "updated_at": updated}

    def put(self, secrets: dict[str, tuple[str, int]], name: str, asked: Asked) -> Reply:
        if set(asked.body) != {"encrypted_value", "key_id"} or asked.body["key_id"] != self.key_id:
            return 422, {"message": "Validation Failed"}
        value = SealedBox(self.key).decrypt(b64decode(asked.body["encrypted_value"], validate=True)).decode()
        is_new = name not in secrets
        secrets[name] = (value, self.clock)
        return (201, {}) if is_new else (204, None)


class Kubernetes(Platform):
    """Secrets of the namespace `shop`."""

    def __init__(self) -> None:
        super().__init__()
        self.version = 1000
        self.secrets: dict[str, dict[str, Any]] = {}

    def put_secret(self, name: str, data: dict[str, str], **members: Any) -> None:
        self.version += 1
        encoded = {key: b64encode(value.encode()).decode() for key, value in data.items()}
        metadata = {"name": name, "namespace": "shop", "resourceVersion": str(self.version), "labels": {"app": "web"}}
        metadata["managedFields"] = [{"manager": "kubectl", "time": "2026-11-01T10:00:00Z"}]
        self.secrets[name] = {"apiVersion": "v1", "kind": "Secret", "metadata": metadata, "type": "Opaque", "data": encoded, **members}

    def value(self, name: str, key: str) -> str:
        return b64decode(self.secrets[name]["data"][key]).decode()

    def answer(self, asked: Asked) -> Reply:
        if not is_authorised(asked):
            return status_of(401, "Unauthorized", "Unauthorized")
        found = re.fullmatch(r"/api/v1/namespaces/shop/secrets(?:/([^/]+))?", asked.path)
        if not found:
            return status_of(403, "Forbidden", 'secrets is forbidden: User "system:serviceaccount:shop:siwakit" cannot get resource')
        if asked.method == "POST":
            return self.create(asked.body)
        if found[1] not in self.secrets:
            return status_of(404, "NotFound", f'secrets "{found[1]}" not found')
        return self.patch(self.secrets[found[1]], asked) if asked.method == "PATCH" else (200, self.secrets[found[1]])

    def create(self, body: Any) -> Reply:
        name = body["metadata"]["name"]
        if name in self.secrets:
            return status_of(409, "AlreadyExists", f'secrets "{name}" already exists')
        self.put_secret(name, {key: b64decode(value, validate=True).decode() for key, value in body["data"].items()})
        return 201, self.secrets[name]

    def patch(self, secret: dict[str, Any], asked: Asked) -> Reply:
        if asked.headers["content-type"] != "application/merge-patch+json":
            return status_of(415, "UnsupportedMediaType", "the body of the request was in an unknown format")
        version = asked.body.get("metadata", {}).get("resourceVersion")
        if version is not None and version != secret["metadata"]["resourceVersion"]:
            return status_of(409, "Conflict", "Operation cannot be fulfilled on secrets: the object has been modified")
        if secret.get("immutable"):
            return status_of(422, "Invalid", "data: Forbidden: field is immutable when `immutable` is set")
        for value in asked.body["data"].values():
            b64decode(value, validate=True)
        secret["data"] |= asked.body["data"]
        self.version += 1
        secret["metadata"]["resourceVersion"] = str(self.version)
        return 200, secret


def status_of(code: int, reason: str, message: str) -> Reply:
    return code, {"kind": "Status", "apiVersion": "v1", "status": "Failure", "message": message, "reason": reason, "code": code}


class Supabase(Platform):
    """Auth settings of the project `abcdefghijklmnopqrst`, with hashed secrets."""

    REFERENCE = "abcdefghijklmnopqrst"

    def __init__(self) -> None:
        super().__init__()
        self.settings: dict[str, Any] = {
            "site_url": "https://example.com",
            "external_apple_enabled": True,
            "external_apple_client_id": "com.example.web",
            "external_apple_additional_client_ids": "com.example.app",
            "external_apple_secret": None,
            "external_google_secret": "google",
        }
        self.shows_secrets = False

    def answer(self, asked: Asked) -> Reply:
        if not is_authorised(asked):
            return 401, {"message": "Unauthorized"}
        if asked.path != f"/v1/projects/{self.REFERENCE}/config/auth":
            return 404, {"message": "Project not found"}
        if asked.method == "PATCH":
            if not set(asked.body) <= set(self.settings) or not all(isinstance(value, str) for value in asked.body.values()):
                return 400, {"message": "must be a string"}
            self.settings |= asked.body
        return 200, {
            name: self.hashed(value) if name.endswith("_secret") and not self.shows_secrets else value for name, value in self.settings.items()
        }

    def hashed(self, value: str | None) -> str | None:
        return value and hmac.new(self.REFERENCE.encode(), value.encode(), hashlib.sha256).hexdigest()


class Vercel(Platform):
    """Environment variables of the project `shop`, for the team `team_abc`."""

    def __init__(self) -> None:
        super().__init__()
        self.variables: list[dict[str, Any]] = []

    def add(self, key: str, value: str, kind: str, *targets: str, **members: Any) -> dict[str, Any]:
        number = len(self.variables) + 1
        variable = {"id": f"env{number}", "key": key, "value": value, "type": kind, "target": list(targets), "comment": "keep", **members}
        self.variables.append({**variable, "createdAt": self.clock * 1000, "updatedAt": self.clock * 1000})
        return self.variables[-1]

    def answer(self, asked: Asked) -> Reply:
        if not is_authorised(asked):
            return 403, {"error": {"code": "forbidden", "message": "Not authorized", "invalidToken": True}}
        found = re.fullmatch(r"/(v\d+)/projects/shop/env(?:/([^/]+))?", asked.path)
        if not found or asked.query.get("teamId") != ["team_abc"]:
            return 404, {"error": {"code": "not_found", "message": "Project not found"}}
        match (asked.method, found[1], found[2]):
            case ("GET", "v10", None):
                return 200, {"envs": [self.listed(variable) for variable in self.variables]}
            case ("POST", "v10", None):
                return self.create(asked.body)
            case ("GET", "v1", str(name)):
                return next((200, self.decrypted(variable)) for variable in self.variables if variable["id"] == name)
            case ("PATCH", "v9", str(name)):
                return self.edit(name, asked.body)
        return 404, {"error": {"code": "not_found", "message": "Not found"}}

    def listed(self, variable: dict[str, Any]) -> dict[str, Any]:
        hidden = {"sensitive": "", "encrypted": "eyJ2IjoidjIiLCJjIjoi"}
        return {**variable, "value": hidden.get(variable["type"], variable["value"])}

    def decrypted(self, variable: dict[str, Any]) -> dict[str, Any]:
        if variable["type"] == "sensitive":
            return {**variable, "value": "", "decrypted": False}
        return {**variable, "decrypted": True}

    def create(self, body: Any) -> Reply:
        if not {"key", "value", "type", "target"} <= set(body) or body["type"] not in {"sensitive", "encrypted", "plain"}:
            return 400, {"error": {"code": "bad_request", "message": "Invalid request"}}
        if body["type"] == "sensitive" and "development" in body["target"]:
            message = "You cannot set a Sensitive Environment Variable's target to development."
            return 400, {"error": {"code": "BAD_REQUEST", "message": message}}
        if any(variable["key"] == body["key"] and set(variable["target"]) & set(body["target"]) for variable in self.variables):
            return 201, {"created": [], "failed": [{"error": {"code": "ENV_ALREADY_EXISTS", "message": "already exists", "key": body["key"]}}]}
        return 201, {"created": self.listed(self.add(body["key"], body["value"], body["type"], *body["target"])), "failed": []}

    def edit(self, name: str, body: Any) -> Reply:
        variable = next((variable for variable in self.variables if variable["id"] == name), None)
        if variable is None:
            return 404, {"error": {"code": "not_found", "message": "not found"}}
        variable.update(body, updatedAt=self.clock * 1000)
        return 200, self.listed(variable)
