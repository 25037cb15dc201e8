require "rest-client"

module AppleRevoke
  URL = "https://appleid.apple.com/auth/revoke"

  module_function

  def call(refresh_token, client_secret)
    RestClient.post(URL, { client_id: "com.acmefit.app", client_secret: client_secret, token: refresh_token, token_type_hint: "refresh_token" })
  end
end
