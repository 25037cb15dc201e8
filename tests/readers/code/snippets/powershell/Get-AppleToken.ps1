$clientId = "com.example.web"
$code = Read-Host "code"
if (-not $code) {
    throw "no code"
} elseif ($code -notlike 'c*') {
    Write-Warning "Is ""$code"" a code?"
} else {
    Write-Verbose "$($code.Length) characters"
}

$json = @"
{"iss":"A1B2C3D4E5","iat":$([int](Get-Date -UFormat %s)),"aud":"https://appleid.apple.com","sub":"$ClientId"}
"@
$claims = $json | ConvertFrom-Json -AsHashtable
$claims.exp = $claims.iat + 15777000
$claims['nonce'] = "a`tb"
$clientSecret = New-JWT -Algorithm 'ES256' -HeaderClaims @{ kid = 'ABC123DEFG' } -PayloadClaims $claims -SecretKey (Get-Content AuthKey_ABC123DEFG.p8 -Raw)

$request = @{
    Uri         = 'https://appleid.apple.com/auth/token'
    Method      = 'Post'
    ContentType = 'application/x-www-form-urlencoded'
    Body        = @{
        client_id     = $clientId
        client_secret = $clientSecret
        code          = $code
        grant_type    = 'authorization_code'
    }
}
try {
    $response = Invoke-RestMethod @request
} catch [System.Net.WebException] {
    $reader = New-Object System.IO.StreamReader($_.Exception.Response.GetResponseStream())
    $reader.ReadToEnd()
} finally {
    $clientSecret = $null
}
$response.id_token -split '\.' | Select-Object -Index 1
