const { JWT, JWK } = require('jose');
const fs = require('fs');

const KEY_ID = 'Q7M2T9XK4C';
const key = JWK.asKey({ key: fs.readFileSync(`./AuthKey_${KEY_ID}.p8`), format: 'pem' }, { kid: KEY_ID, alg: 'ES256', use: 'sig' });

module.exports = () =>
  JWT.sign({}, key, { algorithm: 'ES256', audience: 'https://appleid.apple.com', issuer: 'R5T8Q2WM7K', subject: 'com.acmefit.web', expiresIn: '1 hour' });
