"""Texts that several readers have in their samples: a token, keys and a code in the form of real ones, with nothing in them."""

from __future__ import annotations

# {"alg":"ES256"}, {"iss":"A1B2C3D4E5"} and three bytes for a signature.
TOKEN = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJBMUIyQzNENEU1In0.c2ln"
# The DER of a P-256 key breaks off after its head.
KEY = "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg\n-----END PRIVATE KEY-----\n"
# The base64 of a whole P-256 key, whose number is zeros and nothing else.
BARE_KEY = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg" + "A" * 136
CODE = "c0123456789abcdef0123456789abcdef.0.mrtqz.AbCdEfGhIjKlMnOpQrStUv"
CURL = "curl https://appleid.apple.com/auth/token -d client_id=com.example.web -d grant_type=authorization_code"
