using System.Text.Json.Serialization;
using Refit;

public interface IAppleIdApi
{
    [Post("/auth/token")]
    [Headers("Accept: application/json")]
    Task<AppleTokens> TokenAsync([Body(BodySerializationMethod.UrlEncoded)] AppleTokenRequest request);

    [Post("/auth/revoke")]
    Task RevokeAsync([Body(BodySerializationMethod.UrlEncoded)] Dictionary<string, object> form);
}

public class AppleTokenRequest
{
    [AliasAs("client_id")] public string ClientId { get; set; } = "";
    [AliasAs("client_secret")] public string ClientSecret { get; set; } = "";
    [AliasAs("code")] public string Code { get; set; } = "";
    [AliasAs("grant_type")] public string GrantType => "authorization_code";
}

public class AppleGateway(IAppleIdApi api, IAppleSecretFactory secrets)
{
    public Task<AppleTokens> ExchangeAsync(string code) =>
        api.TokenAsync(new AppleTokenRequest { ClientId = "com.acmefit.web", ClientSecret = secrets.Create(), Code = code });

    public Task RevokeAsync(string token) =>
        api.RevokeAsync(new Dictionary<string, object> { ["client_id"] = "com.acmefit.web", ["client_secret"] = secrets.Create(), ["token"] = token });
}
