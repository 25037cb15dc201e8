require "faraday"
conn = Faraday.new("https://appleid.apple.com")
res = conn.post("/auth/token") do |req|
  req.headers["Content-Type"] = "application/x-www-form-urlencoded"
  req.body = URI.encode_www_form(client_id: "com.acmefit.web", client_secret: mint, code: code, grant_type: "authorization_code")
end
