import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;

/** Three exchanges with OkHttp. */
public class WithOkHttp {
    private static final MediaType FORM = MediaType.get("application/x-www-form-urlencoded");
    private static final OkHttpClient CLIENT = new OkHttpClient();

    private static void ask(String path, String body) throws Exception {
        var request = new Request.Builder().url("https://appleid.apple.com" + path);
        if (body != null) {
            request.post(RequestBody.create(FORM, body));
        }
        try (var answer = CLIENT.newCall(request.build()).execute()) {
            System.out.println(answer.code() + " " + answer.body().string());
        }
    }

    public static void main(String[] arguments) throws Exception {
        ask("/auth/keys", null);
        ask("/auth/token", System.getenv("RIGHT_FORM"));
        ask("/auth/token", System.getenv("REFUSED_FORM"));
        System.exit(0);
    }
}
