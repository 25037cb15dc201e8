namespace :apple do
  desc "Generate client secret"
  task secret: :environment do
    key = OpenSSL::PKey::EC.new(Rails.root.join("config/AuthKey_Q7M2T9XK4C.p8").read)
    payload = { iss: "R5T8Q2WM7K", iat: Time.now.to_i, exp: 1.year.from_now.to_i, aud: "https://appleid.apple.com", sub: "com.acmefit.web" }
    puts JWT.encode(payload, key, "ES256", { kid: "Q7M2T9XK4C" })
  end
end
