require "json/jwt"

class Secret
  def to_s
    jwt = JSON::JWT.new(
      iss: ENV["TEAM"], iat: Time.now.to_i, exp: 1.hour.from_now.to_i, aud: "https://appleid.apple.com", sub: ENV["CLIENT"]
    )
    jwt.sign(OpenSSL::PKey::EC.new(ENV["PEM"]), :ES256).to_s
  end
end
