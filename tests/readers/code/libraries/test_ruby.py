from __future__ import annotations

import pytest
from tests.each import each
from tests.readers.code.libraries.roots import changed, root_of

SCRIPT = """
require "jwt"
require "net/http"

TEAM_ID = "R5T8Q2WM7K"
KEY_ID = "Q7M2T9XK4C"
CLIENT_ID = ENV.fetch("APPLE_CLIENT_ID", "com.acmefit.web")

def client_secret
  key = OpenSSL::PKey::EC.new(File.read("AuthKey_Q7M2T9XK4C.p8"))
  claims = {
    iss: TEAM_ID,
    iat: Time.now.to_i,
    exp: Time.now.to_i + 86_400 * 180,
    aud: "https://appleid.apple.com",
    sub: CLIENT_ID,
  }
  JWT.encode(claims, key, "ES256", { kid: KEY_ID })
end

uri = URI("https://appleid.apple.com/auth/token")
response = Net::HTTP.post_form(uri, {
  "client_id" => CLIENT_ID,
  "client_secret" => client_secret,
  "code" => ARGV[0],
  "grant_type" => "authorization_code",
})
puts response.body
"""
# A service of Rails, with spans of Active Support.
SERVICE = """
class AppleClientSecret
  AUDIENCE = "https://appleid.apple.com".freeze

  attr_reader :client_id

  def initialize(client_id: "com.acmefit.web")
    @client_id = client_id
  end

  def self.exchange(code) = new.exchange(code)

  def to_s
    @to_s ||= JWT.encode(payload, private_key, "ES256", kid: Rails.application.credentials.apple[:key_id])
  end

  def exchange(code)
    HTTParty.post(
      "https://appleid.apple.com/auth/token",
      body: { client_id: client_id, client_secret: to_s, code: code, grant_type: "authorization_code" },
      headers: { "Content-Type" => "application/x-www-form-urlencoded" },
    )
  end

  private

  def payload
    { iss: team_id, iat: Time.current.to_i, exp: (Time.current + 5.minutes).to_i, aud: AUDIENCE, sub: client_id }
  end

  def team_id
    ENV["APPLE_TEAM_ID"]
  end

  def private_key
    OpenSSL::PKey.read(Rails.root.join("config", "AuthKey_Q7M2T9XK4C.p8").read)
  end
end
"""
JSON_JWT = """
require "json/jwt"

jwt = JSON::JWT.new(iss: "R5T8Q2WM7K", iat: Time.now, exp: 1.hour.from_now, aud: "https://appleid.apple.com", sub: "com.acmefit.web")
jwt.kid = "Q7M2T9XK4C"
secret = jwt.sign(OpenSSL::PKey::EC.new(ENV["APPLE_KEY"]), :ES256).to_s

http = Net::HTTP.new("appleid.apple.com", 443)
request = Net::HTTP::Post.new("https://appleid.apple.com/auth/revoke")
request.set_form_data(client_id: "com.acmefit.web", client_secret: secret, token: token, token_type_hint: "refresh_token")
http.request(request)
"""
FARADAY = """
connection = Faraday.new(url: "https://appleid.apple.com") do |f|
  f.request :url_encoded
  f.response :json
end
connection.post("/auth/token", { client_id: "com.acmefit.web", client_secret: secret, code: params[:code], grant_type: "authorization_code" })
"""
REST_CLIENT = """
RestClient.post("https://appleid.apple.com/auth/token",
  { client_id: "com.acmefit.web", client_secret: secret, grant_type: "refresh_token", refresh_token: token })
"""
HTTP_RB = """
HTTP.headers("Accept" => "application/json").post("https://appleid.apple.com/auth/token", form: {
  client_id: "com.acmefit.web", client_secret: secret, code: code, grant_type: "authorization_code"
})
"""
TEXT = """
http = Net::HTTP.new(uri.host, uri.port)
req = Net::HTTP::Post.new(URI("https://appleid.apple.com/auth/token"))
req["Content-Type"] = "application/x-www-form-urlencoded"
req.body = URI.encode_www_form(client_id: "com.acmefit.web", client_secret: secret, code: code, grant_type: "authorization_code")
http.request(req)
"""
# Signed by OpenSSL, with r and s taken out of DER.
BY_HAND = """
require "openssl"
require "base64"

def part(text)
  Base64.urlsafe_encode64(text, padding: false)
end

now = Time.now.utc.to_i
header = { alg: "ES256", kid: "Q7M2T9XK4C" }
claims = { iss: "R5T8Q2WM7K", iat: now, exp: now + 600, aud: "https://appleid.apple.com", sub: "com.acmefit.web" }
input = [header.to_json, claims.to_json].map(&method(:part)).join(".")
key = OpenSSL::PKey::EC.new(File.read("AuthKey_Q7M2T9XK4C.p8"))
der = key.dsa_sign_asn1(OpenSSL::Digest::SHA256.digest(input))
raw = OpenSSL::ASN1.decode(der).value.map { |n| n.value.to_s(2).rjust(32, "\\x00") }.join
puts "#{input}.#{part(raw)}"
"""
# The token of the application's own sessions, and a request to another service.
SESSION = """
class Session
  def self.token(user)
    JWT.encode({ sub: user.id, exp: 1.day.from_now.to_i }, Rails.application.secret_key_base)
  end
end
keys = Net::HTTP.get(URI("https://appleid.apple.com/auth/keys"))
Faraday.post("https://oauth2.googleapis.com/token", { client_id: "x", client_secret: "y", code: code, grant_type: "authorization_code" }.to_json)
"""
PROGRAMS = {
    "a script": SCRIPT,
    "a service": SERVICE,
    "json-jwt": JSON_JWT,
    "Faraday": FARADAY,
    "RestClient": REST_CLIENT,
    "http.rb": HTTP_RB,
    "text": TEXT,
    "by hand": BY_HAND,
    "a session": SESSION,
}

FAULTS = [
    *changed(
        SCRIPT,
        [
            ("no algorithm", ', "ES256", { kid: KEY_ID })', ")", "secret-alg-not-es256"),
            ("HS256", '"ES256"', '"HS256"', "secret-alg-not-es256"),
            ("no kid", ", { kid: KEY_ID }", "", "secret-kid-missing"),
            ("milliseconds", "iat: Time.now.to_i", "iat: (Time.now.to_f * 1000).to_i", "secret-iat-in-milliseconds"),
            ("a year", "86_400 * 180", "86_400 * 365", "secret-lives-too-long"),
            ("exp is a span", "exp: Time.now.to_i + 86_400 * 180", "exp: 86_400 * 180", "secret-exp-is-a-duration"),
            ("an identifier as iss", "iss: TEAM_ID", 'iss: "com.acmefit.web"', "secret-iss-malformed"),
            ("aud with a path", 'aud: "https://appleid.apple.com"', 'aud: "https://appleid.apple.com/auth/token"', "secret-aud-is-endpoint"),
            ("no iat", "    iat: Time.now.to_i,\n", "", "secret-iat-missing"),
            ("no grant_type", '  "grant_type" => "authorization_code",\n', "", "grant-type-missing"),
            ("misspelt", '"client_secret" =>', '"clientSecret" =>', "field-name-misspelt"),
            ("http", "https://appleid.apple.com/auth", "http://appleid.apple.com/auth", "request-not-https"),
        ],
    ),
    *changed(
        SERVICE,
        [
            ("no kid", ", kid: Rails.application.credentials.apple[:key_id]", "", "secret-kid-missing"),
            ("a year", "5.minutes", "1.year", "secret-lives-too-long"),
            ("six months", "5.minutes", "6.months", "lifetime-in-calendar-months"),
            ("JSON", 'grant_type: "authorization_code" }', 'grant_type: "authorization_code" }.to_json', "request-body-is-json"),
            ("JSON media type", "x-www-form-urlencoded", "json", "request-content-type-wrong"),
            ("no credentials", "client_id: client_id, client_secret: to_s, ", "", "client-id-missing"),
            ("another address", "/auth/token", "/auth/oauth2/token", "request-url-wrong"),
        ],
    ),
    *changed(
        JSON_JWT,
        [
            ("no kid", 'jwt.kid = "Q7M2T9XK4C"\n', "", "secret-kid-missing"),
            ("HS256", ":ES256", ":HS256", "secret-alg-not-es256"),
            ("no sub", ', sub: "com.acmefit.web"', "", "secret-sub-missing"),
            ("GET", "Post.new", "Get.new", "request-method-not-post"),
        ],
    ),
    *changed(
        FARADAY,
        [
            ("JSON", "f.request :url_encoded", "f.request :json", "request-body-is-json"),
            ("no grant_type", ', grant_type: "authorization_code"', "", "grant-type-missing"),
        ],
    ),
    *changed(REST_CLIENT, [("JSON", "refresh_token: token })", "refresh_token: token }.to_json, content_type: :json)", "request-body-is-json")]),
    *changed(HTTP_RB, [("JSON", "form: {", "json: {", "request-body-is-json"), ("the query", "form: {", "params: {", "request-fields-in-query")]),
    *changed(
        TEXT,
        [
            ("JSON media type", "x-www-form-urlencoded", "json", "request-content-type-wrong"),
            ("JSON", "URI.encode_www_form(", "JSON.generate(", "request-body-is-json"),
            ("GET", "Post.new", "Get.new", "request-method-not-post"),
        ],
    ),
    *changed(
        BY_HAND,
        [("DER", "part(raw)", "part(der)", "signature-is-der"), ("DER of sign", "part(raw)", 'part(key.sign("SHA256", input))', "signature-is-der")],
    ),
]


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_right_program_has_no_root_cause(name: str):
    assert root_of("apple.rb", PROGRAMS[name]) is None


@each("title, program, rule", FAULTS)
def test_each_mistake_is_the_root_cause(title: str, program: str, rule: str):
    assert root_of("apple.rb", program) == rule
