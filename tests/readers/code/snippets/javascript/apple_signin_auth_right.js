const appleSignin = require('apple-signin-auth');
const crypto = require('crypto');

const options = {
  clientID: process.env.APPLE_CLIENT_ID,
  redirectUri: 'https://acmefit.com/auth/apple/callback',
  state: crypto.randomBytes(16).toString('hex'),
  responseMode: 'form_post',
  scope: 'email name',
};

exports.url = () => appleSignin.getAuthorizationUrl(options);

exports.tokens = async (code) => {
  const clientSecret = appleSignin.getClientSecret({
    clientID: process.env.APPLE_CLIENT_ID,
    teamID: process.env.APPLE_TEAM_ID,
    privateKey: process.env.APPLE_PRIVATE_KEY,
    keyIdentifier: process.env.APPLE_KEY_ID,
    expAfter: 15777000,
  });
  return appleSignin.getAuthorizationToken(code, { clientID: options.clientID, redirectUri: options.redirectUri, clientSecret });
};
