import { SignJWT, importPKCS8 } from 'jose';

async function appleSecret(clientId: string, teamId: string, keyId: string, pem: string) {
  const key = await importPKCS8(pem, 'ES256');
  return new SignJWT({})
    .setProtectedHeader({ alg: 'ES256', kid: keyId })
    .setIssuer(teamId)
    .setSubject(clientId)
    .setAudience('https://appleid.apple.com')
    .setIssuedAt()
    .setExpirationTime('180d')
    .sign(key);
}

console.log(await appleSecret('R5T8Q2WM7K', 'com.acmefit.web', 'Q7M2T9XK4C', process.env.APPLE_PRIVATE_KEY!));
