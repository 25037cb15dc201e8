"""What is said about a program that does not accept the emulator's certificate."""

from __future__ import annotations

import pytest

from siwakit.render.live.distrust import distrust

ALERTS = ("TLSV1_ALERT_UNKNOWN_CA", "SSLV3_ALERT_CERTIFICATE_UNKNOWN", "SSLV3_ALERT_BAD_CERTIFICATE")


@pytest.mark.parametrize("alert", ALERTS)
@pytest.mark.parametrize(
    ("program", "words"),
    [
        ("node", "NODE_EXTRA_CA_CERTS"),
        ("java", "keytool"),
        ("python3.11", "load_verify_locations"),
        ("ruby3.1", "ca_file"),
        ("php8.2", "CURLOPT_CAINFO"),
        ("dart", "--root-certs-file"),
        ("dotnet", "SSL_CERT_FILE"),
        ("deno", "DENO_CERT"),
        ("curl", "--cacert"),
        ("server", "root store of its own"),
        ("nodemailer-in-rust", "NODE_EXTRA_CA_CERTS"),
    ],
)
def test_each_runtime_gets_its_own_advice(alert: str, program: str, words: str) -> None:
    found = distrust(program, alert)
    assert found.sign.startswith(f"{program} ended the TLS handshake: it does not ")
    assert words in found.advice


@pytest.mark.parametrize(("language", "words"), [("go", "tls.Config.RootCAs"), ("rust", "webpki-roots")])
def test_a_compiled_program_is_known_by_its_language(language: str, words: str) -> None:
    assert words in distrust("node-like-name", ALERTS[0], language).advice


def test_a_program_that_only_closes_the_connection_is_not_accused() -> None:
    assert "perhaps" in distrust("server", "").sign


def test_another_clock_is_told_from_a_missing_authority() -> None:
    found = distrust("server", "SSLV3_ALERT_CERTIFICATE_EXPIRED")
    assert ("by its clock" in found.sign, "another clock" in found.advice) == (True, True)


@pytest.mark.parametrize("reason", ["NO_SHARED_CIPHER", "UNSUPPORTED_PROTOCOL", "HTTP_REQUEST"])
def test_a_handshake_that_fails_for_another_reason_is_not_about_trust(reason: str) -> None:
    found = distrust("server", reason)
    assert reason.lower().replace("_", " ") in found.sign
    assert "certificate" not in f"{found.sign} {found.advice}"
