<?php

use Lcobucci\JWT\Builder;
use Lcobucci\JWT\Signer\Ecdsa\Sha256;
use Lcobucci\JWT\Signer\Key;

function makeSecret(array $config): string
{
    $time = time();

    return (string) (new Builder())
        ->setHeader('kid', $config['key_id'])
        ->setIssuer($config['team_id'])
        ->setIssuedAt($time)
        ->setExpiration($time + 3600)
        ->setAudience('https://appleid.apple.com')
        ->setSubject($config['client_id'])
        ->sign(new Sha256(), new Key('file://' . $config['key_path']))
        ->getToken();
}
