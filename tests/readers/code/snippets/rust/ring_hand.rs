use base64::prelude::*;
use ring::rand::SystemRandom;
use ring::signature::{EcdsaKeyPair, ECDSA_P256_SHA256_FIXED_SIGNING};
use std::time::{SystemTime, UNIX_EPOCH};

pub fn client_secret(pkcs8: &[u8], team_id: &str, key_id: &str, client_id: &str) -> String {
    let rng = SystemRandom::new();
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8, &rng).unwrap();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let header = format!(r#"{{"alg":"ES256","kid":"{}"}}"#, key_id);
    let claims = format!(
        r#"{{"iss":"{}","iat":{},"exp":{},"aud":"https://appleid.apple.com","sub":"{}"}}"#,
        team_id, now, now + 1800, client_id
    );
    let message = format!("{}.{}", BASE64_URL_SAFE_NO_PAD.encode(header), BASE64_URL_SAFE_NO_PAD.encode(claims));
    let sig = pair.sign(&rng, message.as_bytes()).unwrap();
    format!("{}.{}", message, BASE64_URL_SAFE_NO_PAD.encode(sig.as_ref()))
}
