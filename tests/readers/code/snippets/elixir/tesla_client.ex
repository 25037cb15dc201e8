defmodule Acme.AppleClient do
  use Tesla

  plug Tesla.Middleware.BaseUrl, "https://appleid.apple.com"
  plug Tesla.Middleware.FormUrlencoded
  plug Tesla.Middleware.DecodeJson

  def token(code, secret) do
    post("/auth/token", %{
      client_id: System.fetch_env!("APPLE_CLIENT_ID"),
      client_secret: secret,
      code: code,
      grant_type: "authorization_code",
      redirect_uri: "https://acmefit.com/auth/apple/callback"
    })
  end
end
