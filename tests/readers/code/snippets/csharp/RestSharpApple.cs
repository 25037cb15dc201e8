using RestSharp;

public class RestSharpApple
{
    public async Task<string?> Exchange(string clientId, string clientSecret, string code)
    {
        var client = new RestClient("https://appleid.apple.com");
        var request = new RestRequest("auth/token", Method.Post);
        request.AddParameter("client_id", clientId);
        request.AddParameter("client_secret", clientSecret);
        request.AddParameter("code", code);
        request.AddParameter("grant_type", "authorization_code");
        var response = await client.ExecuteAsync(request);
        return response.Content;
    }
}
