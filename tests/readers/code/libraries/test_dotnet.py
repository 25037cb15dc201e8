from __future__ import annotations

from tests.each import each
from tests.readers.code.libraries.roots import changed, root_of

HANDLER = """
using System.IdentityModel.Tokens.Jwt;
using Microsoft.IdentityModel.Tokens;

public class AppleAuth
{
    private const string TeamId = "R5T8Q2WM7K";
    private const string ClientId = "com.acmefit.web";
    private readonly IConfiguration _configuration;

    private string CreateClientSecret()
    {
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(Convert.FromBase64String(_configuration["Apple:PrivateKey"]), out _);
        var now = DateTime.UtcNow;
        var handler = new JwtSecurityTokenHandler();
        var token = handler.CreateJwtSecurityToken(
            issuer: TeamId,
            audience: "https://appleid.apple.com",
            subject: new ClaimsIdentity(new List<Claim> { new Claim("sub", ClientId) }),
            expires: now.AddMinutes(10),
            issuedAt: now,
            notBefore: now,
            signingCredentials: new SigningCredentials(new ECDsaSecurityKey(key), SecurityAlgorithms.EcdsaSha256));
        token.Header.Add("kid", "Q7M2T9XK4C");
        return handler.WriteToken(token);
    }

    public async Task<string> ExchangeAsync(HttpClient client, string code)
    {
        var form = new Dictionary<string, string>
        {
            ["client_id"] = ClientId,
            ["client_secret"] = CreateClientSecret(),
            ["code"] = code,
            ["grant_type"] = "authorization_code",
        };
        var response = await client.PostAsync("https://appleid.apple.com/auth/token", new FormUrlEncodedContent(form));
        return await response.Content.ReadAsStringAsync();
    }
}
"""
DESCRIPTOR = """
public static string Create(string clientId, ECDsa key)
{
    var descriptor = new SecurityTokenDescriptor
    {
        Issuer = "R5T8Q2WM7K",
        Audience = "https://appleid.apple.com",
        Expires = DateTime.UtcNow.AddDays(30),
        Claims = new Dictionary<string, object> { ["sub"] = clientId },
        SigningCredentials = new SigningCredentials(new ECDsaSecurityKey(key) { KeyId = "Q7M2T9XK4C" }, SecurityAlgorithms.EcdsaSha256),
    };
    return new JsonWebTokenHandler().CreateToken(descriptor);
}
"""
CONSTRUCTOR = """
var claims = new[]
{
    new Claim(JwtRegisteredClaimNames.Sub, "com.acmefit.web"),
    new Claim(JwtRegisteredClaimNames.Iat, DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(), ClaimValueTypes.Integer64),
};
var credentials = new SigningCredentials(new ECDsaSecurityKey(ecdsa) { KeyId = keyId }, SecurityAlgorithms.EcdsaSha256);
var token = new JwtSecurityToken("R5T8Q2WM7K", "https://appleid.apple.com", claims,
    expires: DateTime.Now.AddDays(100), signingCredentials: credentials);
return new JwtSecurityTokenHandler().WriteToken(token);
"""
JOSE = """
static class Secret
{
    static long Seconds(DateTime date) => (long)(date - new DateTime(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc)).TotalSeconds;

    public static string Create()
    {
        var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText("AuthKey_Q7M2T9XK4C.p8"));
        var now = DateTime.UtcNow;
        var payload = new Dictionary<string, object>
        {
            { "iss", "R5T8Q2WM7K" },
            { "iat", Seconds(now) },
            { "exp", Seconds(now.AddHours(1)) },
            { "aud", "https://appleid.apple.com" },
            { "sub", "com.acmefit.web" },
        };
        var headers = new Dictionary<string, object> { { "kid", "Q7M2T9XK4C" } };
        return JWT.Encode(payload, key, JwsAlgorithm.ES256, extraHeaders: headers);
    }

    public static async Task<string> Exchange(string code)
    {
        var client = new RestClient("https://appleid.apple.com");
        var request = new RestRequest("/auth/token", Method.Post);
        request.AddParameter("client_id", "com.acmefit.web");
        request.AddParameter("client_secret", Create());
        request.AddParameter("code", code);
        request.AddParameter("grant_type", "authorization_code");
        return (await client.ExecuteAsync(request)).Content;
    }
}
"""
BY_HAND = """
string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

string Mint(ECDsa key)
{
    var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
    var header = JsonSerializer.Serialize(new { alg = "ES256", kid = "Q7M2T9XK4C" });
    var claims = $"{{\\"iss\\":\\"R5T8Q2WM7K\\",\\"iat\\":{now},\\"exp\\":{now + 3600},\\"aud\\":\\"https://appleid.apple.com\\",\\"sub\\":\\"com.acmefit.web\\"}}";
    var data = Encode(Encoding.UTF8.GetBytes(header)) + "." + Encode(Encoding.UTF8.GetBytes(claims));
    var signature = key.SignData(Encoding.UTF8.GetBytes(data), HashAlgorithmName.SHA256);
    return data + "." + Encode(signature);
}

async Task Revoke(HttpClient client, string token, ECDsa key)
{
    var request = new HttpRequestMessage(HttpMethod.Post, "https://appleid.apple.com/auth/revoke");
    request.Content = new StringContent($"client_id=com.acmefit.web&client_secret={Mint(key)}&token={token}", Encoding.UTF8,
        "application/x-www-form-urlencoded");
    await client.SendAsync(request);
}
"""
PROGRAMS = {"Handler.cs": HANDLER, "Descriptor.cs": DESCRIPTOR, "Constructor.cs": CONSTRUCTOR, "Jose.cs": JOSE, "ByHand.cs": BY_HAND}
CHANGED = (
    *(
        ("Handler.cs", *row)
        for row in changed(
            HANDLER,
            (
                ("no key id", 'token.Header.Add("kid", "Q7M2T9XK4C");', "", "secret-kid-missing"),
                ("a shared secret", "SecurityAlgorithms.EcdsaSha256", "SecurityAlgorithms.HmacSha256", "secret-alg-not-es256"),
                ("a year", "AddMinutes(10)", "AddYears(1)", "secret-lives-too-long"),
                ("a claim of another name", '"sub", ClientId', "ClaimTypes.NameIdentifier, ClientId", "secret-sub-missing"),
                ("a slash", '"https://appleid.apple.com",', '"https://appleid.apple.com/",', "secret-aud-has-slash"),
                (
                    "JSON",
                    'PostAsync("https://appleid.apple.com/auth/token", new FormUrlEncodedContent(form))',
                    'PostAsJsonAsync("https://appleid.apple.com/auth/token", form)',
                    "request-body-is-json",
                ),
                ("no grant type", '["grant_type"] = "authorization_code",', "", "grant-type-missing"),
            ),
        )
    ),
    *(
        ("Descriptor.cs", *row)
        for row in changed(
            DESCRIPTOR,
            (
                ("no key id", ' { KeyId = "Q7M2T9XK4C" }', "", "secret-kid-missing"),
                (
                    "no audience",
                    'Audience = "https://appleid.apple.com",',
                    'Audience = "https://appleid.apple.com/auth/token",',
                    "secret-aud-is-endpoint",
                ),
            ),
        )
    ),
    *(
        ("Constructor.cs", *row)
        for row in changed(
            CONSTRUCTOR,
            (
                ("a time as text", ", ClaimValueTypes.Integer64", "", "secret-iat-not-a-number"),
                ("milliseconds", "ToUnixTimeSeconds", "ToUnixTimeMilliseconds", "secret-iat-in-milliseconds"),
                ("a year", "AddDays(100)", "AddDays(365)", "secret-lives-too-long"),
            ),
        )
    ),
    *(
        ("Jose.cs", *row)
        for row in changed(
            JOSE,
            (
                ("no key id", ", extraHeaders: headers", "", "secret-kid-missing"),
                ("milliseconds", ".TotalSeconds", ".TotalMilliseconds", "secret-iat-in-milliseconds"),
                ("another address", "/auth/token", "/auth/tokens", "request-url-wrong"),
            ),
        )
    ),
    *(
        ("ByHand.cs", *row)
        for row in changed(
            BY_HAND,
            (
                ("DER", "HashAlgorithmName.SHA256)", "HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)", "signature-is-der"),
                ("a year", "3600", "31536000", "secret-lives-too-long"),
                ("a wrong header", "application/x-www-form-urlencoded", "application/json", "request-content-type-wrong"),
            ),
        )
    ),
)


@each("name", PROGRAMS)
def test_a_right_program_is_not_accused(name: str) -> None:
    assert root_of(name, PROGRAMS[name]) is None


@each(("name", "title", "program", "rule"), CHANGED)
def test_a_mistake_is_named(name: str, title: str, program: str, rule: str) -> None:
    assert root_of(name, program) == rule, title


def test_a_difference_of_a_local_date_is_doubted() -> None:
    assert root_of("Jose.cs", JOSE.replace("DateTime.UtcNow", "DateTime.Now")) == "time-without-zone"
