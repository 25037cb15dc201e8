import okhttp3.FormBody
import okhttp3.MediaType.Companion.toMediaType
import okhttp3.OkHttpClient
import okhttp3.Request
import okhttp3.RequestBody.Companion.toRequestBody
import org.json.JSONObject
import java.net.URLEncoder

enum class Hint(val value: String) {
    REFRESH("refresh_token"),
    ACCESS("access_token"),
}

class OkHttpRevoke(private val client: OkHttpClient = OkHttpClient()) {
    fun revoke(token: String, secret: String, hint: Hint = Hint.REFRESH): Boolean {
        val body = FormBody.Builder()
            .add("client_id", "com.acmefit.app")
            .add("client_secret", secret)
            .add("token", token)
            .add("token_type_hint", hint.value)
            .build()
        val request = Request.Builder().url("https://appleid.apple.com/auth/revoke").post(body).build()
        return try {
            client.newCall(request).execute().use { it.isSuccessful }
        } catch (e: java.io.IOException) {
            false
        }
    }

    fun exchangeAsText(code: String, secret: String) {
        val fields = mapOf("code" to code, "client_secret" to secret, "grant_type" to "authorization_code")
        val form = fields.map { (name, value) -> "$name=${URLEncoder.encode(value, "UTF-8")}" }.joinToString("&")
        val json = JSONObject().put("code", code).put("client_secret", secret)
        val type = if (USE_JSON) "application/json" else "application/x-www-form-urlencoded"
        val text = if (USE_JSON) json.toString() else form
        val request = Request.Builder().url("https://appleid.apple.com/auth/token").post(text.toRequestBody(type.toMediaType()))
        client.newCall(request.build()).execute()
    }
}

private const val USE_JSON = false
