const crypto = require('crypto')
const https = require('https')

const b64 = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

function sign(claims, kid, key) {
  const input = [b64({ alg: 'ES256', kid }), b64(claims)].join('.')
  const signature = crypto.createSign('SHA256').update(input).sign({ key, dsaEncoding: 'ieee-p1363' })
  return input + '.' + signature.toString('base64url')
}

exports.revoke = function revoke(token, callback) {
  const iat = (Date.now() / 1000) | 0
  const secret = sign(
    { iss: process.env.TEAM_ID, iat, exp: iat + 300, aud: 'https://appleid.apple.com', sub: 'com.acmefit.app' },
    process.env.KEY_ID,
    process.env.APPLE_KEY.split('|').join('\n'),
  )
  let body = 'client_id=com.acmefit.app'
  body += '&client_secret=' + secret
  body += `&token=${encodeURIComponent(token)}`

  const request = https.request(
    { hostname: 'appleid.apple.com', path: '/auth/revoke', method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    (response) => {
      switch (response.statusCode) {
        case 200:
          callback(null)
          break
        default:
          callback(new Error('revoke failed'))
      }
    },
  )
  request.on('error', callback)
  request.end(body)
}
