import axios, { AxiosInstance } from 'axios';
import { mintSecret } from './mint';

export class AppleClient {
  private readonly http: AxiosInstance;

  constructor(private readonly clientId: string) {
    this.http = axios.create({
      baseURL: 'https://appleid.apple.com',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      timeout: 5000,
    });
  }

  async token(code: string, redirectUri: string) {
    const body = { client_id: this.clientId, client_secret: await mintSecret(), code, grant_type: 'authorization_code', redirect_uri: redirectUri };
    return (await this.http.post('/auth/token', body)).data;
  }

  revoke = async (token: string) => this.http.post('/auth/revoke', { client_id: this.clientId, client_secret: await mintSecret(), token });
}
