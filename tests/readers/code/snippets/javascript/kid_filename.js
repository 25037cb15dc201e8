const jwt = require('jsonwebtoken');
const fs = require('fs');
const keyFile = 'AuthKey_Q7M2T9XK4C.p8';
module.exports = jwt.sign({ iss: 'R5T8Q2WM7K', sub: 'com.acmefit.web', aud: 'https://appleid.apple.com' }, fs.readFileSync(keyFile), { algorithm: 'ES256', keyid: keyFile, expiresIn: '180d' });
