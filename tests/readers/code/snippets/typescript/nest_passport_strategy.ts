import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { Strategy, Profile } from '@arendajaelu/nestjs-passport-apple';
@Injectable()
export class AppleStrategy extends PassportStrategy(Strategy, 'apple') {
  constructor() {
    super({ clientID: process.env.APPLE_CLIENT, teamID: process.env.APPLE_TEAM, keyID: process.env.APPLE_KEYID, keyFilePath: process.env.APPLE_KEYFILE_PATH, callbackURL: process.env.APPLE_CALLBACK, passReqToCallback: false, scope: ['email', 'name'] });
  }
  async validate(_a: string, _r: string, profile: Profile) { return { id: profile.id }; }
}
