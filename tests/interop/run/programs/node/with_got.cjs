// Three exchanges with got.
"use strict";

const APPLE = "https://appleid.apple.com";
const options = { throwHttpErrors: false, headers: { "content-type": "application/x-www-form-urlencoded" } };

async function main() {
  const { got } = await import("got");
  for (const answer of [
    await got(`${APPLE}/auth/keys`),
    await got.post(`${APPLE}/auth/token`, { ...options, body: process.env.RIGHT_FORM }),
    await got.post(`${APPLE}/auth/token`, { ...options, body: process.env.REFUSED_FORM }),
  ])
    console.log(answer.statusCode, answer.body);
}

main();
