$params = @{ Uri = 'https://appleid.apple.com/auth/token'; Method = 'Post'; Body = @{ client_id = $c; client_secret = $s; grant_type = 'refresh_token'; refresh_token = $r }; ContentType = 'application/x-www-form-urlencoded' }
$t = Invoke-RestMethod @params
