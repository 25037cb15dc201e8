using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Tasks;
using Jose;
using Newtonsoft.Json;

namespace Acme
{
    public class AppleLogin
    {
        private static readonly HttpClient Http = new HttpClient();
        private const string TeamId = "R5T8Q2WM7K";
        private const string KeyId = "Q7M2T9XK4C";
        private const string ClientId = "com.acmefit.web";

        public string GetClientSecret(CngKey key)
        {
            var payload = new Dictionary<string, object>
            {
                { "iss", TeamId },
                { "iat", DateTimeOffset.UtcNow.ToUnixTimeSeconds() },
                { "exp", DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds() },
                { "aud", "https://appleid.apple.com" },
                { "sub", ClientId }
            };
            var headers = new Dictionary<string, object> { { "kid", KeyId } };
            return JWT.Encode(payload, key, JwsAlgorithm.ES256, extraHeaders: headers);
        }

        public async Task<string> GetToken(CngKey key, string code)
        {
            var body = "client_id=" + ClientId + "&client_secret=" + GetClientSecret(key) + "&code=" + code + "&grant_type=authorization_code";
            var content = new StringContent(body, Encoding.UTF8, "application/x-www-form-urlencoded");
            var response = await Http.PostAsync("https://appleid.apple.com/auth/token", content);
            return await response.Content.ReadAsStringAsync();
        }
    }
}
