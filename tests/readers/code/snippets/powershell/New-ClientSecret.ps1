#Requires -Version 7
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $KeyFile,
    [string] $TeamId = 'A1B2C3D4E5',
    [string] $ClientId = 'com.example.web',
    [string] $KeyId = $env:APPLE_KEY_ID,
    [int] $Days = 180
)

$ErrorActionPreference = 'Stop'

function ConvertTo-Base64Url([byte[]] $Bytes) {
    return [Convert]::ToBase64String($Bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_')
}

function New-AppleClientSecret {
    param(
        [hashtable] $Header,
        [System.Collections.IDictionary] $Payload,
        [switch] $Pretty
    )
    $h = ConvertTo-Base64Url -Bytes ([Text.Encoding]::UTF8.GetBytes(($Header | ConvertTo-Json -Compress)))
    $p = ConvertTo-Base64Url ([Text.Encoding]::UTF8.GetBytes(($Payload | ConvertTo-Json -Compress)))

    $ecdsa = [System.Security.Cryptography.ECDsa]::Create()
    $ecdsa.ImportFromPem((Get-Content -Raw -Path $KeyFile))
    $signature = $ecdsa.SignData([Text.Encoding]::ASCII.GetBytes("$h.$p"), [Security.Cryptography.HashAlgorithmName]::SHA256)
    "$h.$p.$(ConvertTo-Base64Url $signature)"
}

$now = [DateTimeOffset]::UtcNow
$payload = [ordered]@{
    iss = $TeamId
    iat = $now.ToUnixTimeSeconds()
    exp = $now.AddDays($Days).ToUnixTimeSeconds()
    aud = 'https://appleid.apple.com'
    sub = $ClientId
}
$secret = New-AppleClientSecret -Header @{ alg = 'ES256'; kid = $KeyId } -Payload $payload -Pretty
Write-Output $secret
