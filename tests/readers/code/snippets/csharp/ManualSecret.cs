using System;
using System.Collections.Generic;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

public static class ManualSecret
{
    static string B64(byte[] data) => Convert.ToBase64String(data).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    public static string Create(string teamId, string keyId, string clientId, string pemPath)
    {
        var pem = File.ReadAllText(pemPath);
        using var ec = ECDsa.Create();
        ec.ImportFromPem(pem);
        var now = DateTimeOffset.UtcNow;
        var header = JsonSerializer.Serialize(new { alg = "ES256", kid = keyId });
        var payload = JsonSerializer.Serialize(new Dictionary<string, object>
        {
            { "iss", teamId },
            { "iat", now.ToUnixTimeSeconds() },
            { "exp", now.AddMonths(3).ToUnixTimeSeconds() },
            { "aud", "https://appleid.apple.com" },
            { "sub", clientId }
        });
        var input = $"{B64(Encoding.UTF8.GetBytes(header))}.{B64(Encoding.UTF8.GetBytes(payload))}";
        var signature = ec.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256);
        return $"{input}.{B64(signature)}";
    }
}
