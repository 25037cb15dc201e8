#!/bin/sh
step crypto jwt sign --key AuthKey_Q7M2T9XK4C.p8 --kid Q7M2T9XK4C --alg ES256 \
  --iss R5T8Q2WM7K --sub com.acmefit.web --aud https://appleid.apple.com \
  --exp "$(date -d '+180 days' +%s)" --nbf "$(date +%s)"
