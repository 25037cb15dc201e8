import { SignJWT, importPKCS8 } from 'jose'

export interface Env {
  APPLE_PRIVATE_KEY: string
  TEAM_ID: string
}

const KEYS = { kid: 'Q7M2T9XK4C', aud: 'https://appleid.apple.com' } as const

async function secret(env: Env): Promise<string> {
  const key = await importPKCS8(env.APPLE_PRIVATE_KEY, 'ES256')
  const now = Math.floor(Date.now() / 1000)
  return await new SignJWT({ iss: env.TEAM_ID, sub: 'com.acmefit.web', aud: KEYS.aud, iat: now, exp: now + 86_400 })
    .setProtectedHeader({ alg: 'ES256', kid: KEYS.kid })
    .sign(key)
}

export default {
  async fetch(request: Request, env: Env, _ctx: ExecutionContext): Promise<Response> {
    const form = await request.formData()
    const code = form.get('code') as string | null
    if (!code) return new Response('no code', { status: 400 })

    const answer = await fetch('https://appleid.apple.com/auth/token', {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: `client_id=com.acmefit.web&client_secret=${await secret(env)}&code=${code}&grant_type=authorization_code`,
    })
    return Response.json(await answer.json<unknown>(), { status: answer.status })
  },
} satisfies ExportedHandler<Env>
