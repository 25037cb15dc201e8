use jwt_simple::prelude::*;

const TEAM_ID: &str = "R5T8Q2WM7K";
const KEY_ID: &str = "Q7M2T9XK4C";
const CLIENT_ID: &str = "com.acmefit.web";

pub fn secret(pem: &str) -> Result<String, jwt_simple::Error> {
    let key = ES256KeyPair::from_pem(pem)?.with_key_id(KEY_ID);
    let claims = Claims::create(Duration::from_hours(24))
        .with_issuer(TEAM_ID)
        .with_subject(CLIENT_ID)
        .with_audience("https://appleid.apple.com");
    key.sign(claims)
}

pub async fn revoke(secret: &str, token: &str) -> Result<reqwest::StatusCode, reqwest::Error> {
    let response = reqwest::Client::new()
        .post("https://appleid.apple.com/auth/revoke")
        .form(&[("client_id", CLIENT_ID), ("client_secret", secret), ("token", token), ("token_type_hint", "refresh_token")])
        .send()
        .await?;
    Ok(response.status())
}
