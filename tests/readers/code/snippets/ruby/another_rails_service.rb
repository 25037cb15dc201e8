# app/services/apple_client_secret.rb
class AppleClientSecret
  AUDIENCE = "https://appleid.apple.com".freeze

  def self.call
    new.call
  end

  def call
    JWT.encode(payload, private_key, "ES256", headers)
  end

  private

  def payload
    {
      iss: credentials[:team_id],
      iat: Time.current.to_i,
      exp: 5.minutes.from_now.to_i,
      aud: AUDIENCE,
      sub: credentials[:client_id]
    }
  end

  def headers
    { kid: credentials[:key_id] }
  end

  def private_key
    OpenSSL::PKey::EC.new(credentials[:private_key])
  end

  def credentials
    Rails.application.credentials.apple
  end
end
