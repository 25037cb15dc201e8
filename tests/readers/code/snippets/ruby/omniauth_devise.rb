Devise.setup do |config|
  config.omniauth :apple, ENV["APPLE_CLIENT_ID"], "", {
    scope: "email name",
    team_id: ENV["APPLE_TEAM_ID"],
    key_id: ENV["APPLE_KEY_ID"],
    pem: ENV["APPLE_PRIVATE_KEY"]&.gsub('\n', "\n"),
    redirect_uri: "https://example.com/users/auth/apple/callback",
  }
end
