// Lead connections to appleid.apple.com:443 to a port of this machine; everything else goes where it wants to.
"use strict";
const net = require("node:net");

const port = Number(process.env.SIWAKIT_TLS_PORT);
const connect = net.Socket.prototype.connect;

net.Socket.prototype.connect = function (...args) {
  const options = Array.isArray(args[0]) ? args[0][0] : args[0];
  if (options && options.host === "appleid.apple.com" && Number(options.port) === 443) {
    const elsewhere = { ...options, host: "127.0.0.1", port, lookup: undefined };
    if (Array.isArray(args[0])) args[0][0] = elsewhere;
    else args[0] = elsewhere;
  }
  return connect.apply(this, args);
};
