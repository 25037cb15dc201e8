import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;

class HandMade {
    static final String TEAM = "R5T8Q2WM7K", KEY = "Q7M2T9XK4C", CLIENT = "com.acmefit.web";

    static String b64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static String clientSecret() throws Exception {
        String pem = Files.readString(Path.of("/run/secrets/AuthKey_" + KEY + ".p8"));
        byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        PrivateKey key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));

        long now = Instant.now().getEpochSecond();
        String header = String.format("{\"alg\":\"ES256\",\"kid\":\"%s\"}", KEY);
        String payload = String.format("{\"iss\":\"%s\",\"iat\":%d,\"exp\":%d,\"aud\":\"https://appleid.apple.com\",\"sub\":\"%s\"}",
                TEAM, now, now + 86400 * 30, CLIENT);
        String input = b64(header.getBytes(StandardCharsets.UTF_8)) + "." + b64(payload.getBytes(StandardCharsets.UTF_8));

        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initSign(key);
        signature.update(input.getBytes(StandardCharsets.US_ASCII));
        return input + "." + b64(signature.sign());
    }

    public static void main(String[] args) throws Exception {
        System.out.println(clientSecret());
    }
}
