const functions = require('firebase-functions');
const admin = require('firebase-admin');
const jwt = require('jsonwebtoken');
const fs = require('fs');
const axios = require('axios');
const qs = require('qs');

admin.initializeApp();

function makeJWT() {
  const privateKey = fs.readFileSync('AuthKey_Q7M2T9XK4C.p8');
  const token = jwt.sign(
    {
      iss: 'R5T8Q2WM7K',
      iat: Math.floor(Date.now() / 1000),
      exp: Math.floor(Date.now() / 1000) + 120,
      aud: 'https://appleid.apple.com',
      sub: 'com.acmefit.app',
    },
    privateKey,
    { algorithm: 'ES256', header: { alg: 'ES256', kid: 'Q7M2T9XK4C' } },
  );
  return token;
}

exports.getRefreshToken = functions.https.onRequest(async (request, response) => {
  const code = request.query.code;
  const client_secret = makeJWT();
  const data = { code: code, client_id: 'com.acmefit.app', client_secret: client_secret, grant_type: 'authorization_code' };
  return axios
    .post('https://appleid.apple.com/auth/token', qs.stringify(data), { headers: { 'Content-Type': 'application/x-www-form-urlencoded' } })
    .then((res) => response.send(res.data.refresh_token));
});

exports.revokeToken = functions.https.onRequest(async (request, response) => {
  const data = { token: request.query.refresh_token, client_id: 'com.acmefit.app', client_secret: makeJWT(), token_type_hint: 'refresh_token' };
  return axios
    .post('https://appleid.apple.com/auth/revoke', qs.stringify(data), { headers: { 'Content-Type': 'application/x-www-form-urlencoded' } })
    .then(() => response.send('Complete'));
});
