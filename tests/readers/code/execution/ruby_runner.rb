# frozen_string_literal: true

# Run programs one after the other, each in a process of its own: one JSON document with its file a line in, one line out.

require "base64"
require "date"
require "json"
require "net/http"
require "openssl"
require "time"
require "timeout"
require "jwt"

LONGEST_SECONDS = 20
ANSWERS = $stdout.dup

def run(asked)
  reading, writing = IO.pipe
  child = fork do
    reading.close
    said = ""
    begin
      ENV.replace(asked["env"])
      [$stdout, $stderr].each { |stream| stream.reopen(File::NULL) }
      $PROGRAM_NAME = asked["file"]
      ARGV.replace([asked["env"]["CODE"]])
      Timeout.timeout(LONGEST_SECONDS) { load asked["file"] }
    rescue Exception => e # What a program fails with is what is asked.
      said = "#{e.class}: #{e.message}"
    end
    writing.write(said.byteslice(0, 1000))
    writing.close
    exit!(0)
  end
  writing.close
  said = reading.read
  reading.close
  Process.wait(child)
  said
end

while (line = $stdin.gets)
  ANSWERS.puts(JSON.generate(error: run(JSON.parse(line)).force_encoding("UTF-8").scrub))
  ANSWERS.flush
end
