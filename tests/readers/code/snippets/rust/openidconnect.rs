use openidconnect::core::{CoreClient, CoreProviderMetadata, CoreResponseType};
use openidconnect::reqwest::async_http_client;
use openidconnect::{AuthType, AuthorizationCode, ClientId, ClientSecret, IssuerUrl, RedirectUrl, TokenResponse};

pub async fn exchange(secret: String, code: String) -> anyhow::Result<String> {
    let metadata = CoreProviderMetadata::discover_async(IssuerUrl::new("https://appleid.apple.com".to_string())?, async_http_client).await?;
    let client = CoreClient::from_provider_metadata(metadata, ClientId::new("com.acmefit.web".into()), Some(ClientSecret::new(secret)))
        .set_auth_type(AuthType::RequestBody)
        .set_redirect_uri(RedirectUrl::new("https://acmefit.com/apple".into())?);
    let token = client.exchange_code(AuthorizationCode::new(code)).request_async(async_http_client).await?;
    Ok(token.id_token().unwrap().to_string())
}
