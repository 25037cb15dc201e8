import * as jose from 'jose';
import fs from 'node:fs';

const privateKey = await jose.importPKCS8(fs.readFileSync('AuthKey_Q7M2T9XK4C.p8', 'utf8'), 'ES256');

const token = await new jose.SignJWT({})
  .setProtectedHeader({
    alg: 'ES256',
  })
  .setIssuer('R5T8Q2WM7K')
  .setSubject('com.acmefit.web')
  .setAudience('https://appleid.apple.com')
  .setIssuedAt()
  .setExpirationTime('180 days')
  .sign(privateKey);

fs.writeFileSync('client_secret.txt', token);
