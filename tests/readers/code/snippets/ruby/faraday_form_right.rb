require "faraday"
require "jwt"

class AppleExchange
  HOST = "https://appleid.apple.com"

  def initialize(code) = @code = code

  def call
    connection.post("/auth/token", body).body
  end

  private

  def connection
    @connection ||= Faraday.new(url: HOST) do |faraday|
      faraday.request :url_encoded
      faraday.response :json
    end
  end

  def body
    { client_id: ENV["APPLE_ID"], client_secret: secret, code: @code, grant_type: "authorization_code", redirect_uri: ENV["APPLE_REDIRECT"] }
  end

  def secret
    t = Time.now.to_i
    JWT.encode({ iss: ENV["APPLE_TEAM"], iat: t, exp: t + 86_400, aud: HOST, sub: ENV["APPLE_ID"] }, OpenSSL::PKey::EC.new(ENV["APPLE_PEM"]), "ES256", { "kid" => ENV["APPLE_KID"] })
  end
end
