defmodule Acme.AppleSecret do
  @moduledoc "Client secrets for Sign in with Apple."
  use Joken.Config

  @aud "https://appleid.apple.com"
  @ttl 60 * 5

  @impl true
  def token_config do
    %{}
  end

  def generate do
    now = Joken.current_time()
    config = Application.fetch_env!(:acme, :apple)

    claims = %{
      "iss" => config[:team_id],
      "iat" => now,
      "exp" => now + @ttl,
      "aud" => @aud,
      "sub" => config[:client_id]
    }

    signer = Joken.Signer.create("ES256", %{"pem" => config[:private_key]}, %{"kid" => config[:key_id]})

    with {:ok, token, _claims} <- Joken.generate_and_sign(%{}, claims, signer) do
      token
    end
  end

  def exchange(code) do
    Req.post!("https://appleid.apple.com/auth/token",
      form: [
        client_id: Application.fetch_env!(:acme, :apple)[:client_id],
        client_secret: generate(),
        code: code,
        grant_type: "authorization_code"
      ]
    )
  end
end
