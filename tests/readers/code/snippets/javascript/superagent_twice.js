const superagent = require('superagent');
exports.go = (code) => superagent.post('https://appleid.apple.com/auth/token').type('form').send({ client_id: 'com.acmefit.web' }).send({ client_secret: mint(), code, grant_type: 'authorization_code' });
