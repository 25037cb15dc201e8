curl -X POST https://appleid.apple.com/auth/token \
  --data-urlencode 'client_id=com.example.web' \
  --data-urlencode 'client_secret=eyJhbGciOiJFUzI1NiIsImtpZCI6IkFCQzEyM0RFRkcifQ.eyJpc3MiOiJBMUIyQzNENEU1IiwiaWF0IjoxNzkwMDAwMDAwLCJleHAiOjE3OTAwMDA2MDAsImF1ZCI6Imh0dHBzOi8vYXBwbGVpZC5hcHBsZS5jb20vYXV0aC90b2tlbiIsInN1YiI6ImNvbS5leGFtcGxlLndlYiJ9.7ZdnfioLtCQSejclznLU_dfpuiBtkmgDqnrSJyaxbhezrFS6zbW9glpeBNvNlIn3mklnPHpqZhT6wWqrEZIQuQ' \
  --data-urlencode 'grant_type=authorization_code' \
  --data-urlencode 'code=c0123456789abcdef0123456789abcdef.0.mrtqz.AbCdEfGhIjKlMnOpQrStUv' \
  --data-urlencode 'redirect_uri=https://app.example.com/callback'
