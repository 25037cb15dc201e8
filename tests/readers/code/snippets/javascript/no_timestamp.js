const jwt = require('jsonwebtoken');
const secret = jwt.sign(
  { iss: 'R5T8Q2WM7K', exp: Math.floor(Date.now() / 1000) + 86400, aud: 'https://appleid.apple.com', sub: 'com.acmefit.web' },
  process.env.APPLE_KEY,
  { algorithm: 'ES256', keyid: 'Q7M2T9XK4C', noTimestamp: true },
);
console.log(secret);
