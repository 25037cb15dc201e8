<?php

namespace App\Console\Commands;

use Carbon\Carbon;
use Firebase\JWT\JWT;
use Illuminate\Console\Command;

class GenerateAppleSecret extends Command
{
    protected $signature = 'apple:secret';

    public function handle(): int
    {
        $payload = [
            'iss' => config('apple.team'),
            'iat' => Carbon::now()->timestamp,
            'exp' => Carbon::now()->addMonths(6)->timestamp,
            'aud' => 'https://appleid.apple.com',
            'sub' => config('apple.client'),
        ];
        $this->info(JWT::encode($payload, config('apple.key'), 'ES256', config('apple.kid')));

        return self::SUCCESS;
    }
}
