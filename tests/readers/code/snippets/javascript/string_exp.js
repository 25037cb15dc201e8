const jws = require('jws');
module.exports = (key) =>
  jws.sign({
    header: { alg: 'ES256', kid: 'Q7M2T9XK4C' },
    payload: { iss: 'R5T8Q2WM7K', iat: Math.floor(Date.now() / 1000), exp: `${Math.floor(Date.now() / 1000) + 3600}`, aud: 'https://appleid.apple.com', sub: 'com.acmefit.web' },
    privateKey: key,
  });
