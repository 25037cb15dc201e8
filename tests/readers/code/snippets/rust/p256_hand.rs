use base64::{engine::general_purpose::URL_SAFE_NO_PAD, Engine as _};
use p256::ecdsa::{signature::Signer, Signature, SigningKey};
use p256::pkcs8::DecodePrivateKey;
use serde_json::json;
use std::time::{SystemTime, UNIX_EPOCH};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let pem = std::fs::read_to_string("AuthKey_Q7M2T9XK4C.p8")?;
    let key = SigningKey::from_pkcs8_pem(&pem)?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let header = json!({ "alg": "ES256", "kid": "Q7M2T9XK4C" });
    let payload = json!({
        "iss": "R5T8Q2WM7K",
        "iat": now,
        "exp": now + 86400 * 180,
        "aud": "https://appleid.apple.com",
        "sub": "com.acmefit.web",
    });
    let input = format!("{}.{}", URL_SAFE_NO_PAD.encode(header.to_string()), URL_SAFE_NO_PAD.encode(payload.to_string()));
    let signature: Signature = key.sign(input.as_bytes());
    println!("{}.{}", input, URL_SAFE_NO_PAD.encode(signature.to_bytes()));
    Ok(())
}
