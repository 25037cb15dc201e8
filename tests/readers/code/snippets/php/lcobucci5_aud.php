<?php

use Lcobucci\JWT\Encoding\ChainedFormatter;
use Lcobucci\JWT\Encoding\JoseEncoder;
use Lcobucci\JWT\Signer\Ecdsa\Sha256;
use Lcobucci\JWT\Signer\Key\InMemory;
use Lcobucci\JWT\Token\Builder;

$builder = new Builder(new JoseEncoder(), ChainedFormatter::withUnixTimestampDates());
$now = new DateTimeImmutable();
$token = $builder
    ->withHeader('kid', 'Q7M2T9XK4C')
    ->issuedBy('R5T8Q2WM7K')
    ->permittedFor('https://appleid.apple.com/auth/token')
    ->relatedTo('com.acmefit.web')
    ->issuedAt($now)
    ->expiresAt($now->modify('+1 hour'))
    ->getToken(new Sha256(), InMemory::file(__DIR__ . '/AuthKey_Q7M2T9XK4C.p8'));

echo $token->toString();
