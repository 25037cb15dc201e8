def revoke(token)
  Faraday.post("https://appleid.apple.com/auth/revoke", client_id: "com.acmefit.app", client_secret: client_secret, token: token, token_type_hint: "refresh_token")
end
