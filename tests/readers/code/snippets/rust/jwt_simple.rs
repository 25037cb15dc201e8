use jwt_simple::prelude::*;
use std::{collections::HashMap, env};

fn main() -> anyhow::Result<()> {
    let team_id = env::var("APPLE_TEAM_ID").unwrap_or_else(|_| "R5T8Q2WM7K".to_string());
    let pem = match env::var("APPLE_PRIVATE_KEY") {
        Ok(pem) => pem.replace("\\n", "\n"),
        Err(_) => anyhow::bail!("no key"),
    };
    let key_pair = ES256KeyPair::from_pem(&pem)?.with_key_id("Q7M2T9XK4C");
    let claims = Claims::create(Duration::from_days(180))
        .with_issuer(team_id)
        .with_audience("https://appleid.apple.com")
        .with_subject("com.acmefit.web");
    let secret = key_pair.sign(claims)?;

    let mut form = HashMap::new();
    form.insert("client_id", "com.acmefit.web");
    form.insert("client_secret", &secret);
    form.insert("grant_type", "refresh_token");
    form.insert("refresh_token", "r1234.0.abc");
    let answer: serde_json::Value = ureq::post("https://appleid.apple.com/auth/token")
        .send_form(&form.iter().map(|(k, v)| (*k, *v)).collect::<Vec<_>>())?
        .into_json()?;
    if let Some(error) = answer.get("error") {
        eprintln!("apple: {error}");
    }
    Ok(())
}
