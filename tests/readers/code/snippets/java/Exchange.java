import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import okhttp3.FormBody;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.springframework.http.HttpEntity;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.WebClient;

public class Exchange {
    private static final String TOKEN_URL = "https://appleid.apple.com/auth/token";

    Object withRestTemplate(String code, String secret) {
        HttpHeaders headers = new HttpHeaders();
        headers.setContentType(MediaType.APPLICATION_FORM_URLENCODED);
        MultiValueMap<String, String> form = new LinkedMultiValueMap<>();
        form.add("client_id", "com.acmefit.web");
        form.add("client_secret", secret);
        form.add("code", code);
        form.add("grant_type", "authorization_code");
        return new RestTemplate().postForEntity(TOKEN_URL, new HttpEntity<>(form, headers), AppleToken.class).getBody();
    }

    Object withWebClient(WebClient client, String refreshToken, String secret) {
        return client.post().uri(TOKEN_URL)
            .body(BodyInserters.fromFormData("grant_type", "refresh_token").with("refresh_token", refreshToken).with("client_secret", secret))
            .retrieve().bodyToMono(AppleToken.class).block();
    }

    String withOkHttp(String code, String secret) throws java.io.IOException {
        RequestBody body = new FormBody.Builder().add("code", code).add("client_secret", secret).build();
        Request request = new Request.Builder().url(TOKEN_URL).post(body).header("Accept", "application/json").build();
        try (okhttp3.Response response = new OkHttpClient().newCall(request).execute()) {
            return response.body().string();
        }
    }

    String withHttpClient(String code, String secret) throws Exception {
        Map<String, String> fields = Map.of("code", code, "client_secret", secret, "grant_type", "authorization_code");
        String form = fields.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
        HttpRequest request = HttpRequest.newBuilder(URI.create(TOKEN_URL))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
}
