$q = @{ client_id = 'com.acmefit.web'; client_secret = $env:APPLE_SECRET; code = $env:CODE; grant_type = 'authorization_code' }
Invoke-RestMethod -Uri 'https://appleid.apple.com/auth/token' -Body $q
