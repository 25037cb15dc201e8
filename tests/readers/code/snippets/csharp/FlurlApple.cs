using Flurl.Http;
using JWT.Algorithms;
using JWT.Builder;
using System.Security.Cryptography;

public class FlurlApple
{
    private readonly ECDsa _key;
    public FlurlApple(ECDsa key) => _key = key;

    private string Secret() => JwtBuilder.Create()
        .WithAlgorithm(new ES256Algorithm(_key, _key))
        .AddHeader(HeaderName.KeyId, "Q7M2T9XK4C")
        .AddClaim("iss", "R5T8Q2WM7K")
        .AddClaim("iat", DateTimeOffset.UtcNow.ToUnixTimeSeconds())
        .AddClaim("exp", DateTimeOffset.UtcNow.AddMinutes(10).ToUnixTimeSeconds())
        .AddClaim("aud", "https://appleid.apple.com")
        .AddClaim("sub", "com.acmefit.web")
        .Encode();

    public Task<string> Refresh(string refreshToken) => "https://appleid.apple.com/auth/token"
        .PostUrlEncodedAsync(new
        {
            client_id = "com.acmefit.web",
            client_secret = Secret(),
            grant_type = "refresh_token",
            refresh_token = refreshToken,
        })
        .ReceiveString();
}
