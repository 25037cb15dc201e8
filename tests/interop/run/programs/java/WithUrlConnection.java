import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;

/** Three exchanges with HttpURLConnection. */
public class WithUrlConnection {
    private static void ask(String path, String body) throws Exception {
        var connection = (HttpURLConnection) new URL("https://appleid.apple.com" + path).openConnection();
        if (body != null) {
            connection.setDoOutput(true);
            connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
        }
        var status = connection.getResponseCode();
        var answer = status < 400 ? connection.getInputStream() : connection.getErrorStream();
        System.out.println(status + " " + new String(answer.readAllBytes(), StandardCharsets.UTF_8));
    }

    public static void main(String[] arguments) throws Exception {
        ask("/auth/keys", null);
        ask("/auth/token", System.getenv("RIGHT_FORM"));
        ask("/auth/token", System.getenv("REFUSED_FORM"));
    }
}
