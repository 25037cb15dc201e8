use base64::{engine::general_purpose::URL_SAFE_NO_PAD, Engine as _};
use p256::ecdsa::{signature::Signer, Signature, SigningKey};
use p256::pkcs8::DecodePrivateKey;
use serde::Serialize;

static KEY: &str = include_str!("../AuthKey_Q7M2T9XK4C.p8");

#[derive(Serialize)]
struct Head<'a> {
    alg: &'a str,
    #[serde(rename = "kid")]
    key_id: &'a str,
}

#[derive(Serialize)]
struct Body {
    #[serde(rename = "iss")]
    team: &'static str,
    #[serde(rename = "sub")]
    client: &'static str,
    aud: &'static str,
    iat: i64,
    exp: i64,
}

fn part<T: Serialize>(value: &T) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(value).unwrap())
}

pub fn secret() -> String {
    let now = time::OffsetDateTime::now_utc().unix_timestamp();
    let exp = if cfg!(debug_assertions) { now + 300 } else { now + 86_400 * 30 };
    let head = part(&Head { alg: "ES256", key_id: "Q7M2T9XK4C" });
    let body = part(&Body { team: "R5T8Q2WM7K", client: "com.acmefit.web", aud: "https://appleid.apple.com", iat: now, exp });
    let input = [head, body].join(".");
    let key = SigningKey::from_pkcs8_pem(KEY).expect("key");
    let signature: Signature = key.sign(input.as_bytes());
    input + "." + &URL_SAFE_NO_PAD.encode(signature.to_bytes())
}
