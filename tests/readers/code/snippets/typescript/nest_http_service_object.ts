import { HttpService } from '@nestjs/axios';
import { Injectable } from '@nestjs/common';
import * as jwt from 'jsonwebtoken';
import { lastValueFrom, map } from 'rxjs';

@Injectable()
export class AppleTokenService {
  constructor(private http: HttpService) {}

  private createSecret() {
    return jwt.sign({}, process.env.APPLE_KEY.split(String.raw`\n`).join('\n'), {
      algorithm: 'ES256',
      expiresIn: '180d',
      issuer: process.env.APPLE_TEAM,
      audience: 'https://appleid.apple.com',
      subject: process.env.APPLE_CLIENT,
      keyid: process.env.APPLE_KID,
    });
  }

  refresh(refreshToken: string) {
    const body = {
      client_id: process.env.APPLE_CLIENT,
      client_secret: this.createSecret(),
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
    };
    return lastValueFrom(this.http.post('https://appleid.apple.com/auth/token', body).pipe(map((r) => r.data)));
  }
}
