require "json/jwt"

claims = { iss: "R5T8Q2WM7K", iat: Time.now.to_i, exp: Time.now.to_i + 3600, aud: "https://appleid.apple.com", sub: "com.acmefit.web" }
jwt = JSON::JWT.new(claims)
jwt.kid = "Q7M2T9XK4C"
puts jwt.sign(OpenSSL::PKey::EC.new(File.read("AuthKey_Q7M2T9XK4C.p8")), :ES256).to_s
