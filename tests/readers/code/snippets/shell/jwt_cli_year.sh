#!/bin/sh
jwt encode --alg ES256 --kid Q7M2T9XK4C --iss R5T8Q2WM7K --sub com.acmefit.web --aud https://appleid.apple.com --exp="+1 year" --secret @AuthKey_Q7M2T9XK4C.p8
