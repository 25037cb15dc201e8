from datetime import timedelta
import jwt
from django.utils import timezone

def secret(cfg):
    return jwt.encode(
        {"iss": cfg.team, "iat": timezone.now(), "exp": timezone.now() + timedelta(weeks=52), "aud": "https://appleid.apple.com", "sub": cfg.client},
        cfg.key, algorithm="ES256", headers={"kid": cfg.kid},
    )
