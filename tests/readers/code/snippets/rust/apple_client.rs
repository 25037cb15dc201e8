use chrono::{Duration, Utc};
use jsonwebtoken::{encode, Algorithm, EncodingKey, Header};
use reqwest::header::CONTENT_TYPE;
use serde::{Deserialize, Serialize};
use serde_json::json;

pub const APPLE: &str = "https://appleid.apple.com";

#[derive(Debug, Clone, Deserialize)]
pub struct AppleSettings {
    pub team_id: String,
    pub key_id: String,
    pub service_id: String,
    pub private_key: String,
}

pub struct AppleClient {
    settings: AppleSettings,
    http: reqwest::Client,
}

impl AppleClient {
    pub fn new(settings: AppleSettings) -> Self {
        Self { settings, http: reqwest::Client::new() }
    }

    fn secret(&self) -> Result<String, jsonwebtoken::errors::Error> {
        let iat = Utc::now();
        let exp = iat + Duration::hours(1);
        let claims = json!({
            "iss": self.settings.team_id,
            "iat": iat.timestamp(),
            "exp": exp.timestamp(),
            "aud": APPLE,
            "sub": self.settings.service_id,
        });
        let header = Header {
            kid: Some(self.settings.key_id.to_owned()),
            alg: Algorithm::ES256,
            ..Header::default()
        };
        encode(&header, &claims, &EncodingKey::from_ec_pem(self.settings.private_key.as_bytes())?)
    }

    pub async fn refresh(&self, token: &str) -> anyhow::Result<Tokens> {
        let secret = self.secret()?;
        let params = [
            ("client_id", self.settings.service_id.as_str()),
            ("client_secret", &secret),
            ("grant_type", "refresh_token"),
            ("refresh_token", token),
        ];
        let tokens = self.http.post(format!("{APPLE}/auth/token")).form(&params).send().await?.error_for_status()?.json::<Tokens>().await?;
        Ok(tokens)
    }
}
