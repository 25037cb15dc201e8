require "net/http"
require "json"

uri = URI.parse("https://appleid.apple.com/auth/revoke")
request = Net::HTTP::Post.new(uri)
request["Content-Type"] = "application/json"
request.body = JSON.generate(client_id: "com.acmefit.app", client_secret: ENV["SECRET"], token: ARGV[0])
response = Net::HTTP.start(uri.hostname, uri.port, use_ssl: true) { |http| http.request(request) }
puts response.code
