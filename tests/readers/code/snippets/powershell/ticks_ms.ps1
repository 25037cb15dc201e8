Import-Module powershell-jwt
$now = [DateTimeOffset]::Now.ToUnixTimeMilliseconds()
$payload = @{ iat = $now; exp = $now + 3600000; aud = 'https://appleid.apple.com'; sub = 'com.acmefit.web' }
New-JWT -Algorithm 'ES256' -Issuer 'R5T8Q2WM7K' -SecretKey (Get-Content AuthKey_Q7M2T9XK4C.p8 -AsByteStream) -PayloadClaims $payload -Header @{ kid = 'Q7M2T9XK4C' }
