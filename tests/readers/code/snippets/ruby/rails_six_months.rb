require "jwt"

class AppleAuth
  def client_secret
    JWT.encode(
      {
        iss: ENV.fetch("APPLE_TEAM_ID"),
        iat: Time.now.to_i,
        exp: 6.months.from_now.to_i,
        aud: "https://appleid.apple.com",
        sub: ENV.fetch("APPLE_CLIENT_ID")
      },
      OpenSSL::PKey::EC.new(ENV.fetch("APPLE_PRIVATE_KEY").gsub("\\n", "\n")),
      "ES256",
      { kid: ENV.fetch("APPLE_KEY_ID") }
    )
  end
end
