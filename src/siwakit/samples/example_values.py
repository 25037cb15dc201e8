"""Identifiers, codes and tokens of the correct sign-in; all of them are made up."""

from __future__ import annotations

NOW = 1_790_000_000
TEAM_ID = "A1B2C3D4E5"
OTHER_TEAM_ID = "F6G7H8J9K0"
KEY_ID = "ABC123DEFG"
OTHER_KEY_ID = "XYZ987WVUT"
BUNDLE_ID = "com.example.app"
SERVICES_ID = "com.example.web"
REDIRECT_URI = "https://app.example.com/callback"
USER = "001234.0123456789abcdef0123456789abcdef.0815"
TRANSFER_SUB = "001999.ffeeddccbbaa99887766554433221100.0042"
STATE = "af0ifjsldkj"
NONCE = "n-0S6_WzA2Mj"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
CODE = "c0123456789abcdef0123456789abcdef.0.mrtqz.AbCdEfGhIjKlMnOpQrStUv"
REFRESH_TOKEN = "r0123456789abcdef0123456789abcdef.0.mrtqz.AbCdEfGhIjKlMnOpQrStUv"
ACCESS_TOKEN = "a0123456789abcdef0123456789abcdef.0.mrtqz.AbCdEfGhIjKlMnOpQrStUv"
APPLE_KID = "siwakit001"
