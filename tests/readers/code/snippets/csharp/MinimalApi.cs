using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

public class AppleSecrets
{
    private readonly IConfiguration _config;
    public AppleSecrets(IConfiguration config) => _config = config;

    public string Create()
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var header = new Dictionary<string, object> { ["alg"] = "ES256", ["kid"] = _config["Apple:KeyId"] };
        var payload = new Dictionary<string, object>
        {
            ["iss"] = _config["Apple:TeamId"],
            ["iat"] = now,
            ["exp"] = now + 600,
            ["aud"] = "https://appleid.apple.com",
            ["sub"] = _config["Apple:ServiceId"],
        };
        var input = WebEncoders.Base64UrlEncode(JsonSerializer.SerializeToUtf8Bytes(header)) + "." + WebEncoders.Base64UrlEncode(JsonSerializer.SerializeToUtf8Bytes(payload));
        using var key = ECDsa.Create();
        key.ImportFromPem(_config["Apple:PrivateKey"]);
        var signature = key.SignData(Encoding.UTF8.GetBytes(input), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return input + "." + WebEncoders.Base64UrlEncode(signature);
    }

    public async Task Revoke(HttpClient http, string refreshToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "https://appleid.apple.com/auth/revoke");
        request.Content = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            { "client_id", _config["Apple:ServiceId"] },
            { "client_secret", Create() },
            { "token", refreshToken },
            { "token_type_hint", "refresh_token" }
        });
        (await http.SendAsync(request)).EnsureSuccessStatusCode();
    }
}
