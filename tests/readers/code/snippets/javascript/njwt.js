const nJwt = require('njwt');
const fs = require('fs');

const now = Math.floor(Date.now() / 1000);
const claims = { iss: 'R5T8Q2WM7K', iat: now, exp: now + 86400 * 180, aud: 'https://appleid.apple.com', sub: 'com.acmefit.web' };
const jwt = nJwt.create(claims, fs.readFileSync('AuthKey_Q7M2T9XK4C.p8'), 'ES256');
jwt.header.kid = 'Q7M2T9XK4C';
console.log(jwt.compact());
