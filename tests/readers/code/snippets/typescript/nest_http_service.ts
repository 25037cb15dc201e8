import { HttpService } from '@nestjs/axios';
import { Injectable, UnauthorizedException } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { firstValueFrom } from 'rxjs';
import * as qs from 'qs';

@Injectable()
export class AppleService {
  private readonly clientId = process.env.APPLE_CLIENT_ID;

  constructor(private readonly http: HttpService, private readonly jwt: JwtService) {}

  private secret(): string {
    return this.jwt.sign(
      {},
      {
        algorithm: 'ES256',
        privateKey: process.env.APPLE_PRIVATE_KEY,
        keyid: process.env.APPLE_KEY_ID,
        issuer: process.env.APPLE_TEAM_ID,
        subject: this.clientId,
        audience: 'https://appleid.apple.com',
        expiresIn: '1h',
      },
    );
  }

  async exchange(code: string) {
    const payload = qs.stringify({ client_id: this.clientId, client_secret: this.secret(), code, grant_type: 'authorization_code' });
    try {
      const { data } = await firstValueFrom(
        this.http.post('https://appleid.apple.com/auth/token', payload, { headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }),
      );
      return data;
    } catch {
      throw new UnauthorizedException();
    }
  }
}
