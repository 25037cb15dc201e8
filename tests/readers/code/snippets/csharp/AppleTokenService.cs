using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

public class AppleTokenService(IConfiguration configuration, HttpClient http)
{
    private const string Authority = "https://appleid.apple.com";

    private string CreateSecret()
    {
        var ecdsa = ECDsa.Create();
        ecdsa.ImportFromPem(File.ReadAllText(configuration["Apple:KeyPath"]!));
        var key = new ECDsaSecurityKey(ecdsa) { KeyId = configuration["Apple:KeyId"] };
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = configuration["Apple:TeamId"],
            Audience = Authority,
            IssuedAt = DateTime.UtcNow,
            Expires = DateTime.UtcNow.AddDays(30),
            Claims = new Dictionary<string, object> { { "sub", configuration["Apple:ClientId"]! } },
            SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.EcdsaSha256),
        });
    }

    public async Task<HttpResponseMessage> RevokeAsync(string token)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"{Authority}/auth/revoke")
        {
            Content = new FormUrlEncodedContent(new[]
            {
                new KeyValuePair<string, string>("client_id", configuration["Apple:ClientId"]!),
                new KeyValuePair<string, string>("client_secret", CreateSecret()),
                new KeyValuePair<string, string>("token", token),
                new KeyValuePair<string, string>("token_type_hint", "refresh_token"),
            })
        };
        return await http.SendAsync(request);
    }
}
