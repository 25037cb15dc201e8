const crypto = require('crypto');
const b64 = (v) => Buffer.from(JSON.stringify(v)).toString('base64');

module.exports = (key) => {
  const now = Math.floor(Date.now() / 1000);
  const input = b64({ alg: 'ES256', kid: 'Q7M2T9XK4C' }) + '.' + b64({ iss: 'R5T8Q2WM7K', iat: now, exp: now + 600, aud: 'https://appleid.apple.com', sub: 'com.acmefit.web' });
  return input + '.' + crypto.sign('SHA256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' }).toString('base64');
};
