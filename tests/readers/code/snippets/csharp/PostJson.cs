app.MapPost("/callback", async (HttpContext context, IHttpClientFactory factory, AppleSecretService secrets) =>
{
    var form = await context.Request.ReadFormAsync();
    var http = factory.CreateClient();
    var response = await http.PostAsync("https://appleid.apple.com/auth/token", new FormUrlEncodedContent(new Dictionary<string, string>
    {
        ["client_id"] = "com.acmefit.web",
        ["client_secret"] = secrets.Create(),
        ["code"] = form["code"].ToString(),
        ["grant_type"] = "authorization_code",
        ["redirect_uri"] = "https://acmefit.com/callback"
    }));
    return Results.Text(await response.Content.ReadAsStringAsync());
});
