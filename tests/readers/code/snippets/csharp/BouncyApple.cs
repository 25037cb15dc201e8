using System.Text;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.OpenSsl;
using Org.BouncyCastle.Security;

public class BouncyApple
{
    public string Token(string clientId, string keyId, string teamId, string p8)
    {
        var key = (ECPrivateKeyParameters)new PemReader(new StringReader(p8)).ReadObject();
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var header = "{\"alg\":\"ES256\",\"kid\":\"" + keyId + "\"}";
        var claims = "{\"iss\":\"" + teamId + "\",\"iat\":" + now + ",\"exp\":" + (now + 600) + ",\"aud\":\"https://appleid.apple.com\",\"sub\":\"" + clientId + "\"}";
        var input = Encode(Encoding.UTF8.GetBytes(header)) + "." + Encode(Encoding.UTF8.GetBytes(claims));
        var bytes = Encoding.UTF8.GetBytes(input);
        ISigner signer = SignerUtilities.GetSigner("SHA-256withPLAIN-ECDSA");
        signer.Init(true, key);
        signer.BlockUpdate(bytes, 0, bytes.Length);
        return input + "." + Encode(signer.GenerateSignature());
    }

    private static string Encode(byte[] b) => Microsoft.IdentityModel.Tokens.Base64UrlEncoder.Encode(b);
}
