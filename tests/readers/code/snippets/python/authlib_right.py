import time
from authlib.jose import jwt
from authlib.integrations.flask_client import OAuth

oauth = OAuth()


def apple_client_secret(client_id, team_id, key_id, key):
    header = {"alg": "ES256", "kid": key_id}
    now = int(time.time())
    payload = {"iss": team_id, "iat": now, "exp": now + 86400 * 180, "aud": "https://appleid.apple.com", "sub": client_id}
    return jwt.encode(header, payload, key).decode("utf-8")


def init_app(app):
    oauth.init_app(app)
    oauth.register(
        "apple",
        client_id=app.config["APPLE_CLIENT_ID"],
        client_secret=apple_client_secret(app.config["APPLE_CLIENT_ID"], app.config["APPLE_TEAM_ID"], app.config["APPLE_KEY_ID"], app.config["APPLE_KEY"]),
        server_metadata_url="https://appleid.apple.com/.well-known/openid-configuration",
        client_kwargs={"scope": "name email", "response_mode": "form_post", "token_endpoint_auth_method": "client_secret_post"},
    )
