defmodule MyApp.AppleToken do
  use Joken.Config, default_signer: nil

  @team_id Application.compile_env(:my_app, :apple_team_id, "R5T8Q2WM7K")
  @key_id "Q7M2T9XK4C"
  @aud "https://appleid.apple.com"
  @half_a_year 60 * 60 * 24 * 180

  @impl Joken.Config
  def token_config do
    %{}
    |> add_claim("iss", fn -> @team_id end)
    |> add_claim("aud", fn -> @aud end)
  end

  @spec client_secret(keyword()) :: String.t()
  def client_secret(opts \\ []) do
    client_id = opts[:client_id] || System.fetch_env!("APPLE_CLIENT_ID")
    now = DateTime.utc_now() |> DateTime.to_unix()

    claims = %{
      "iss" => @team_id,
      "iat" => now,
      "exp" => now + @half_a_year,
      "aud" => @aud,
      "sub" => client_id
    }

    signer = Joken.Signer.create("ES256", %{"pem" => private_key()}, %{"kid" => @key_id})
    {:ok, token, _claims} = Joken.encode_and_sign(claims, signer)
    token
  end

  defp private_key, do: System.get_env("APPLE_PRIVATE_KEY") |> String.replace("\\n", "\n")
end
