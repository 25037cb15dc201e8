<?php

use Lcobucci\JWT\Configuration;
use Lcobucci\JWT\Signer\Ecdsa\Sha256;
use Lcobucci\JWT\Signer\Key\InMemory;

class SecretGenerator
{
    public function __construct(private string $teamId, private string $clientId, private string $keyId, private string $pem)
    {
    }

    public function generate(): string
    {
        $config = Configuration::forAsymmetricSigner(new Sha256(), InMemory::plainText($this->pem), InMemory::plainText('x'));
        $now = new \DateTimeImmutable();

        return $config->builder()
            ->withHeader('kid', $this->keyId)
            ->issuedBy($this->teamId)
            ->permittedFor('https://appleid.apple.com')
            ->relatedTo($this->clientId)
            ->issuedAt($now)
            ->expiresAt($now->add(new \DateInterval('P6M')))
            ->getToken($config->signer(), $config->signingKey())
            ->toString();
    }
}
