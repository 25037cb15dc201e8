import { betterAuth } from 'better-auth';
import { SignJWT, importPKCS8 } from 'jose';

async function generateAppleClientSecret(clientId: string, teamId: string, keyId: string, privateKey: string): Promise<string> {
  const key = await importPKCS8(privateKey, 'ES256');
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({})
    .setProtectedHeader({ alg: 'ES256', kid: keyId })
    .setIssuer(teamId)
    .setSubject(clientId)
    .setAudience('https://appleid.apple.com')
    .setIssuedAt(now)
    .setExpirationTime(now + 180 * 24 * 60 * 60)
    .sign(key);
}

export const auth = betterAuth({
  trustedOrigins: ['https://appleid.apple.com'],
  socialProviders: {
    apple: {
      clientId: process.env.APPLE_CLIENT_ID!,
      clientSecret: await generateAppleClientSecret(
        process.env.APPLE_CLIENT_ID!,
        process.env.APPLE_TEAM_ID!,
        process.env.APPLE_KEY_ID!,
        process.env.APPLE_PRIVATE_KEY!.replace(/\\n/g, '\n'),
      ),
      appBundleIdentifier: 'com.acmefit.app',
    },
  },
});
