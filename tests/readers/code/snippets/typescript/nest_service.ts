import { HttpService } from '@nestjs/axios'
import { Inject, Injectable, Logger } from '@nestjs/common'
import { ConfigService } from '@nestjs/config'
import type { ConfigType } from '@nestjs/config'
import * as jwt from 'jsonwebtoken'
import { firstValueFrom } from 'rxjs'
import appleConfig from './apple.config'

export interface AppleTokens {
  access_token: string
  id_token: string
}

enum GrantType {
  Code = 'authorization_code',
  Refresh = 'refresh_token',
}

@Injectable()
export class AppleService {
  private readonly logger = new Logger(AppleService.name)
  private static readonly AUDIENCE: string = 'https://appleid.apple.com'

  constructor(
    private readonly http: HttpService,
    private readonly config: ConfigService,
    @Inject(appleConfig.KEY) private readonly apple: ConfigType<typeof appleConfig>,
    private readonly clientId = 'com.acmefit.web',
  ) {}

  private clientSecret(): string {
    const privateKey = this.config.get<string>('APPLE_PRIVATE_KEY')!.replace(/\\n/gm, '\n')
    const options: jwt.SignOptions = {
      algorithm: 'ES256',
      expiresIn: '1h',
      audience: AppleService.AUDIENCE,
      issuer: this.config.getOrThrow('APPLE_TEAM_ID'),
      subject: this.clientId,
      keyid: 'Q7M2T9XK4C',
    }
    return jwt.sign({}, privateKey, options)
  }

  async exchange(code: string): Promise<AppleTokens>
  async exchange(code: string, redirectUri?: string): Promise<AppleTokens> {
    const form = new URLSearchParams({
      client_id: this.clientId,
      client_secret: this.clientSecret(),
      code,
      grant_type: GrantType.Code,
      ...(redirectUri ? { redirect_uri: redirectUri } : {}),
    })
    const { data } = await firstValueFrom(this.http.post<AppleTokens>('https://appleid.apple.com/auth/token', form.toString()))
    this.logger.debug(`exchanged for ${(data as AppleTokens).id_token.length} characters`)
    return data satisfies AppleTokens
  }
}
