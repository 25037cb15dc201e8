defmodule Acmefit.Apple do
  @moduledoc """
  Signs in with Apple.
  """
  alias JOSE.{JWK, JWS, JWT}
  require Logger

  @token_url "https://appleid.apple.com/auth/token"

  defstruct [:team_id, :key_id, client_id: "com.acmefit.web"]

  def secret(%__MODULE__{} = config, ttl \\ 3600) do
    jwk = JWK.from_pem_file("priv/AuthKey_#{config.key_id}.p8")
    now = System.system_time(:second)

    {_, token} =
      jwk
      |> JWT.sign(%{"alg" => "ES256", "kid" => config.key_id}, %{
        "iss" => config.team_id,
        "iat" => now,
        "exp" => now + ttl,
        "aud" => "https://appleid.apple.com",
        "sub" => config.client_id
      })
      |> JWS.compact()

    token
  end

  def exchange(config, code) do
    body =
      URI.encode_query(%{
        client_id: config.client_id,
        client_secret: secret(config),
        code: code,
        grant_type: "authorization_code"
      })

    headers = [{"content-type", "application/x-www-form-urlencoded"}]

    with {:ok, %{status_code: 200, body: answer}} <- HTTPoison.post(@token_url, body, headers),
         {:ok, tokens} <- Jason.decode(answer) do
      {:ok, tokens["refresh_token"]}
    else
      {:ok, %{status_code: status, body: answer}} ->
        Logger.error("apple answered #{status}: #{answer}")
        {:error, status}

      {:error, reason} ->
        {:error, reason}
    end
  end

  def revoke(token, hint \\ :refresh_token)
  def revoke(nil, _hint), do: :ok

  def revoke(token, hint) do
    config = %__MODULE__{team_id: "R5T8Q2WM7K", key_id: "Q7M2T9XK4C"}

    case Req.post("https://appleid.apple.com/auth/revoke",
           form: [client_id: config.client_id, client_secret: secret(config), token: token, token_type_hint: hint]
         ) do
      {:ok, %Req.Response{status: 200}} -> :ok
      {:ok, response} -> {:error, response.status}
      {:error, exception} -> raise exception
    end
  end
end
