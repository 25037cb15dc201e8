# Three exchanges with net/http.
require "net/http"

TOKEN = URI("https://appleid.apple.com/auth/token")
FORM = { "Content-Type" => "application/x-www-form-urlencoded" }.freeze

[
  Net::HTTP.get_response(URI("https://appleid.apple.com/auth/keys")),
  Net::HTTP.post(TOKEN, ENV.fetch("RIGHT_FORM"), FORM),
  Net::HTTP.post(TOKEN, ENV.fetch("REFUSED_FORM"), FORM)
].each { |answer| puts "#{answer.code} #{answer.body}" }
