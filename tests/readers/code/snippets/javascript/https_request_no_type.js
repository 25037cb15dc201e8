const https = require('https');
const querystring = require('querystring');

function post(fields) {
  const data = querystring.stringify(fields);
  return new Promise((resolve, reject) => {
    const req = https.request(
      { hostname: 'appleid.apple.com', port: 443, path: '/auth/token', method: 'POST', headers: { 'Content-Length': Buffer.byteLength(data) } },
      (res) => {
        let body = '';
        res.on('data', (d) => (body += d));
        res.on('end', () => resolve(JSON.parse(body)));
      },
    );
    req.on('error', reject);
    req.write(data);
    req.end();
  });
}

module.exports = (code, secret) =>
  post({ client_id: 'com.acmefit.web', client_secret: secret, code, grant_type: 'authorization_code', redirect_uri: 'https://acmefit.com/cb' });
