"""What to do about a program that does not accept the emulator's certificate, by the program and by how its TLS handshake ended."""

from __future__ import annotations

from siwakit.record import record

_CA = "$SIWAKIT_CA_FILE"
_NODE = f"Node reads NODE_EXTRA_CA_CERTS, which is set, unless the code passes its own ca option: add {_CA} there."
_JAVA = (
    f"an application with a trust store of its own needs the certificate there: keytool -importcert -noprompt -alias siwakit -file {_CA} "
    "-keystore <its trust store>"
)
_PYTHON = f"code that passes its own bundle (verify=..., cafile=...) needs $SIWAKIT_CA_BUNDLE in its place, or load_verify_locations({_CA})."
_RUBY = "code that sets ca_file or cert_store itself needs $SIWAKIT_CA_BUNDLE in its place; OpenSSL reads SSL_CERT_FILE otherwise."
_PHP = "code that sets CURLOPT_CAINFO, verify or cafile itself needs $SIWAKIT_CA_BUNDLE there."
_DART = f"Dart trusts roots of its own: dart --root-certs-file=$SIWAKIT_CA_BUNDLE run, or SecurityContext.setTrustedCertificates({_CA})."
_DOTNET = (
    ".NET reads SSL_CERT_FILE and the system's roots; a ServerCertificateCustomValidationCallback that pins a certificate has to be left out here."
)
_GO = f"Go reads SSL_CERT_FILE and the system's roots, unless the code sets tls.Config.RootCAs: add {_CA} there."
_DENO = "deno reads DENO_CERT, which is set, unless DENO_TLS_CA_STORE or --cert says something else."
_CURL = "an option --cacert or a line in ~/.curlrc names another bundle: leave it out, or give $SIWAKIT_CA_BUNDLE."
_RUST = (
    "it was probably built with the roots of webpki-roots: use rustls-native-certs, or the feature rustls-tls-native-roots of reqwest, or let it "
    "ask $SIWAKIT_URL instead of https://appleid.apple.com."
)
_OTHER = (
    "it was probably built with a root store of its own, or it pins Apple's certificate: "
    f"give it {_CA}, or let it ask $SIWAKIT_URL instead of https://appleid.apple.com."
)
_CLOCK = "the certificate is valid from an hour ago for some hours: does the program run with another clock (faketime, a container)?"
_BY_NAME = (
    (("node", "npm", "npx", "yarn", "pnpm"), _NODE),
    (("java",), _JAVA),
    (("python", "uwsgi", "gunicorn", "uvicorn"), _PYTHON),
    (("ruby", "rails", "puma", "bundle"), _RUBY),
    (("php", "apache2"), _PHP),
    (("dart", "flutter"), _DART),
    (("dotnet",), _DOTNET),
    (("deno",), _DENO),
    (("curl", "wget"), _CURL),
    (("go",), _GO),
    (("rust",), _RUST),
)
_SIGNS = {
    "UNKNOWN_CA": "it does not know who signed the certificate",
    "CERTIFICATE_UNKNOWN": "it does not accept the certificate",
    "BAD_CERTIFICATE": "it does not accept the certificate",
    "CERTIFICATE_EXPIRED": "by its clock the certificate has expired or is not valid yet",
}


@record
class Distrust:
    """Sign that a program does not trust the emulator: *sign* in one line, *advice* is what to do next."""

    sign: str
    advice: str


def distrust(program: str, reason: str, built_with: str = "") -> Distrust:
    """Return what to say about *program*, whose handshake ended for *reason*: OpenSSL's name, or empty if it only closed the connection.

    *built_with* is the language of a compiled program, if that is known.
    """
    known = next((words for name, words in _SIGNS.items() if name in reason), None)
    if "CERTIFICATE_EXPIRED" in reason:
        return Distrust(f"{program} ended the TLS handshake: {known}", f"next: {_CLOCK}")
    if known is None and reason:
        words = reason.lower().replace("_", " ")
        return Distrust(f"the TLS handshake of {program} failed: {words}", "next: does the program speak TLS 1.2 or 1.3, to port 443?")
    sign = known or "perhaps it does not accept the certificate"
    how = "ended the TLS handshake" if known else "closed the connection after the certificate, without a request"
    return Distrust(f"{program} {how}: {sign}", f"next: {_advice(built_with or program)}")


def _advice(program: str) -> str:
    name = program.lower()
    return next((advice for names, advice in _BY_NAME if any(name.startswith(known) for known in names)), _OTHER)
