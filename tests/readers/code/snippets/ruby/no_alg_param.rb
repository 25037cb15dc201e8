require "jwt"
payload = { iss: "R5T8Q2WM7K", iat: Time.now.to_i, exp: Time.now.to_i + 3600, aud: "https://appleid.apple.com", sub: "com.acmefit.web" }
puts JWT.encode(payload, File.read("AuthKey_Q7M2T9XK4C.p8"), "HS256", kid: "Q7M2T9XK4C")
