import appleSignin from 'apple-signin-auth';

const CLIENT_ID = 'com.acmefit.web';
const secret = appleSignin.getClientSecret({
  clientID: CLIENT_ID,
  teamID: CLIENT_ID,
  privateKey: process.env.APPLE_KEY,
  keyIdentifier: process.env.APPLE_KEY_ID,
});
export const tokens = (code) => appleSignin.getAuthorizationToken(code, { clientID: CLIENT_ID, redirectUri: 'https://acmefit.com/cb', clientSecret: secret });
