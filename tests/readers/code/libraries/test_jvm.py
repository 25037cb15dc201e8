from __future__ import annotations

from tests.each import each
from tests.readers.code.libraries.roots import changed, root_of

JJWT = """
package com.acmefit.auth;

import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.SignatureAlgorithm;
import java.nio.file.*;
import java.security.*;
import java.util.*;

@Component
public class AppleClientSecret {
    private static final String TEAM_ID = "R5T8Q2WM7K";
    private static final String CLIENT_ID = "com.acmefit.web";
    private static final String AUDIENCE = "https://appleid.apple.com";
    @Value("${apple.key-id}") private String keyId;

    public String create() throws Exception {
        long now = System.currentTimeMillis();
        return Jwts.builder()
            .setHeaderParam("kid", keyId)
            .setIssuer(TEAM_ID)
            .setIssuedAt(new Date(now))
            .setExpiration(new Date(now + 1000L * 60 * 60 * 24 * 30))
            .setAudience(AUDIENCE)
            .setSubject(CLIENT_ID)
            .signWith(privateKey(), SignatureAlgorithm.ES256)
            .compact();
    }

    private PrivateKey privateKey() throws Exception {
        String pem = new String(Files.readAllBytes(Paths.get("AuthKey_Q7M2T9XK4C.p8")));
        byte[] der = Base64.getDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\\\s", ""));
        return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
    }

    public Object exchange(String code) throws Exception {
        HttpHeaders headers = new HttpHeaders();
        headers.setContentType(MediaType.APPLICATION_FORM_URLENCODED);
        MultiValueMap<String, String> form = new LinkedMultiValueMap<>();
        form.add("client_id", CLIENT_ID);
        form.add("client_secret", create());
        form.add("code", code);
        form.add("grant_type", "authorization_code");
        return new RestTemplate().postForEntity("https://appleid.apple.com/auth/token", new HttpEntity<>(form, headers), Map.class);
    }
}
"""
JJWT_12 = """
import io.jsonwebtoken.Jwts;
import java.time.*;
import java.util.Date;

record Apple(String teamId, String keyId, String clientId) {}

class Secret {
    private final Apple apple = new Apple("R5T8Q2WM7K", System.getenv("KEY_ID"), "com.acmefit.web");

    String mint(PrivateKey key) {
        Instant now = Instant.now();
        return Jwts.builder()
            .header().keyId(apple.keyId()).and()
            .issuer(apple.teamId())
            .subject(apple.clientId())
            .audience().add("https://appleid.apple.com").and()
            .issuedAt(Date.from(now))
            .expiration(Date.from(now.plus(Duration.ofDays(180))))
            .signWith(key, Jwts.SIG.ES256)
            .compact();
    }
}
"""
AUTH0 = """
import com.auth0.jwt.JWT
import com.auth0.jwt.algorithms.Algorithm
import io.ktor.client.request.forms.*
import java.util.Date

class AppleAuth(private val client: HttpClient, private val key: ECPrivateKey) {
    companion object {
        const val TEAM_ID = "R5T8Q2WM7K"
        const val CLIENT_ID = "com.acmefit.web"
        private const val TOKEN_URL = "https://appleid.apple.com/auth/token"
    }

    fun clientSecret(): String {
        val now = System.currentTimeMillis() / 1000
        return JWT.create()
            .withKeyId("Q7M2T9XK4C")
            .withIssuer(TEAM_ID)
            .withAudience("https://appleid.apple.com")
            .withSubject(CLIENT_ID)
            .withClaim("iat", now)
            .withClaim("exp", now + 3600)
            .sign(Algorithm.ECDSA256(null, key))
    }

    suspend fun exchange(code: String): Token {
        val response = client.post(TOKEN_URL) {
            contentType(ContentType.Application.FormUrlEncoded)
            setBody(FormDataContent(Parameters.build {
                append("client_id", CLIENT_ID)
                append("client_secret", clientSecret())
                append("code", code)
                append("grant_type", "authorization_code")
            }))
        }
        return response.body()
    }
}
"""
NIMBUS = """
import com.nimbusds.jose.*;
import com.nimbusds.jwt.*;

class Minter {
    String mint(ECPrivateKey key) throws Exception {
        Calendar end = Calendar.getInstance();
        end.add(Calendar.DAY_OF_MONTH, 30);
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("Q7M2T9XK4C").build();
        JWTClaimsSet claims = new JWTClaimsSet.Builder().issuer("R5T8Q2WM7K").subject("com.acmefit.web")
            .audience("https://appleid.apple.com").issueTime(new Date()).expirationTime(end.getTime()).build();
        SignedJWT jwt = new SignedJWT(header, claims);
        jwt.sign(new ECDSASigner(key));
        return jwt.serialize();
    }

    HttpResponse<String> exchange(String code, ECPrivateKey key) throws Exception {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("client_id", "com.acmefit.web");
        fields.put("client_secret", mint(key));
        fields.put("code", code);
        fields.put("grant_type", "authorization_code");
        String form = fields.entrySet().stream()
            .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
        HttpRequest request = HttpRequest.newBuilder()
            .uri(URI.create("https://appleid.apple.com/auth/token"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
"""
BY_HAND = """
class Raw {
    static String encode(byte[] bytes) { return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes); }

    static String mint(PrivateKey key) throws Exception {
        long now = Instant.now().getEpochSecond();
        JSONObject header = new JSONObject();
        header.put("alg", "ES256");
        header.put("kid", "Q7M2T9XK4C");
        JSONObject claims = new JSONObject();
        claims.put("iss", "R5T8Q2WM7K");
        claims.put("iat", now);
        claims.put("exp", now + 600);
        claims.put("aud", "https://appleid.apple.com");
        claims.put("sub", "com.acmefit.web");
        String data = encode(header.toString().getBytes()) + "." + encode(claims.toString().getBytes());
        Signature signer = Signature.getInstance("SHA256withECDSAinP1363Format");
        signer.initSign(key);
        signer.update(data.getBytes("UTF-8"));
        return data + "." + encode(signer.sign());
    }

    static void revoke(String token, PrivateKey key) throws Exception {
        RequestBody body = new FormBody.Builder().add("client_id", "com.acmefit.web").add("client_secret", mint(key)).add("token", token).build();
        Request request = new Request.Builder().url("https://appleid.apple.com/auth/revoke").post(body).build();
        new OkHttpClient().newCall(request).execute();
    }
}
"""
JOSE4J = """
val claims = JwtClaims().apply {
    issuer = "R5T8Q2WM7K"
    setAudience("https://appleid.apple.com")
    subject = "com.acmefit.web"
    setIssuedAtToNow()
    setExpirationTimeMinutesInTheFuture(60f)
}
val jws = JsonWebSignature()
jws.payload = claims.toJson()
jws.key = privateKey
jws.keyIdHeaderValue = "Q7M2T9XK4C"
jws.algorithmHeaderValue = AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256
val secret = jws.compactSerialization
val answer = webClient.post().uri("https://appleid.apple.com/auth/token")
    .body(BodyInserters.fromFormData("client_id", "com.acmefit.web").with("client_secret", secret)
        .with("code", code).with("grant_type", "authorization_code"))
    .retrieve()
"""
SCALA = """
import pdi.jwt.{JwtAlgorithm, JwtCirce, JwtClaim, JwtHeader}
import sttp.client3._

object Apple {
  private val teamId = "R5T8Q2WM7K"
  private val clientId = "com.acmefit.web"

  def secret(key: PrivateKey): String = {
    val now = Instant.now.getEpochSecond
    val claim = JwtClaim(issuer = Some(teamId), subject = Some(clientId), audience = Some(Set("https://appleid.apple.com")),
      issuedAt = Some(now), expiration = Some(now + 30.days.toSeconds))
    JwtCirce.encode(JwtHeader(JwtAlgorithm.ES256).withKeyId("Q7M2T9XK4C"), claim, key)
  }

  def exchange(code: String, key: PrivateKey) =
    basicRequest
      .post(uri"https://appleid.apple.com/auth/token")
      .body(Map("client_id" -> clientId, "client_secret" -> secret(key), "code" -> code, "grant_type" -> "authorization_code"))
      .send(backend)
}
"""
CONNECTION = """
class Exchange {
    void run(String code, String secret) throws Exception {
        String body = "client_id=com.acmefit.web&client_secret=" + secret + "&code=" + code + "&grant_type=authorization_code";
        HttpURLConnection connection = (HttpURLConnection) new URL("https://appleid.apple.com/auth/token").openConnection();
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        try (OutputStream out = connection.getOutputStream()) {
            out.write(body.getBytes(StandardCharsets.UTF_8));
        }
        System.out.println(connection.getResponseCode());
    }
}
"""
APACHE = """
class Exchange {
    String run(String code, String secret) throws Exception {
        HttpPost post = new HttpPost("https://appleid.apple.com/auth/token");
        List<NameValuePair> params = new ArrayList<>();
        params.add(new BasicNameValuePair("client_id", "com.acmefit.web"));
        params.add(new BasicNameValuePair("client_secret", secret));
        params.add(new BasicNameValuePair("code", code));
        params.add(new BasicNameValuePair("grant_type", "authorization_code"));
        post.setEntity(new UrlEncodedFormEntity(params));
        try (CloseableHttpClient client = HttpClients.createDefault(); CloseableHttpResponse response = client.execute(post)) {
            return EntityUtils.toString(response.getEntity());
        }
    }
}
"""
KTOR_JSON = """
suspend fun exchange(client: HttpClient, code: String, secret: String) = client.post("https://appleid.apple.com/auth/token") {
    contentType(ContentType.Application.Json)
    setBody(mapOf("client_id" to "com.acmefit.web", "client_secret" to secret, "code" to code, "grant_type" to "authorization_code"))
}
"""
REST_JSON = """
class Exchange {
    Object run(String code, String secret) {
        Map<String, String> body = new HashMap<>();
        body.put("client_id", "com.acmefit.web");
        body.put("client_secret", secret);
        body.put("code", code);
        body.put("grant_type", "authorization_code");
        return restTemplate.postForObject("https://appleid.apple.com/auth/token", body, String.class);
    }
}
"""
IN_A_LOOP = """
class Exchange {
    void run(Map<String, String> fields) throws Exception {
        StringBuilder form = new StringBuilder();
        for (Map.Entry<String, String> field : fields.entrySet()) {
            form.append(field.getKey()).append("=").append(URLEncoder.encode(field.getValue(), "UTF-8")).append("&");
        }
        Request request = new Request.Builder().url("https://appleid.apple.com/auth/token")
            .post(RequestBody.create(form.toString(), MediaType.parse("application/x-www-form-urlencoded"))).build();
        new OkHttpClient().newCall(request).execute();
    }
}
"""
APPENDED = """
class Exchange {
    void run(String code, String secret) throws Exception {
        StringBuilder form = new StringBuilder("client_id=com.acmefit.web");
        form.append("&client_secret=").append(secret).append("&code=").append(code).append("&grant_type=authorization_code");
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://appleid.apple.com/auth/token"))
            .header("Content-Type", "application/x-www-form-urlencoded").POST(HttpRequest.BodyPublishers.ofString(form.toString())).build();
        client.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
"""
PROGRAMS = {
    "Loop.java": IN_A_LOOP,
    "Appended.java": APPENDED,
    "Jjwt.java": JJWT,
    "Jjwt12.java": JJWT_12,
    "Auth0.kt": AUTH0,
    "Nimbus.java": NIMBUS,
    "Raw.java": BY_HAND,
    "Jose4j.kts": JOSE4J,
    "Apple.scala": SCALA,
    "Connection.java": CONNECTION,
    "Apache.java": APACHE,
}
JJWT_CHANGES = (
    ("no key id", '            .setHeaderParam("kid", keyId)\n', "", "secret-kid-missing"),
    ("a month that does not fit in 32 bits", "1000L * 60", "1000 * 60", "secret-exp-before-iat"),
    ("a shared secret", "SignatureAlgorithm.ES256", "SignatureAlgorithm.HS256", "secret-alg-not-es256"),
    ("a year", "60 * 24 * 30", "60 * 24 * 365", "secret-lives-too-long"),
    ("an audience with a path", '"https://appleid.apple.com";', '"https://appleid.apple.com/auth/token";', "secret-aud-is-endpoint"),
    ("the other claim", ".setIssuer(TEAM_ID)", ".setIssuer(CLIENT_ID)", "secret-iss-is-client-id"),
    ("no audience", "            .setAudience(AUDIENCE)\n", "", "secret-aud-missing"),
    ("a wrong header", "APPLICATION_FORM_URLENCODED", "APPLICATION_JSON", "request-body-is-json"),
    ("no grant type", '        form.add("grant_type", "authorization_code");\n', "", "grant-type-missing"),
)
AUTH0_CHANGES = (
    ("no grant type", '                append("grant_type", "authorization_code")\n', "", "grant-type-missing"),
    ("milliseconds", "System.currentTimeMillis() / 1000", "System.currentTimeMillis()", "secret-iat-in-milliseconds"),
    ("no key id", '            .withKeyId("Q7M2T9XK4C")\n', "", "secret-kid-missing"),
    ("HMAC", "Algorithm.ECDSA256(null, key)", 'Algorithm.HMAC256("shared")', "secret-alg-not-es256"),
)
NIMBUS_CHANGES = (
    ("a year", "Calendar.DAY_OF_MONTH, 30", "Calendar.YEAR, 1", "secret-lives-too-long"),
    ("a JSON header", "application/x-www-form-urlencoded", "application/json", "request-content-type-wrong"),
    ("no key id", '.keyID("Q7M2T9XK4C")', "", "secret-kid-missing"),
    ("GET", ".POST(HttpRequest.BodyPublishers.ofString(form))", ".GET()", "request-method-not-post"),
)
BY_HAND_CHANGES = (
    ("DER", "SHA256withECDSAinP1363Format", "SHA256withECDSA", "signature-is-der"),
    ("milliseconds", "Instant.now().getEpochSecond()", "Instant.now().toEpochMilli()", "secret-iat-in-milliseconds"),
)
SCALA_CHANGES = (
    ("a year", "30.days", "365.days", "secret-lives-too-long"),
    ("no key id", '.withKeyId("Q7M2T9XK4C")', "", "secret-kid-missing"),
)
JOSE4J_CHANGES = (
    ("no key id", 'jws.keyIdHeaderValue = "Q7M2T9XK4C"\n', "", "secret-kid-missing"),
    ("no grant type", '.with("grant_type", "authorization_code")', "", "grant-type-missing"),
)
CONNECTION_CHANGES = (
    ("no grant type", "&grant_type=authorization_code", "", "grant-type-missing"),
    (
        "JSON",
        "connection.setDoOutput(true);",
        'connection.setDoOutput(true); connection.setRequestProperty("Content-Type", "application/json");',
        "request-content-type-wrong",
    ),
)
APACHE_CHANGES = (
    ("no grant type", 'params.add(new BasicNameValuePair("grant_type", "authorization_code"));', "", "grant-type-missing"),
    ("another address", "/auth/token", "/auth/tokens", "request-url-wrong"),
)
CHANGED = (
    ("Ktor.kt", "JSON", KTOR_JSON, "request-body-is-json"),
    ("Rest.java", "JSON", REST_JSON, "request-body-is-json"),
    *(("Jjwt.java", *row) for row in changed(JJWT, JJWT_CHANGES)),
    *(("Auth0.kt", *row) for row in changed(AUTH0, AUTH0_CHANGES)),
    *(("Nimbus.java", *row) for row in changed(NIMBUS, NIMBUS_CHANGES)),
    *(("Raw.java", *row) for row in changed(BY_HAND, BY_HAND_CHANGES)),
    *(("Apple.scala", *row) for row in changed(SCALA, SCALA_CHANGES)),
    *(("Connection.java", *row) for row in changed(CONNECTION, CONNECTION_CHANGES)),
    *(("Apache.java", *row) for row in changed(APACHE, APACHE_CHANGES)),
    *(("Jose4j.kts", *row) for row in changed(JOSE4J, JOSE4J_CHANGES)),
)


@each("name", PROGRAMS)
def test_a_right_program_is_not_accused(name: str) -> None:
    assert root_of(name, PROGRAMS[name]) is None


@each(("name", "title", "program", "rule"), CHANGED)
def test_a_mistake_is_named(name: str, title: str, program: str, rule: str) -> None:
    assert root_of(name, program) == rule, title
