import { Injectable } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { SignJWT, importPKCS8 } from 'jose';

@Injectable()
export class AppleSecretService {
  constructor(private readonly config: ConfigService) {}

  async create(): Promise<string> {
    const key = await importPKCS8(this.config.getOrThrow<string>('APPLE_KEY'), 'ES256');
    return new SignJWT({
      iss: this.config.get('APPLE_TEAM_ID'),
      aud: 'https://appleid.apple.com',
      sub: this.config.get('APPLE_CLIENT_ID'),
    })
      .setProtectedHeader({ alg: 'ES256', kid: this.config.get('APPLE_KEY_ID') })
      .setExpirationTime('1h')
      .sign(key);
  }
}
