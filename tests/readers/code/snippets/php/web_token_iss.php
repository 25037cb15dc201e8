<?php

require_once 'vendor/autoload.php';

use Jose\Component\Core\AlgorithmManager;
use Jose\Component\KeyManagement\JWKFactory;
use Jose\Component\Signature\Algorithm\ES256;
use Jose\Component\Signature\JWSBuilder;
use Jose\Component\Signature\Serializer\CompactSerializer;

$teamId = 'R5T8Q2WM7K';
$clientId = 'com.acmefit.web';
$keyFileId = 'Q7M2T9XK4C';

$jwk = JWKFactory::createFromKeyFile("AuthKey_$keyFileId.p8", null, ['use' => 'sig', 'alg' => 'ES256', 'kid' => $keyFileId]);
$builder = new JWSBuilder(new AlgorithmManager([new ES256()]));
$payload = json_encode(['iss' => $keyFileId, 'iat' => time(), 'exp' => time() + 86400, 'aud' => 'https://appleid.apple.com', 'sub' => $clientId]);
$jws = $builder->create()->withPayload($payload)->addSignature($jwk, ['alg' => 'ES256', 'kid' => $jwk->get('kid')])->build();
echo (new CompactSerializer())->serialize($jws);
