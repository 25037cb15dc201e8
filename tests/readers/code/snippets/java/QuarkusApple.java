package org.acme;

import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.security.PrivateKey;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.eclipse.microprofile.rest.client.inject.RestClient;

@RegisterRestClient(baseUri = "https://appleid.apple.com")
interface AppleIdClient {
    @POST
    @Path("/auth/token")
    String token(@FormParam("client_id") String clientId, @FormParam("client_secret") String secret, @FormParam("code") String code, @FormParam("grant_type") String grant);
}

@ApplicationScoped
public class QuarkusApple {
    @ConfigProperty(name = "apple.team") String team;
    @ConfigProperty(name = "apple.kid") String kid;
    @ConfigProperty(name = "apple.client") String client;
    @RestClient AppleIdClient apple;

    String exchange(String code, PrivateKey key) {
        long now = System.currentTimeMillis() / 1000;
        String secret = Jwt.issuer(team).subject(client).audience("https://appleid.apple.com").issuedAt(now).expiresAt(now + 600)
            .jws().keyId(kid).algorithm(SignatureAlgorithm.ES256).sign(key);
        return apple.token(client, secret, code, "authorization_code");
    }
}
