import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.StringReader;
import java.security.interfaces.ECPrivateKey;
import java.util.Date;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

public class NimbusSecret {
    public static final String ISSUER = "https://appleid.apple.com";

    public String clientSecret(String teamId, String clientId, String keyId, String pem) throws Exception {
        final long now = System.currentTimeMillis();
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(keyId).type(JOSEObjectType.JWT).build();
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
            .issuer(teamId)
            .subject(clientId)
            .audience(ISSUER)
            .issueTime(new Date(now))
            .expirationTime(new Date(now + 3600 * 1000))
            .build();
        SignedJWT jwt = new SignedJWT(header, claims);
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            PrivateKeyInfo info = (PrivateKeyInfo) parser.readObject();
            jwt.sign(new ECDSASigner((ECPrivateKey) new JcaPEMKeyConverter().getPrivateKey(info)));
        } catch (java.io.IOException e) {
            throw new IllegalStateException("no key", e);
        }
        return jwt.serialize();
    }
}
