const appleSignin = require('apple-signin-auth');

const clientSecret = appleSignin.getClientSecret({
  clientID: 'com.acmefit.web',
  teamID: 'R5T8Q2WM7K',
  privateKeyPath: `${__dirname}/AuthKey_Q7M2T9XK4C.p8`,
  keyIdentifier: 'Q7M2T9XK4C',
  expAfter: 60 * 60 * 24 * 365,
});

module.exports = async function login(code) {
  return appleSignin.getAuthorizationToken(code, { clientID: 'com.acmefit.web', redirectUri: 'https://acmefit.com/cb', clientSecret });
};
