function New-AppleSecret {
    param($TeamId, $ClientId, $KeyId, [System.Security.Cryptography.ECDsa]$Key)
    $enc = { param($o) [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes(($o | ConvertTo-Json -Compress))).TrimEnd('=').Replace('+', '-').Replace('/', '_') }
    $claims = [ordered]@{
        iss = $TeamId
        iat = [DateTimeOffset]::UtcNow.ToUnixTimeSeconds()
        exp = [DateTimeOffset]::UtcNow.AddYears(1).ToUnixTimeSeconds()
        aud = 'https://appleid.apple.com'
        sub = $ClientId
    }
    $data = "$(& $enc @{ alg = 'ES256'; kid = $KeyId }).$(& $enc $claims)"
    $sig = $Key.SignData([Text.Encoding]::UTF8.GetBytes($data), 'SHA256')
    return "$data.$([Convert]::ToBase64String($sig).TrimEnd('=').Replace('+', '-').Replace('/', '_'))"
}
