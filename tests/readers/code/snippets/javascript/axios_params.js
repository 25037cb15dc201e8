const axios = require('axios');
const appleSignin = require('apple-signin-auth');

async function exchange(code) {
  const clientSecret = appleSignin.getClientSecret({
    clientID: 'com.acmefit.web',
    teamID: 'R5T8Q2WM7K',
    privateKeyPath: './AuthKey_Q7M2T9XK4C.p8',
    keyIdentifier: 'Q7M2T9XK4C',
  });
  return axios.post('https://appleid.apple.com/auth/token', null, {
    params: { client_id: 'com.acmefit.web', client_secret: clientSecret, code, grant_type: 'authorization_code', redirect_uri: 'https://acmefit.com/cb' },
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
  });
}
module.exports = { exchange };
