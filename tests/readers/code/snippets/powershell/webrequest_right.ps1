$form = "client_id=$([uri]::EscapeDataString($env:APPLE_CLIENT_ID))&client_secret=$env:APPLE_SECRET&token=$([uri]::EscapeDataString($args[0]))&token_type_hint=refresh_token"
$r = Invoke-WebRequest -Uri "https://appleid.apple.com/auth/revoke" -Method Post -ContentType "application/x-www-form-urlencoded" -Body $form -UseBasicParsing
$r.StatusCode
