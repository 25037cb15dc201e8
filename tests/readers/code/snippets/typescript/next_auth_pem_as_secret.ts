import NextAuth, { type NextAuthOptions } from 'next-auth';
import Apple from 'next-auth/providers/apple';
import fs from 'fs';

export const authOptions: NextAuthOptions = {
  providers: [
    Apple({
      clientId: 'com.acmefit.web',
      clientSecret: fs.readFileSync('./AuthKey_Q7M2T9XK4C.p8', 'utf8'),
    }),
  ],
};
export default NextAuth(authOptions);
