// Run `emulate` as Apple for the vectors: its address comes as one line, and it ends with standard input.
//
// node conformance/emulate.mjs PORT NOW SEED
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [port, now, seed] = process.argv.slice(2);
const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...given) {
    super(...(given.length ? given : [now * 1000]));
  }
  static now() {
    return now * 1000;
  }
};

const require = createRequire(new URL("../tests/npm/package.json", import.meta.url));
const folder = require.resolve.paths("emulate").map((path) => `${path}/emulate/dist/api.js`).find((path) => require("node:fs").existsSync(path));
const { createEmulator } = await import(pathToFileURL(folder).href);
console.log = console.info = console.error;
const emulator = await createEmulator({ service: "apple", port: Number(port), seed: { apple: JSON.parse(seed) } });
process.stdout.write(`${emulator.url.replace("localhost", "127.0.0.1")}\n`);
process.stdin.on("end", () => process.exit(0)).resume();
