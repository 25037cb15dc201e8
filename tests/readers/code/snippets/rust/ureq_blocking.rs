use jsonwebtoken::{Algorithm, EncodingKey, Header};

#[derive(serde::Serialize)]
struct AppleClaims<'a> {
    iss: &'a str,
    iat: u64,
    exp: u64,
    aud: &'static str,
    sub: &'a str,
}

pub fn token(code: &str) -> Result<String, Box<dyn std::error::Error>> {
    let team = std::env::var("APPLE_TEAM_ID")?;
    let key_id = std::env::var("APPLE_KEY_ID")?;
    let client = std::env::var("APPLE_CLIENT_ID")?;
    let pem = std::fs::read(std::env::var("APPLE_KEY_FILE")?)?;
    let iat = jsonwebtoken::get_current_timestamp();
    let secret = jsonwebtoken::encode(
        &Header { alg: Algorithm::ES256, kid: Some(key_id), ..Default::default() },
        &AppleClaims { iss: &team, iat, exp: iat + 600, aud: "https://appleid.apple.com", sub: &client },
        &EncodingKey::from_ec_pem(&pem)?,
    )?;
    let answer = ureq::post("https://appleid.apple.com/auth/token").send_form(&[
        ("client_id", client.as_str()),
        ("client_secret", secret.as_str()),
        ("grant_type", "authorization_code"),
        ("code", code),
    ])?;
    Ok(answer.into_string()?)
}
