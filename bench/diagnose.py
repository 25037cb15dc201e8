"""Diagnose one correct request, from the text of a curl command: readers, every rule, one verification."""

from __future__ import annotations

from urllib.parse import urlencode

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.hashes import SHA256

from bench.timing import Figure, time_calls
from siwakit import Known, Origin, diagnose, key_at_hand, read_evidence
from siwakit.jose import es256, jws
from siwakit.judge.diagnosis import diagnose as judge
from siwakit.rules.catalogue import CATALOGUE
from siwakit.samples import KEY_ID, NOW, SERVICES_ID, TEAM_ID, Scenario, example_keys

BARE = "cryptography's bare verification"
SECONDS_ON_TOP = 0.0005
MOST_OF_BARE = 6


def measure() -> list[Figure]:
    """Return the figures of a diagnosis with the key parsed and the catalogue loaded."""
    sign_in = Scenario()
    command = f"curl -X POST {sign_in.url} -H 'Content-Type: application/x-www-form-urlencoded' -d '{urlencode(sign_in.fields())}'"
    key = key_at_hand(example_keys.team_key_text(), f"AuthKey_{KEY_ID}.p8")
    known = Known(now=NOW, team_id=TEAM_ID, key_id=KEY_ID, services_ids=(SERVICES_ID,), origin=Origin.WEB, keys=(key,))
    evidence = read_evidence(command, known=known)
    token, public = jws.read(sign_in.compact_secret()), example_keys.team_key().public_key()
    der, data, algorithm = es256.raw_to_der(token.signature or b""), token.signing_input, ECDSA(SHA256())
    seen = time_calls(
        {
            "whole": lambda: diagnose(command, known=known),
            "judge": lambda: judge(evidence.at(NOW)),
            BARE: lambda: public.verify(der, data, algorithm),
        }
    )
    allowed = 2 * seen[BARE] + SECONDS_ON_TOP
    whole, judged = seen["whole"], seen["judge"]
    times = judged / seen[BARE]
    name = f"judge only the evidence ({len(CATALOGUE)} rules)"
    return [
        Figure("diagnose a curl command", whole, f"2 x {BARE} + 0.5 ms", allowed, whole / allowed, "ours / peer <= 1", whole <= allowed),
        Figure(name, judged, BARE, seen[BARE], times, f"ours / peer <= {MOST_OF_BARE}", times <= MOST_OF_BARE),
    ]
