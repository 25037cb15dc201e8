require "net/http"
require "jwt"

def exchange(code)
  uri = URI("https://appleid.apple.com/auth/token")
  res = Net::HTTP.post_form(uri, "client_id" => ENV["CLIENT_ID"], "client_secret" => client_secret, "code" => code, "grant_type" => "authorization_code")
  JSON.parse(res.body)
end

def client_secret
  JWT.encode({ "iss" => ENV["TEAM_ID"], "iat" => Time.now.to_i, "exp" => Time.now.to_i + 86400 * 180, "aud" => "https://appleid.apple.com", "sub" => ENV["CLIENT_ID"] },
             OpenSSL::PKey::EC.new(ENV["KEY"]), "ES256", "kid" => ENV["KEY_ID"])
end
