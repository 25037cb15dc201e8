"""The checklist of four questions, statement by statement: the correct value, where to find it, and the rules that check it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from pages.markup import link, page, prose
from siwakit.render.report.verdict import QUESTION_WORDS
from siwakit.rules.catalogue import CATALOGUE
from siwakit.rules.model import Question, Rule

_PORTAL = "Certificates, Identifiers & Profiles"


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of the checklist (Markdown), where to find its value, and patterns of the ids of the rules that check it."""

    question: Question
    subject: str
    says: str
    rules: tuple[str, ...]
    where: str = ""


STATEMENTS: tuple[Statement, ...] = (
    Statement(
        Question.CLIENT_ID,
        "code from the iOS app",
        "the app's bundle ID",
        ("services-id-for-native-code", "client-id-has-team-prefix", "client-id-has-wildcard", "client-id-is-app-number"),
        f"{_PORTAL} → Identifiers → *App IDs* → the app → Bundle ID",
    ),
    Statement(
        Question.CLIENT_ID,
        "code from the website or Android",
        "the Services ID",
        ("bundle-id-for-web-code", "client-id-is-redirect-uri"),
        f"{_PORTAL} → Identifiers → the filter on *Services IDs* → Identifier",
    ),
    Statement(
        Question.HEADER,
        "`client_secret`",
        "a JWT that you sign; not a key, a code or an identity token",
        (
            *("client-secret-missing", "secret-empty", "secret-is-private-key", "secret-is-key-id", "secret-is-authorization-code"),
            *("secret-is-json", "secret-is-truncated", "secret-is-not-a-jwt", "secret-is-identity-token", "secret-has-bearer-prefix"),
            *("secret-has-*whitespace", "secret-is-url-encoded", "secret-is-wrapped-twice", "secret-segment-*", "secret-not-base64url"),
        ),
    ),
    Statement(
        Question.HEADER,
        "members",
        "`kid` and `alg` only; what Apple ignores is advice",
        ("secret-header-*",),
    ),
    Statement(
        Question.HEADER,
        "`kid`",
        "the Key ID of the `.p8` key that has Sign in with Apple",
        ("secret-kid-*", "key-file-name-says-other-service", "key-lacks-service"),
        f"{_PORTAL} → Keys → the key → Key ID; without access to the portal, the file name: `AuthKey_<KEYID>.p8`",
    ),
    Statement(Question.HEADER, "`alg`", "`ES256` (P-256 and SHA-256)", ("secret-alg-*", "secret-signed-with-key-text")),
    Statement(
        Question.PAYLOAD,
        "claims",
        "`iss`, `iat`, `exp`, `aud`, `sub` only; what Apple ignores is advice",
        ("secret-has-extra-claims", "secret-nbf-*", "secret-payload-*"),
    ),
    Statement(
        Question.PAYLOAD,
        "`iss`",
        "your Team ID; an older App ID may have another prefix, so do not take it from there",
        ("secret-iss-*",),
        "Membership details → Team ID",
    ),
    Statement(
        Question.PAYLOAD,
        "`iat`",
        "seconds since 1970, not milliseconds: divide Java's clock by 1000",
        ("secret-iat-*", "clock-differs-from-apple", "secret-timestamps-fractional", "emulator-clock-moved", "secret-exp-by-slow-clock"),
    ),
    Statement(
        Question.PAYLOAD,
        "`exp`",
        "seconds since 1970, in the future, at most 15777000 from now; ten minutes is a good choice",
        ("secret-exp-*", "secret-expired", "secret-lives-too-long", "secret-expires-soon", "secret-cached-beyond-exp", "secret-is-stale"),
    ),
    Statement(Question.PAYLOAD, "`aud`", "always `https://appleid.apple.com`", ("secret-aud-*",)),
    Statement(
        Question.PAYLOAD,
        "`sub`",
        "the `client_id` of the same request",
        ("sub-differs-from-client-id", "secret-sub-*"),
        "as for the `client_id`",
    ),
    Statement(
        Question.SIGNATURE,
        "the key",
        "the complete, unchanged `.p8` file from Apple for that `kid`",
        (
            *("key-is-*", "key-has-*", "key-newlines-*", "key-on-one-line", "key-pem-*", "key-armour-*", "key-base64-*", "key-wrong-curve"),
            *("key-form-*", "key-never-*", "key-file-*", "signature-by-other-key"),
        ),
        f"{_PORTAL} → Keys: the file can be downloaded only once",
    ),
    Statement(Question.SIGNATURE, "the bytes", "64 raw bytes, base64url, not DER", ("signature-is-*", "signature-missing", "signature-wrong-length")),
    Statement(
        Question.SIGNATURE,
        "the proof",
        "the public half of the key verifies it",
        ("signature-does-not-verify", "signature-halves-swapped", "signature-little-endian", "signature-wrong-hash", "signature-over-other-bytes"),
    ),
)

PLACES: tuple[Statement, ...] = (
    Statement(
        Question.PORTAL,
        "Return URLs and domains",
        "exactly the `redirect_uri`",
        ("redirect-uri-not-registered", "redirect-uri-slash-differs", "redirect-uri-mismatch"),
        "Identifiers → the Services ID → Sign in with Apple → Configure → Website URLs",
    ),
    Statement(
        Question.PORTAL,
        "primary App ID",
        "every Services ID belongs to one",
        ("services-id-lacks-primary-app", "key-of-other-app"),
        "Identifiers → the Services ID → Sign in with Apple → Configure",
    ),
    Statement(
        Question.PORTAL,
        "the key's service",
        "Sign in with Apple is enabled, for that primary App ID",
        ("key-lacks-service", "key-of-other-app", "key-revoked", "key-not-registered"),
        "Keys → the key → Sign in with Apple → Edit or Configure",
    ),
    Statement(
        Question.PORTAL,
        "capability",
        "Sign in with Apple is enabled",
        ("capability-disabled",),
        "Identifiers → the App ID → Capabilities",
    ),
    Statement(
        Question.PORTAL,
        "teams",
        "key, App ID and Services ID belong to the team in `iss`",
        ("key-of-other-team", "identifier-of-other-team", "app-transferred"),
        "Membership details, and the team's name at the top of each page",
    ),
    Statement(
        Question.NOTIFICATION,
        "server-to-server endpoint",
        'a URL that accepts `{"payload": …}` and answers 200',
        ("notification-not-wrapped", "notification-repeats-jti"),
        "Identifiers → the primary App ID → Sign in with Apple → Edit",
    ),
    Statement(
        Question.GRANT,
        "the user's own settings",
        "the user still lets the app sign in",
        ("user-withdrew-consent", "refresh-token-revoked"),
        "Apple Account settings → Sign in with Apple → the app",
    ),
)


def rules_of(statement: Statement) -> tuple[Rule, ...]:
    """Return the rules that check *statement*, in the order of the catalogue."""
    return tuple(rule for rule in CATALOGUE if any(fnmatchcase(rule.id, pattern) for pattern in statement.rules))


def questions_page() -> str:
    """Return the page."""
    questions = list(dict.fromkeys(statement.question for statement in STATEMENTS))
    return page(
        "# Checklist",
        "<!-- Written by tools/build_docs.py: edit tools/pages/checklist.py or the rules, then `make docs`. -->",
        (
            "If Apple answers `invalid_client`, answer four questions in this order. If you are sure of the first three, go straight to the "
            "fourth: `siwakit doctor --question signature` checks only one question. Each statement lists the rules that check it."
        ),
        *(_section(number, question) for number, question in enumerate(questions, 1)),
        "## Other places in the developer portal",
        "If everything visible is correct and Apple still answers `invalid_client`, the cause is in one of these places.",
        *(_block(statement) for statement in PLACES),
    )


def _section(number: int, question: Question) -> str:
    statements = [statement for statement in STATEMENTS if statement.question is question]
    covered = {rule.id for statement in statements for rule in rules_of(statement)}
    rest = tuple(rule for rule in CATALOGUE if rule.question is question and rule.id not in covered)
    words = QUESTION_WORDS[question]
    return page(
        f"## {number}. {prose(words[:1].upper() + words[1:])}",
        *(_block(statement) for statement in statements),
        page("### What else can be wrong?", _listed(rest)) if rest else "",
    )


def _block(statement: Statement) -> str:
    subject = statement.subject[:1].upper() + statement.subject[1:]
    where = f"**Where to find it.** {statement.where}" if statement.where else ""
    return page(f"### {subject}: {statement.says}", where, "**What can be wrong.**", _listed(rules_of(statement)))


def _listed(rules: Sequence[Rule]) -> str:
    return "\n".join(f"- {link(prose(rule.title), f'rules/{rule.id}.md')}" for rule in rules)
