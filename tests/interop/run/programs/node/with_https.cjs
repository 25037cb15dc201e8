// Three exchanges with node's own https.
"use strict";
const https = require("node:https");

const FORM = { "Content-Type": "application/x-www-form-urlencoded" };

function ask(path, body) {
  return new Promise((resolve, reject) => {
    const options = { host: "appleid.apple.com", path, method: body ? "POST" : "GET", headers: body ? FORM : {} };
    const request = https.request(options, (answer) => {
      let text = "";
      answer.on("data", (part) => (text += part));
      answer.on("end", () => resolve(console.log(answer.statusCode, text)));
    });
    request.on("error", reject);
    request.end(body);
  });
}

ask("/auth/keys")
  .then(() => ask("/auth/token", process.env.RIGHT_FORM))
  .then(() => ask("/auth/token", process.env.REFUSED_FORM));
