"""Programs in Java that mint a client_secret and send it, and small changes that each make one mistake."""

from __future__ import annotations

IDS = """    static final String TEAM_ID = "R5T8Q2WM7K";
    static final String KEY_ID = "Q7M2T9XK4C";
    static final String CLIENT_ID = "com.acmefit.web";
"""
LOAD = """
    static PrivateKey loadKey(String file) throws Exception {
        String pem = Files.readString(Path.of(file));
        String base64 = pem.replace("-----BEGIN PRIVATE KEY-----", "").replace("-----END PRIVATE KEY-----", "").replaceAll("\\\\s", "");
        return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
    }
"""

SCRIPT = (
    """import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

public class Exchange {
"""
    + IDS
    + LOAD
    + """
    static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static String clientSecret() throws Exception {
        long now = System.currentTimeMillis() / 1000;
        String header = "{\\"alg\\":\\"ES256\\",\\"kid\\":\\"" + KEY_ID + "\\"}";
        String claims = "{\\"iss\\":\\"" + TEAM_ID + "\\",\\"iat\\":" + now + ",\\"exp\\":" + (now + 86400 * 180)
            + ",\\"aud\\":\\"https://appleid.apple.com\\",\\"sub\\":\\"" + CLIENT_ID + "\\"}";
        String input = encode(header.getBytes(StandardCharsets.UTF_8)) + "." + encode(claims.getBytes(StandardCharsets.UTF_8));
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initSign(loadKey("AuthKey_Q7M2T9XK4C.p8"));
        signature.update(input.getBytes(StandardCharsets.UTF_8));
        return input + "." + encode(signature.sign());
    }

    public static void main(String[] args) throws Exception {
        String form = "client_id=" + CLIENT_ID
            + "&client_secret=" + clientSecret()
            + "&code=" + URLEncoder.encode(args[0], StandardCharsets.UTF_8)
            + "&grant_type=authorization_code";
        HttpRequest request = HttpRequest.newBuilder()
            .uri(URI.create("https://appleid.apple.com/auth/token"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build();
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        System.out.println(response.statusCode() + " " + response.body());
    }
}
"""
)
SERVICE = """import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

public class AppleService {
    private static final String AUDIENCE = "https://appleid.apple.com";
    private static final String TOKEN_URL = "https://appleid.apple.com/auth/token";

    private final String teamId;
    private final String clientId;
    private final String keyId;
    private final PrivateKey privateKey;

    public AppleService(String teamId, String clientId, String keyId) throws IOException, GeneralSecurityException {
        this.teamId = teamId;
        this.clientId = clientId;
        this.keyId = keyId;
        String pem = new String(Files.readAllBytes(Paths.get("AuthKey_" + keyId + ".p8")));
        byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        this.privateKey = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
    }

    private String secret() throws GeneralSecurityException {
        Instant issued = Instant.now();
        Instant expires = issued.plus(30, ChronoUnit.DAYS);
        String header = String.format("{\\"alg\\":\\"ES256\\",\\"kid\\":\\"%s\\"}", keyId);
        String payload = String.format(
            "{\\"iss\\":\\"%s\\",\\"iat\\":%d,\\"exp\\":%d,\\"aud\\":\\"%s\\",\\"sub\\":\\"%s\\"}",
            teamId, issued.getEpochSecond(), expires.getEpochSecond(), AUDIENCE, clientId);
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        String unsigned = encoder.encodeToString(header.getBytes()) + "." + encoder.encodeToString(payload.getBytes());
        Signature ecdsa = Signature.getInstance("SHA256withECDSA");
        ecdsa.initSign(privateKey);
        ecdsa.update(unsigned.getBytes(StandardCharsets.US_ASCII));
        return unsigned + "." + encoder.encodeToString(toRaw(ecdsa.sign()));
    }

    private static byte[] toRaw(byte[] der) {
        byte[] raw = new byte[64];
        int offset = 2;
        for (int part = 0; part < 2; part++) {
            int length = der[offset + 1];
            int start = offset + 2;
            int from = length > 32 ? start + length - 32 : start;
            int count = Math.min(length, 32);
            System.arraycopy(der, from, raw, 32 * (part + 1) - count, count);
            offset = start + length;
        }
        return raw;
    }

    public int exchange(String code) throws IOException, GeneralSecurityException {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("client_id", clientId);
        parameters.put("client_secret", secret());
        parameters.put("code", code);
        parameters.put("grant_type", "authorization_code");
        String body = parameters.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
        HttpURLConnection connection = (HttpURLConnection) new URL(TOKEN_URL).openConnection();
        connection.setRequestMethod("POST");
        connection.setRequestProperty("Content-Type", "application/x-www-form-urlencoded");
        connection.setDoOutput(true);
        try (OutputStream stream = connection.getOutputStream()) {
            stream.write(body.getBytes(StandardCharsets.UTF_8));
        }
        return connection.getResponseCode();
    }

    public static void main(String[] args) throws Exception {
        AppleService service = new AppleService("R5T8Q2WM7K", "com.acmefit.web", "Q7M2T9XK4C");
        System.out.println(service.exchange(args[0]));
    }
}
"""
RECORD = (
    """import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

public class Tokens {
    record Credentials(String teamId, String clientId, String keyId) {
        String header() {
            return \"""
                {"alg":"ES256","kid":"%s"}\""".formatted(keyId);
        }

        String claims(Instant now, Duration lifetime) {
            return \"""
                {"iss":"%s","iat":%d,"exp":%d,"aud":"https://appleid.apple.com","sub":"%s"}\"""
                .formatted(teamId, now.getEpochSecond(), now.plus(lifetime).getEpochSecond(), clientId);
        }
    }
"""
    + LOAD
    + """
    static String mint(Credentials credentials) throws Exception {
        var encoder = Base64.getUrlEncoder().withoutPadding();
        var header = encoder.encodeToString(credentials.header().getBytes());
        var claims = encoder.encodeToString(credentials.claims(Instant.now(), Duration.ofMinutes(10)).getBytes());
        var signer = Signature.getInstance("SHA256withECDSAinP1363Format");
        signer.initSign(loadKey("AuthKey_" + credentials.keyId() + ".p8"));
        signer.update((header + "." + claims).getBytes());
        return String.join(".", header, claims, encoder.encodeToString(signer.sign()));
    }

    public static void main(String[] args) throws Exception {
        var credentials = new Credentials("R5T8Q2WM7K", "com.acmefit.web", "Q7M2T9XK4C");
        var form = String.format(
            "client_id=%s&client_secret=%s&code=%s&grant_type=authorization_code", credentials.clientId(), mint(credentials), args[0]);
        var request = HttpRequest.newBuilder(URI.create("https://appleid.apple.com/auth/token"))
            .headers("Content-Type", "application/x-www-form-urlencoded", "Accept", "application/json")
            .POST(BodyPublishers.ofString(form))
            .build();
        System.out.println(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body());
    }
}
"""
)
ENVIRONMENT = """import java.io.DataOutputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Date;

public class Main {
    private static String b64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    public static void main(String[] args) throws Exception {
        String clientId = System.getenv("APPLE_CLIENT_ID");
        String key = System.getenv("APPLE_PRIVATE_KEY")
            .replaceAll("-----(BEGIN|END) PRIVATE KEY-----", "")
            .replaceAll("\\\\s+", "");
        Date now = new Date();
        Date expiration = new Date(now.getTime() + 1000L * 60 * 60 * 24 * 150);
        StringBuilder claims = new StringBuilder();
        claims.append("{\\"iss\\":\\"").append(System.getenv("APPLE_TEAM_ID")).append("\\",");
        claims.append("\\"iat\\":").append(now.getTime() / 1000).append(",");
        claims.append("\\"exp\\":").append(expiration.getTime() / 1000).append(",");
        claims.append("\\"aud\\":\\"https://appleid.apple.com\\",");
        claims.append("\\"sub\\":\\"").append(clientId).append("\\"}");
        String token = b64("{\\"alg\\":\\"ES256\\",\\"kid\\":\\"" + System.getenv("APPLE_KEY_ID") + "\\"}") + "." + b64(claims.toString());
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initSign(KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(key))));
        signature.update(token.getBytes());
        token += "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());

        HttpURLConnection conn = (HttpURLConnection) new URL("https://appleid.apple.com/auth/token").openConnection();
        conn.setRequestMethod("POST");
        conn.setDoOutput(true);
        conn.setRequestProperty("Content-Type", "application/x-www-form-urlencoded");
        DataOutputStream out = new DataOutputStream(conn.getOutputStream());
        out.writeBytes("client_id=" + clientId + "&client_secret=" + token + "&code=" + args[0] + "&grant_type=authorization_code");
        out.flush();
        out.close();
        System.out.println(conn.getResponseCode());
    }
}
"""
CALENDAR = (
    """import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Base64;
import java.util.List;

public class Calendar {
"""
    + IDS
    + LOAD
    + """
    public static void main(String[] args) throws Exception {
        ZonedDateTime issued = ZonedDateTime.now(ZoneOffset.UTC);
        ZonedDateTime expires = issued.plusMonths(3);
        String claims = "{\\"iss\\":\\"" + TEAM_ID + "\\",\\"iat\\":" + issued.toEpochSecond() + ",\\"exp\\":" + expires.toEpochSecond()
            + ",\\"aud\\":\\"https://appleid.apple.com\\",\\"sub\\":\\"" + CLIENT_ID + "\\"}";
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        String input = base64.encodeToString(("{\\"alg\\":\\"ES256\\",\\"kid\\":\\"" + KEY_ID + "\\"}").getBytes())
            + "." + base64.encodeToString(claims.getBytes());
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initSign(loadKey("AuthKey_" + KEY_ID + ".p8"));
        signature.update(input.getBytes());
        String secret = input + "." + base64.encodeToString(signature.sign());
        String body = String.join("&", List.of(
            "client_id=" + CLIENT_ID, "client_secret=" + secret, "code=" + args[0], "grant_type=authorization_code"));
        HttpClient client = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://appleid.apple.com/auth/token"))
            .setHeader("Content-Type", "application/x-www-form-urlencoded")
            .method("POST", HttpRequest.BodyPublishers.ofString(body))
            .build();
        client.send(request, HttpResponse.BodyHandlers.discarding());
    }
}
"""
)
MAPS = (
    """import com.google.gson.Gson;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

public class Maps {
"""
    + IDS
    + LOAD
    + """
    static String sign(Map<String, Object> header, Map<String, Object> claims, PrivateKey key) throws Exception {
        String input = b64(new Gson().toJson(header).getBytes()) + '.' + b64(new Gson().toJson(claims).getBytes());
        Signature signer = Signature.getInstance("SHA256withECDSAinP1363Format");
        signer.initSign(key);
        signer.update(input.getBytes());
        return input + '.' + b64(signer.sign());
    }

    static String b64(byte[] data) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(data);
    }

    static String formEncode(Map<String, String> fields) {
        StringBuilder builder = new StringBuilder();
        for (Map.Entry<String, String> field : fields.entrySet()) {
            if (builder.length() > 0) {
                builder.append("&");
            }
            builder.append(URLEncoder.encode(field.getKey(), StandardCharsets.UTF_8));
            builder.append("=");
            builder.append(URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8));
        }
        return builder.toString();
    }

    public static void main(String[] args) throws Exception {
        long iat = System.currentTimeMillis() / 1000L;
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", TEAM_ID);
        claims.put("iat", iat);
        claims.put("exp", iat + 3600);
        claims.put("aud", "https://appleid.apple.com");
        claims.put("sub", CLIENT_ID);
        String secret = sign(Map.of("alg", "ES256", "kid", KEY_ID), claims, loadKey("AuthKey_Q7M2T9XK4C.p8"));
        Map<String, String> fields = Map.of(
            "client_id", CLIENT_ID,
            "client_secret", secret,
            "code", args[0],
            "grant_type", "authorization_code");
        HttpRequest request = HttpRequest.newBuilder()
            .uri(URI.create("https://appleid.apple.com/auth/token"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(formEncode(fields)))
            .build();
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
"""
)
LOOPS = (
    """import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

public class Loops {
"""
    + IDS
    + LOAD
    + """
    static String json(Map<String, Object> map) {
        StringJoiner joiner = new StringJoiner(",", "{", "}");
        for (Map.Entry<String, Object> entry : map.entrySet()) {
            Object value = entry.getValue();
            joiner.add("\\"" + entry.getKey() + "\\":" + (value instanceof Number ? value : "\\"" + value + "\\""));
        }
        return joiner.toString();
    }

    static String sign(Map<String, Object> header, Map<String, Object> claims, PrivateKey key) throws Exception {
        String input = b64(json(header).getBytes()) + '.' + b64(json(claims).getBytes());
        Signature signer = Signature.getInstance("SHA256withECDSAinP1363Format");
        signer.initSign(key);
        signer.update(input.getBytes());
        return input + '.' + b64(signer.sign());
    }

    static String b64(byte[] data) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(data);
    }

    static String formEncode(Map<String, String> fields) {
        StringBuilder builder = new StringBuilder();
        for (Map.Entry<String, String> field : fields.entrySet()) {
            if (builder.length() > 0) {
                builder.append("&");
            }
            builder.append(URLEncoder.encode(field.getKey(), StandardCharsets.UTF_8));
            builder.append("=");
            builder.append(URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8));
        }
        return builder.toString();
    }

    public static void main(String[] args) throws Exception {
        long iat = System.currentTimeMillis() / 1000L;
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", TEAM_ID);
        claims.put("iat", iat);
        claims.put("exp", iat + 3600);
        claims.put("aud", "https://appleid.apple.com");
        claims.put("sub", CLIENT_ID);
        String secret = sign(Map.of("alg", "ES256", "kid", KEY_ID), claims, loadKey("AuthKey_Q7M2T9XK4C.p8"));
        Map<String, String> fields = Map.of(
            "client_id", CLIENT_ID,
            "client_secret", secret,
            "code", args[0],
            "grant_type", "authorization_code");
        HttpRequest request = HttpRequest.newBuilder()
            .uri(URI.create("https://appleid.apple.com/auth/token"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(formEncode(fields)))
            .build();
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
"""
)
BUILDER = (
    """import java.io.OutputStreamWriter;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Base64;

class Revenue {
"""
    + IDS
    + LOAD
    + """
    static String encode(String text) {
        return encode(text.getBytes());
    }

    static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    public static void main(String[] args) throws Exception {
        LocalDateTime now = LocalDateTime.now(Clock.systemUTC());
        String payload = String.join(",", "{\\"iss\\":\\"" + TEAM_ID + "\\"",
            "\\"iat\\":" + now.toEpochSecond(ZoneOffset.UTC),
            "\\"exp\\":" + now.plusDays(90).toEpochSecond(ZoneOffset.UTC),
            "\\"aud\\":\\"https://appleid.apple.com\\"",
            "\\"sub\\":\\"" + CLIENT_ID + "\\"}");
        String secret = encode("{\\"alg\\":\\"ES256\\",\\"kid\\":\\"" + KEY_ID + "\\"}") + "." + encode(payload);
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initSign(loadKey("AuthKey_Q7M2T9XK4C.p8"));
        signature.update(secret.getBytes());
        secret = secret + "." + encode(signature.sign());
        HttpURLConnection connection = (HttpURLConnection) new URL("https://appleid.apple.com/auth/token").openConnection();
        connection.setDoOutput(true);
        connection.setRequestMethod("POST");
        try (OutputStreamWriter writer = new OutputStreamWriter(connection.getOutputStream())) {
            writer.write("client_id=" + CLIENT_ID + "&client_secret=" + secret + "&code=" + args[0] + "&grant_type=authorization_code");
        }
        connection.getResponseCode();
    }
}
"""
)

AUD = '\\"aud\\":\\"https://appleid.apple.com\\"'
AUDS = (
    ("aud with a slash", AUD, '\\"aud\\":\\"https://appleid.apple.com/\\"'),
    ("aud of the endpoint", AUD, '\\"aud\\":\\"https://appleid.apple.com/auth/token\\"'),
)
SWAPPED = (
    *("iss and sub swapped", '\\"iss\\":\\"" + TEAM_ID', '\\"iss\\":\\"" + CLIENT_ID'),
    *('\\"sub\\":\\"" + CLIENT_ID', '\\"sub\\":\\"" + TEAM_ID'),
)
POSTS = (
    ("no such grant_type", "authorization_code", "code"),
    ("refresh_token as grant_type", "authorization_code", "refresh_token"),
    ("authorize", "/auth/token", "/auth/authorize"),
)
DER = ("DER", "SHA256withECDSAinP1363Format", "SHA256withECDSA")
JSON_TYPE = ("JSON type", "x-www-form-urlencoded", "json")
PADDED = ("padded", ".withoutPadding()", "")
STANDARD = ("standard base64", "Base64.getUrlEncoder().withoutPadding()", "Base64.getEncoder()")
NO_KID = ("no kid", ',\\"kid\\":\\"" + KEY_ID + "\\"}"', '}"')

PROGRAMS: dict[str, tuple[str, tuple[tuple[str, ...], ...]]] = {
    "Exchange.java": (
        SCRIPT,
        (
            *(*AUDS, SWAPPED, *POSTS, DER, JSON_TYPE, PADDED, NO_KID),
            ("kid of the team", '\\"kid\\":\\"" + KEY_ID', '\\"kid\\":\\"" + TEAM_ID'),
            ("HS256 named", "ES256", "HS256"),
            ("no sub", '\\"https://appleid.apple.com\\",\\"sub\\":\\"" + CLIENT_ID + "\\"}"', '\\"https://appleid.apple.com\\"}"'),
            ("milliseconds", "System.currentTimeMillis() / 1000", "System.currentTimeMillis()"),
            ("milliseconds of both", "System.currentTimeMillis() / 1000", "System.currentTimeMillis()", "86400 * 180", "86400L * 180 * 1000"),
            ("a year", "86400 * 180", "86400 * 365"),
            ("a lifetime as exp", "(now + 86400 * 180)", "(86400 * 180)"),
            ("no grant_type", '\n            + "&grant_type=authorization_code"', ""),
            ("GET", ".POST(HttpRequest.BodyPublishers.ofString(form))", ".GET()", '/auth/token")', '/auth/token?" + form)'),
            (
                *("JSON", '"client_id=" + CLIENT_ID', '"{\\"client_id\\":\\"" + CLIENT_ID', '"&client_secret=" +', '"\\",\\"client_secret\\":\\"" +'),
                *('"&code=" +', '"\\",\\"code\\":\\"" +', '"&grant_type=authorization_code"', '"\\",\\"grant_type\\":\\"authorization_code\\"}"'),
                *("x-www-form-urlencoded", "json"),
            ),
            ("no type", '            .header("Content-Type", "application/x-www-form-urlencoded")\n', ""),
            (
                *("Basic", '"client_id=" + CLIENT_ID\n            + "&client_secret=" + clientSecret()\n            + "&code="', '"code="'),
                *(
                    '.header("Content-Type"',
                    (
                        '.header("Authorization", "Basic " + Base64.getEncoder()'
                        '.encodeToString((CLIENT_ID + ":" + clientSecret()).getBytes()))\n            .header("Content-Type"'
                    ),
                ),
            ),
        ),
    ),
    "AppleService.java": (
        SERVICE,
        (
            ("aud with a slash", 'AUDIENCE = "https://appleid.apple.com"', 'AUDIENCE = "https://appleid.apple.com/"'),
            *POSTS,
            ("DER", "toRaw(ecdsa.sign())", "ecdsa.sign()"),
            PADDED,
            JSON_TYPE,
            ("a year", "plus(30, ChronoUnit.DAYS)", "plus(365, ChronoUnit.DAYS)"),
            ("milliseconds", "issued.getEpochSecond()", "issued.toEpochMilli()"),
            ("milliseconds of both", "getEpochSecond()", "toEpochMilli()"),
            ("no kid", 'String.format("{\\"alg\\":\\"ES256\\",\\"kid\\":\\"%s\\"}", keyId)', '"{\\"alg\\":\\"ES256\\"}"'),
            ("iss and sub swapped", "teamId, issued", "clientId, issued", "AUDIENCE, clientId)", "AUDIENCE, teamId)"),
            ("expired", "issued.plus(", "issued.minus("),
            ("arguments swapped", '"R5T8Q2WM7K", "com.acmefit.web"', '"com.acmefit.web", "R5T8Q2WM7K"'),
            ("Services ID of another", '"client_id", clientId', '"client_id", "com.acmefit.ios"'),
            ("no grant_type", '        parameters.put("grant_type", "authorization_code");\n', ""),
            ("PUT", '"POST"', '"PUT"'),
        ),
    ),
    "Tokens.java": (
        RECORD,
        (
            DER,
            PADDED,
            JSON_TYPE,
            ("aud with a slash", '"aud":"https://appleid.apple.com"', '"aud":"https://appleid.apple.com/"'),
            ("a year", "Duration.ofMinutes(10)", "Duration.ofDays(365)"),
            ("no kid", ',"kid":"%s"}""".formatted(keyId)', '}"""'),
            ("numbers as text", '"iat":%d', '"iat":"%d"'),
            ("iss and sub swapped", "formatted(teamId, now", "formatted(clientId, now", "getEpochSecond(), clientId)", "getEpochSecond(), teamId)"),
            ("milliseconds", "(teamId, now.getEpochSecond()", "(teamId, now.toEpochMilli()"),
            ("in the past", "now.plus(lifetime)", "now.minus(lifetime)"),
            ("no grant_type", "&grant_type=authorization_code", ""),
            *POSTS[:1],
        ),
    ),
    "Main.java": (
        ENVIRONMENT,
        (
            *(*AUDS, DER, JSON_TYPE, *POSTS[:1]),
            ("a year", "24 * 150", "24 * 365"),
            ("milliseconds", "append(now.getTime() / 1000)", "append(now.getTime())"),
            ("milliseconds of exp", "append(expiration.getTime() / 1000)", "append(expiration.getTime())"),
            ("no kid", ',\\"kid\\":\\"" + System.getenv("APPLE_KEY_ID") + "\\"}"', '}"'),
            (
                "no sub",
                '\\"https://appleid.apple.com\\",");\n        claims.append("\\"sub\\":\\"").append(clientId).append("\\"}");',
                '\\"https://appleid.apple.com\\"}");',
            ),
            ("GET", '"POST"', '"GET"'),
            ("seconds as milliseconds", "1000L * 60 * 60 * 24 * 150", "60 * 60 * 24 * 150"),
        ),
    ),
    "Calendar.java": (
        CALENDAR,
        (
            *(*AUDS[:1], SWAPPED, DER),
            ("six months", "plusMonths(3)", "plusMonths(6)"),
            ("seven months", "plusMonths(3)", "plusMonths(7)"),
            ("a year", "plusMonths(3)", "plusYears(1)"),
            ("milliseconds", "issued.toEpochSecond()", "issued.toInstant().toEpochMilli()"),
            ("local time", "ZonedDateTime.now(ZoneOffset.UTC)", "ZonedDateTime.now()"),
            ("local time as UTC", "issued.toEpochSecond()", "java.time.LocalDateTime.now().toEpochSecond(ZoneOffset.UTC)"),
            NO_KID,
            ("no grant_type", ', "grant_type=authorization_code"', ""),
        ),
    ),
    "Maps.java": (
        MAPS,
        (
            ("aud with a slash", '"aud", "https://appleid.apple.com"', '"aud", "https://appleid.apple.com/"'),
            ("aud of the endpoint", '"aud", "https://appleid.apple.com"', '"aud", "https://appleid.apple.com/auth/token"'),
            DER,
            STANDARD,
            JSON_TYPE,
            ("no kid", ', "kid", KEY_ID', ""),
            ("no sub", '        claims.put("sub", CLIENT_ID);\n', ""),
            ("a year", "iat + 3600", "iat + 365 * 24 * 3600"),
            ("milliseconds", "System.currentTimeMillis() / 1000L", "System.currentTimeMillis()"),
            ("numbers as text", '"iat", iat)', '"iat", String.valueOf(iat))'),
            ("iss and sub swapped", '"iss", TEAM_ID', '"iss", CLIENT_ID', '"sub", CLIENT_ID', '"sub", TEAM_ID'),
            ("JSON", "formEncode(fields)", "new Gson().toJson(fields)", "x-www-form-urlencoded", "json"),
            ("no grant_type", ',\n            "grant_type", "authorization_code")', ")"),
        ),
    ),
    "Loops.java": (LOOPS, (DER, ("a year", "iat + 3600", "iat + 365 * 24 * 3600"))),
    "Revenue.java": (
        BUILDER,
        (
            *(*AUDS, SWAPPED, DER, PADDED, NO_KID),
            ("a year", "plusDays(90)", "plusDays(365)"),
            ("local time", "LocalDateTime.now(Clock.systemUTC())", "LocalDateTime.now()"),
            ("no grant_type", "&grant_type=authorization_code", ""),
            *POSTS[:2],
        ),
    ),
}
