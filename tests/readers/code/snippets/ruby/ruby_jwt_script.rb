require "jwt"
require "openssl"
require "net/http"
require "json"

KEY_FILE = "AuthKey_ABC123DEFG.p8".freeze
TEAM_ID = ENV.fetch("APPLE_TEAM_ID", "A1B2C3D4E5")
CLIENT_ID = "com.example.web"
KEY_ID = KEY_FILE[/AuthKey_(\w+)\.p8/, 1]

def client_secret
  key = OpenSSL::PKey::EC.new(File.read(KEY_FILE))
  now = Time.now.to_i
  claims = {
    iss: TEAM_ID,
    iat: now,
    exp: now + 86_400 * 180,
    aud: "https://appleid.apple.com",
    sub: CLIENT_ID,
  }
  JWT.encode(claims, key, "ES256", kid: KEY_ID)
end

uri = URI("https://appleid.apple.com/auth/token")
response = Net::HTTP.post_form(uri, {
  "client_id" => CLIENT_ID,
  "client_secret" => client_secret,
  "code" => ARGV.first,
  "grant_type" => "authorization_code",
})
puts JSON.parse(response.body)
