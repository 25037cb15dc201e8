import { SignJWT, importPKCS8 } from 'jose';

export async function secret(env: Env) {
  return await new SignJWT({ iss: env.TEAM, sub: env.CLIENT })
    .setProtectedHeader({ alg: 'ES256', kid: env.KID })
    .setIssuedAt()
    .setAudience('https://appleid.apple.com')
    .setExpirationTime(Date.now() + 1000 * 60 * 60)
    .sign(await importPKCS8(env.P8, 'ES256'));
}
