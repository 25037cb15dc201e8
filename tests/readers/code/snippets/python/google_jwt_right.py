import time
import jwt

# Google service account; Apple sign-in (appleid.apple.com) is in another module
def google_assertion(sa):
    now = int(time.time())
    return jwt.encode({"iss": sa["client_email"], "scope": "https://www.googleapis.com/auth/cloud-platform", "aud": "https://oauth2.googleapis.com/token", "iat": now, "exp": now + 3600}, sa["private_key"], algorithm="RS256")
