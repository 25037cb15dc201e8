defmodule Acme.Apple do
  @team_id "R5T8Q2WM7K"
  @key_id "Q7M2T9XK4C"
  @client_id "com.acmefit.web"

  def client_secret do
    jwk = JOSE.JWK.from_pem_file("priv/AuthKey_Q7M2T9XK4C.p8")
    now = System.system_time(:second)

    {_, token} =
      jwk
      |> JOSE.JWT.sign(
        %{"alg" => "ES256", "kid" => @key_id},
        %{
          "iss" => @team_id,
          "iat" => now,
          "exp" => now + 86_400 * 180,
          "aud" => "https://appleid.apple.com",
          "sub" => @client_id
        }
      )
      |> JOSE.JWS.compact()

    token
  end

  def revoke(token) do
    HTTPoison.post(
      "https://appleid.apple.com/auth/revoke",
      {:form, [client_id: @client_id, client_secret: client_secret(), token: token, token_type_hint: "refresh_token"]}
    )
  end

  def exchange(code) do
    body = URI.encode_query(%{client_id: @client_id, client_secret: client_secret(), code: code, grant_type: "authorization_code"})
    headers = [{"Content-Type", "application/x-www-form-urlencoded"}]

    case HTTPoison.post("https://appleid.apple.com/auth/token", body, headers) do
      {:ok, %HTTPoison.Response{status_code: 200, body: body}} -> Jason.decode(body)
      {:ok, response} -> {:error, response}
      {:error, _} = error -> error
    end
  end
end
