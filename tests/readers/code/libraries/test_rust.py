from __future__ import annotations

import pytest
from tests.each import each
from tests.readers.code.libraries.roots import changed, root_of

JSONWEBTOKEN = """
use jsonwebtoken::{encode, Algorithm, EncodingKey, Header};
use serde::Serialize;
use std::time::{SystemTime, UNIX_EPOCH};

const TEAM_ID: &str = "R5T8Q2WM7K";
const KEY_ID: &str = "Q7M2T9XK4C";
const CLIENT_ID: &str = "com.acmefit.web";

#[derive(Debug, Serialize)]
struct Claims<'a> {
    iss: &'a str,
    iat: u64,
    exp: u64,
    aud: &'a str,
    #[serde(rename = "sub")]
    client_id: &'a str,
}

pub struct Apple {
    http: reqwest::Client,
    key: String,
}

impl Apple {
    pub fn new(path: &str) -> anyhow::Result<Self> {
        Ok(Self { http: reqwest::Client::new(), key: std::fs::read_to_string("keys/AuthKey_Q7M2T9XK4C.p8")? })
    }

    fn client_secret(&self) -> anyhow::Result<String> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
        let claims = Claims { iss: TEAM_ID, iat: now, exp: now + 86_400 * 30, aud: "https://appleid.apple.com", client_id: CLIENT_ID };
        let mut header = Header::new(Algorithm::ES256);
        header.kid = Some(KEY_ID.to_string());
        Ok(encode(&header, &claims, &EncodingKey::from_ec_pem(self.key.as_bytes())?)?)
    }

    pub async fn exchange(&self, code: &str) -> anyhow::Result<serde_json::Value> {
        let secret = self.client_secret()?;
        let mut params = std::collections::HashMap::new();
        params.insert("client_id", CLIENT_ID);
        params.insert("client_secret", secret.as_str());
        params.insert("code", code);
        params.insert("grant_type", "authorization_code");
        let res = self.http.post("https://appleid.apple.com/auth/token").form(&params).send().await?;
        Ok(res.json().await?)
    }
}
"""
# Time by chrono, the header as a struct, and the request by ureq.
CHRONO = """
use chrono::{Duration, Utc};
use jsonwebtoken::*;
use serde_json::json;

fn secret(pem: &[u8]) -> Result<String, jsonwebtoken::errors::Error> {
    let header = Header { alg: Algorithm::ES256, kid: Some(env!("APPLE_KEY_ID").into()), ..Default::default() };
    let claims = json!({
        "iss": std::env::var("APPLE_TEAM_ID").unwrap(),
        "iat": Utc::now().timestamp(),
        "exp": (Utc::now() + Duration::days(150)).timestamp(),
        "aud": "https://appleid.apple.com",
        "sub": "com.acmefit.web",
    });
    jsonwebtoken::encode(&header, &claims, &EncodingKey::from_ec_pem(pem)?)
}

fn refresh(token: &str, pem: &[u8]) -> anyhow::Result<()> {
    let secret = secret(pem)?;
    let response = ureq::post("https://appleid.apple.com/auth/token")
        .set("Accept", "application/json")
        .send_form(&[
            ("client_id", "com.acmefit.web"),
            ("client_secret", &secret),
            ("grant_type", "refresh_token"),
            ("refresh_token", token),
        ])?;
    println!("{}", response.status());
    Ok(())
}
"""
JWT_SIMPLE = """
use jwt_simple::prelude::*;

fn apple_client_secret() -> Result<String, jwt_simple::Error> {
    let pem = std::env::var("APPLE_PRIVATE_KEY").expect("no key");
    let key = ES256KeyPair::from_pem(&pem)?.with_key_id("Q7M2T9XK4C");
    let claims = Claims::create(Duration::from_mins(10))
        .with_issuer("R5T8Q2WM7K")
        .with_audience("https://appleid.apple.com")
        .with_subject("com.acmefit.web");
    key.sign(claims)
}

async fn revoke(client: &reqwest::Client, token: &str) -> reqwest::Result<()> {
    let body = format!("client_id=com.acmefit.web&client_secret={}&token={token}", apple_client_secret().unwrap());
    client
        .post("https://appleid.apple.com/auth/revoke")
        .header(reqwest::header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(body)
        .send()
        .await?;
    Ok(())
}
"""
JOSEKIT = """
use josekit::{jws::{JwsHeader, ES256}, jwt::{self, JwtPayload}};
use std::time::{Duration, SystemTime};

pub fn secret(pem: &str) -> Result<String, josekit::JoseError> {
    let mut header = JwsHeader::new();
    header.set_key_id("Q7M2T9XK4C");
    let mut payload = JwtPayload::new();
    payload.set_issuer("R5T8Q2WM7K");
    payload.set_subject("com.acmefit.web");
    payload.set_audience(vec!["https://appleid.apple.com"]);
    payload.set_issued_at(&SystemTime::now());
    payload.set_expires_at(&(SystemTime::now() + Duration::from_secs(600)));
    let signer = ES256.signer_from_pem(pem)?;
    jwt::encode_with_signer(&payload, &header, &signer)
}
"""
P256 = """
use base64::{engine::general_purpose::URL_SAFE_NO_PAD, Engine};
use hyper::{Body, Client, Method, Request};
use p256::{ecdsa::{signature::Signer, Signature, SigningKey}, pkcs8::DecodePrivateKey};
use time::OffsetDateTime;

fn secret() -> String {
    let key = SigningKey::from_pkcs8_pem(include_str!("../AuthKey_Q7M2T9XK4C.p8")).unwrap();
    let now = OffsetDateTime::now_utc().unix_timestamp();
    let header = serde_json::json!({"alg": "ES256", "kid": "Q7M2T9XK4C"});
    let claims = serde_json::json!({
        "iss": "R5T8Q2WM7K", "iat": now, "exp": now + 3600, "aud": "https://appleid.apple.com", "sub": "com.acmefit.web"
    });
    let input = format!("{}.{}", URL_SAFE_NO_PAD.encode(header.to_string()), URL_SAFE_NO_PAD.encode(claims.to_string()));
    let signature: Signature = key.sign(input.as_bytes());
    format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
}

async fn token(code: &str) -> hyper::Result<hyper::Response<Body>> {
    let form = serde_urlencoded::to_string([
        ("client_id", "com.acmefit.web"), ("client_secret", &secret()), ("code", code), ("grant_type", "authorization_code"),
    ]).unwrap();
    let request = Request::builder()
        .method(Method::POST)
        .uri("https://appleid.apple.com/auth/token")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(form))
        .unwrap();
    Client::new().request(request).await
}
"""
RING = """
use ring::{rand::SystemRandom, signature::{EcdsaKeyPair, ECDSA_P256_SHA256_FIXED_SIGNING}};

pub fn secret(der: &[u8], now: i64) -> String {
    let rng = SystemRandom::new();
    let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der, &rng).unwrap();
    let head = base64_url::encode(r#"{"alg":"ES256","kid":"Q7M2T9XK4C"}"#);
    let head = base64_url::encode(&serde_json::to_vec(&serde_json::json!({"alg": "ES256", "kid": "Q7M2T9XK4C"})).unwrap());
    let body = base64_url::encode(&serde_json::to_vec(&serde_json::json!({
        "iss": "R5T8Q2WM7K", "iat": now, "exp": now + 600, "aud": "https://appleid.apple.com", "sub": "com.acmefit.web"
    })).unwrap());
    let message = [head, body].join(".");
    let signature = key.sign(&rng, message.as_bytes()).unwrap();
    message + "." + &base64_url::encode(signature.as_ref())
}
"""
OPENSSL = """
use openssl::{hash::MessageDigest, pkey::PKey, sign::Signer};

fn secret(pem: &[u8]) -> String {
    let key = PKey::private_key_from_pem(pem).unwrap();
    let now = chrono::Utc::now().timestamp();
    let header = base64_url::encode(&serde_json::json!({"alg": "ES256", "kid": "Q7M2T9XK4C"}).to_string());
    let claims = base64_url::encode(&serde_json::json!({"iss": "R5T8Q2WM7K", "iat": now, "exp": now + 600,
        "aud": "https://appleid.apple.com", "sub": "com.acmefit.web"}).to_string());
    let mut signer = Signer::new(MessageDigest::sha256(), &key).unwrap();
    signer.update(format!("{header}.{claims}").as_bytes()).unwrap();
    format!("{header}.{claims}.{}", base64_url::encode(&signer.sign_to_vec().unwrap()))
}
"""
# Two kinds of tokens, and a request to another service.
OTHERS = """
use jsonwebtoken::{encode, EncodingKey, Header};

#[derive(Serialize)]
struct Session { sub: String, exp: usize }

fn session(user: &str) -> String {
    let claims = Session { sub: user.to_owned(), exp: 10_000_000_000 };
    encode(&Header::default(), &claims, &EncodingKey::from_secret(b"secret")).unwrap()
}

async fn google(http: &reqwest::Client, code: &str) {
    let body = serde_json::json!({"client_id": "x", "client_secret": "y", "code": code, "grant_type": "authorization_code"});
    http.post("https://oauth2.googleapis.com/token").json(&body).send().await;
    http.get("https://appleid.apple.com/auth/keys").send().await;
}
"""
PROGRAMS = {
    "jsonwebtoken": JSONWEBTOKEN,
    "chrono and ureq": CHRONO,
    "jwt-simple": JWT_SIMPLE,
    "josekit": JOSEKIT,
    "p256 and hyper": P256,
    "ring": RING,
    "other tokens": OTHERS,
}
LOCAL = "chrono::Local::now().naive_local().and_utc().timestamp()"

FAULTS = [
    *changed(
        JSONWEBTOKEN,
        [
            ("no kid", "header.kid = Some(KEY_ID.to_string());", "", "secret-kid-missing"),
            ("the default algorithm", "Header::new(Algorithm::ES256)", "Header::default()", "secret-alg-not-es256"),
            ("milliseconds", ".as_secs()", ".as_millis() as u64", "secret-iat-in-milliseconds"),
            ("a year", "86_400 * 30", "86_400 * 365", "secret-lives-too-long"),
            ("iss and sub swapped", "iss: TEAM_ID", "iss: CLIENT_ID", "secret-iss-is-client-id"),
            ("sub by another name", 'rename = "sub"', 'rename = "subject"', "secret-sub-missing"),
            ("aud", 'aud: "https://appleid.apple.com"', 'aud: "https://appleid.apple.com/auth/token"', "secret-aud-is-endpoint"),
            ("JSON", ".form(&params)", ".json(&params)", "request-body-is-json"),
            ("the query", ".form(&params)", ".query(&params)", "request-fields-in-query"),
            ("GET", "http.post(", "http.get(", "request-method-not-post"),
            ("no grant_type", 'params.insert("grant_type", "authorization_code");', "", "grant-type-missing"),
            ("misspelt", '"client_secret", secret', '"clientSecret", secret', "field-name-misspelt"),
        ],
    ),
    *changed(
        CHRONO,
        [
            ("no algorithm", "alg: Algorithm::ES256, ", "", "secret-alg-not-es256"),
            ("no kid", 'kid: Some(env!("APPLE_KEY_ID").into()), ', "", "secret-kid-missing"),
            ("local time", "Utc::now().timestamp()", LOCAL, "time-without-zone"),
            ("milliseconds", "Utc::now().timestamp()", "Utc::now().timestamp_millis()", "secret-iat-in-milliseconds"),
            ("a year", "days(150)", "days(365)", "secret-lives-too-long"),
            ("six months", "Duration::days(150)", "chrono::Months::new(6)", "lifetime-in-calendar-months"),
            ("JSON", "send_form(&[", "send_json(&[", "request-body-is-json"),
            ("no iat", '        "iat": Utc::now().timestamp(),\n', "", "secret-iat-missing"),
        ],
    ),
    *changed(
        JWT_SIMPLE,
        [
            ("no kid", '.with_key_id("Q7M2T9XK4C")', "", "secret-kid-missing"),
            ("HMAC", "ES256KeyPair::from_pem(&pem)?", "HS256Key::from_bytes(pem.as_bytes())", "secret-alg-not-es256"),
            ("a year", "from_mins(10)", "from_days(365)", "secret-lives-too-long"),
            ("no sub", '\n        .with_subject("com.acmefit.web")', "", "secret-sub-missing"),
            ("another sub", 'subject("com.acmefit.web")', 'subject("com.acmefit.app")', "sub-differs-from-client-id"),
            ("no media type", ".header(reqwest::header::CONTENT_TYPE,", ".header(reqwest::header::ACCEPT,", "request-content-type-missing"),
            ("Basic", ".body(body)", '.body("token=x").basic_auth(id, Some(secret))', "request-credentials-in-basic-auth"),
        ],
    ),
    *changed(
        JOSEKIT,
        [
            ("no kid", 'header.set_key_id("Q7M2T9XK4C");', "", "secret-kid-missing"),
            ("HMAC", "ES256.signer_from_pem", "HS256.signer_from_bytes", "secret-alg-not-es256"),
            ("two years", "from_secs(600)", "from_secs(63_072_000)", "secret-lives-too-long"),
        ],
    ),
    *changed(
        P256,
        [
            ("DER", "signature.to_bytes()", "signature.to_der()", "signature-is-der"),
            ("GET", ".method(Method::POST)", "", "request-method-not-post"),
            ("another address", "/auth/token", "/auth/oauth2/token", "request-url-wrong"),
            ("exp is a span", '"exp": now + 3600', '"exp": 3600', "secret-exp-is-a-duration"),
        ],
    ),
    *changed(RING, [("DER", "FIXED_SIGNING", "ASN1_SIGNING", "signature-is-der")]),
    ("openssl writes DER", OPENSSL, "signature-is-der"),
]


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_right_program_has_no_root_cause(name: str):
    assert root_of("apple.rs", PROGRAMS[name]) is None


@each("title, program, rule", FAULTS)
def test_each_mistake_is_the_root_cause(title: str, program: str, rule: str):
    assert root_of("apple.rs", program) == rule
