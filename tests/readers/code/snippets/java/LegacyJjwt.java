package legacy;

import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.SignatureAlgorithm;
import java.io.DataOutputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.net.URLEncoder;
import java.security.PrivateKey;
import java.util.HashMap;
import java.util.Map;

public class LegacyJjwt {
    public static String generate(PrivateKey privateKey, String kid, String teamId, String clientId) {
        Map<String, Object> header = new HashMap<String, Object>();
        header.put("alg", SignatureAlgorithm.ES256.getValue());
        header.put("kid", kid);
        long second = System.currentTimeMillis() / 1000;
        Map<String, Object> claims = new HashMap<String, Object>();
        claims.put("iss", teamId);
        claims.put("iat", second);
        claims.put("exp", second + 24 * 60 * 60 * 30);
        claims.put("aud", "https://appleid.apple.com");
        claims.put("sub", clientId);
        return Jwts.builder().setHeader(header).setClaims(claims).signWith(SignatureAlgorithm.ES256, privateKey).compact();
    }

    public static int post(String clientId, String secret, String code) throws Exception {
        String data = "client_id=" + URLEncoder.encode(clientId, "UTF-8")
            + "&client_secret=" + URLEncoder.encode(secret, "UTF-8")
            + "&code=" + URLEncoder.encode(code, "UTF-8")
            + "&grant_type=authorization_code";
        HttpURLConnection connection = (HttpURLConnection) new URL("https://appleid.apple.com/auth/token").openConnection();
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", "application/x-www-form-urlencoded");
        DataOutputStream out = new DataOutputStream(connection.getOutputStream());
        out.writeBytes(data);
        out.flush();
        out.close();
        return connection.getResponseCode();
    }
}
