private async Task<TokenResponse> ExchangeCodeForTokensAsync(OidcProvider provider, string code, string redirectUri)
{
    var request = new HttpRequestMessage(HttpMethod.Post, provider.TokenEndpoint);
    var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{provider.ClientId}:{provider.ClientSecret}"));
    request.Headers.Authorization = new AuthenticationHeaderValue("Basic", credentials);
    request.Content = new FormUrlEncodedContent(new Dictionary<string, string>
    {
        ["grant_type"] = "authorization_code",
        ["code"] = code,
        ["redirect_uri"] = redirectUri,
    });
