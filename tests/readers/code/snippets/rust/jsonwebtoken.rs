use std::time::{SystemTime, UNIX_EPOCH};

use jsonwebtoken::{encode, Algorithm, EncodingKey, Header};
use reqwest::Client;
use serde::{Deserialize, Serialize};

const AUDIENCE: &str = "https://appleid.apple.com";
const HALF_A_YEAR: u64 = 60 * 60 * 24 * 180;

#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    iss: String,
    iat: u64,
    exp: u64,
    aud: String,
    sub: String,
}

#[derive(Debug, thiserror::Error)]
pub enum AppleError {
    #[error("no key")]
    NoKey,
    #[error(transparent)]
    Jwt(#[from] jsonwebtoken::errors::Error),
}

pub struct AppleClient {
    team_id: String,
    key_id: String,
    client_id: String,
    key: Vec<u8>,
    http: Client,
}

impl AppleClient {
    pub fn new(team_id: impl Into<String>, key_id: &str, key: Vec<u8>) -> Self {
        Self {
            team_id: team_id.into(),
            key_id: key_id.to_owned(),
            client_id: String::from("com.acmefit.web"),
            key,
            http: Client::new(),
        }
    }

    fn client_secret(&self) -> Result<String, AppleError> {
        if self.key.is_empty() {
            return Err(AppleError::NoKey);
        }
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .expect("time went backwards")
            .as_secs();
        let claims = Claims {
            iss: self.team_id.clone(),
            iat: now,
            exp: now + HALF_A_YEAR,
            aud: AUDIENCE.to_string(),
            sub: self.client_id.clone(),
        };
        let mut header = Header::new(Algorithm::ES256);
        header.kid = Some(self.key_id.clone());
        let token = encode(&header, &claims, &EncodingKey::from_ec_pem(&self.key)?)?;
        Ok(token)
    }

    pub async fn exchange(&self, code: &str) -> Result<serde_json::Value, Box<dyn std::error::Error>> {
        let secret = self.client_secret()?;
        let params = [
            ("client_id", self.client_id.as_str()),
            ("client_secret", &secret),
            ("code", code),
            ("grant_type", "authorization_code"),
            ("redirect_uri", "https://acmefit.example/callback"),
        ];
        let response = self
            .http
            .post("https://appleid.apple.com/auth/token")
            .form(&params)
            .send()
            .await?
            .error_for_status()?;
        let body = response.json::<serde_json::Value>().await?;
        Ok(body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn makes_a_secret() {
        let client = AppleClient::new("WRONG", "WRONG", vec![]);
        assert!(client.client_secret().is_err());
    }
}
