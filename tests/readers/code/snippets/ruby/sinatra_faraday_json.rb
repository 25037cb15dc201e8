require "sinatra"
require "faraday"
require "jwt"

helpers do
  def secret
    key = OpenSSL::PKey.read(File.read("AuthKey_Q7M2T9XK4C.p8"))
    now = Time.now.to_i
    JWT.encode({ iss: "R5T8Q2WM7K", iat: now, exp: now + 300, aud: "https://appleid.apple.com", sub: "com.acmefit.web" }, key, "ES256", { kid: "Q7M2T9XK4C" })
  end
end

post "/auth/apple/callback" do
  conn = Faraday.new(url: "https://appleid.apple.com") do |f|
    f.request :json
    f.response :json
    f.adapter Faraday.default_adapter
  end
  res = conn.post("/auth/token", { client_id: "com.acmefit.web", client_secret: secret, code: params[:code], grant_type: "authorization_code" })
  res.body["id_token"]
end
