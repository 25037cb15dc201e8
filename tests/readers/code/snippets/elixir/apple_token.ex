defmodule MyApp.Apple.Token do
  use Joken.Config, default_signer: nil

  @impl Joken.Config
  def token_config do
    default_claims(default_exp: 3600, iss: "R5T8Q2WM7K", aud: "https://appleid.apple.com", skip: [:nbf, :jti])
    |> add_claim("sub", fn -> "com.acmefit.web" end)
  end

  def client_secret do
    signer = Joken.Signer.create("ES256", %{"pem" => File.read!("AuthKey_Q7M2T9XK4C.p8")}, %{"kid" => "Q7M2T9XK4C"})
    generate_and_sign!(%{}, signer)
  end
end
