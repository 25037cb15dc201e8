const { sign } = require('crypto');
const fs = require('fs');

function base64url(input) {
  return Buffer.from(input).toString('base64').replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

const header = { alg: 'ES256', kid: 'Q7M2T9XK4C' };
const now = (Date.now() / 1000) | 0;
const payload = { iss: 'R5T8Q2WM7K', iat: now, exp: now + 86400, aud: 'https://appleid.apple.com', sub: 'com.acmefit.web' };
const data = base64url(JSON.stringify(header)) + '.' + base64url(JSON.stringify(payload));
const signature = sign('sha256', Buffer.from(data), fs.readFileSync('./AuthKey_Q7M2T9XK4C.p8'));
console.log(`${data}.${base64url(signature)}`);
