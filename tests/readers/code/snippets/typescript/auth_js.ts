import NextAuth, { type NextAuthConfig } from 'next-auth'
import Apple from 'next-auth/providers/apple'
import { createPrivateKey } from 'crypto'
import jwt = require('jsonwebtoken')

declare module 'next-auth' {
  interface Session {
    provider?: string
  }
}

namespace Secrets {
  export const lifetime = 60 * 60 * 24 * 30
  export function apple(teamId: string, keyId: string): string {
    const key = createPrivateKey(process.env.AUTH_APPLE_KEY!.replaceAll('\\n', '\n'))
    const iat = Math.round(+new Date() / 1000)
    return jwt.sign({ iss: teamId, iat, exp: iat + lifetime, aud: 'https://appleid.apple.com', sub: process.env.AUTH_APPLE_ID }, key, {
      header: { alg: 'ES256', kid: keyId },
    })
  }
}

export const authConfig: NextAuthConfig = {
  providers: [
    Apple({
      clientId: process.env.AUTH_APPLE_ID ?? 'com.acmefit.web',
      clientSecret: Secrets.apple('R5T8Q2WM7K', <string>'Q7M2T9XK4C'),
    }),
  ],
}

export const { handlers, signIn, auth } = NextAuth(authConfig)
