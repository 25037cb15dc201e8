"""Web frameworks that do not let the callback's POST through."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.compared import NOT_COMPARED
from siwakit.readers.messages.model import Message

_EXPRESS = "https://github.com/pillarjs/finalhandler/blob/master/index.js"
_FASTIFY = "https://github.com/fastify/fastify/blob/main/lib/four-oh-four.js"

MESSAGES = (
    Message(
        id="express-cors-refused",
        speaker="Express with cors",
        literal="not allowed by cors",
        words=pattern(r"Not allowed by CORS\b"),
        proves=Proof.CSRF_REFUSED,
        samples=("Error: Not allowed by CORS\n    at origin (/app/server.js:31:14)",),
        versions="as the documentation of the middleware has it",
        where="https://github.com/expressjs/cors#configuring-cors-w-dynamic-origin",
        is_general=True,
    ),
    Message(
        id="express-cannot-post",
        speaker="Express",
        literal="cannot post /",
        words=pattern(r"Cannot POST /(?P<actual>[\w./-]{0,100}(?:apple|callback|redirect)[\w./-]{0,60})"),
        proves=Proof.METHOD_REFUSED,
        samples=("Cannot POST /auth/apple/callback", '{"statusCode":404,"message":"Cannot POST /auth/apple/redirect","error":"Not Found"}'),
        versions="Express, NestJS, Koa and others that use finalhandler",
        where=_EXPRESS,
        is_general=True,
    ),
    Message(
        id="fastify-no-route",
        speaker="Fastify",
        literal="route post:/",
        words=pattern(r"Route POST:/(?P<actual>[\w./-]{0,100}(?:apple|callback|redirect)[\w./-]{0,60}) not found"),
        proves=Proof.METHOD_REFUSED,
        samples=('{"message":"Route POST:/auth/apple/callback not found","error":"Not Found","statusCode":404}',),
        versions="all",
        where=_FASTIFY,
        is_general=True,
    ),
    Message(
        id="fastify-media-type",
        speaker="Fastify",
        literal="unsupported media type: application/x-www-form-urlencoded",
        words=pattern(r"Unsupported Media Type: application/x-www-form-urlencoded"),
        proves=Proof.CODE_NOT_RETURNED,
        samples=("FastifyError: Unsupported Media Type: application/x-www-form-urlencoded",),
        versions="3 and later",
        where="https://github.com/fastify/fastify/blob/main/lib/errors.js",
        is_general=True,
    ),
    Message(
        id="csurf-token",
        speaker="csurf",
        literal="csrf",
        words=pattern(NOT_COMPARED + r"(?:ForbiddenError: invalid csrf token|EBADCSRFTOKEN)"),
        proves=Proof.CSRF_REFUSED,
        samples=("ForbiddenError: invalid csrf token", "  code: 'EBADCSRFTOKEN'"),
        versions="csurf and csrf-csrf, all",
        where="https://github.com/expressjs/csurf/blob/master/index.js",
        is_general=True,
    ),
    Message(
        id="sveltekit-csrf",
        speaker="SvelteKit",
        literal="cross-site post form submissions are forbidden",
        words=pattern(r"Cross-site POST form submissions are forbidden"),
        proves=Proof.CSRF_REFUSED,
        samples=("Cross-site POST form submissions are forbidden",),
        versions="SvelteKit 1 and later, Astro 4.9 and later",
        where="https://github.com/damoang/angple/pull/275",
        is_general=True,
    ),
    Message(
        id="next-server-action",
        speaker="Next.js",
        literal="from a forwarded server actions request",
        words=pattern(r"does not match `origin` header with value `[^`]{1,80}` from a forwarded Server Actions request"),
        proves=Proof.CSRF_REFUSED,
        samples=(
            (
                "`x-forwarded-host` header with value `app.example.com` does not match `origin` header with value `appleid.apple.com` "
                "from a forwarded Server Actions request. Aborting the action."
            ),
        ),
        versions="14 and later",
        where="https://github.com/vercel/next.js/blob/canary/packages/next/src/server/app-render/action-handler.ts",
        is_general=True,
    ),
)
