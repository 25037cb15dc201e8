require "openssl"
require "base64"
require "json"

def b64(data)
  Base64.urlsafe_encode64(data, padding: false)
end

key = OpenSSL::PKey::EC.new(File.read("AuthKey_Q7M2T9XK4C.p8"))
now = Time.now.to_i
input = "#{b64({ alg: 'ES256', kid: 'Q7M2T9XK4C' }.to_json)}.#{b64({ iss: 'R5T8Q2WM7K', iat: now, exp: now + 600, aud: 'https://appleid.apple.com', sub: 'com.acmefit.web' }.to_json)}"
signature = key.sign(OpenSSL::Digest.new("SHA256"), input)
puts "#{input}.#{b64(signature)}"
