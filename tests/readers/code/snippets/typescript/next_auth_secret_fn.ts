import NextAuth from 'next-auth';
import AppleProvider from 'next-auth/providers/apple';
import { SignJWT } from 'jose';
import { createPrivateKey } from 'crypto';

const getAppleToken = async () => {
  const key = `-----BEGIN PRIVATE KEY-----\n${process.env.APPLE_PRIVATE_KEY}\n-----END PRIVATE KEY-----`;
  return await new SignJWT({})
    .setAudience('https://appleid.apple.com')
    .setIssuer(process.env.APPLE_TEAM_ID as string)
    .setIssuedAt(new Date().getTime() / 1000)
    .setExpirationTime(new Date().getTime() / 1000 + 3600 * 2)
    .setSubject(process.env.APPLE_ID as string)
    .setProtectedHeader({ alg: 'ES256', kid: process.env.APPLE_KEY_ID })
    .sign(createPrivateKey(key));
};

export default NextAuth({
  providers: [AppleProvider({ clientId: process.env.APPLE_ID as string, clientSecret: await getAppleToken() })],
  cookies: {
    pkceCodeVerifier: { name: 'next-auth.pkce.code_verifier', options: { httpOnly: true, sameSite: 'none', path: '/', secure: true } },
  },
});
