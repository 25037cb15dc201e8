require "http"
HTTP.post("https://appleid.apple.com/auth/revoke", form: { client_id: ENV["A"], client_secret: secret, token: t })
RestClient.post "https://appleid.apple.com/auth/revoke", client_id: ENV["A"], client_secret: secret, token: t
Typhoeus.post("https://appleid.apple.com/auth/revoke", body: { client_id: ENV["A"], client_secret: secret, token: t })
