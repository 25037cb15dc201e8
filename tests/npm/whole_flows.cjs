// Sign in with libraries that begin at Apple's page: what each asks of the page is judged there, and what comes back is handed to it.
"use strict";

const APPLE = "https://appleid.apple.com";

module.exports = (asked) => {
  const { clientId, teamId, keyId, key, redirectUri, secret } = asked;

  // Do what a browser does with the address: open the page, which says what is wrong with it, and let the user consent.
  async function consent(address) {
    const page = await fetch(address);
    if (page.headers.has("siwakit-rule")) throw new Error(page.headers.get("siwakit-rule"));
    const { code_challenge_method: _, ...given } = Object.fromEntries(new URL(address).searchParams);
    const body = JSON.stringify(given);
    const answer = await fetch(`${asked.portalUrl}/api/sign-in`, { method: "POST", headers: { "content-type": "application/json" }, body });
    if (!answer.ok) throw new Error(await answer.text());
    return answer.json();
  }

  async function verify(idToken) {
    const { createRemoteJWKSet, jwtVerify } = await import("jose");
    const keys = createRemoteJWKSet(new URL(`${APPLE}/auth/keys`));
    return (await jwtVerify(idToken, keys, { issuer: APPLE, audience: clientId })).payload;
  }

  async function withArctic() {
    const { Apple } = await import("arctic");
    const der = Buffer.from(key.replace(/-----[^-]+-----|\s/g, ""), "base64");
    const apple = new Apple(clientId, teamId, keyId, der, redirectUri);
    const address = apple.createAuthorizationURL("a state", ["name", "email"]);
    address.searchParams.set("response_mode", "form_post");
    const { code } = await consent(address);
    try {
      const tokens = await apple.validateAuthorizationCode(code);
      return { sub: (await verify(tokens.idToken())).sub, hasTokens: Boolean(tokens.accessToken() && tokens.refreshToken()) };
    } catch (error) {
      return { refused: { error: error.code } };
    }
  }

  async function withNicokaiser() {
    const Strategy = require("@nicokaiser/passport-apple");
    const settings = { clientID: clientId, teamID: teamId, keyID: keyId, key, callbackURL: redirectUri, scope: ["name", "email"] };
    const ask = (request) =>
      new Promise((resolve) => {
        const strategy = new Strategy(settings, (access, refresh, profile, done) => {
          done(null, { sub: profile.id, hasTokens: Boolean(access && refresh) });
        });
        strategy.success = strategy.redirect = resolve;
        strategy.error = ({ code }) => resolve({ refused: { error: code } });
        strategy.authenticate(request, {});
      });
    return ask({ body: await consent(await ask({})) });
  }

  async function withSimpleOauth2() {
    const { AuthorizationCode } = require("simple-oauth2");
    const paths = { tokenPath: "/auth/token", authorizePath: "/auth/authorize", revokePath: "/auth/revoke" };
    const options = { authorizationMethod: "body" };
    const client = new AuthorizationCode({ client: { id: clientId, secret }, auth: { tokenHost: APPLE, ...paths }, options });
    const address = client.authorizeURL({ redirect_uri: redirectUri, scope: ["name", "email"], state: "a state", response_mode: "form_post" });
    const { code } = await consent(address);
    const refusal = (error) => error.data.payload.error;
    try {
      const tokens = await client.getToken({ code, redirect_uri: redirectUri });
      const refreshed = await tokens.refresh();
      // It revokes, and then complains that the empty answer has no type.
      await tokens.revoke("refresh_token").catch((error) => {
        if (!/content-type/.test(error.message)) throw error;
      });
      const after = await tokens.refresh().catch(refusal);
      return { sub: (await verify(tokens.token.id_token)).sub, refreshed: Boolean(refreshed.token.access_token), after };
    } catch (error) {
      return { refused: { error: refusal(error) } };
    }
  }

  async function withGrant() {
    const settings = { key: clientId, secret, redirect_uri: redirectUri, scope: ["openid", "name", "email"], nonce: true, state: true };
    const custom = { response_type: "code id_token", response_mode: "form_post" };
    const origin = new URL(redirectUri).origin;
    const apple = { ...settings, custom_params: custom, response: ["tokens", "jwt"] };
    const grant = require("grant").express({ defaults: { origin, transport: "session" }, apple });
    const session = {};
    // What it asks of Express around it: it redirects, or goes on.
    const ask = (request) => new Promise((resolve) => grant({ session, query: {}, ...request }, { locals: {}, redirect: resolve }, resolve));
    const body = await consent(await ask({ method: "GET", originalUrl: "/connect/apple" }));
    await ask({ method: "POST", originalUrl: "/connect/apple/callback", body });
    const { response } = session.grant;
    if (response.error) return { refused: response.error };
    return { sub: (await verify(response.id_token)).sub, hasTokens: Boolean(response.access_token && response.refresh_token) };
  }

  async function withAuthCore() {
    const { Auth } = await import("@auth/core");
    const { default: Apple } = await import("@auth/core/providers/apple");
    const found = {};
    const config = {
      basePath: "/auth",
      callbacks: { signIn: ({ account, profile }) => Boolean(Object.assign(found, { sub: profile.sub, hasTokens: Boolean(account.refresh_token) })) },
      logger: { error: ({ cause }) => Object.assign(found, { refused: { error: cause?.error } }) },
      providers: [Apple({ clientId, clientSecret: secret })],
      secret: "a-secret-of-this-script",
      trustHost: true,
    };
    const jar = new Map();
    const send = async (path, fields) => {
      const headers = { cookie: [...jar].map((pair) => pair.join("=")).join("; "), "content-type": "application/x-www-form-urlencoded" };
      const body = fields && new URLSearchParams(fields);
      const answer = await Auth(new Request(new URL(path, redirectUri), { method: fields ? "POST" : "GET", headers, body }), config);
      for (const cookie of answer.headers.getSetCookie()) jar.set(...cookie.split(";")[0].split(/=(.*)/s, 2));
      return answer;
    };
    const { csrfToken } = await (await send("/auth/csrf")).json();
    const address = (await send("/auth/signin/apple", { csrfToken })).headers.get("location");
    await send("/auth/callback/apple", await consent(address));
    return found;
  }

  return {
    arctic: withArctic,
    "@nicokaiser/passport-apple": withNicokaiser,
    "simple-oauth2": withSimpleOauth2,
    grant: withGrant,
    "@auth/core": withAuthCore,
  };
};
