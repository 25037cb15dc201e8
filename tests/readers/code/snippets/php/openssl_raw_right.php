<?php

class AppleJwt
{
    public static function make(string $kid, string $iss, string $sub, string $pem): string
    {
        $header = self::b64(json_encode(['alg' => 'ES256', 'kid' => $kid]));
        $payload = self::b64(json_encode(['iss' => $iss, 'iat' => time(), 'exp' => time() + 3600, 'aud' => 'https://appleid.apple.com', 'sub' => $sub]));
        openssl_sign("$header.$payload", $der, openssl_pkey_get_private($pem), OPENSSL_ALGO_SHA256);

        return "$header.$payload." . self::b64(self::fromDER($der, 64));
    }

    private static function fromDER(string $der, int $partLength): string
    {
        $hex = unpack('H*', $der)[1];
        if ('30' !== mb_substr($hex, 0, 2, '8bit')) {
            throw new \RuntimeException();
        }
        $hex = mb_substr($hex, 4, null, '8bit');
        $Rl = hexdec(mb_substr($hex, 2, 2, '8bit'));
        $R = str_pad(ltrim(mb_substr($hex, 4, $Rl * 2, '8bit'), '0'), $partLength, '0', STR_PAD_LEFT);
        $hex = mb_substr($hex, 4 + $Rl * 2, null, '8bit');
        $Sl = hexdec(mb_substr($hex, 2, 2, '8bit'));
        $S = str_pad(ltrim(mb_substr($hex, 4, $Sl * 2, '8bit'), '0'), $partLength, '0', STR_PAD_LEFT);

        return pack('H*', $R . $S);
    }

    private static function b64(string $data): string
    {
        return str_replace(['+', '/', '='], ['-', '_', ''], base64_encode($data));
    }
}
