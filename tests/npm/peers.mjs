// Serve another emulator for the measurement of token exchanges: its address comes as one line of JSON, and it ends with
// standard input.
const [peer] = process.argv.slice(2);

async function start() {
  if (peer === "oauth2-mock-server") {
    const { OAuth2Server } = await import("oauth2-mock-server");
    const server = new OAuth2Server();
    await server.issuer.keys.generate("RS256");
    await server.start(0, "127.0.0.1");
    return `http://127.0.0.1:${server.address().port}`;
  }
  const { createEmulator } = await import("emulate");
  const emulator = await createEmulator({ service: "apple", port: Number(process.env.PEER_PORT) });
  return emulator.url.replace("localhost", "127.0.0.1");
}

console.log = console.info = console.error;
process.stdout.write(`${JSON.stringify({ url: await start() })}\n`);
process.stdin.on("end", () => process.exit(0)).resume();
