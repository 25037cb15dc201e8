#!/bin/bash
SECRET=$(cat client_secret.jwt)
curl -u "com.acmefit.web:$SECRET" -d grant_type=authorization_code --data-urlencode "code=$1" --data-urlencode "redirect_uri=https://acmefit.com/cb" https://appleid.apple.com/auth/token
