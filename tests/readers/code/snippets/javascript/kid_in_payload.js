const jwt = require('jsonwebtoken');
const fs = require('fs');

const now = Math.floor(Date.now() / 1000);
const secret = jwt.sign(
  { alg: 'ES256', kid: 'Q7M2T9XK4C', iss: 'R5T8Q2WM7K', iat: now, exp: now + 86400, aud: 'https://appleid.apple.com', sub: 'com.acmefit.web' },
  fs.readFileSync('AuthKey_Q7M2T9XK4C.p8', 'utf8'),
  { algorithm: 'ES256' },
);
console.log(secret);
