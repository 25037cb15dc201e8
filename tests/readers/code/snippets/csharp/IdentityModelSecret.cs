using System;
using System.Collections.Generic;
using System.IdentityModel.Tokens.Jwt;
using System.Net.Http;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Threading.Tasks;
using Microsoft.Extensions.Configuration;
using Microsoft.IdentityModel.Tokens;

namespace AcmeFit.Auth;

public class IdentityModelSecret
{
    private const string Audience = "https://appleid.apple.com";
    private static readonly HttpClient Client = new() { BaseAddress = new Uri(Audience) };
    private readonly string _teamId;
    private readonly string _keyId = "Q7M2T9XK4C";

    public string ClientId { get; set; } = "com.acmefit.web";
    public string TokenUrl => $"{Audience}/auth/token";

    public IdentityModelSecret(IConfiguration configuration)
    {
        _teamId = configuration["Apple:TeamId"] ?? throw new InvalidOperationException("Apple:TeamId is missing");
    }

    public string GenerateClientSecret(string privateKey)
    {
        var now = DateTime.UtcNow;
        using var ecdsa = ECDsa.Create();
        ecdsa?.ImportPkcs8PrivateKey(Convert.FromBase64String(privateKey), out _);

        var handler = new JwtSecurityTokenHandler();
        var token = handler.CreateJwtSecurityToken(
            issuer: _teamId,
            audience: Audience,
            subject: new ClaimsIdentity(new List<Claim> { new Claim("sub", ClientId) }),
            expires: now.AddMinutes(5), // expiry can be a maximum of 6 months
            issuedAt: now,
            notBefore: now,
            signingCredentials: new SigningCredentials(new ECDsaSecurityKey(ecdsa) { KeyId = _keyId }, SecurityAlgorithms.EcdsaSha256));
        token.Header["kid"] = _keyId;
        return handler.WriteToken(token);
    }

    public async Task<string> ExchangeAsync(string code, string secret)
    {
        var form = new Dictionary<string, string>
        {
            { "client_id", ClientId },
            { "client_secret", secret },
            ["code"] = code,
            ["grant_type"] = "authorization_code",
        };
        var response = await Client.PostAsync("/auth/token", new FormUrlEncodedContent(form)).ConfigureAwait(false);
        return await response.Content.ReadAsStringAsync();
    }
}
