use josekit::jws::{JwsHeader, ES256};
use josekit::jwt::{self, JwtPayload};
use josekit::JoseError;
use std::time::{Duration, SystemTime};

pub fn client_secret(pem: &[u8], team: &str, kid: &str, client: &str) -> Result<String, JoseError> {
    let mut header = JwsHeader::new();
    header.set_key_id(kid);
    let now = SystemTime::now();
    let mut payload = JwtPayload::new();
    payload.set_issuer(team);
    payload.set_subject(client);
    payload.set_audience(vec!["https://appleid.apple.com"]);
    payload.set_issued_at(&now);
    payload.set_expires_at(&(now + Duration::from_secs(60 * 60)));
    let signer = ES256.signer_from_pem(pem)?;
    jwt::encode_with_signer(&payload, &header, &signer)
}
