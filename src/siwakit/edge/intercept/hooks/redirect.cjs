// Leads connections of Node to Apple's hosts to the emulator; everything else goes on as before. Loaded by NODE_OPTIONS.
"use strict";
const fs = require("node:fs");
const net = require("node:net");
const path = require("node:path");

const [names, address, port] = fs.readFileSync(path.join(__dirname, "redirection.txt"), "utf8").split("\n");
const hosts = new Set(names.split(" "));
const connect = net.Socket.prototype.connect;

function isRedirected(options) {
  if (!options || typeof options.host !== "string" || options.path) return false;
  return Number(options.port) === 443 && hosts.has(options.host.toLowerCase().replace(/\.$/, ""));
}

net.Socket.prototype.connect = function (...given) {
  // Node passes its own normalised arguments as one array; a program may also write connect(port, host).
  const isNormalised = Array.isArray(given[0]);
  const args = isNormalised ? given[0] : given;
  const options = typeof args[0] === "object" ? args[0] : { port: args[0], host: args[1] };
  if (!isRedirected(options)) return connect.apply(this, given);
  const elsewhere = { ...options, host: address, port: Number(port), lookup: undefined, localAddress: undefined, family: undefined };
  if (!isNormalised) return connect.call(this, elsewhere, ...args.filter((arg) => typeof arg === "function"));
  args[0] = elsewhere;
  return connect.apply(this, given);
};
