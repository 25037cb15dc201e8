import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;

/** Three exchanges with Apache HttpClient 5, which heeds no system property by default. */
public class WithApache {
    private static void show(CloseableHttpClient client, ClassicHttpRequest ask) throws Exception {
        try (var answer = client.execute(ask)) {
            System.out.println(answer.getCode() + " " + EntityUtils.toString(answer.getEntity()));
        }
    }

    public static void main(String[] arguments) throws Exception {
        try (var client = HttpClients.createDefault()) {
            show(client, new HttpGet("https://appleid.apple.com/auth/keys"));
            for (var form : new String[] {"RIGHT_FORM", "REFUSED_FORM"}) {
                var post = new HttpPost("https://appleid.apple.com/auth/token");
                post.setEntity(new StringEntity(System.getenv(form), ContentType.APPLICATION_FORM_URLENCODED));
                show(client, post);
            }
        }
    }
}
