require "jwt"

now = (Time.now.to_f * 1000).to_i
payload = { iss: "R5T8Q2WM7K", iat: now, exp: now + 3600, aud: "https://appleid.apple.com", sub: "com.acmefit.web" }
puts JWT.encode(payload, OpenSSL::PKey::EC.new(File.read("AuthKey_Q7M2T9XK4C.p8")), "ES256", { kid: "Q7M2T9XK4C" })
