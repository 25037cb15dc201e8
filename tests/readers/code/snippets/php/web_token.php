<?php
use Jose\Component\Core\AlgorithmManager;
use Jose\Component\KeyManagement\JWKFactory;
use Jose\Component\Signature\{Algorithm\ES256, JWSBuilder, Serializer\CompactSerializer};

enum Setting: string {
    case Team = 'A1B2C3D4E5';
    case Client = 'com.example.web';
    case Key = 'ABC123DEFG';
}

$jwk = JWKFactory::createFromKeyFile('AuthKey.p8', null, ['kid' => Setting::Key->value, 'alg' => 'ES256', 'use' => 'sig']);
$jws = (new JWSBuilder(new AlgorithmManager([new ES256()])))
    ->create()
    ->withPayload(json_encode([
        'iat' => time(),
        'exp' => strtotime('+1 month'),
        'iss' => Setting::Team->value,
        'aud' => 'https://appleid.apple.com',
        'sub' => Setting::Client->value,
    ]))
    ->addSignature($jwk, ['alg' => 'ES256', 'kid' => $jwk->get('kid')])
    ->build();
echo (new CompactSerializer())->serialize($jws, 0);
