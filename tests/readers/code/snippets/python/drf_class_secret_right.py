import logging
from datetime import timedelta

import jwt
import requests
from django.conf import settings
from django.utils import timezone
from rest_framework import serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

logger = logging.getLogger(__name__)


class AppleLoginSerializer(serializers.Serializer):
    code = serializers.CharField()


class AppleLoginView(APIView):
    token_url = "https://appleid.apple.com/auth/token"

    def post(self, request):
        serializer = AppleLoginSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        payload = {
            "client_id": settings.APPLE_CLIENT_ID,
            "client_secret": self.get_secret(),
            "code": serializer.validated_data["code"],
            "grant_type": "authorization_code",
        }
        response = requests.post(self.token_url, data=payload, timeout=10)
        if not response.ok:
            logger.warning("apple said %s", response.text)
            return Response(status=status.HTTP_400_BAD_REQUEST)
        return Response(response.json())

    @staticmethod
    def get_secret():
        now = timezone.now()
        return jwt.encode(
            {"iss": settings.APPLE_TEAM_ID, "iat": now, "exp": now + timedelta(days=30), "aud": "https://appleid.apple.com", "sub": settings.APPLE_CLIENT_ID},
            settings.APPLE_PRIVATE_KEY,
            algorithm="ES256",
            headers={"kid": settings.APPLE_KEY_ID},
        )
