from __future__ import annotations

from tests.each import each
from tests.readers.code.libraries.roots import changed, root_of

from siwakit.evidence.pieces import SourceText
from siwakit.readers.code.execute import sketch_source

# PowerShell 7, with what .NET has.
BY_HAND = r"""#Requires -Version 7
param(
    [Parameter(Mandatory)] [string] $Code,
    [string] $KeyFile = './AuthKey_Q7M2T9XK4C.p8',
    [int] $Days = 180
)

$clientId = 'com.acmefit.web'

function ConvertTo-Base64Url([byte[]] $Bytes) {
    return [Convert]::ToBase64String($Bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_')
}

function New-ClientSecret {
    param([hashtable] $Header, [System.Collections.IDictionary] $Payload)
    $h = ConvertTo-Base64Url -Bytes ([Text.Encoding]::UTF8.GetBytes(($Header | ConvertTo-Json -Compress)))
    $p = ConvertTo-Base64Url ([Text.Encoding]::UTF8.GetBytes(($Payload | ConvertTo-Json -Compress)))
    $ecdsa = [System.Security.Cryptography.ECDsa]::Create()
    $ecdsa.ImportFromPem((Get-Content -Raw -Path $KeyFile))
    $signature = $ecdsa.SignData([Text.Encoding]::ASCII.GetBytes("$h.$p"), [Security.Cryptography.HashAlgorithmName]::SHA256)
    "$h.$p.$(ConvertTo-Base64Url $signature)"
}

$now = [DateTimeOffset]::UtcNow
$payload = [ordered]@{
    iss = 'R5T8Q2WM7K'
    iat = $now.ToUnixTimeSeconds()
    exp = $now.AddDays($Days).ToUnixTimeSeconds()
    aud = 'https://appleid.apple.com'
    sub = $clientId
}
$secret = New-ClientSecret -Header @{ alg = 'ES256'; kid = 'Q7M2T9XK4C' } -Payload $payload

$body = @{
    client_id     = $clientId
    client_secret = $secret
    code          = $Code
    grant_type    = 'authorization_code'
}
Invoke-RestMethod -Uri 'https://appleid.apple.com/auth/token' -Method Post -Body $body
"""
BY_HAND_CHANGES = [
    ("alg left out", "alg = 'ES256'; ", "", "secret-alg-missing"),
    ("HS256", "'ES256'", "'HS256'", "secret-alg-not-es256"),
    ("kid left out", "; kid = 'Q7M2T9XK4C'", "", "secret-kid-missing"),
    ("milliseconds", "$now.ToUnixTimeSeconds()", "$now.ToUnixTimeMilliseconds()", "secret-iat-in-milliseconds"),
    ("a year", "$Days = 180", "$Days = 365", "secret-lives-too-long"),
    ("months", "AddDays($Days)", "AddMonths(6)", "lifetime-in-calendar-months"),
    ("as strings", "$now.ToUnixTimeSeconds()", '"$($now.ToUnixTimeSeconds())"', "secret-iat-not-a-number"),
    ("the aud", "aud = 'https://appleid.apple.com'", "aud = 'https://appleid.apple.com/'", "secret-aud-has-slash"),
    ("iss and sub", "iss = 'R5T8Q2WM7K'", "iss = $clientId", "secret-iss-is-client-id"),
    ("no sub", "    sub = $clientId\n", "", "secret-sub-missing"),
    (
        "DER",
        "HashAlgorithmName]::SHA256)",
        "HashAlgorithmName]::SHA256, [Security.Cryptography.DSASignatureFormat]::Rfc3279DerSequence)",
        "signature-is-der",
    ),
    ("JSON", "-Body $body", "-Body ($body | ConvertTo-Json) -ContentType 'application/json'", "request-body-is-json"),
    ("JSON called a form", "-Body $body", "-Body ($body | ConvertTo-Json)", "request-body-is-json"),
    ("a form called JSON", "-Body $body", "-Body $body -ContentType 'application/json'", "request-content-type-wrong"),
    ("no grant type", "    grant_type    = 'authorization_code'\n", "", "grant-type-missing"),
    ("GET", "-Method Post ", "", "request-method-not-post"),
    ("the address", "/auth/token'", "/auth/tokens'", "request-url-wrong"),
    (
        "a spread table",
        "Invoke-RestMethod -Uri 'https://appleid.apple.com/auth/token' -Method Post -Body $body",
        (
            "$request = @{ Uri = 'https://appleid.apple.com/auth/token'; Method = 'POST'; ContentType = 'application/json' }\n"
            "$request.Body = ConvertTo-Json $body\nirm @request"
        ),
        "request-body-is-json",
    ),
    ("a header", "-Body $body", "-Body ($body | ConvertTo-Json) -Headers @{ 'Content-Type' = 'application/json' }", "request-body-is-json"),
    (
        "case does not matter",
        "Invoke-RestMethod -Uri 'https://appleid.apple.com/auth/token' -Method Post -Body $body",
        "invoke-webrequest 'https://appleid.apple.com/auth/token' -method POST -body (convertto-json $BODY) -contenttype 'application/json'",
        "request-body-is-json",
    ),
]

# Windows PowerShell 5.1: its own clock, JSON as text, and curl.
OLD = r"""
$clientId = "com.acmefit.web"
$epoch = [int][double]::Parse((Get-Date (Get-Date).ToUniversalTime() -UFormat %s))
$exp = $epoch + (60 * 60 * 24 * 180)
$header = '{{"alg":"ES256","kid":"{0}"}}' -f 'Q7M2T9XK4C'
$payload = "{`"iss`":`"R5T8Q2WM7K`",`"iat`":$epoch,`"exp`":$exp,`"aud`":`"https://appleid.apple.com`",`"sub`":`"$ClientId`"}"
$encode = { param($text) [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($text)) -replace '\+', '-' -replace '/', '_' -replace '=' }
$h = & $encode $header
$p = & $encode $payload
$key = [System.Security.Cryptography.CngKey]::Import([Convert]::FromBase64String((Get-Content AuthKey_Q7M2T9XK4C.p8)), 'Pkcs8PrivateBlob')
$signer = New-Object System.Security.Cryptography.ECDsaCng($key)
$bytes = $signer.SignData([Text.Encoding]::UTF8.GetBytes("$h.$p"), 'SHA256')
$sig = [Convert]::ToBase64String($bytes) -replace '\+', '-' -replace '/', '_' -replace '='
$secret = ($h, $p, $sig) -join '.'
curl.exe -s -X POST https://appleid.apple.com/auth/token -d "client_id=$clientId" -d "client_secret=$secret" `
  -d grant_type=authorization_code -d code=$($args[0])
"""
OLD_CHANGES = [
    ("the machine's time", "(Get-Date (Get-Date).ToUniversalTime() -UFormat %s)", "(Get-Date -UFormat %s)", "time-without-zone"),
    (
        "the machine's time again",
        "[int][double]::Parse((Get-Date (Get-Date).ToUniversalTime() -UFormat %s))",
        "[int]((Get-Date) - (Get-Date '1/1/1970')).TotalSeconds",
        "time-without-zone",
    ),
    (
        "the machine's time as a span",
        "[int][double]::Parse((Get-Date (Get-Date).ToUniversalTime() -UFormat %s))",
        "[math]::Floor((New-TimeSpan -Start ([datetime]'1970-01-01') -End (Get-Date)).TotalSeconds)",
        "time-without-zone",
    ),
    ("a year", "* 180)", "* 365)", "secret-lives-too-long"),
    ("in quotes", '`"iat`":$epoch', '`"iat`":`"$epoch`"', "secret-iat-not-a-number"),
    ("aud is the address", "https://appleid.apple.com`", "https://appleid.apple.com/auth/token`", "secret-aud-is-endpoint"),
    ("no kid", ',"kid":"{0}"', "", "secret-kid-missing"),
    ("JSON", "-X POST", '-X POST -H "Content-Type: application/json"', "request-content-type-wrong"),
]
RIGHT_TIMES = (
    "[DateTimeOffset]::UtcNow.ToUnixTimeSeconds()",
    "[datetimeoffset]::now.tounixtimeseconds()",
    "[int]([datetime]::UtcNow - [datetime]'1970-01-01').TotalSeconds",
    "[int]((Get-Date).ToUniversalTime() - (Get-Date '1/1/1970')).TotalSeconds",
    "[int](New-TimeSpan -Start (Get-Date '01/01/1970') -End (Get-Date).ToUniversalTime()).TotalSeconds",
    "[long](Get-Date -AsUTC -UFormat %s)",
    "[int64]((Get-Date).ToUniversalTime() | Get-Date -UFormat %s)",
)

PROGRAMS = {"new.ps1": BY_HAND, "old.ps1": OLD}
CHANGES = [*(("new.ps1", *row) for row in changed(BY_HAND, BY_HAND_CHANGES)), *(("old.ps1", *row) for row in changed(OLD, OLD_CHANGES))]


@each("name", PROGRAMS)
def test_a_right_program_has_no_root_cause(name: str):
    assert root_of(name, PROGRAMS[name]) is None
    assert root_of("", PROGRAMS[name]) is None
    (sketch, *_) = sketch_source(SourceText("powershell", PROGRAMS[name]), 1_796_004_660)
    assert sketch.token
    assert sketch.request


@each("name, title, program, rule", CHANGES)
def test_each_mistake_is_the_root_cause(name: str, title: str, program: str, rule: str):
    assert root_of(name, program) == rule, title


@each("expression", RIGHT_TIMES)
def test_a_time_that_is_right_everywhere_is_not_accused(expression: str):
    program = OLD.replace("[int][double]::Parse((Get-Date (Get-Date).ToUniversalTime() -UFormat %s))", expression)
    (sketch, *_) = sketch_source(SourceText("powershell", program), 1_796_004_660)
    assert sketch.minted is not None
    assert sketch.minted.claims.entries["iat"].value == 1_796_004_660
    assert (root_of("old.ps1", program), sketch.doubts) == (None, {})


def test_claims_of_an_excerpt_without_the_header_are_judged():
    excerpt = OLD[OLD.index("$bytes = ") : OLD.index("$sig = ")]
    claims = (
        "$claims = @{ iss = 'R5T8Q2WM7K'; iat = $now; exp = $exp; aud = 'https://appleid.apple.com/'; sub = 'com.acmefit.web' } | ConvertTo-Json\n"
    )
    assert root_of("part.ps1", claims + excerpt) == "secret-aud-has-slash"
    assert root_of("part.ps1", claims.replace(".com/", ".com") + excerpt) is None
