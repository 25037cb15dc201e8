import axios from 'axios';
import { mintSecret } from './mint';

const apple = axios.create({ baseURL: 'https://appleid.apple.com/auth' });

export const refresh = async (refresh_token: string) => {
  const { data } = await apple.post('/token', {
    client_id: process.env.APPLE_CLIENT_ID,
    client_secret: await mintSecret(),
    grant_type: 'refresh_token',
    refresh_token,
  });
  return data.id_token as string;
};
