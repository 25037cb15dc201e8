const jwt = require('jsonwebtoken');
const fs = require('fs');

// MapKit JS token; we also offer Sign in with Apple (https://appleid.apple.com) elsewhere.
module.exports = () =>
  jwt.sign({ iss: 'R5T8Q2WM7K', origin: 'https://acmefit.com' }, fs.readFileSync('AuthKey_ABCDE12345.p8'), {
    algorithm: 'ES256', keyid: 'ABCDE12345', expiresIn: '365d',
  });
