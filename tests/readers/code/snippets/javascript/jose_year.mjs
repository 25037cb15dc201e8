#!/usr/bin/env node
import { SignJWT, importPKCS8 } from 'jose';
import { readFileSync } from 'fs';

const expires_in = 86400 * 365;
const exp = Math.ceil(Date.now() / 1000) + expires_in;
const [, , keyFile, team_id, client_id, key_id] = process.argv;

const secret = await new SignJWT({})
  .setAudience('https://appleid.apple.com')
  .setIssuer(team_id)
  .setIssuedAt()
  .setExpirationTime(exp)
  .setSubject(client_id)
  .setProtectedHeader({ alg: 'ES256', kid: key_id })
  .sign(await importPKCS8(readFileSync(keyFile, 'utf8'), 'ES256'));

console.log(secret);
