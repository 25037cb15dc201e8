require "faraday"

Credentials = Struct.new(:team_id, :client_id, :key_id, :pem, keyword_init: true) do
  def secret(now: Time.now)
    payload = { "iss" => team_id, "sub" => client_id, "aud" => "https://appleid.apple.com" }
    payload["iat"] = now.to_i
    payload["exp"] = (now + 3600).to_i
    JWT.encode payload, OpenSSL::PKey.read(pem), "ES256", { "kid" => key_id }
  end
end

class AppleTokens
  def initialize(credentials)
    @credentials = credentials
    @connection = Faraday.new(url: "https://appleid.apple.com") do |f|
      f.request :url_encoded
      f.response :json
    end
  end

  def exchange(code, redirect_uri: nil)
    form = { client_id: @credentials.client_id, client_secret: @credentials.secret, code: code, grant_type: "authorization_code" }
    form[:redirect_uri] = redirect_uri if redirect_uri
    answer = @connection.post("/auth/token", form)
    raise "Apple answered #{answer.status}" unless answer.success?

    answer.body.fetch("id_token")
  end
end

pem = <<~PEM
  -----BEGIN PRIVATE KEY-----
  MIGTAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBHkwdwIBAQQg
  -----END PRIVATE KEY-----
PEM
credentials = Credentials.new(team_id: "A1B2C3D4E5", client_id: "com.example.web", key_id: "ABC123DEFG", pem:)
puts AppleTokens.new(credentials).exchange(gets.chomp)
