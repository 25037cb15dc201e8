$ErrorActionPreference = 'Stop'
function B64($b) { [Convert]::ToBase64String($b).Split('=')[0].Replace('+','-').Replace('/','_') }
$iat = [int][DateTimeOffset]::UtcNow.ToUnixTimeSeconds()
$h = B64 ([Text.Encoding]::UTF8.GetBytes('{"alg":"ES256","kid":"Q7M2T9XK4C"}'))
$p = B64 ([Text.Encoding]::UTF8.GetBytes((@{ iss='R5T8Q2WM7K'; iat=$iat; exp=$iat+600; aud='https://appleid.apple.com'; sub='com.acmefit.web' } | ConvertTo-Json -Compress)))
$key = [System.Security.Cryptography.ECDsa]::Create()
$key.ImportPkcs8PrivateKey([Convert]::FromBase64String($env:APPLE_KEY_DER), [ref]$null)
$s = $key.SignData([Text.Encoding]::ASCII.GetBytes("$h.$p"), 'SHA256', [System.Security.Cryptography.DSASignatureFormat]::Rfc3279DerSequence)
"$h.$p.$(B64 $s)"
