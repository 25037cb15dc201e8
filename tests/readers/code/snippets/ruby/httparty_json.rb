require "httparty"

class AppleApi
  include HTTParty
  base_uri "https://appleid.apple.com"

  def token(code, secret)
    self.class.post("/auth/token",
      body: { client_id: "com.acmefit.web", client_secret: secret, code: code, grant_type: "authorization_code" }.to_json,
      headers: { "Content-Type" => "application/json" })
  end
end
