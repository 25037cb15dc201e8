import { SignJWT, importPKCS8 } from 'jose';

export async function secret(env: Env) {
  const now = new Date();
  const inAnHour = new Date(now.getTime() + 60 * 60 * 1000);
  return await new SignJWT({ iss: env.TEAM, sub: env.CLIENT })
    .setProtectedHeader({ alg: 'ES256', kid: env.KID })
    .setIssuedAt(now)
    .setAudience('https://appleid.apple.com')
    .setExpirationTime(inAnHour)
    .sign(await importPKCS8(env.P8, 'ES256'));
}
