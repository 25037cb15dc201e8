"""Programs in Ruby that mint a client_secret and send it, and small changes that each make one mistake."""

from __future__ import annotations

IDS = 'TEAM_ID = "R5T8Q2WM7K"\nKEY_ID = "Q7M2T9XK4C"\nCLIENT_ID = "com.acmefit.web"\n'

SCRIPT = (
    'require "jwt"\nrequire "net/http"\nrequire "openssl"\n\n'
    + IDS
    + """
def client_secret
  key = OpenSSL::PKey::EC.new(File.read("AuthKey_Q7M2T9XK4C.p8"))
  now = Time.now.to_i
  claims = {
    iss: TEAM_ID,
    iat: now,
    exp: now + 86_400 * 180,
    aud: "https://appleid.apple.com",
    sub: CLIENT_ID,
  }
  JWT.encode(claims, key, "ES256", { kid: KEY_ID })
end

response = Net::HTTP.post_form(URI("https://appleid.apple.com/auth/token"), {
  "client_id" => CLIENT_ID,
  "client_secret" => client_secret,
  "code" => ENV["CODE"],
  "grant_type" => "authorization_code",
})
puts response.body
"""
)
BY_HAND = (
    'require "base64"\nrequire "json"\nrequire "net/http"\nrequire "openssl"\n\n'
    + IDS
    + """
def b64(data)
  Base64.urlsafe_encode64(data, padding: false)
end

key = OpenSSL::PKey::EC.new(File.read("AuthKey_#{KEY_ID}.p8"))
now = Time.now.to_i
header = { alg: "ES256", kid: KEY_ID }
claims = { iss: TEAM_ID, iat: now, exp: now + 3600, aud: "https://appleid.apple.com", sub: CLIENT_ID }
input = "#{b64(header.to_json)}.#{b64(claims.to_json)}"
der = key.dsa_sign_asn1(OpenSSL::Digest::SHA256.digest(input))
r, s = OpenSSL::ASN1.decode(der).value.map { |number| number.value.to_s(2).rjust(32, "\\x00") }
secret = "#{input}.#{b64(r + s)}"

uri = URI.parse("https://appleid.apple.com/auth/token")
request = Net::HTTP::Post.new(uri)
request["Content-Type"] = "application/x-www-form-urlencoded"
request.body = URI.encode_www_form(client_id: CLIENT_ID, client_secret: secret, code: ENV.fetch("CODE"), grant_type: "authorization_code")
Net::HTTP.start(uri.host, uri.port, use_ssl: uri.scheme == "https") { |http| http.request(request) }
"""
)
CLASS = """require "jwt"
require "net/http"
require "json"

class AppleClient
  AUDIENCE = "https://appleid.apple.com".freeze
  TOKEN_URL = URI("https://appleid.apple.com/auth/token")
  DAY = 24 * 60 * 60

  attr_reader :team_id, :client_id, :key_id

  def initialize(team_id:, client_id:, key_id:, pem:)
    @team_id = team_id
    @client_id = client_id
    @key_id = key_id
    @key = OpenSSL::PKey.read(pem)
  end

  def exchange(code)
    http = Net::HTTP.new(TOKEN_URL.host, TOKEN_URL.port)
    http.use_ssl = true
    request = Net::HTTP::Post.new(TOKEN_URL.path)
    request.set_form_data(
      "client_id" => client_id,
      "client_secret" => secret,
      "code" => code,
      "grant_type" => "authorization_code",
    )
    http.request(request)
  end

  private

  def secret
    JWT.encode(payload, @key, "ES256", header)
  end

  def payload
    issued = Time.now
    { "iss" => team_id, "iat" => issued.to_i, "exp" => (issued + 30 * DAY).to_i, "aud" => AUDIENCE, "sub" => client_id }
  end

  def header
    { "kid" => key_id }
  end
end

client = AppleClient.new(team_id: "R5T8Q2WM7K", client_id: "com.acmefit.web", key_id: "Q7M2T9XK4C", pem: File.read("AuthKey_Q7M2T9XK4C.p8"))
puts client.exchange(ENV["CODE"]).code
"""
ENVIRONMENT = """require 'jwt'
require 'net/http'

private_key = OpenSSL::PKey::EC.new ENV['APPLE_PRIVATE_KEY'].gsub('\\\\n', "\\n")

claims = {
  'iss' => ENV['APPLE_TEAM_ID'],
  'iat' => Time.now.to_i,
  'exp' => Time.now.to_i + 15_000_000,
  'aud' => 'https://appleid.apple.com',
  'sub' => ENV['APPLE_CLIENT_ID'],
}
client_secret = JWT.encode claims, private_key, 'ES256', kid: ENV['APPLE_KEY_ID']

uri = URI('https://appleid.apple.com/auth/token')
headers = { 'Content-Type' => 'application/x-www-form-urlencoded' }
form = {
  client_id: ENV.fetch('APPLE_CLIENT_ID'),
  client_secret: client_secret,
  code: ARGV[0],
  grant_type: 'authorization_code',
}
response = Net::HTTP.post(uri, URI.encode_www_form(form), headers)
abort response.body unless response.is_a?(Net::HTTPSuccess)
"""
MODULE = """require "openssl"
require "base64"
require "json"
require "net/http"

module AppleSecret
  module_function

  def call(team:, client:, kid:, path: "AuthKey_#{kid}.p8", lifetime: 600)
    now = Time.now.utc.to_i
    signed = [
      JSON.generate({ "alg" => "ES256", "kid" => kid }),
      JSON.generate({ "iss" => team, "iat" => now, "exp" => now + lifetime, "aud" => "https://appleid.apple.com", "sub" => client }),
    ].map { |part| encode(part) }.join(".")
    [signed, encode(raw(OpenSSL::PKey.read(File.read(path)).sign("SHA256", signed)))].join(".")
  end

  def encode(bytes)
    Base64.strict_encode64(bytes).tr("+/", "-_").delete("=")
  end

  def raw(der)
    OpenSSL::ASN1.decode(der).value.map { |part| part.value.to_s(2).rjust(32, "\\0") }.join
  end
end

fields = {
  client_id: "com.acmefit.web",
  client_secret: AppleSecret.call(team: "R5T8Q2WM7K", client: "com.acmefit.web", kid: "Q7M2T9XK4C"),
  grant_type: "authorization_code",
}
fields[:code] = ENV["CODE"]
puts Net::HTTP.post_form(URI("https://appleid.apple.com/auth/token"), fields).body
"""
STRUCT = """require "jwt"
require "net/http"
require "uri"

Credentials = Struct.new(:team_id, :client_id, :key_id, :pem, keyword_init: true) do
  def secret(now: Time.now)
    payload = { "iss" => team_id, "sub" => client_id, "aud" => "https://appleid.apple.com" }
    payload["iat"] = now.to_i
    payload["exp"] = (now + 3600).to_i
    JWT.encode payload, OpenSSL::PKey.read(pem), "ES256", { "kid" => key_id }
  end

  def form(code) = { client_id: client_id, client_secret: secret, code: code, grant_type: "authorization_code" }
end

credentials = Credentials.new(
  team_id: "R5T8Q2WM7K",
  client_id: "com.acmefit.web",
  key_id: "Q7M2T9XK4C",
  pem: File.open("AuthKey_Q7M2T9XK4C.p8", &:read),
)
uri = URI.parse("https://appleid.apple.com/auth/token")
http = Net::HTTP.new(uri.host, uri.port)
http.use_ssl = uri.scheme == "https"
request = Net::HTTP::Post.new(uri.request_uri)
request.form_data = credentials.form(ENV["CODE"])
answer = http.request(request)
puts answer.code
"""
DATES = (
    'require "date"\nrequire "jwt"\nrequire "net/http"\n\n'
    + IDS
    + """
issued = Time.now.utc
expires = issued.to_date >> 3
key = OpenSSL::PKey::EC.new(IO.read("AuthKey_Q7M2T9XK4C.p8"))
secret = JWT.encode(
  { iss: TEAM_ID, iat: issued.to_i, exp: expires.to_time.to_i, aud: "https://appleid.apple.com", sub: CLIENT_ID },
  key,
  "ES256",
  { kid: KEY_ID },
)
Net::HTTP.post_form(
  URI("https://appleid.apple.com/auth/token"),
  client_id: CLIENT_ID, client_secret: secret, code: ENV["CODE"], grant_type: "authorization_code",
)
"""
)
STRINGS = (
    'require "openssl"\nrequire "net/http"\n\n'
    + IDS
    + """
def base64url(text)
  [text].pack("m0").tr("+/", "-_").gsub("=", "")
end

iat = Process.clock_gettime(Process::CLOCK_REALTIME).to_i
header = base64url(%({"alg":"ES256","kid":"#{KEY_ID}"}))
payload = base64url(<<~JSON)
  {"iss":"#{TEAM_ID}","iat":#{iat},"exp":#{iat + 900},"aud":"https://appleid.apple.com","sub":"#{CLIENT_ID}"}
JSON
key = OpenSSL::PKey::EC.new(File.read("AuthKey_Q7M2T9XK4C.p8"))
der = key.sign(OpenSSL::Digest.new("SHA256"), header + "." + payload)
numbers = OpenSSL::ASN1.decode(der).value
signature = numbers.map { |n| n.value.to_s(16).rjust(64, "0") }.join
secret = header + "." + payload + "." + base64url([signature].pack("H*"))
body = "client_id=#{CLIENT_ID}&client_secret=#{secret}&code=#{ENV["CODE"]}&grant_type=authorization_code"
Net::HTTP.post(URI("https://appleid.apple.com/auth/token"), body, "Content-Type" => "application/x-www-form-urlencoded")
"""
)
WRAPPED = """require 'jwt'
require 'json'
require 'net/http'

CONFIG = {
  team_id: 'R5T8Q2WM7K',
  client_id: 'com.acmefit.web',
  key_id: 'Q7M2T9XK4C',
  lifetime: 5 * 60
}.freeze

class Token
  def self.for(config = CONFIG)
    new(config).to_s
  end

  def initialize(config)
    @config = config
  end

  def to_s
    @to_s ||= JWT.encode(claims, key, 'ES256', kid: @config.fetch(:key_id))
  end

  private

  def claims
    Time.now.to_i.then do |now|
      { iss: @config[:team_id], iat: now, exp: now + @config[:lifetime], aud: 'https://appleid.apple.com', sub: @config[:client_id] }
    end
  end

  def key
    OpenSSL::PKey::EC.new(File.read("AuthKey_#{@config[:key_id]}.p8"))
  end
end

def post(path, **fields)
  uri = URI.join('https://appleid.apple.com', path)
  request = Net::HTTP::Post.new(uri, 'Accept' => 'application/json')
  request.set_form_data(fields)
  Net::HTTP.start(uri.hostname, uri.port, use_ssl: uri.scheme == 'https') do |http|
    http.request(request)
  end
end

post('/auth/token', client_id: CONFIG[:client_id], client_secret: Token.for, code: ENV.fetch('CODE'), grant_type: 'authorization_code')
"""

AUD = 'aud: "https://appleid.apple.com"'
AUDS = (
    ("aud with a slash", AUD, 'aud: "https://appleid.apple.com/"'),
    ("aud of the endpoint", AUD, 'aud: "https://appleid.apple.com/auth/token"'),
    ("aud without https", AUD, 'aud: "appleid.apple.com"'),
    ("iss and sub swapped", "iss: TEAM_ID", "iss: CLIENT_ID", "sub: CLIENT_ID", "sub: TEAM_ID"),
)
POSTS = (
    ("no such grant_type", '"authorization_code"', '"code"'),
    ("refresh_token as grant_type", '"authorization_code"', '"refresh_token"'),
    ("authorize", "/auth/token", "/auth/authorize"),
)

PROGRAMS: dict[str, tuple[str, tuple[tuple[str, ...], ...]]] = {
    "script.rb": (
        SCRIPT,
        (
            *(*AUDS, *POSTS),
            ("HS256 by default", ', key, "ES256", { kid: KEY_ID }', ", File.read('AuthKey_Q7M2T9XK4C.p8')"),
            ("HS256 named", 'key, "ES256"', 'KEY_ID, "HS256"'),
            ("no kid", ", { kid: KEY_ID }", ""),
            ("kid in the payload", ", { kid: KEY_ID }", "", "    iss: TEAM_ID", "    kid: KEY_ID,\n    iss: TEAM_ID"),
            ("kid of the team", "kid: KEY_ID", "kid: TEAM_ID"),
            ("no sub", "    sub: CLIENT_ID,\n", ""),
            ("no iat", "    iat: now,\n", ""),
            ("milliseconds", "Time.now.to_i", "(Time.now.to_f * 1000).to_i"),
            ("a year", "86_400 * 180", "86_400 * 365"),
            ("a lifetime as exp", "now + 86_400 * 180", "86_400 * 180"),
            ("local time", "now = Time.now.to_i", "now = Time.now.to_i + Time.now.utc_offset"),
            ("no grant_type", '  "grant_type" => "authorization_code",\n', ""),
            ("client_id of the team", '"client_id" => CLIENT_ID', '"client_id" => TEAM_ID'),
        ),
    ),
    "by_hand.rb": (
        BY_HAND,
        (
            *(*AUDS, *POSTS[:1]),
            ("DER", "b64(r + s)", "b64(der)"),
            ("padded", ", padding: false", ""),
            ("standard base64", "Base64.urlsafe_encode64(data, padding: false)", "Base64.strict_encode64(data)"),
            ("no kid", ", kid: KEY_ID", ""),
            ("HS256 named", 'alg: "ES256"', 'alg: "HS256"'),
            ("fraction", "Time.now.to_i", "Time.now.to_f"),
            ("milliseconds of both", "Time.now.to_i", "(Time.now.to_f * 1000).round", "now + 3600", "now + 3_600_000"),
            ("JSON", "URI.encode_www_form(", "JSON.generate(", "x-www-form-urlencoded", "json"),
            ("JSON type", "x-www-form-urlencoded", "json"),
            ("GET", "Post.new", "Get.new"),
            (
                *("Basic", "client_id: CLIENT_ID, client_secret: secret, ", ""),
                *('request["Content-Type"]', 'request.basic_auth(CLIENT_ID, secret)\nrequest["Content-Type"]'),
            ),
        ),
    ),
    "class.rb": (
        CLASS,
        (
            ("aud with a slash", 'AUDIENCE = "https://appleid.apple.com"', 'AUDIENCE = "https://appleid.apple.com/"'),
            *POSTS,
            ("a year", "30 * DAY", "365 * DAY"),
            ("no kid", '"ES256", header)', '"ES256")'),
            ("iss and sub swapped", '"iss" => team_id', '"iss" => client_id', '"sub" => client_id', '"sub" => team_id'),
            ("expired", "issued + 30", "issued - 30"),
            ("seconds of the day", "issued.to_i", "issued.sec"),
            ("JSON", "request.set_form_data(", "request.body = JSON.generate("),
            ("GET", "Post.new", "Get.new"),
        ),
    ),
    "environment.rb": (
        ENVIRONMENT,
        (
            ("aud with a slash", "'https://appleid.apple.com'", "'https://appleid.apple.com/'"),
            ("a year", "15_000_000", "365 * 24 * 3600"),
            ("no kid", ", kid: ENV['APPLE_KEY_ID']", ""),
            ("no sub", "  'sub' => ENV['APPLE_CLIENT_ID'],\n", ""),
            ("JSON", "URI.encode_www_form(form)", "form.to_json", "x-www-form-urlencoded", "json", "require 'jwt'", "require 'json'\nrequire 'jwt'"),
            ("JSON type", "x-www-form-urlencoded", "json"),
            ("no grant_type", "  grant_type: 'authorization_code',\n", ""),
            ("milliseconds of exp", "Time.now.to_i + 15_000_000", "(Time.now.to_i + 15_000_000) * 1000"),
        ),
    ),
    "module.rb": (
        MODULE,
        (
            ("DER", "encode(raw(OpenSSL", "encode((OpenSSL"),
            ("padded", '.delete("=")', ""),
            ("standard base64", '.tr("+/", "-_").delete("=")', ""),
            ("lines of base64", "Base64.strict_encode64", "Base64.encode64"),
            ("no kid", ', "kid" => kid', ""),
            ("a year", "lifetime: 600", "lifetime: 31_536_000"),
            ("iss and sub swapped", 'team: "R5T8Q2WM7K", client: "com.acmefit.web"', 'team: "com.acmefit.web", client: "R5T8Q2WM7K"'),
            ("aud of the endpoint", '"aud" => "https://appleid.apple.com"', '"aud" => "https://appleid.apple.com/auth/token"'),
            ("milliseconds", "Time.now.utc.to_i", 'Time.now.utc.strftime("%s%L").to_i'),
            ("numbers as text", '"iat" => now', '"iat" => now.to_s'),
            *POSTS[:1],
        ),
    ),
    "struct.rb": (
        STRUCT,
        (
            ("aud without https", '"https://appleid.apple.com"', '"appleid.apple.com"'),
            ("no kid", ', { "kid" => key_id }', ""),
            ("no sub", ', "sub" => client_id', ""),
            ("a year", "now + 3600", "now + 3600 * 24 * 365"),
            ("expired", "now + 3600", "now - 3600"),
            ("fraction", "now.to_i", "now.to_f"),
            ("iss and sub swapped", '"iss" => team_id', '"iss" => client_id', '"sub" => client_id', '"sub" => team_id'),
            ("iat ahead", 'payload["iat"] = now.to_i', 'payload["iat"] = (now + 1800).to_i'),
            ("GET", "Post.new", "Get.new"),
            *POSTS[:2],
        ),
    ),
    "dates.rb": (
        DATES,
        (
            *AUDS[:1],
            ("six months", ">> 3", ">> 6"),
            ("seven months", ">> 3", ">> 7"),
            ("a year", "issued.to_date >> 3", "issued.to_date.next_year"),
            ("a year of days", "issued.to_date >> 3", "issued.to_date + 365"),
            ("milliseconds", "expires.to_time.to_i", 'expires.strftime("%Q").to_i'),
            ("local time as UTC", "Time.now.utc", "Time.now", "issued.to_i", "Time.utc(*issued.to_a[0..5].reverse).to_i"),
            ("local time", "Time.now.utc", "Time.now.localtime"),
            ("no grant_type", ', grant_type: "authorization_code"', ""),
        ),
    ),
    "strings.rb": (
        STRINGS,
        (
            ("DER", 'base64url([signature].pack("H*"))', "base64url(der)"),
            ("padded", '.gsub("=", "")', ""),
            ("no kid", ',"kid":"#{KEY_ID}"', ""),
            ("iss and sub swapped", '"iss":"#{TEAM_ID}"', '"iss":"#{CLIENT_ID}"', '"sub":"#{CLIENT_ID}"', '"sub":"#{TEAM_ID}"'),
            ("numbers as text", '"iat":#{iat}', '"iat":"#{iat}"'),
            ("a year", "iat + 900", "iat + 365 * 86400"),
            ("JSON type", "x-www-form-urlencoded", "json"),
            ("no grant_type", "&grant_type=authorization_code", ""),
            ("fraction", "Process::CLOCK_REALTIME).to_i", "Process::CLOCK_REALTIME)"),
        ),
    ),
    "wrapped.rb": (
        WRAPPED,
        (
            ("aud with a slash", "aud: 'https://appleid.apple.com'", "aud: 'https://appleid.apple.com/'"),
            ("no kid", ", kid: @config.fetch(:key_id)", ""),
            ("a year", "5 * 60", "365 * 24 * 60 * 60"),
            ("milliseconds", "Time.now.to_i.then", "(Time.now.to_f * 1000).to_i.then"),
            ("iss and sub swapped", "iss: @config[:team_id]", "iss: @config[:client_id]", "sub: @config[:client_id]", "sub: @config[:team_id]"),
            ("Services ID of another", "client_id: CONFIG[:client_id]", "client_id: 'com.acmefit.ios'"),
            ("JSON", "set_form_data(fields)", "body = fields.to_json"),
            ("no grant_type", ", grant_type: 'authorization_code'", ""),
            ("authorize", "/auth/token", "/auth/authorize"),
        ),
    ),
}
