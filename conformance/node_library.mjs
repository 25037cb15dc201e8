// Verify identity tokens and mint a client_secret with one library of npm, as its own documentation says.
//
// node conformance/node_library.mjs LIBRARY < asked.json > answered.json
//
// The packages are those of tests/npm. Keys come from the vector in place of Apple's address, and Date shows the vector's time.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createPrivateKey } from "node:crypto";
import { pathToFileURL } from "node:url";

const ISSUER = "https://appleid.apple.com";
const require = createRequire(new URL("../tests/npm/package.json", import.meta.url));

const RealDate = Date;
let shown = RealDate.now();
globalThis.Date = class extends RealDate {
  constructor(...given) {
    super(...(given.length ? given : [shown]));
  }
  static now() {
    return shown;
  }
};

const load = (name, from = require) => import(pathToFileURL(from.resolve(name)).href);
// Apple's key set, and no other answer: no program here reaches a network.
const serve = (keySet) => async () => new Response(JSON.stringify(keySet), { headers: { "Content-Type": "application/json" } });

const libraries = {
  jose: {
    async verify({ token, key_set, audiences }) {
      const { createLocalJWKSet, jwtVerify } = await load("jose");
      // What follows is printed.
      const keys = createLocalJWKSet(key_set); // in place of createRemoteJWKSet
      const requiredClaims = ["iss", "aud", "exp", "iat", "sub"];
      await jwtVerify(token, keys, { issuer: ISSUER, audience: audiences, algorithms: ["RS256"], requiredClaims });
    },
    async mint({ claims, key, kid }) {
      const { SignJWT } = await load("jose");
      return new SignJWT(claims).setProtectedHeader({ alg: "ES256", kid }).sign(createPrivateKey(key));
    },
  },
  "apple-signin-auth": {
    async verify({ token, key_set, audiences, nonce }) {
      const { default: appleSignin } = await load("apple-signin-auth");
      appleSignin._setFetch(serve({ keys: [] }));
      await appleSignin._getApplePublicKeys(); // forget the keys of the last vector
      appleSignin._setFetch(serve(key_set));
      // What follows is printed.
      await appleSignin.verifyIdToken(token, { audience: audiences, nonce });
    },
    async mint({ claims, key, kid }) {
      const { default: appleSignin } = await load("apple-signin-auth");
      return appleSignin.getClientSecret({ clientID: claims.sub, teamID: claims.iss, privateKey: key, keyIdentifier: kid });
    },
  },
  "better-auth": {
    async verify({ token, key_set, audiences, nonce }) {
      globalThis.fetch = serve(key_set);
      const own = createRequire(require.resolve("better-auth")); // npm may install its core below it
      const { apple } = await load("@better-auth/core/social-providers", own);
      const { verifyProviderIdToken } = await load("@better-auth/core/oauth2", own);
      // What follows is printed: it is what signIn.social({ provider: "apple", idToken: { token, nonce } }) does with the token.
      const provider = apple({ clientId: audiences[0], clientSecret: "a client_secret", audience: audiences });
      if (!(await verifyProviderIdToken(provider, token, nonce))) throw new Error("INVALID_TOKEN");
    },
    mint: async () => null, // the client_secret is one of its options
  },
};

function refusal(error) {
  // A library that cannot be loaded refuses nothing.
  if (/MODULE_NOT_FOUND|NOT_EXPORTED/.test(error.code)) throw error;
  return error.code ?? error.name;
}

async function main() {
  const library = libraries[process.argv[2]];
  const { tokens, mint } = JSON.parse(readFileSync(0, "utf8"));
  const refused = {};
  for (const [name, asked] of Object.entries(tokens)) {
    shown = asked.now * 1000;
    refused[name] = await library.verify(asked).then(() => null, refusal);
  }
  shown = mint.claims.iat * 1000;
  process.stdout.write(JSON.stringify({ refused, minted: await library.mint(mint) }));
}

main();
