defmodule MyApp.Apple.Client do
  @token_url "https://appleid.apple.com/auth/token"

  def refresh(refresh_token) do
    config = Application.get_env(:my_app, __MODULE__)

    params = %{
      "client_id" => Keyword.fetch!(config, :client_id),
      "client_secret" => client_secret(config),
      "grant_type" => "refresh_token",
      "refresh_token" => refresh_token
    }

    Finch.build(:post, @token_url, [{"content-type", "application/x-www-form-urlencoded"}], URI.encode_query(params))
    |> Finch.request(MyApp.Finch)
  end

  defp client_secret(config) do
    now = DateTime.to_unix(DateTime.utc_now())
    jwk = JOSE.JWK.from_pem(config[:private_key])
    jws = %{"alg" => "ES256", "kid" => config[:key_id]}

    jwt = %{
      "iss" => config[:team_id],
      "iat" => now,
      "exp" => now + 300,
      "aud" => "https://appleid.apple.com",
      "sub" => config[:client_id]
    }

    {_, token} = JOSE.JWT.sign(jwk, jws, jwt) |> JOSE.JWS.compact()
    token
  end
end
