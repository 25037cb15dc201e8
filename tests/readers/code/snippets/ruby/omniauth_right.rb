Rails.application.config.middleware.use OmniAuth::Builder do
  provider :apple, ENV["APPLE_CLIENT_ID"], "",
           {
             scope: "email name",
             team_id: ENV["APPLE_TEAM_ID"],
             key_id: ENV["APPLE_KEY_ID"],
             pem: ENV["APPLE_PRIVATE_KEY"].gsub("\\n", "\n")
           }
end
