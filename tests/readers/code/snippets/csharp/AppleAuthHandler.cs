using System;
using System.Collections.Generic;
using System.IdentityModel.Tokens.Jwt;
using System.Net.Http;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Threading.Tasks;
using Microsoft.IdentityModel.Tokens;

namespace Acme.Identity
{
    public class AppleAuthHandler
    {
        private const string TeamId = "R5T8Q2WM7K";
        private const string KeyId = "Q7M2T9XK4C";
        private const string ServiceId = "com.acmefit.web";

        public string CreateToken(string privateKey)
        {
            var keyBytes = Convert.FromBase64String(privateKey);
            var cngKey = CngKey.Import(keyBytes, CngKeyBlobFormat.Pkcs8PrivateBlob);
            var ecdsa = new ECDsaCng(cngKey);
            var now = DateTimeOffset.UtcNow;
            var header = new JwtHeader(new SigningCredentials(new ECDsaSecurityKey(ecdsa), SecurityAlgorithms.EcdsaSha256));
            header["kid"] = KeyId;
            var payload = new JwtPayload
            {
                { "iss", TeamId },
                { "iat", now.ToUnixTimeSeconds() },
                { "exp", now.AddDays(150).ToUnixTimeSeconds() },
                { "aud", "https://appleid.apple.com" },
                { "sub", ServiceId }
            };
            return new JwtSecurityTokenHandler().WriteToken(new JwtSecurityToken(header, payload));
        }

        public async Task<string> GetTokens(string code, string privateKey)
        {
            using (var client = new HttpClient())
            {
                var values = new List<KeyValuePair<string, string>>();
                values.Add(new KeyValuePair<string, string>("client_id", ServiceId));
                values.Add(new KeyValuePair<string, string>("client_secret", CreateToken(privateKey)));
                values.Add(new KeyValuePair<string, string>("code", code));
                values.Add(new KeyValuePair<string, string>("grant_type", "authorization_code"));
                var response = await client.PostAsync("https://appleid.apple.com/auth/token", new FormUrlEncodedContent(values));
                return await response.Content.ReadAsStringAsync();
            }
        }
    }
}
