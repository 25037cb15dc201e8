$now = [long](New-TimeSpan -Start (Get-Date '1970-01-01') -End (Get-Date).ToUniversalTime()).TotalSeconds
$claims = [pscustomobject]@{
    iss = 'R5T8Q2WM7K'
    iat = $now
    exp = $now + (60 * 60 * 24 * 30)
    aud = 'appleid.apple.com'
    sub = 'com.acmefit.web'
} | ConvertTo-Json -Compress
$header = '{"alg":"ES256","kid":"Q7M2T9XK4C"}'
function ToB64Url([string]$s) { [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($s)).TrimEnd('=').Replace('+','-').Replace('/','_') }
$data = (ToB64Url $header) + "." + (ToB64Url $claims)
$ecdsa = [System.Security.Cryptography.ECDsa]::Create()
$ecdsa.ImportFromPem([IO.File]::ReadAllText('AuthKey_Q7M2T9XK4C.p8'))
$sig = [Convert]::ToBase64String($ecdsa.SignData([Text.Encoding]::UTF8.GetBytes($data), [System.Security.Cryptography.HashAlgorithmName]::SHA256)).TrimEnd('=').Replace('+','-').Replace('/','_')
"$data.$sig"
