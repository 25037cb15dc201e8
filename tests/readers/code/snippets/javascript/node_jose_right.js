const jose = require('node-jose');

async function generate(pem, { kid, teamId, clientId }) {
  const key = await jose.JWK.asKey(pem, 'pem');
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: teamId, iat: now, exp: now + 300, aud: 'https://appleid.apple.com', sub: clientId };
  return jose.JWS.createSign({ format: 'compact', fields: { alg: 'ES256', kid } }, { key, reference: false }).update(JSON.stringify(claims)).final();
}
module.exports = generate;
