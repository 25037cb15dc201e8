// Sign in with one library, as its own documents say; what is to be done comes as JSON on standard input, what came of it goes
// to standard output.
"use strict";
const { readFileSync } = require("node:fs");

const asked = JSON.parse(readFileSync(0, "utf8"));

async function withAppleSigninAuth() {
  const { default: apple } = await import("apple-signin-auth");
  const { clientId: clientID, teamId: teamID, keyId: keyIdentifier, key: privateKey, redirectUri, code } = asked;
  const clientSecret = apple.getClientSecret({ clientID, teamID, privateKey, keyIdentifier });
  const tokens = await apple.getAuthorizationToken(code, { clientID, redirectUri, clientSecret });
  if (tokens.error) return { refused: tokens };
  const claims = await apple.verifyIdToken(tokens.id_token, { audience: clientID, nonce: asked.nonce });
  const refreshed = await apple.refreshAuthorizationToken(tokens.refresh_token, { clientID, clientSecret });
  await apple.revokeAuthorizationToken(tokens.refresh_token, { clientID, clientSecret, tokenTypeHint: "refresh_token" });
  const after = await apple.refreshAuthorizationToken(tokens.refresh_token, { clientID, clientSecret });
  return { sub: claims.sub, refreshed: Boolean(refreshed.access_token), after: after.error };
}

async function withPassportApple() {
  const Strategy = require("passport-apple");
  const settings = { clientID: asked.clientId, teamID: asked.teamId, keyID: asked.keyId, privateKeyString: asked.key };
  return new Promise((resolve) => {
    const strategy = new Strategy({ ...settings, callbackURL: asked.redirectUri, passReqToCallback: false }, (access, refresh, idToken, profile, done) => {
      const claims = typeof idToken === "string" ? JSON.parse(Buffer.from(idToken.split(".")[1], "base64url")) : idToken;
      done(null, { sub: claims.sub, hasTokens: Boolean(access && refresh) });
    });
    strategy.success = resolve;
    strategy.fail = (info) => resolve({ refused: info });
    strategy.error = ({ code, message }) => resolve({ refused: { error: code, error_description: message } });
    strategy.authenticate({ query: {}, body: { code: asked.code }, headers: {}, session: {} }, {});
  });
}

async function withOpenidClient() {
  const client = await import("openid-client");
  const issuer = new URL("https://appleid.apple.com");
  const config = await client.discovery(issuer, asked.clientId, undefined, client.ClientSecretPost(asked.secret));
  const back = new URL(`${asked.redirectUri}?code=${asked.code}`);
  const checks = { expectedNonce: asked.nonce, pkceCodeVerifier: asked.verifier, idTokenExpected: true };
  try {
    const tokens = await client.authorizationCodeGrant(config, back, checks);
    const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token);
    await client.tokenRevocation(config, tokens.refresh_token);
    const after = await client.refreshTokenGrant(config, tokens.refresh_token).catch((error) => error.error);
    return { sub: tokens.claims().sub, refreshed: Boolean(refreshed.access_token), after };
  } catch (error) {
    return { refused: { error: error.error, error_description: error.error_description } };
  }
}

async function withBetterAuth() {
  const { apple } = await import("better-auth/social-providers");
  const { jwtVerify } = await import("jose");
  const provider = apple({ clientId: asked.clientId, clientSecret: asked.secret });
  const given = { code: asked.code, codeVerifier: asked.verifier, redirectURI: asked.redirectUri };
  try {
    const tokens = await provider.validateAuthorizationCode(given);
    const { jwks, issuer, algorithms, audience } = provider.idToken;
    const { payload: claims } = await jwtVerify(tokens.idToken, jwks, { issuer, algorithms, audience });
    const refreshed = await provider.refreshAccessToken(tokens.refreshToken);
    return { sub: claims.sub, refreshed: Boolean(refreshed.accessToken) };
  } catch (error) {
    return { refused: { error: error.error } };
  }
}

const LIBRARIES = {
  "apple-signin-auth": withAppleSigninAuth,
  "passport-apple": withPassportApple,
  "openid-client": withOpenidClient,
  "better-auth": withBetterAuth,
  ...require("./whole_flows.cjs")(asked),
};

LIBRARIES[asked.library]().then((found) => process.stdout.write(JSON.stringify(found)));
