<?php

use Jose\Component\Core\AlgorithmManager;
use Jose\Component\KeyManagement\JWKFactory;
use Jose\Component\Signature\Algorithm\ES256;
use Jose\Component\Signature\JWSBuilder;
use Jose\Component\Signature\Serializer\CompactSerializer;

function generateSecret(string $teamId, string $clientId, string $keyId, string $keyFile): string
{
    $algorithmManager = new AlgorithmManager([new ES256()]);
    $jwsBuilder = new JWSBuilder($algorithmManager);
    $jws = $jwsBuilder
        ->create()
        ->withPayload(json_encode([
            'iat' => time(),
            'exp' => time() + 3600,
            'iss' => $teamId,
            'aud' => 'https://appleid.apple.com',
            'sub' => $clientId,
        ]))
        ->addSignature(JWKFactory::createFromKeyFile($keyFile), ['alg' => 'ES256', 'kid' => $keyId])
        ->build();

    return (new CompactSerializer())->serialize($jws, 0);
}
