from __future__ import annotations

import pytest
from tests.each import each
from tests.readers.code.libraries.roots import changed, root_of

JOSE = """
defmodule MyApp.Apple do
  alias JOSE.{JWK, JWS, JWT}

  @team_id "R5T8Q2WM7K"
  @key_id "Q7M2T9XK4C"
  @client_id "com.acmefit.web"
  @aud "https://appleid.apple.com"

  def client_secret do
    jwk = JWK.from_pem_file("priv/AuthKey_Q7M2T9XK4C.p8")
    now = System.system_time(:second)
    header = %{"alg" => "ES256", "kid" => @key_id}
    claims = %{"iss" => @team_id, "iat" => now, "exp" => now + 86_400 * 180, "aud" => @aud, "sub" => @client_id}
    {_, token} = jwk |> JWT.sign(header, claims) |> JWS.compact()
    token
  end

  def exchange(code) do
    body = URI.encode_query(%{
      "client_id" => @client_id,
      "client_secret" => client_secret(),
      "code" => code,
      "grant_type" => "authorization_code"
    })
    headers = [{"Content-Type", "application/x-www-form-urlencoded"}]

    case HTTPoison.post("https://appleid.apple.com/auth/token", body, headers) do
      {:ok, %{status_code: 200, body: body}} -> Jason.decode(body)
      {:ok, response} -> {:error, response}
      {:error, reason} -> {:error, reason}
    end
  end
end
"""
JOKEN = """
defmodule MyApp.AppleSecret do
  @signing_alg "ES256"

  def generate do
    signer = Joken.Signer.create(@signing_alg, %{"pem" => System.fetch_env!("APPLE_KEY")}, %{"kid" => Application.get_env(:my_app, :apple_key_id)})
    now = DateTime.utc_now()

    {:ok, token, _claims} =
      %{
        "iss" => System.get_env("APPLE_TEAM_ID", "R5T8Q2WM7K"),
        "iat" => DateTime.to_unix(now),
        "exp" => now |> DateTime.add(3600, :second) |> DateTime.to_unix(),
        "aud" => "https://appleid.apple.com",
        "sub" => "com.acmefit.web"
      }
      |> Joken.encode_and_sign(signer)

    token
  end

  def refresh(token) do
    Req.post!("https://appleid.apple.com/auth/token",
      form: [
        client_id: "com.acmefit.web",
        client_secret: generate(),
        grant_type: "refresh_token",
        refresh_token: token
      ]
    ).body
  end
end
"""
# The module generates its claims, and Tesla sends the request.
CONFIG = """
defmodule MyApp.AppleToken do
  use Joken.Config

  @impl true
  def token_config do
    default_claims(iss: "R5T8Q2WM7K", aud: "https://appleid.apple.com", default_exp: 60 * 60, skip: [:jti, :nbf])
    |> add_claim("sub", fn -> "com.acmefit.web" end)
  end
end

defmodule MyApp.AppleClient do
  use Tesla

  plug Tesla.Middleware.BaseUrl, "https://appleid.apple.com"
  plug Tesla.Middleware.FormUrlencoded

  def revoke(token) do
    signer = Joken.Signer.create("ES256", %{"pem" => File.read!("AuthKey_Q7M2T9XK4C.p8")}, %{"kid" => "Q7M2T9XK4C"})
    secret = MyApp.AppleToken.generate_and_sign!(%{}, signer)
    post("/auth/revoke", %{client_id: "com.acmefit.web", client_secret: secret, token: token, token_type_hint: "refresh_token"})
  end
end
"""
TESLA = """
client = Tesla.client([{Tesla.Middleware.BaseUrl, "https://appleid.apple.com"}, Tesla.Middleware.FormUrlencoded])
Tesla.post(client, "/auth/token", %{client_id: id, client_secret: secret, code: code, grant_type: "authorization_code"})
"""
FINCH = """
fields = %{client_id: "com.acmefit.web", client_secret: secret, code: code, grant_type: "authorization_code"}
body = URI.encode_query(fields)
Finch.build(:post, "https://appleid.apple.com/auth/token", [{"content-type", "application/x-www-form-urlencoded"}], body)
|> Finch.request(MyApp.Finch)
"""
# Signed by Erlang's own functions, as JSON with Base64 by hand.
BY_HAND = """
header = %{alg: "ES256", kid: "Q7M2T9XK4C"} |> Jason.encode!() |> Base.url_encode64(padding: false)
now = :os.system_time(:seconds)
claims = Jason.encode!(%{iss: "R5T8Q2WM7K", iat: now, exp: now + 600, aud: "https://appleid.apple.com", sub: "com.acmefit.web"})
payload = Base.url_encode64(claims, padding: false)
signature = :public_key.sign(header <> "." <> payload, :sha256, key)
secret = Enum.join([header, payload, Base.url_encode64(signature, padding: false)], ".")
"""
# The token of the application's own sessions.
SESSION = """
defmodule MyApp.Session do
  use Joken.Config

  def sign(user), do: generate_and_sign!(%{"sub" => user.id}, Joken.Signer.create("HS256", "secret"))
  def keys, do: Req.get!("https://appleid.apple.com/auth/keys").body
end
"""
PROGRAMS = {"JOSE": JOSE, "Joken": JOKEN, "Joken.Config": CONFIG, "Tesla": TESLA, "Finch": FINCH, "a session": SESSION}

FAULTS = [
    *changed(
        JOSE,
        [
            ("no kid", ', "kid" => @key_id', "", "secret-kid-missing"),
            ("no header", "JWT.sign(header, claims)", "JWT.sign(claims)", "secret-kid-missing"),
            ("alg", '"alg" => "ES256"', '"alg" => "HS256"', "secret-alg-not-es256"),
            ("milliseconds", "system_time(:second)", "system_time(:millisecond)", "secret-iat-in-milliseconds"),
            ("a year", "86_400 * 180", "86_400 * 365", "secret-lives-too-long"),
            ("exp by timers, which are milliseconds", "now + 86_400 * 180", "now + :timer.hours(24 * 7)", "secret-lives-too-long"),
            ("iss and sub swapped", '"iss" => @team_id', '"iss" => @client_id', "secret-iss-is-client-id"),
            ("aud with a path", '@aud "https://appleid.apple.com"', '@aud "https://appleid.apple.com/auth/token"', "secret-aud-is-endpoint"),
            ("JSON", "URI.encode_query(", "Jason.encode!(", "request-body-is-json"),
            ("no media type", ", body, headers)", ", body)", "request-content-type-wrong"),
            ("GET", "HTTPoison.post(", "HTTPoison.request(:get, ", "request-method-not-post"),
            ("no grant_type", ',\n      "grant_type" => "authorization_code"', "", "grant-type-missing"),
            ("misspelt", '"client_secret" =>', '"secret" =>', "field-name-misspelt"),
        ],
    ),
    *changed(
        JOKEN,
        [
            ("no kid", ', %{"kid" => Application.get_env(:my_app, :apple_key_id)}', "", "secret-kid-missing"),
            ("HS256", '@signing_alg "ES256"', '@signing_alg "HS256"', "secret-alg-not-es256"),
            ("a year", "3600, :second", "365, :day", "secret-lives-too-long"),
            (
                "local time",
                "DateTime.to_unix(now)",
                'NaiveDateTime.local_now() |> DateTime.from_naive!("Etc/UTC") |> DateTime.to_unix()',
                "time-without-zone",
            ),
            ("six months", "DateTime.add(3600, :second)", "DateTime.shift(month: 6)", "lifetime-in-calendar-months"),
            ("no sub", ',\n        "sub" => "com.acmefit.web"', "", "secret-sub-missing"),
            ("JSON", "form: [", "json: [", "request-body-is-json"),
            ("the query", "form: [", "params: [", "request-fields-in-query"),
            (
                "Basic",
                'form: [\n        client_id: "com.acmefit.web",\n        client_secret: generate(),',
                'auth: {:basic, "a:b"}, form: [',
                "request-credentials-in-basic-auth",
            ),
        ],
    ),
    *changed(
        CONFIG,
        [
            ("Joken's own aud", ', aud: "https://appleid.apple.com"', "", "secret-aud-not-apple"),
            ("no kid", ', %{"kid" => "Q7M2T9XK4C"}', "", "secret-kid-missing"),
            ("no sub", '\n    |> add_claim("sub", fn -> "com.acmefit.web" end)', "", "secret-sub-missing"),
            ("JSON", "plug Tesla.Middleware.FormUrlencoded", "plug Tesla.Middleware.JSON", "request-body-is-json"),
            ("another address", '"/auth/revoke"', '"/oauth/revoke"', "request-url-wrong"),
        ],
    ),
    *changed(
        TESLA,
        [
            ("JSON", "Tesla.Middleware.FormUrlencoded", "Tesla.Middleware.JSON", "request-body-is-json"),
            ("no credentials", "%{client_id: id, client_secret: secret, ", "%{", "client-id-missing"),
            ("no grant_type", ', grant_type: "authorization_code"', "", "grant-type-missing"),
        ],
    ),
    *changed(
        FINCH,
        [
            ("no media type", '{"content-type", "application/x-www-form-urlencoded"}', "", "request-content-type-missing"),
            ("JSON", "URI.encode_query(fields)", "Jason.encode!(fields)", "request-body-is-json"),
            ("GET", "build(:post", "build(:get", "request-method-not-post"),
        ],
    ),
    ("Erlang signs in DER", BY_HAND, "signature-is-der"),
]


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_right_program_has_no_root_cause(name: str):
    assert root_of("apple.ex", PROGRAMS[name]) is None


@each("title, program, rule", FAULTS)
def test_each_mistake_is_the_root_cause(title: str, program: str, rule: str):
    assert root_of("apple.ex", program) == rule
