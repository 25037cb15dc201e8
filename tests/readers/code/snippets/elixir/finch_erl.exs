Mix.install([:jose, :finch, :jason])

team_id = System.fetch_env!("APPLE_TEAM_ID")
key_id = System.fetch_env!("APPLE_KEY_ID")
client_id = System.fetch_env!("APPLE_CLIENT_ID")
pem = File.read!(System.fetch_env!("APPLE_KEY_PATH"))

now = DateTime.utc_now()
claims = %{
  iss: team_id,
  iat: DateTime.to_unix(now),
  exp: now |> DateTime.add(30, :minute) |> DateTime.to_unix(),
  aud: "https://appleid.apple.com",
  sub: client_id
}

{_, secret} = pem |> JOSE.JWK.from_pem() |> JOSE.JWT.sign(%{"alg" => "ES256", "kid" => key_id}, claims) |> JOSE.JWS.compact()

{:ok, _} = Finch.start_link(name: Apple)
form = URI.encode_query(client_id: client_id, client_secret: secret, grant_type: "refresh_token", refresh_token: hd(System.argv()))

:post
|> Finch.build("https://appleid.apple.com/auth/token", [{"content-type", "application/x-www-form-urlencoded"}], form)
|> Finch.request(Apple)
|> IO.inspect()
