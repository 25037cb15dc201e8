use axum::{extract::State, response::IntoResponse, Form, Json};
use chrono::{Duration, Utc};
use jsonwebtoken::{encode, Algorithm, EncodingKey, Header};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

#[derive(Debug, Serialize)]
struct Claims {
    iss: String,
    iat: i64,
    exp: i64,
    aud: String,
    sub: String,
}

#[derive(Clone)]
pub struct AppleConfig {
    pub team_id: String,
    pub key_id: String,
    pub client_id: String,
    pub private_key: String,
}

#[derive(Deserialize)]
pub struct Callback {
    code: String,
}

fn client_secret(config: &AppleConfig) -> anyhow::Result<String> {
    let now = Utc::now();
    let claims = Claims {
        iss: config.team_id.clone(),
        iat: now.timestamp(),
        exp: (now + Duration::minutes(5)).timestamp(),
        aud: "https://appleid.apple.com".to_string(),
        sub: config.client_id.clone(),
    };
    let mut header = Header::new(Algorithm::ES256);
    header.kid = Some(config.key_id.clone());
    let key = EncodingKey::from_ec_pem(config.private_key.as_bytes())?;
    Ok(encode(&header, &claims, &key)?)
}

pub async fn callback(State(config): State<AppleConfig>, Form(callback): Form<Callback>) -> impl IntoResponse {
    let secret = client_secret(&config).unwrap();
    let mut params = HashMap::new();
    params.insert("client_id", config.client_id.as_str());
    params.insert("client_secret", secret.as_str());
    params.insert("code", callback.code.as_str());
    params.insert("grant_type", "authorization_code");
    let body: serde_json::Value = reqwest::Client::new()
        .post("https://appleid.apple.com/auth/token")
        .form(&params)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    Json(body)
}
