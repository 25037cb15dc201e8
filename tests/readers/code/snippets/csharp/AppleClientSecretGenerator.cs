using System.IdentityModel.Tokens.Jwt;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Acme.Auth;

public sealed class AppleOptions
{
    public string TeamId { get; set; } = "";
    public string KeyId { get; set; } = "";
    public string ClientId { get; set; } = "";
    public string PrivateKey { get; set; } = "";
}

public class AppleClientSecretGenerator
{
    private readonly AppleOptions _options;
    private readonly IHttpClientFactory _factory;

    public AppleClientSecretGenerator(IOptions<AppleOptions> options, IHttpClientFactory factory)
    {
        _options = options.Value;
        _factory = factory;
    }

    public string Generate()
    {
        using var ecdsa = ECDsa.Create();
        ecdsa.ImportPkcs8PrivateKey(Convert.FromBase64String(_options.PrivateKey), out _);
        var now = DateTime.UtcNow;
        var descriptor = new SecurityTokenDescriptor
        {
            Issuer = _options.TeamId,
            Audience = "https://appleid.apple.com",
            Subject = new ClaimsIdentity(new[] { new Claim("sub", _options.ClientId) }),
            IssuedAt = now,
            NotBefore = now,
            Expires = now.AddMinutes(5),
            SigningCredentials = new SigningCredentials(new ECDsaSecurityKey(ecdsa) { KeyId = _options.KeyId }, SecurityAlgorithms.EcdsaSha256)
        };
        var handler = new JwtSecurityTokenHandler();
        return handler.WriteToken(handler.CreateToken(descriptor));
    }

    public async Task<string> ExchangeAsync(string code, string redirectUri)
    {
        var client = _factory.CreateClient();
        var content = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["client_id"] = _options.ClientId,
            ["client_secret"] = Generate(),
            ["code"] = code,
            ["grant_type"] = "authorization_code",
            ["redirect_uri"] = redirectUri,
        });
        var response = await client.PostAsync("https://appleid.apple.com/auth/token", content);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStringAsync();
    }
}
