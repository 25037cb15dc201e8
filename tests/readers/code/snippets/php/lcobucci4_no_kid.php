<?php

use Lcobucci\JWT\Configuration;
use Lcobucci\JWT\Signer;
use Lcobucci\JWT\Signer\Key\LocalFileReference;

$config = Configuration::forAsymmetricSigner(
    Signer\Ecdsa\Sha256::create(),
    LocalFileReference::file('AuthKey_Q7M2T9XK4C.p8'),
    Signer\Key\InMemory::plainText('unused')
);
$now = new DateTimeImmutable('@' . time());
$secret = $config->builder()
    ->issuedBy('R5T8Q2WM7K')
    ->permittedFor('https://appleid.apple.com')
    ->relatedTo('com.acmefit.web')
    ->issuedAt($now)
    ->expiresAt($now->add(new DateInterval('P30D')))
    ->getToken($config->signer(), $config->signingKey());
echo $secret->toString();
