import { SignJWT, importPKCS8 } from 'jose';

const ALG = 'RS256';

export default async function makeSecret(pem: string) {
  const key = await importPKCS8(pem, ALG);
  const jwt = new SignJWT({ sub: 'com.acmefit.web' });
  jwt.setProtectedHeader({ alg: ALG, kid: 'Q7M2T9XK4C' });
  jwt.setIssuer('R5T8Q2WM7K');
  jwt.setAudience('https://appleid.apple.com');
  jwt.setIssuedAt();
  jwt.setExpirationTime('2h');
  return jwt.sign(key);
}
