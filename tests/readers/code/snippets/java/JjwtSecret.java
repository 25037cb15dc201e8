package com.acmefit.auth;

import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.SignatureAlgorithm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Base64;
import java.util.Date;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

@Component
public class JjwtSecret {
    private static final String AUDIENCE = "https://appleid.apple.com";
    private static final long FIVE_MINUTES = 5 * 60 * 1_000L;

    private final String teamId = "R5T8Q2WM7K";
    private final String keyId = "Q7M2T9XK4C";
    @Value("${apple.client-id}")
    private String clientId;

    public String create() throws Exception {
        Date expiration = Date.from(LocalDateTime.now().plusDays(30).atZone(ZoneId.systemDefault()).toInstant());
        return Jwts.builder()
                .setHeaderParam("kid", keyId)
                .setHeaderParam("alg", "ES256")
                .setIssuer(teamId)
                .setIssuedAt(new Date(System.currentTimeMillis()))
                .setExpiration(expiration) // thirty days
                .setAudience(AUDIENCE)
                .setSubject(clientId)
                .signWith(privateKey(), SignatureAlgorithm.ES256)
                .compact();
    }

    private PrivateKey privateKey() throws Exception {
        String pem = new String(Files.readAllBytes(Path.of("AuthKey_" + keyId + ".p8")));
        String base64 = pem.replace("-----BEGIN PRIVATE KEY-----", "")
                .replace("-----END PRIVATE KEY-----", "")
                .replaceAll("\\s+", "");
        return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
    }
}
