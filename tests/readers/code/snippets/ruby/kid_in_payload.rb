require "jwt"
claims = {
  "kid" => "Q7M2T9XK4C",
  "iss" => "R5T8Q2WM7K",
  "iat" => Time.now.to_i,
  "exp" => Time.now.to_i + 86400 * 180,
  "aud" => "https://appleid.apple.com",
  "sub" => "com.acmefit.web"
}
key = OpenSSL::PKey::EC.new IO.read("AuthKey_Q7M2T9XK4C.p8")
puts JWT.encode claims, key, "ES256"
