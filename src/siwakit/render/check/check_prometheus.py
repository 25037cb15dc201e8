"""The report of `siwakit check` in the text format of Prometheus, for the textfile collector of its node exporter.

A label contains no secret: the address of a place, and identifiers that have the form of one. Times are absolute, so that an alert that compares
them with `time()` fires even if the check itself has stopped running.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from siwakit.escape import visible
from siwakit.flow.deployed.place import CheckedPlace, CheckedSecret, Standing
from siwakit.flow.deployed.report import CheckReport
from siwakit.record import record

METRICS = {
    "siwakit_client_secret_expiry_timestamp_seconds": "When the deployed client_secret expires, in seconds since 1970.",
    "siwakit_client_secret_agrees": "Whether the client_secret agrees with the key, team or client: 1 yes, 0 no; absent if not known.",
    "siwakit_place_standing": "What is known about a place: 1 for its standing, 0 for the others.",
    "siwakit_keys_in_use": "How many keys have signed the client_secrets in use, for a client with more than one.",
    "siwakit_apple_document_as_known": "Whether Apple publishes what siwakit knows: 1 yes, 0 no; no sample if the document was not read.",
    "siwakit_check_exit_code": "The exit code of this check: 0 good, 1 wrong, 3 expiring soon or not known.",
    "siwakit_check_timestamp_seconds": "When this check ran, in seconds since 1970.",
}
Labels = Mapping[str, str]


@record
class _Metric:
    """Metric with the samples of one run; every one is a gauge."""

    name: str
    samples: tuple[tuple[Labels, int], ...]


def render_check_prometheus(report: CheckReport) -> str:
    """Return *report* as metrics, each with its HELP and TYPE; a metric without samples is left out."""
    return "".join(f"{line}\n" for metric in _metrics(report) if metric.samples for line in _lines(metric))


def _metrics(report: CheckReport) -> Iterator[_Metric]:
    secrets = [(_labels(place, secret), secret) for place in report.places for secret in place.secrets]
    yield _Metric(
        "siwakit_client_secret_expiry_timestamp_seconds",
        tuple((labels, secret.expires_at) for labels, secret in secrets if secret.expires_at is not None),
    )
    yield _Metric(
        "siwakit_client_secret_agrees",
        tuple(({**labels, "part": part.value}, int(agrees)) for labels, secret in secrets for part, agrees in secret.agrees if agrees is not None),
    )
    yield _Metric(
        "siwakit_place_standing",
        tuple(
            ({"place": visible(place.address), "standing": standing.value}, int(place.standing is standing))
            for place in report.places
            for standing in Standing
        ),
    )
    yield _Metric(
        "siwakit_keys_in_use",
        tuple(({"client_id": keys.client_id, "team_id": keys.team_id}, len(keys.places)) for keys in report.keys_in_use),
    )
    yield _Metric(
        "siwakit_apple_document_as_known",
        tuple(({"document": document.name}, int(not document.differences)) for document in report.published if not document.fault),
    )
    yield _Metric("siwakit_check_exit_code", (({}, report.exit_code),))
    yield _Metric("siwakit_check_timestamp_seconds", (({}, report.now),))


def _labels(place: CheckedPlace, secret: CheckedSecret) -> dict[str, str]:
    # Two client_secrets in one file without names of settings differ in their numbers.
    number = place.secrets.index(secret) + 1 if len(place.secrets) > 1 else 0
    name = secret.name or (str(number) if number else "")
    return {
        "place": visible(place.address),
        "name": visible(name),
        "client_id": secret.client_id,
        "team_id": secret.team_id,
        "key_id": secret.key_id,
    }


def _lines(metric: _Metric) -> Iterator[str]:
    yield f"# HELP {metric.name} {_escaped(METRICS[metric.name])}"
    yield f"# TYPE {metric.name} gauge"
    for labels, value in metric.samples:
        inner = ",".join(f'{name}="{_quoted(text)}"' for name, text in labels.items())
        yield f"{metric.name}{{{inner}}} {value}" if inner else f"{metric.name} {value}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n")


def _quoted(text: str) -> str:
    return _escaped(text).replace('"', '\\"')
