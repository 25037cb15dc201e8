from allauth.socialaccount.providers.apple.client import AppleOAuth2Client
from allauth.socialaccount.providers.oauth2.client import OAuth2Client
class CustomApple(AppleOAuth2Client):
    def generate_client_secret(self):
        now = datetime.utcnow()
        app = get_adapter().get_app(self.request, provider="apple")
        claims = {"iss": app.key, "aud": "https://appleid.apple.com", "sub": self.get_client_id(), "iat": now, "exp": now + timedelta(hours=1)}
        headers = {"kid": self.consumer_secret, "alg": "ES256"}
        return jwt_encode(payload=claims, key=app.settings["certificate_key"], algorithm="ES256", headers=headers)
