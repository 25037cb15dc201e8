using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Encoding = System.Text.Encoding;

record AppleOptions(string TeamId, string KeyId, string ClientId = "com.acmefit.web");

static class JsonWebTokenSecret
{
    private const string Pem = """
        -----BEGIN PRIVATE KEY-----
        %APPLE_KEY%
        -----END PRIVATE KEY-----
        """;

    public static string Create(AppleOptions options, bool isShort = false)
    {
        ECDsa key = ECDsa.Create();
        key.ImportFromPem(Pem.Replace("%APPLE_KEY%", Environment.GetEnvironmentVariable("APPLE_KEY")));
        var lifetime = isShort ? TimeSpan.FromMinutes(5) : TimeSpan.FromDays(180);
        var descriptor = new SecurityTokenDescriptor
        {
            Issuer = options.TeamId,
            Audience = "https://appleid.apple.com",
            IssuedAt = DateTime.UtcNow,
            Expires = DateTime.UtcNow.Add(lifetime),
            Claims = new Dictionary<string, object> { ["sub"] = options.ClientId },
            SigningCredentials = new SigningCredentials(new ECDsaSecurityKey(key) { KeyId = options.KeyId }, SecurityAlgorithms.EcdsaSha256),
        };
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(descriptor);
    }

    public static StringContent JsonBody(string code, string secret) =>
        new(JsonSerializer.Serialize(new { client_id = "com.acmefit.web", client_secret = secret, code }), Encoding.UTF8, "application/json");
}
