import time

import jwt
import requests
from django.conf import settings
from django.http import JsonResponse
from django.views.decorators.csrf import csrf_exempt

ACCESS_TOKEN_URL = "https://appleid.apple.com/auth/token"


def get_key_and_secret():
    headers = {"kid": settings.SOCIAL_AUTH_APPLE_ID_KEY}
    payload = {
        "iss": settings.SOCIAL_AUTH_APPLE_ID_TEAM,
        "iat": int(time.time()),
        "exp": int(time.time()) + 180 * 86400,
        "aud": "https://appleid.apple.com",
        "sub": settings.CLIENT_ID,
    }
    client_secret = jwt.encode(payload, settings.SOCIAL_AUTH_APPLE_ID_SECRET, algorithm="ES256", headers=headers)
    return settings.CLIENT_ID, client_secret


@csrf_exempt
def apple_callback(request):
    client_id, client_secret = get_key_and_secret()
    headers = {"content-type": "application/x-www-form-urlencoded"}
    data = {
        "client_id": client_id,
        "client_secret": client_secret,
        "code": request.POST.get("code"),
        "grant_type": "authorization_code",
        "redirect_uri": "https://acmefit.com/apple/callback",
    }
    res = requests.post(ACCESS_TOKEN_URL, data=data, headers=headers)
    return JsonResponse(res.json())
