import * as arctic from 'arctic';

const clientId = 'com.acmefit.web';
const teamId = 'R5T8Q2WM7K';
const keyId = 'Q7M2T9XK4C';
export const apple = new arctic.Apple(teamId, clientId, keyId, new TextEncoder().encode(process.env.APPLE_KEY), 'https://acmefit.com/cb');

export async function callback(code: string) {
  const tokens = await apple.validateAuthorizationCode(code);
  return tokens.idToken();
}
