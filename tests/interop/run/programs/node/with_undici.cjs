// Three exchanges with undici.
"use strict";
const { request } = require("undici");

const APPLE = "https://appleid.apple.com";
const headers = { "content-type": "application/x-www-form-urlencoded" };

async function main() {
  for (const ask of [
    ["/auth/keys"],
    ["/auth/token", { method: "POST", headers, body: process.env.RIGHT_FORM }],
    ["/auth/token", { method: "POST", headers, body: process.env.REFUSED_FORM }],
  ]) {
    const answer = await request(APPLE + ask[0], ask[1]);
    console.log(answer.statusCode, await answer.body.text());
  }
}

main();
