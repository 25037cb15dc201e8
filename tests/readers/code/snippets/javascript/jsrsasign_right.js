const { KJUR } = require('jsrsasign');

function appleSecret(pem) {
  const header = { alg: 'ES256', kid: 'Q7M2T9XK4C' };
  const payload = {
    iss: 'R5T8Q2WM7K',
    iat: KJUR.jws.IntDate.get('now'),
    exp: KJUR.jws.IntDate.get('now + 1hour'),
    aud: 'https://appleid.apple.com',
    sub: 'com.acmefit.web',
  };
  return KJUR.jws.JWS.sign('ES256', JSON.stringify(header), JSON.stringify(payload), pem);
}
module.exports = appleSecret;
