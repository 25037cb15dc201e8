'use strict'

const fs = require('fs')
const path = require('node:path')
const jwt = require('jsonwebtoken')
const axios = require('axios').default
const qs = require('querystring')

const { APPLE_TEAM_ID: teamId = 'R5T8Q2WM7K', APPLE_KEY_ID, ...env } = process.env
const config = {
  clientId: 'com.acmefit.web',
  keyId: APPLE_KEY_ID || 'Q7M2T9XK4C',
  redirectUri: `https://${env.HOST}/callback`,
}

class AppleAuth {
  #privateKey
  static audience = 'https://appleid.apple.com'

  constructor({ clientId, keyId }, location) {
    this.clientId = clientId
    this.keyId = keyId
    this.#privateKey = fs.readFileSync(path.join(__dirname, location), 'utf8')
  }

  get header() {
    return { alg: 'ES256', kid: this.keyId }
  }

  clientSecret(days = 180) {
    const now = Math.floor(Date.now() / 1000)
    const claims = {
      iss: teamId,
      iat: now,
      exp: now + days * 24 * 60 * 60,
      aud: AppleAuth.audience,
      sub: this.clientId,
    }
    return jwt.sign(claims, this.#privateKey, { algorithm: 'ES256', keyid: this.keyId })
  }

  async exchange(code) {
    try {
      const { data } = await axios.post(
        'https://appleid.apple.com/auth/token',
        qs.stringify({
          client_id: this.clientId,
          client_secret: this.clientSecret(),
          code,
          grant_type: 'authorization_code',
          redirect_uri: config.redirectUri,
        }),
        { headers: { 'Content-Type': 'application/x-www-form-urlencoded' } },
      )
      return data
    } catch (error) {
      console.error(error.response?.data ?? error.message)
      throw error
    }
  }
}

module.exports = { AppleAuth, apple: new AppleAuth(config, './AuthKey.p8') }
