using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using Jose;

public static class JoseJwtSecret
{
    public static string Create()
    {
        var lines = File.ReadAllLines("AuthKey_Q7M2T9XK4C.p8").Where(line => !line.StartsWith("---"));
        var key = CngKey.Import(Convert.FromBase64String(string.Join("", lines)), CngKeyBlobFormat.Pkcs8PrivateBlob);
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var payload = new Dictionary<string, object>()
        {
            { "iss", "R5T8Q2WM7K" },
            { "iat", now },
            { "exp", now + 60 * 60 },
            { "aud", "https://appleid.apple.com" },
            { "sub", "com.acmefit.web" },
        };
        var headers = new Dictionary<string, object> { { "kid", "Q7M2T9XK4C" } };
        return JWT.Encode(payload, key, JwsAlgorithm.ES256, extraHeaders: headers);
    }

    public static int SecondsSince1970() => (int)(DateTime.UtcNow - new DateTime(1970, 1, 1)).TotalSeconds;
}
