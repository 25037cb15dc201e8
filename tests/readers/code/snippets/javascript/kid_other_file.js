const jwt = require('jsonwebtoken');
const fs = require('fs');
const path = require('path');
module.exports = () =>
  jwt.sign({ iss: 'R5T8Q2WM7K', sub: 'com.acmefit.web', aud: 'https://appleid.apple.com' }, fs.readFileSync(path.resolve(__dirname, 'keys/AuthKey_8H3K9L2M4N.p8')), {
    algorithm: 'ES256', keyid: 'Q7M2T9XK4C', expiresIn: '180d',
  });
