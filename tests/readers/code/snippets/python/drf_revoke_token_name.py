import requests
from rest_framework.views import APIView
from rest_framework.response import Response
from .apple import make_secret


class RevokeView(APIView):
    def post(self, request):
        data = {"client_id": "com.acmefit.app", "client_secret": make_secret(), "refresh_token": request.user.apple_refresh_token}
        res = requests.post("https://appleid.apple.com/auth/revoke", data=data, headers={"Content-Type": "application/x-www-form-urlencoded"})
        return Response(status=res.status_code)
