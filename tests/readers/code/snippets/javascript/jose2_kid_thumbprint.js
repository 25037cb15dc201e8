// jose 2.x
const { JWT, JWK } = require('jose');
const fs = require('fs');

const key = JWK.asKey(fs.readFileSync('./AuthKey_Q7M2T9XK4C.p8'));
const secret = JWT.sign({}, key, {
  algorithm: 'ES256',
  audience: 'https://appleid.apple.com',
  issuer: 'R5T8Q2WM7K',
  subject: 'com.acmefit.web',
  expiresIn: '180 days',
});
console.log(secret);
