using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddAuthentication().AddOpenIdConnect("apple", options =>
{
    options.Authority = "https://appleid.apple.com";
    options.ClientId = builder.Configuration["Apple:ClientId"];
    options.ResponseType = "code";
    options.ResponseMode = "form_post";
    options.CallbackPath = "/signin-apple";
    options.UsePkce = false;
    options.Events = new OpenIdConnectEvents
    {
        OnAuthorizationCodeReceived = context =>
        {
            context.TokenEndpointRequest!.ClientSecret = AppleSecret.Create(builder.Configuration);
            return Task.CompletedTask;
        }
    };
});

static class AppleSecret
{
    public static string Create(IConfiguration config)
    {
        using var algorithm = ECDsa.Create()!;
        algorithm.ImportPkcs8PrivateKey(Convert.FromBase64String(config["Apple:Key"]!), out _);
        var now = DateTime.UtcNow;
        var handler = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false };
        return handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = config["Apple:TeamId"],
            Audience = "https://appleid.apple.com",
            Claims = new Dictionary<string, object> { ["sub"] = config["Apple:ClientId"]! },
            Expires = now.AddMinutes(5),
            IssuedAt = now,
            NotBefore = now,
            SigningCredentials = new SigningCredentials(new ECDsaSecurityKey(algorithm) { KeyId = config["Apple:KeyId"] }, SecurityAlgorithms.EcdsaSha256)
            {
                CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false }
            }
        });
    }
}
