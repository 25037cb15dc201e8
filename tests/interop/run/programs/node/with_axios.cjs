// Three exchanges with axios; the argument is the name under which its version is installed.
"use strict";
const axios = require(process.argv[2]);

const APPLE = "https://appleid.apple.com";
const options = { transformResponse: (text) => text, validateStatus: () => true };

async function main() {
  for (const answer of [
    await axios.get(`${APPLE}/auth/keys`, options),
    await axios.post(`${APPLE}/auth/token`, process.env.RIGHT_FORM, options),
    await axios.post(`${APPLE}/auth/token`, process.env.REFUSED_FORM, options),
  ])
    console.log(answer.status, answer.data);
}

main();
