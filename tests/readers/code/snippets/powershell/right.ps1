param([string]$TeamId, [string]$ClientId, [string]$KeyId, [string]$KeyPath, [string]$Code)

function ConvertTo-Base64Url([byte[]]$Bytes) {
    [Convert]::ToBase64String($Bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_')
}

$now = [DateTimeOffset]::UtcNow.ToUnixTimeSeconds()
$header = @{ alg = 'ES256'; kid = $KeyId } | ConvertTo-Json -Compress
$claims = @{ iss = $TeamId; iat = $now; exp = $now + 3600; aud = 'https://appleid.apple.com'; sub = $ClientId } | ConvertTo-Json -Compress
$utf8 = [Text.Encoding]::UTF8
$signingInput = (ConvertTo-Base64Url $utf8.GetBytes($header)) + '.' + (ConvertTo-Base64Url $utf8.GetBytes($claims))

$ecdsa = [Security.Cryptography.ECDsa]::Create()
$ecdsa.ImportFromPem((Get-Content -Raw $KeyPath))
$signature = $ecdsa.SignData($utf8.GetBytes($signingInput), [Security.Cryptography.HashAlgorithmName]::SHA256)
$secret = "$signingInput.$(ConvertTo-Base64Url $signature)"

Invoke-RestMethod -Method Post -Uri 'https://appleid.apple.com/auth/token' -Body @{
    client_id = $ClientId; client_secret = $secret; code = $Code; grant_type = 'authorization_code'
}
