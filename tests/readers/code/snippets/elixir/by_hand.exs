Mix.install([:jason, :req])

encode = fn map -> map |> Jason.encode!() |> Base.url_encode64(padding: false) end

pem = File.read!("AuthKey_Q7M2T9XK4C.p8")
[entry | _] = :public_key.pem_decode(pem)
key = :public_key.pem_entry_decode(entry)

now = :os.system_time(:second)
header = encode.(%{alg: "ES256", kid: "Q7M2T9XK4C"})

payload =
  encode.(%{
    iss: "R5T8Q2WM7K",
    iat: now,
    exp: now + div(15_777_000, 2),
    aud: "https://appleid.apple.com",
    sub: "com.acmefit.web"
  })

input = header <> "." <> payload
signature = :public_key.sign(input, :sha256, key)
secret = "#{input}.#{Base.url_encode64(signature, padding: false)}"

response =
  Req.post!("https://appleid.apple.com/auth/token",
    json: %{client_id: "com.acmefit.web", client_secret: secret, grant_type: "refresh_token", refresh_token: System.get_env("TOKEN")}
  )

IO.puts(~s(status: #{response.status}))
