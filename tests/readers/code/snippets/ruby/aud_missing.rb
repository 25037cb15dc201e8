require "jwt"

class Minter
  attr_reader :team_id, :client_id, :key_id

  def initialize(team_id, client_id, key_id)
    @team_id, @client_id, @key_id = team_id, client_id, key_id
  end

  def mint
    key = OpenSSL::PKey::EC.new(IO.read("AuthKey_#{key_id}.p8"))
    JWT.encode({ iss: team_id, iat: Time.now.to_i, exp: Time.now.to_i + 3600, sub: client_id }, key, "ES256", { kid: key_id })
  end
end

# Sign in with Apple: https://appleid.apple.com
client_secret = Minter.new("R5T8Q2WM7K", "com.acmefit.web", "Q7M2T9XK4C").mint
puts client_secret
