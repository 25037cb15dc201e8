"""Rules about keys and secrets that are in a repository. Nothing of their text is kept, and only `siwakit scan` has this evidence."""

from __future__ import annotations

from collections.abc import Callable

from siwakit import samples
from siwakit.evidence.evidence import Part
from siwakit.evidence.repository import CommittedKind, Repository
from siwakit.rules.model import Example, Fail, Harm, Outcome, Question, Rule, on
from siwakit.sources import APPLE_CLIENT_SECRET, APPLE_KEY_DOWNLOAD, OUR_ADVICE

AT = "repository"
_KEPT_OUTSIDE = "kept outside the repository"
_SECRETS = (CommittedKind.CLIENT_SECRET, CommittedKind.REFRESH_TOKEN)

REPOSITORY: Part[Repository] = Part("repository", lambda evidence: evidence.repository, "the repository", is_extra=True, is_timeless=True)


@on(REPOSITORY)
def _has_key(repository: Repository) -> Outcome:
    return Fail(AT, repository.committed.value, _KEPT_OUTSIDE) if repository.committed is CommittedKind.KEY else None


@on(REPOSITORY)
def _has_secret(repository: Repository) -> Outcome:
    return Fail(AT, repository.committed.value, _KEPT_OUTSIDE) if repository.committed in _SECRETS else None


def _with(kind: CommittedKind) -> Callable[[samples.Scenario], samples.Scenario]:
    return lambda scenario: scenario.configured(repository=Repository(kind))


KEY_IN_REPOSITORY = Rule(
    id="key-in-repository",
    title="a private key is in the repository",
    question=Question.SIGNATURE,
    since="0.1",
    why=(
        "Everyone who can read the repository, a copy of it or its history can sign with this key, and act as your server towards Apple. "
        "Deleting it leaves the key in the history."
    ),
    fix="Revoke the key in the developer portal, create another one, and keep that in a secret store or in the environment of the server.",
    references=(OUR_ADVICE, APPLE_KEY_DOWNLOAD),
    check=_has_key,
    harm=Harm.UNSAFE,
    good=lambda: (Example("a repository with a secret, which has a rule of its own", _with(CommittedKind.CLIENT_SECRET)),),
    bad=lambda: (Example("a key", _with(CommittedKind.KEY)),),
)

SECRET_IN_REPOSITORY = Rule(
    id="secret-in-repository",
    title="a secret that Apple accepts is in the repository",
    question=Question.SIGNATURE,
    since="0.1",
    why=(
        "Everyone who can read the repository, a copy of it or its history can send it to Apple: a client_secret until it expires, a refresh "
        "token until the user withdraws consent."
    ),
    fix="For a client_secret, revoke the key that signed it; revoke a refresh token at /auth/revoke. Then load secrets from outside the repository.",
    references=(OUR_ADVICE, APPLE_CLIENT_SECRET),
    check=_has_secret,
    harm=Harm.UNSAFE,
    good=lambda: (Example("a repository with a key, which has a rule of its own", _with(CommittedKind.KEY)),),
    bad=lambda: (
        Example("a client_secret", _with(CommittedKind.CLIENT_SECRET)),
        Example("a refresh token", _with(CommittedKind.REFRESH_TOKEN)),
    ),
)

RULES = (KEY_IN_REPOSITORY, SECRET_IN_REPOSITORY)
