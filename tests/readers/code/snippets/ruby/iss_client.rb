require "jwt"

CONFIG = { team: "com.acmefit.web", client: "com.acmefit.web", kid: "Q7M2T9XK4C" }.freeze

def secret(key)
  JWT.encode({ iss: CONFIG[:team], iat: Time.now.to_i, exp: Time.now.to_i + 600, aud: "https://appleid.apple.com", sub: CONFIG[:client] }, key, "ES256", { kid: CONFIG[:kid] })
end
