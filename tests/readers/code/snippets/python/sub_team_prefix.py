import time, jwt

TEAM_ID = "R5T8Q2WM7K"
CLIENT_ID = f"{TEAM_ID}.com.acmefit.app"

def secret(key):
    now = int(time.time())
    return jwt.encode({"iss": TEAM_ID, "iat": now, "exp": now + 600, "aud": "https://appleid.apple.com", "sub": CLIENT_ID}, key, algorithm="ES256", headers={"kid": "Q7M2T9XK4C"})
