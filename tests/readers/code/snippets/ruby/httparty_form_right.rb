class AppleOauth
  include HTTParty
  base_uri "https://appleid.apple.com"
  format :json

  def initialize(client_id:, secret:)
    @client_id = client_id
    @secret = secret
  end

  def exchange(code)
    self.class.post("/auth/token", body: { client_id: @client_id, client_secret: @secret, code: code, grant_type: "authorization_code" })
  end
end
