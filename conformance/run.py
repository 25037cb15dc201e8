"""Run libraries and emulators, each in a process of its own with a time limit, and collect their answers."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

from conformance.cases import Token, TokenRequest, basis_of, right_portal, token_requests, tokens
from conformance.libraries import EMULATORS, HERE, LIBRARIES, Library, version_of
from siwakit import Known, diagnose, key_at_hand
from siwakit.apple import ISSUER
from siwakit.jose import jws
from siwakit.rules.catalogue import BY_ID
from siwakit.samples import KEY_ID, NOW, SERVICES_ID, TEAM_ID, example_keys

SECONDS = 120
LIFETIME = 86_400


def ask(command: list[str], asked: dict[str, Any]) -> dict[str, Any]:
    """Return what the process of *command* answers.

    Raises:
        RuntimeError: it failed; the message has the last lines that it wrote.
    """
    done = subprocess.run(command, cwd=HERE.parent, input=json.dumps(asked), capture_output=True, text=True, check=False, timeout=SECONDS)
    if done.returncode:
        raise RuntimeError("\n".join([" ".join(command[1:]), *done.stderr.splitlines()[-5:]]))
    return dict(json.loads(done.stdout))


def answers_of(library: Library, asked: list[Token]) -> tuple[set[str], str | None]:
    """Return the ids of the tokens that *library* accepts, and the client_secret that it mints."""
    claims = {"iss": TEAM_ID, "iat": NOW, "exp": NOW + LIFETIME, "aud": ISSUER, "sub": SERVICES_ID}
    mint = {"claims": claims, "key": example_keys.team_key_text(), "kid": KEY_ID}
    answered = ask(library.command, {"tokens": {token.id: token.asked for token in asked}, "mint": mint})
    return {name for name, error in answered["refused"].items() if error is None}, answered["minted"]


def emulated_answers(emulator: str, asked: list[TokenRequest]) -> dict[str, tuple[int, str | None]]:
    """Return the status and the error that *emulator* answers to each request, by its id."""
    right = next(request.request for request in token_requests() if request.is_right and "authorization_code" in request.request["body"])
    sent = {request.id: request.request for request in asked}
    told = {"requests": sent, "now": NOW, "team_id": TEAM_ID, "portal": right_portal(), "right": right}
    answers = ask([sys.executable, "-m", "conformance.emulators", emulator], told)["answers"]
    return {name: (status, error) for name, (status, error) in answers.items()}


def is_accepted(answer: tuple[int, str | None]) -> bool:
    """Return whether an answer of a token endpoint is a yes."""
    return answer == (200, None)


def judge_minted(secret: str | None) -> dict[str, Any] | None:
    """Return the rules that a minted client_secret breaks, and its lifetime; None if there is no secret."""
    if secret is None:
        return None
    key = key_at_hand(example_keys.team_key_text(), f"AuthKey_{KEY_ID}.p8")
    known = Known(now=NOW, keys=(key,), team_id=TEAM_ID, key_id=KEY_ID, services_ids=(SERVICES_ID,))
    diagnosis = diagnose(secret, known=known)
    claims = jws.read(secret).claims or {}
    return {"broken": [diagnosis.root.rule.id] if diagnosis.root else [], "seconds": claims["exp"] - claims["iat"]}


def collect() -> dict[str, Any]:
    """Hold everything against every vector, and return the results as they are written to results.json."""
    asked, requests = tokens(), token_requests()
    answers = {library.name: answers_of(library, asked) for library in LIBRARIES}
    emulated = {name: emulated_answers(name, requests) for name in EMULATORS}
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "versions": {library.name: library.version for library in LIBRARIES},
        "emulators": {name: version_of(name, is_of_npm=is_of_npm) for name, is_of_npm in EMULATORS.items()},
        "minted": {name: judge_minted(secret) for name, (_, secret) in answers.items()},
        "tokens": [_token_row(token, answers) for token in asked],
        "requests": [_request_row(request, emulated) for request in requests],
    }


def _token_row(token: Token, answers: dict[str, tuple[set[str], str | None]]) -> dict[str, Any]:
    accepted_by = [name for name, (accepted, _) in answers.items() if token.id in accepted]
    return {**_row(token), "step": token.step, "accepted_by": accepted_by}


def _request_row(request: TokenRequest, emulated: dict[str, dict[str, tuple[int, str | None]]]) -> dict[str, Any]:
    accepted_by = [name for name, answers in emulated.items() if is_accepted(answers[request.id])]
    other = [
        name for name, answers in emulated.items() if not request.is_right and name not in accepted_by and answers[request.id][1] != request.error
    ]
    return {**_row(request), "accepted_by": accepted_by, "other_error_of": other}


def _row(vector: Token | TokenRequest) -> dict[str, Any]:
    basis = basis_of(BY_ID[vector.rule])
    return {"rule": vector.rule, "title": vector.title, "is_right": vector.is_right, "basis": basis}
