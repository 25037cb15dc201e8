"""Joken and erlang-jose."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.claims import told_by_wrong_claim
from siwakit.readers.messages.model import Message

MESSAGES = (
    Message(
        id="joken-signature",
        speaker="Joken",
        literal=":signature_error",
        words=pattern(r"\{:error, :signature_error\}"),
        proves=Proof.SIGNATURE_REFUSED,
        samples=("** (MatchError) no match of right hand side value: {:error, :signature_error}",),
        versions="2.0 and later",
        where="https://github.com/joken-elixir/joken/blob/main/lib/joken/signer.ex",
        is_general=True,
    ),
    Message(
        id="joken-token",
        speaker="Joken",
        literal=":token_malformed",
        words=pattern(r"\{:error, :token_malformed\}"),
        proves=Proof.TOKEN_UNREADABLE,
        samples=("{:error, :token_malformed}",),
        versions="2.0 and later",
        where="https://github.com/joken-elixir/joken/blob/main/lib/joken.ex",
        is_general=True,
    ),
    Message(
        id="joken-claim",
        speaker="Joken",
        literal="claim_val:",
        words=pattern(r"claim: \"(?P<claim>\w{1,40})\", claim_val: (?:\"(?P<actual>[\w:/.-]{1,120})\")?"),
        proves=None,
        narrow=told_by_wrong_claim,
        samples=(
            '{:error, [message: "Invalid token", claim: "aud", claim_val: "com.acmefit.app"]}',
            'Reason: [message: "Invalid token", claim: "exp", claim_val: 1796000000]',
        ),
        versions="2.0 and later",
        where="https://github.com/joken-elixir/joken/blob/main/lib/joken.ex",
        is_general=True,
    ),
    Message(
        id="joken-claim-log",
        speaker="Joken",
        literal="did not pass validation",
        words=pattern(r"Claim %\{\"(?P<claim>\w{1,40})\" => \"?(?P<actual>[\w:/.-]{1,120})\"?\} did not pass validation"),
        proves=None,
        narrow=told_by_wrong_claim,
        samples=(
            '[debug] Claim %{"aud" => "com.acmefit.app"} did not pass validation.',
            'Claim %{"exp" => 1796000000} did not pass validation.',
        ),
        versions="2.0 and later",
        where="https://github.com/joken-elixir/joken/blob/main/lib/joken.ex",
        is_general=True,
    ),
    Message(
        id="elixir-key-file",
        speaker="Elixir",
        literal='could not read file "',
        words=pattern(r"could not read file \"[^\"\n]{1,200}\.p8\""),
        proves=Proof.KEY_FILE_NOT_FOUND,
        samples=('** (File.Error) could not read file "priv/AuthKey_ABC123DEFG.p8": no such file or directory',),
        versions="all",
        where="https://github.com/elixir-lang/elixir/blob/main/lib/elixir/lib/exception.ex",
    ),
    Message(
        id="erlang-jose-no-key",
        speaker="erlang-jose",
        literal="argument error: [[], {:jose_jws",
        words=pattern(r"argument error: \[\[\], \{:jose_jws, \{:jose_jws_alg_\w{1,30}, :\w{1,10}\}"),
        proves=Proof.KEY_REFUSED,
        samples=('** (ArgumentError) argument error: [[], {:jose_jws, {:jose_jws_alg_ecdsa, :ES256}, :undefined, %{"kid" => "ABC123DEFG"}}, %{}]',),
        versions="1.8 and later",
        where="https://github.com/joken-elixir/joken/issues/247",
        is_general=True,
    ),
    Message(
        id="jose-key-is-nil",
        speaker="erlang-jose",
        literal="jwk.from_pem/1",
        words=pattern(
            r"(?:no function clause matching in|arguments were given to) :?(?:jose_jwk|JOSE\.JWK)\.from_pem/1[^{}]{0,300}# 1[^{}]{0,60}\bnil\b"
        ),
        proves=Proof.KEY_NOT_GIVEN,
        samples=("The following arguments were given to :jose_jwk.from_pem/1:\n\n    # 1\n    nil",),
        versions="all",
        where="https://github.com/albirrkarim/mozilla-hubs-installation-detailed/issues/20",
        is_general=True,
    ),
)
