$body = @{
    client_id     = 'com.acmefit.web'
    client_secret = (Get-Content ./secret.txt -Raw)
    refresh_token = $env:REFRESH_TOKEN
    grant_type    = 'refresh_token'
} | ConvertTo-Json

Invoke-RestMethod -Uri 'https://appleid.apple.com/auth/token' -Method POST -Body $body -ContentType 'application/json'
