import { HttpService } from '@nestjs/axios';
@Injectable()
export class A { constructor(private readonly http: HttpService) {}
  go(code: string) { return this.http.post('https://appleid.apple.com/auth/token', { client_id: 'com.acmefit.web', client_secret: s(), code, grant_type: 'authorization_code' }, { headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }); }
  go2(code: string) { return this.http.axiosRef.postForm('https://acmefit.com/x', {}); } }
