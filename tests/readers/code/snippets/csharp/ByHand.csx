#r "nuget: Flurl.Http"
using System.Security.Cryptography;
using System.Text;
using Flurl.Http;

var now = DateTimeOffset.UtcNow;
var header = $@"{{""alg"":""ES256"",""kid"":""{Environment.GetEnvironmentVariable("APPLE_KEY_ID")}""}}";
var claims = $$"""{"iss":"R5T8Q2WM7K","iat":{{now.ToUnixTimeSeconds()}},"exp":{{now.AddDays(1).ToUnixTimeSeconds()}},"aud":"https://appleid.apple.com","sub":"com.acmefit.web"}""";
string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

var unsigned = Encode(Encoding.UTF8.GetBytes(header)) + "." + Encode(Encoding.UTF8.GetBytes(claims));
using (var ec = ECDsa.Create())
{
    ec.ImportFromPem(File.ReadAllText(Args[0]));
    var secret = unsigned + '.' + Encode(ec.SignData(Encoding.ASCII.GetBytes(unsigned), HashAlgorithmName.SHA256));
    var kind = Args.Count() switch
    {
        1 => "authorization_code",
        _ => "refresh_token",
    };
    var answer = await "https://appleid.apple.com/auth/token".PostUrlEncodedAsync(new { client_id = "com.acmefit.web", client_secret = secret, grant_type = kind });
    Console.WriteLine(await answer.GetStringAsync());
}
