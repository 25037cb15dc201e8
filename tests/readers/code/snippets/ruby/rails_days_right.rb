module Apple
  class Token
    def initialize(client_id:, team_id: ENV["TEAM_ID"], key_id: ENV["KEY_ID"], pem: ENV["PEM"])
      @client_id = client_id
      @team_id = team_id
      @key_id = key_id
      @pem = pem
    end

    def secret
      now = Time.zone.now
      JWT.encode({ iss: @team_id, iat: now.to_i, exp: (now + 180.days).to_i, aud: "https://appleid.apple.com", sub: @client_id },
                 OpenSSL::PKey::EC.new(@pem), "ES256", kid: @key_id)
    end
  end
end
