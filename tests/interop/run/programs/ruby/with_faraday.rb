# Three exchanges with Faraday.
require "faraday"

APPLE = Faraday.new("https://appleid.apple.com")
FORM = { "Content-Type" => "application/x-www-form-urlencoded" }.freeze

[
  APPLE.get("/auth/keys"),
  APPLE.post("/auth/token", ENV.fetch("RIGHT_FORM"), FORM),
  APPLE.post("/auth/token", ENV.fetch("REFUSED_FORM"), FORM)
].each { |answer| puts "#{answer.status} #{answer.body}" }
