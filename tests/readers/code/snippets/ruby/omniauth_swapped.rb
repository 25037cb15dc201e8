Devise.setup do |config|
  config.omniauth :apple, "com.acmefit.web", "", {
    scope: "email name",
    team_id: "Q7M2T9XK4C",
    key_id: "R5T8Q2WM7K",
    pem: File.read(Rails.root.join("config", "AuthKey_Q7M2T9XK4C.p8"))
  }
end
