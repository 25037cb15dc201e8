// Mint or verify with a library of npm: one JSON document in, one out, so that the Python side need know no library.
//
// in:  {"do": "mint", "library": …, "key": PEM, "kid": …, "claims": {…}}     out: {"token": …}
// in:  {"do": "verify", "library": …, "key": public PEM, "audience": …, "token": …}  out: {"verified": true | false}
"use strict";

const { readFileSync } = require("node:fs");
const { createPrivateKey, createPublicKey, webcrypto } = require("node:crypto");

// Node 18 has WebCrypto, and no global of that name.
globalThis.crypto ??= webcrypto;

const libraries = {
  jsonwebtoken: {
    mint: async ({ key, kid, claims }) => require("jsonwebtoken").sign(claims, key, { algorithm: "ES256", keyid: kid }),
    verify: async ({ key, token, audience }) => require("jsonwebtoken").verify(token, key, { algorithms: ["ES256"], audience }),
  },
  jose: {
    mint: async ({ key, kid, claims }) => {
      const { SignJWT } = await import("jose");
      return new SignJWT(claims).setProtectedHeader({ alg: "ES256", kid }).sign(createPrivateKey(key));
    },
    verify: async ({ key, token, audience }) => {
      const { jwtVerify } = await import("jose");
      return jwtVerify(token, createPublicKey(key), { algorithms: ["ES256"], audience });
    },
  },
};

// What a library says of a token that it refuses; anything else is a fault of this script or of the machine.
const REFUSALS = new Set(["JsonWebTokenError", "JWSSignatureVerificationFailed"]);

async function verifies(library, asked) {
  try {
    await library.verify(asked);
    return true;
  } catch (error) {
    if (REFUSALS.has(error.name)) return false;
    throw error;
  }
}

async function main() {
  const asked = JSON.parse(readFileSync(0, "utf8"));
  const library = libraries[asked.library];
  const answer = asked.do === "mint" ? { token: await library.mint(asked) } : { verified: await verifies(library, asked) };
  process.stdout.write(JSON.stringify(answer));
}

main();
