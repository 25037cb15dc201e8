require "apple_id"

client = AppleID::Client.new(
  identifier: "com.acmefit.web",
  team_id: "R5T8Q2WM7K",
  key_id: "Q7M2T9XK4C",
  private_key: OpenSSL::PKey::EC.new(File.read("AuthKey_Q7M2T9XK4C.p8")),
  redirect_uri: "https://acmefit.com/callback"
)
client.authorization_code = params[:code]
response = client.access_token!
response.id_token.verify!(client: client, access_token: response.access_token)
