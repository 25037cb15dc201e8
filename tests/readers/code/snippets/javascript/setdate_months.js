const jwt = require('jsonwebtoken');
const fs = require('fs');

const expires = new Date();
expires.setMonth(expires.getMonth() + 6);

const token = jwt.sign(
  { iss: 'R5T8Q2WM7K', iat: Math.floor(Date.now() / 1000), exp: Math.floor(expires.getTime() / 1000), aud: 'https://appleid.apple.com', sub: 'com.acmefit.web' },
  fs.readFileSync('AuthKey_Q7M2T9XK4C.p8'),
  { algorithm: 'ES256', keyid: 'Q7M2T9XK4C' },
);
console.log(token);
