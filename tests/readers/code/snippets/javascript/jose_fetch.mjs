import { readFile } from 'node:fs/promises'
import * as jose from 'jose'

const alg = 'ES256'
const pem = await readFile(new URL('./AuthKey_Q7M2T9XK4C.p8', import.meta.url), 'utf8')
const key = await jose.importPKCS8(pem.replace(/\\n/g, '\n'), alg)

const makeSecret = async ({ teamId, keyId = 'Q7M2T9XK4C', clientId }) =>
  new jose.SignJWT({})
    .setProtectedHeader({ alg, kid: keyId })
    .setIssuer(teamId)
    .setSubject(clientId)
    .setAudience('https://appleid.apple.com')
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(key)

export const handler = async (event) => {
  const { refresh_token: token } = JSON.parse(event.body)
  const body = new URLSearchParams()
  for (const [name, value] of Object.entries({ grant_type: 'refresh_token', refresh_token: token })) {
    body.append(name, value)
  }
  body.set('client_id', 'com.acmefit.web')
  body.set('client_secret', await makeSecret({ teamId: 'R5T8Q2WM7K', clientId: 'com.acmefit.web' }))

  const response = await fetch('https://appleid.apple.com/auth/token', { method: 'POST', body })
  if (!response.ok) {
    throw new Error(`apple answered ${response.status}`)
  }
  const [tokens] = await Promise.all([response.json()])
  return { statusCode: 200, body: JSON.stringify(tokens) }
}

export default handler
