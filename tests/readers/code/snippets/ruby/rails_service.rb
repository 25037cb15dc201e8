# frozen_string_literal: true

module Apple
  class ClientSecret
    ISSUER = "https://appleid.apple.com"
    LIFETIME = 5.minutes

    attr_reader :team_id, :key_id

    def self.generate(...)
      new(...).to_s
    end

    def initialize(team_id:, client_id:, key_id:, private_key: nil)
      @team_id = team_id
      @client_id = client_id
      @key_id = key_id
      @private_key = private_key || Rails.application.credentials.dig(:apple, :private_key)
    end

    def to_s
      @to_s ||= JWT.encode(payload, signing_key, algorithm, header)
    end

    private

    def payload
      { iss: team_id, iat: issued_at, exp: issued_at + LIFETIME.to_i, aud: ISSUER, sub: @client_id }
    end

    def header = { kid: key_id }

    def issued_at
      Time.current.to_i
    end

    def algorithm
      "ES256"
    end

    def signing_key
      OpenSSL::PKey::EC.new(@private_key.gsub("\\n", "\n"))
    rescue OpenSSL::PKey::ECError => e
      Rails.logger.error("not a key: #{e.message}")
      raise
    end
  end
end
