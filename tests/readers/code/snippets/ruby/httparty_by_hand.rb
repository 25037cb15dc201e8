require 'httparty'
require 'base64'

def b64(text)
  Base64.urlsafe_encode64(text, padding: false)
end

def sign(message, key)
  der = key.dsa_sign_asn1(OpenSSL::Digest::SHA256.digest(message))
  r, s = OpenSSL::ASN1.decode(der).value.map { |i| i.value.to_s(2).rjust(32, "\x00") }
  r + s
end

header = { alg: 'ES256', kid: 'ABC123DEFG' }.to_json
issued = Time.now.utc
claims = { iss: 'A1B2C3D4E5', iat: issued.to_i, exp: (issued + 60 * 60).to_i, aud: 'https://appleid.apple.com', sub: 'com.example.web' }.to_json
input = [header, claims].map(&method(:b64)).join('.')
secret = "#{input}.#{b64(sign(input, OpenSSL::PKey::EC.new(IO.read('key.p8'))))}"

case ARGV[0]
when 'revoke'
  body = { token: ARGV[1], token_type_hint: 'refresh_token' }
  path = 'revoke'
else
  body = { code: ARGV[1], grant_type: 'authorization_code' }
  path = 'token'
end
p HTTParty.post("https://appleid.apple.com/auth/#{path}",
  body: body.merge(client_id: 'com.example.web', client_secret: secret),
  headers: { 'Content-Type' => 'application/x-www-form-urlencoded' })
