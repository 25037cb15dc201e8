import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;

/** Three exchanges with the client that came with Java 11. */
public class WithHttpClient {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static void show(HttpRequest.Builder ask) throws Exception {
        var answer = CLIENT.send(ask.build(), BodyHandlers.ofString());
        System.out.println(answer.statusCode() + " " + answer.body());
    }

    private static HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("https://appleid.apple.com" + path));
    }

    public static void main(String[] arguments) throws Exception {
        show(to("/auth/keys"));
        for (var form : new String[] {"RIGHT_FORM", "REFUSED_FORM"}) {
            show(to("/auth/token").header("Content-Type", "application/x-www-form-urlencoded").POST(BodyPublishers.ofString(System.getenv(form))));
        }
    }
}
