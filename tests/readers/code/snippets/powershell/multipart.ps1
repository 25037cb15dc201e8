$form = @{
    client_id     = 'com.acmefit.web'
    client_secret = Get-Content .\secret.txt -Raw
    code          = $args[0]
    grant_type    = 'authorization_code'
}
Invoke-RestMethod -Uri 'https://appleid.apple.com/auth/token' -Method Post -Form $form
