package com.shop.login;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.SignatureAlgorithm;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import org.apache.commons.io.IOUtils;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpEntity;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestTemplate;

@RestController
public class AppleLoginController {
    @Value("${apple.teamId}") private String teamId;
    @Value("${apple.keyId}") private String keyId;
    @Value("${apple.clientId}") private String clientId;
    @Value("${apple.keyPath}") private Resource keyResource;

    private static final long EXPIRE = 1000L * 60 * 10;
    private final RestTemplate rest = new RestTemplate();

    @PostMapping("/login/apple")
    public Map<String, Object> login(@RequestParam("code") String code) throws Exception {
        MultiValueMap<String, String> body = new LinkedMultiValueMap<>();
        body.set("client_id", clientId);
        body.set("client_secret", secret());
        body.set("grant_type", "authorization_code");
        body.set("code", code);
        HttpHeaders headers = new HttpHeaders();
        headers.set(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_FORM_URLENCODED_VALUE);
        ResponseEntity<Map> res = rest.exchange("https://appleid.apple.com/auth/token", HttpMethod.POST, new HttpEntity<>(body, headers), Map.class);
        return res.getBody();
    }

    private String secret() throws Exception {
        String pem = IOUtils.toString(new InputStreamReader(keyResource.getInputStream(), StandardCharsets.UTF_8));
        String content = pem.replace("-----BEGIN PRIVATE KEY-----", "").replace("-----END PRIVATE KEY-----", "").replaceAll("\\s+", "");
        PrivateKey key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(content)));
        Date now = new Date();
        return Jwts.builder()
            .setHeaderParam("alg", "ES256")
            .setHeaderParam("kid", keyId)
            .claim("iss", teamId)
            .claim("aud", "https://appleid.apple.com")
            .claim("sub", clientId)
            .setIssuedAt(now)
            .setExpiration(new Date(now.getTime() + EXPIRE))
            .signWith(SignatureAlgorithm.ES256, key)
            .compact();
    }
}
