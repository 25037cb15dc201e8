const fs = require("node:fs");
const tls = require("node:tls");

async function verify(name, host) {
  const pem = fs.readFileSync(`${name}.pem`);
  const server = tls.createServer({ key: pem, cert: pem }, (socket) => socket.on("error", () => {}));
  server.on("tlsClientError", () => {});
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const options = { host: "127.0.0.1", port: server.address().port, servername: host, ca: fs.readFileSync("ca.pem") };
  await new Promise((done) => {
    const end = (verdict) => {
      console.log(name, verdict);
      socket.destroy();
      server.close(done);
    };
    const socket = tls.connect({ ...options, checkServerIdentity: () => undefined }, () => end("accepted"));
    socket.on("error", () => end("refused"));
  });
}

(async () => {
  await verify("apple", "appleid.apple.com");
  await verify("example", "example.com");
  await verify("address", "10.0.0.1.example");
})();
