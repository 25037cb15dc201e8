use chrono::{Duration, Utc};
use josekit::jws::{JwsHeader, ES256};
use josekit::jwt::{self, JwtPayload};
use serde_json::json;

pub fn apple_secret(private_key: &str) -> Option<String> {
    let mut header = JwsHeader::new();
    header.set_token_type("JWT");
    header.set_key_id("Q7M2T9XK4C");

    let now = Utc::now();
    let map = json!({
        "iss": "R5T8Q2WM7K",
        "iat": now.timestamp(),
        "exp": (now + Duration::days(30)).timestamp(),
        "aud": "https://appleid.apple.com",
        "sub": "com.acmefit.web",
    });
    let payload = JwtPayload::from_map(map.as_object()?.clone()).ok()?;
    let signer = ES256.signer_from_pem(private_key).ok()?;
    jwt::encode_with_signer(&payload, &header, &signer).ok()
}

pub async fn revoke(http: &reqwest::Client, secret: String, token: &str) -> reqwest::Result<()> {
    let body = format!(
        "client_id={}&client_secret={secret}&token={token}&token_type_hint={hint}",
        "com.acmefit.web",
        hint = "access_token"
    );
    http.post("https://appleid.apple.com/auth/revoke")
        .header(reqwest::header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(body)
        .send()
        .await
        .map(|_| ())
}
