var jwt = require('jsonwebtoken');
var fs = require('fs');

fs.readFile('AuthKey_Q7M2T9XK4C.p8', 'utf8', function (err, pem) {
  if (err) throw err;
  var payload = { sub: 'com.acmefit.web' };
  var options = { issuer: 'R5T8Q2WM7K', audience: 'https://appleid.apple.com', keyid: 'Q7M2T9XK4C', algorithm: 'ES256', expiresIn: '1y' };
  jwt.sign(payload, pem, options, function (e, token) {
    console.log(token);
  });
});
