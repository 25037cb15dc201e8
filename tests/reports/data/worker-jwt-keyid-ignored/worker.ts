import jwt from '@tsndr/cloudflare-worker-jwt'

const clientSecret = await jwt.sign({
  iss: 'Q7K2M4T9XW',
  iat: Math.floor(Date.now() / 1000),
  exp: Math.floor(Date.now() / 1000) + 86400,
  aud: 'https://appleid.apple.com',
  sub: 'com.harborlane.web',
}, env.APPLE_PRIVATE_KEY, { algorithm: 'ES256', keyid: 'H3N8R5V2LD' })
