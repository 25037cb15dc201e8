"""Programs in JavaScript that mint a client_secret and send it, and small changes that each make one mistake."""

from __future__ import annotations

IDS = "const TEAM_ID = 'R5T8Q2WM7K'\nconst KEY_ID = 'Q7M2T9XK4C'\nconst CLIENT_ID = 'com.acmefit.web'\n"
B64 = "const b64 = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')\n"

FUNCTIONS = (
    "const fs = require('fs')\nconst jwt = require('jsonwebtoken')\n"
    + IDS
    + """
function clientSecret() {
  const now = Math.floor(Date.now() / 1000)
  return jwt.sign(
    { iss: TEAM_ID, iat: now, exp: now + 86400 * 150, aud: 'https://appleid.apple.com', sub: CLIENT_ID },
    fs.readFileSync('AuthKey_Q7M2T9XK4C.p8'),
    { algorithm: 'ES256', keyid: KEY_ID },
  )
}

async function exchange(code) {
  const response = await fetch('https://appleid.apple.com/auth/token', {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ client_id: CLIENT_ID, client_secret: clientSecret(), code, grant_type: 'authorization_code' }),
  })
  console.log(response.status)
}
exchange(process.env.CODE)
"""
)
BUILDER = (
    "import { readFile } from 'node:fs/promises'\nimport { SignJWT, importPKCS8 } from 'jose'\n"
    + IDS
    + """
const key = await importPKCS8(await readFile('AuthKey_Q7M2T9XK4C.p8', 'utf8'), 'ES256')
const secret = await new SignJWT({})
  .setProtectedHeader({ alg: 'ES256', kid: KEY_ID })
  .setIssuer(TEAM_ID)
  .setSubject(CLIENT_ID)
  .setAudience('https://appleid.apple.com')
  .setIssuedAt()
  .setExpirationTime('5m')
  .sign(key)
const body = new URLSearchParams()
body.set('client_id', CLIENT_ID)
body.set('client_secret', secret)
body.set('code', process.env.CODE)
body.set('grant_type', 'authorization_code')
const answer = await fetch('https://appleid.apple.com/auth/token', { method: 'POST', body })
console.log(await answer.json())
"""
)
BY_HAND = (
    "const crypto = require('node:crypto')\nconst fs = require('node:fs')\n"
    + IDS
    + B64
    + """
function sign(header, payload, key) {
  const input = `${b64(header)}.${b64(payload)}`
  const signature = crypto.createSign('SHA256').update(input).sign({ key, dsaEncoding: 'ieee-p1363' })
  return `${input}.${signature.toString('base64url')}`
}

const iat = (Date.now() / 1000) | 0
const claims = { iss: TEAM_ID, iat, exp: iat + 3600, aud: 'https://appleid.apple.com', sub: CLIENT_ID }
const secret = sign({ alg: 'ES256', kid: KEY_ID }, claims, fs.readFileSync('./AuthKey_Q7M2T9XK4C.p8', 'utf8'))
const form = `client_id=${CLIENT_ID}&client_secret=${secret}&code=${process.env.CODE}&grant_type=authorization_code`
fetch('https://appleid.apple.com/auth/token', {
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: form,
}).then((response) => console.log(response.status))
"""
)
CLASS = """const fs = require('fs')
const https = require('https')
const jwt = require('jsonwebtoken')
const qs = require('querystring')

class AppleClient {
  constructor(options) {
    this.options = options
    this.key = fs.readFileSync(options.keyPath, 'utf8')
  }

  secret() {
    const { teamId, keyId, clientId } = this.options
    return jwt.sign({}, this.key, {
      algorithm: 'ES256',
      expiresIn: '30d',
      audience: 'https://appleid.apple.com',
      issuer: teamId,
      subject: clientId,
      keyid: keyId,
    })
  }

  exchange(code, done) {
    const body = qs.stringify({ client_id: this.options.clientId, client_secret: this.secret(), code, grant_type: 'authorization_code' })
    const request = https.request(
      {
        hostname: 'appleid.apple.com',
        path: '/auth/token',
        method: 'POST',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': Buffer.byteLength(body) },
      },
      (response) => response.resume().on('end', () => done(response.statusCode)),
    )
    request.write(body)
    request.end()
  }
}

const client = new AppleClient({
  teamId: 'R5T8Q2WM7K',
  keyId: 'Q7M2T9XK4C',
  clientId: 'com.acmefit.web',
  keyPath: 'AuthKey_Q7M2T9XK4C.p8',
})
client.exchange(process.env.CODE, console.log)
"""
WEB_CRYPTO = (
    "import { readFileSync } from 'node:fs'\nimport { webcrypto } from 'node:crypto'\n"
    + IDS
    + B64
    + """
const pem = readFileSync('AuthKey_Q7M2T9XK4C.p8', 'utf8')
const der = Buffer.from(pem.replace(/-----[^-]+-----/g, '').replace(/\\s/g, ''), 'base64')
const key = await webcrypto.subtle.importKey('pkcs8', der, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign'])

async function mint(seconds) {
  const now = Math.floor(Date.now() / 1000)
  const header = { alg: 'ES256', kid: KEY_ID }
  const payload = { iss: TEAM_ID, iat: now, exp: now + seconds, aud: 'https://appleid.apple.com', sub: CLIENT_ID }
  const input = b64(header) + '.' + b64(payload)
  const signature = await webcrypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key, new TextEncoder().encode(input))
  return input + '.' + Buffer.from(signature).toString('base64url')
}

const fields = { client_id: CLIENT_ID, client_secret: await mint(600), code: process.env.CODE, grant_type: 'authorization_code' }
const encoded = Object.entries(fields).map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')
await fetch('https://appleid.apple.com/auth/token', {
  method: 'POST',
  headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
  body: encoded,
})
"""
)
ONE_SHOT = (
    "const { sign, createPrivateKey } = require('crypto')\nconst { readFileSync } = require('fs')\n"
    + IDS
    + """
const encode = (text) => Buffer.from(text).toString('base64').replace(/\\+/g, '-').replace(/\\//g, '_').replace(/=/g, '')

const makeSecret = () => {
  const issued = Math.trunc(new Date().getTime() / 1000)
  const head = encode(JSON.stringify({ alg: 'ES256', kid: KEY_ID }))
  const rest = encode(JSON.stringify({
    iss: TEAM_ID,
    iat: issued,
    exp: issued + 24 * 60 * 60,
    aud: 'https://appleid.apple.com',
    sub: CLIENT_ID,
  }))
  const key = createPrivateKey(readFileSync('AuthKey_Q7M2T9XK4C.p8'))
  const raw = sign('sha256', Buffer.from(`${head}.${rest}`), { key, dsaEncoding: 'ieee-p1363' })
  return [head, rest, raw.toString('base64url')].join('.')
}

;(async () => {
  const body = new URLSearchParams([
    ['client_id', CLIENT_ID],
    ['client_secret', makeSecret()],
    ['code', process.env.CODE],
    ['grant_type', 'authorization_code'],
  ])
  await fetch('https://appleid.apple.com/auth/token', { method: 'POST', body })
})()
"""
)
ENVIRONMENT = """require('process')
const jwt = require('jsonwebtoken')
const querystring = require('querystring')

const { APPLE_TEAM_ID, APPLE_CLIENT_ID, APPLE_KEY_ID, APPLE_PRIVATE_KEY, CODE } = process.env
const TOKEN_URL = 'https://appleid.apple.com/auth/token'

const payload = {
  iss: APPLE_TEAM_ID,
  aud: 'https://appleid.apple.com',
  sub: APPLE_CLIENT_ID,
  iat: parseInt(Date.now() / 1000),
  exp: parseInt(Date.now() / 1000) + 15000000,
}
const secret = jwt.sign(payload, APPLE_PRIVATE_KEY.replace(/\\\\n/g, '\\n'), {
  header: { alg: 'ES256', kid: APPLE_KEY_ID },
})

fetch(TOKEN_URL, {
  method: 'POST',
  headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
  body: querystring.stringify({
    client_id: APPLE_CLIENT_ID,
    client_secret: secret,
    code: CODE,
    grant_type: 'authorization_code',
  }),
}).then(async (response) => console.log(await response.text()))
"""
CONVERTED = (
    "const crypto = require('crypto')\nconst fs = require('fs')\nconst format = require('ecdsa-sig-formatter')\n"
    + IDS
    + B64
    + """
const now = ~~(Date.now() / 1000)
const input = [
  b64({ alg: 'ES256', kid: KEY_ID }),
  b64({ iss: TEAM_ID, iat: now, exp: now + 900, aud: 'https://appleid.apple.com', sub: CLIENT_ID }),
].join('.')
const signer = crypto.createSign('RSA-SHA256')
signer.update(input)
const der = signer.sign(fs.readFileSync('AuthKey_Q7M2T9XK4C.p8', 'utf8'))
const secret = input + '.' + format.derToJose(der, 'ES256')
const body = new URLSearchParams({ client_id: CLIENT_ID, client_secret: secret, grant_type: 'authorization_code' })
body.append('code', process.env.CODE)
fetch('https://appleid.apple.com/auth/token', { method: 'post', body })
"""
)
CALENDAR = (
    "const { readFileSync } = require('fs')\nconst jsonwebtoken = require('jsonwebtoken')\n"
    + IDS
    + """
const issued = new Date()
const expires = new Date()
expires.setMonth(expires.getMonth() + 3)

const seconds = (date) => Math.floor(date.getTime() / 1000)

const token = jsonwebtoken.sign(
  { iss: TEAM_ID, iat: seconds(issued), exp: seconds(expires), aud: 'https://appleid.apple.com', sub: CLIENT_ID },
  readFileSync('AuthKey_Q7M2T9XK4C.p8', 'utf8'),
  { algorithm: 'ES256', keyid: KEY_ID },
)

const main = async () => {
  const options = { method: 'POST', body: new URLSearchParams({
    client_id: CLIENT_ID,
    client_secret: token,
    grant_type: 'authorization_code',
    code: process.env.CODE,
  }) }
  await fetch('https://appleid.apple.com/auth/token', options)
}
main()
"""
)
JOSE_CLAIMS = """import fs from 'fs'
import * as jose from 'jose'

export default class Apple {
  static AUDIENCE = 'https://appleid.apple.com'

  constructor(teamId, clientId, keyId) {
    Object.assign(this, { teamId, clientId, keyId })
  }

  get claims() {
    const now = Math.floor(Date.now() / 1000)
    return { iss: this.teamId, iat: now, exp: now + 60 * 60, aud: Apple.AUDIENCE, sub: this.clientId }
  }

  async secret() {
    const pem = fs.readFileSync(`AuthKey_${this.keyId}.p8`, 'utf8')
    return new jose.SignJWT(this.claims).setProtectedHeader({ alg: 'ES256', kid: this.keyId }).sign(await jose.importPKCS8(pem, 'ES256'))
  }

  async tokens(code) {
    const response = await fetch('https://appleid.apple.com/auth/token', {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        client_id: this.clientId,
        client_secret: await this.secret(),
        code,
        grant_type: 'authorization_code',
      }).toString(),
    })
    return response.json()
  }
}
await new Apple('R5T8Q2WM7K', 'com.acmefit.web', 'Q7M2T9XK4C').tokens(process.env.CODE)
"""

AUD = "aud: 'https://appleid.apple.com'"
AUDS = (
    ("aud with a slash", AUD, "aud: 'https://appleid.apple.com/'"),
    ("aud of the endpoint", AUD, "aud: 'https://appleid.apple.com/auth/token'"),
    ("aud without https", AUD, "aud: 'appleid.apple.com'"),
    ("iss and sub swapped", "iss: TEAM_ID", "iss: CLIENT_ID", "sub: CLIENT_ID", "sub: TEAM_ID"),
)
POSTS = (
    ("GET", "method: 'POST'", "method: 'GET'"),
    ("refresh_token as grant_type", "'authorization_code'", "'refresh_token'"),
    ("no such grant_type", "'authorization_code'", "'code'"),
    ("authorize", "/auth/token", "/auth/authorize"),
)

PROGRAMS: dict[str, tuple[str, tuple[tuple[str, ...], ...]]] = {
    "functions.js": (
        FUNCTIONS,
        (
            *AUDS,
            ("no such grant_type", "'authorization_code'", "'code'"),
            ("authorize", "/auth/token", "/auth/authorize"),
            ("HS256 by default", "algorithm: 'ES256', ", ""),
            ("no kid", ", keyid: KEY_ID", ""),
            ("kid in the payload", ", keyid: KEY_ID", "", "{ iss: TEAM_ID", "{ kid: KEY_ID, iss: TEAM_ID"),
            ("no sub", ", sub: CLIENT_ID", ""),
            ("milliseconds", "Math.floor(Date.now() / 1000)", "Date.now()"),
            ("a year", "86400 * 150", "86400 * 365"),
            ("Key ID as key", "fs.readFileSync('AuthKey_Q7M2T9XK4C.p8')", "KEY_ID"),
            ("JSON", "'application/x-www-form-urlencoded'", "'application/json'", "new URLSearchParams(", "JSON.stringify("),
            ("no grant_type", ", grant_type: 'authorization_code'", ""),
            ("local time", "Math.floor(Date.now() / 1000)", "Math.floor((Date.now() - new Date().getTimezoneOffset() * 60000) / 1000)"),
        ),
    ),
    "builder.mjs": (
        BUILDER,
        (
            ("no kid", ", kid: KEY_ID", ""),
            ("no sub", "  .setSubject(CLIENT_ID)\n", ""),
            ("a year", "'5m'", "'1y'"),
            ("iss and sub swapped", ".setIssuer(TEAM_ID)", ".setIssuer(CLIENT_ID)", ".setSubject(CLIENT_ID)", ".setSubject(TEAM_ID)"),
            ("aud with a slash", "setAudience('https://appleid.apple.com')", "setAudience('https://appleid.apple.com/')"),
            ("milliseconds", ".setIssuedAt()", ".setIssuedAt(Date.now())"),
            ("no exp", "  .setExpirationTime('5m')\n", ""),
            ("GET", "'https://appleid.apple.com/auth/token', { method: 'POST', body }", "'https://appleid.apple.com/auth/token?' + body"),
            ("JSON", "method: 'POST', body }", "method: 'POST', body: JSON.stringify(Object.fromEntries(body)) }"),
        ),
    ),
    "by_hand.js": (
        BY_HAND,
        (
            *AUDS,
            ("DER", "{ key, dsaEncoding: 'ieee-p1363' }", "key"),
            ("DER by its name", "'ieee-p1363'", "'der'"),
            ("no kid", ", kid: KEY_ID", ""),
            ("HS256 named", "alg: 'ES256'", "alg: 'HS256'"),
            ("fraction", "(Date.now() / 1000) | 0", "Date.now() / 1000"),
            ("milliseconds of both", "(Date.now() / 1000) | 0", "Date.now()", "iat + 3600", "iat + 3600 * 1000"),
            ("no grant_type", "&grant_type=authorization_code", ""),
            ("JSON type", "'application/x-www-form-urlencoded'", "'application/json'"),
            ("no type", "  headers: { 'content-type': 'application/x-www-form-urlencoded' },\n", ""),
        ),
    ),
    "class.js": (
        CLASS,
        (
            *POSTS,
            ("a year", "'30d'", "'365d'"),
            ("no kid", "      keyid: keyId,\n", ""),
            ("no sub", "      subject: clientId,\n", ""),
            ("no aud", "      audience: 'https://appleid.apple.com',\n", ""),
            ("HS256 by default", "      algorithm: 'ES256',\n", ""),
            ("iss and sub swapped", "issuer: teamId", "issuer: clientId", "subject: clientId", "subject: teamId"),
            ("JSON", "qs.stringify(", "JSON.stringify(", "application/x-www-form-urlencoded", "application/json"),
            ("no type", "'Content-Type': 'application/x-www-form-urlencoded', ", ""),
        ),
    ),
    "web_crypto.mjs": (
        WEB_CRYPTO,
        (
            *AUDS,
            *POSTS[1:],
            ("milliseconds of exp", "exp: now + seconds", "exp: (now + seconds) * 1000"),
            ("fraction", "Math.floor(Date.now() / 1000)", "Date.now() / 1000"),
            ("kid of the team", "kid: KEY_ID", "kid: TEAM_ID"),
            ("a year", "mint(600)", "mint(365 * 24 * 3600)"),
            ("JSON", "'application/x-www-form-urlencoded'", "'application/json'", "body: encoded", "body: JSON.stringify(fields)"),
        ),
    ),
    "one_shot.js": (
        ONE_SHOT,
        (
            *AUDS,
            *POSTS[1:],
            ("DER", "{ key, dsaEncoding: 'ieee-p1363' }", "key"),
            ("no sub", "    sub: CLIENT_ID,\n", ""),
            ("a lifetime as exp", "exp: issued + 24 * 60 * 60", "exp: 24 * 60 * 60"),
            (
                *("Basic", "    ['client_id', CLIENT_ID],\n    ['client_secret', makeSecret()],\n", "", "{ method: 'POST', body }"),
                "{ method: 'POST', body, headers: { Authorization: 'Basic ' + Buffer.from(CLIENT_ID + ':' + makeSecret()).toString('base64') } }",
            ),
        ),
    ),
    "environment.js": (
        ENVIRONMENT,
        (
            *AUDS[:3],
            *POSTS[1:],
            ("no kid", ", kid: APPLE_KEY_ID", ""),
            ("a year", "+ 15000000", "+ 31536000"),
            ("milliseconds", "parseInt(Date.now() / 1000),", "Date.now(),"),
            ("milliseconds of both", "parseInt(Date.now() / 1000)", "Date.now()"),
            ("JSON", "querystring.stringify(", "JSON.stringify(", "application/x-www-form-urlencoded", "application/json"),
        ),
    ),
    "converted.js": (
        CONVERTED,
        (
            *AUDS,
            ("DER", "format.derToJose(der, 'ES256')", "der.toString('base64url')"),
            ("no kid", ", kid: KEY_ID", ""),
            ("expired", "exp: now + 900", "exp: now - 900"),
        ),
    ),
    "calendar.js": (
        CALENDAR,
        (
            ("seven months", "getMonth() + 3", "getMonth() + 7"),
            ("six months", "getMonth() + 3", "getMonth() + 6"),
            ("a year", "expires.setMonth(expires.getMonth() + 3)", "expires.setFullYear(expires.getFullYear() + 1)"),
            ("milliseconds", "Math.floor(date.getTime() / 1000)", "date.getTime()"),
            ("fraction", "Math.floor(date.getTime() / 1000)", "date.getTime() / 1000"),
            *(("no kid", ", keyid: KEY_ID", ""), ("HS256 by default", "algorithm: 'ES256', ", "")),
            (
                *("local time", "Math.floor(date.getTime() / 1000)"),
                "Date.UTC(date.getFullYear(), date.getMonth(), date.getDate(), date.getHours(), date.getMinutes()) / 1000",
            ),
        ),
    ),
    "jose_claims.mjs": (
        JOSE_CLAIMS,
        (
            ("no kid", ", kid: this.keyId", ""),
            ("aud with a slash", "AUDIENCE = 'https://appleid.apple.com'", "AUDIENCE = 'https://appleid.apple.com/'"),
            ("milliseconds", "Math.floor(Date.now() / 1000)", "Date.now()"),
            ("fraction", "Math.floor(Date.now() / 1000)", "Date.now() / 1000"),
            ("no grant_type", "        grant_type: 'authorization_code',\n", ""),
            ("a year", "60 * 60, aud", "60 * 60 * 24 * 365, aud"),
            ("iss and sub swapped", "iss: this.teamId", "iss: this.clientId", "sub: this.clientId", "sub: this.teamId"),
        ),
    ),
}
