const rs = require('jsrsasign');

module.exports.appleSecret = (pem, kid) => {
  const now = rs.KJUR.jws.IntDate.getNow();
  const head = JSON.stringify({ alg: 'HS256', kid });
  const body = JSON.stringify({ iss: 'R5T8Q2WM7K', iat: now, exp: now + 3600, aud: 'https://appleid.apple.com', sub: 'com.acmefit.web' });
  return rs.KJUR.jws.JWS.sign('HS256', head, body, pem);
};
