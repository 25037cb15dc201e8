from __future__ import annotations

from tests.each import each
from tests.readers.code.libraries.roots import changed, root_of

from siwakit.evidence.pieces import SourceText
from siwakit.readers.code.execute import sketch_source

# firebase/php-jwt and curl, in one file.
FIREBASE = r"""<?php
require 'vendor/autoload.php';

use Firebase\JWT\JWT;

const TEAM_ID = 'R5T8Q2WM7K';
define('CLIENT_ID', 'com.acmefit.web');
$keyId = getenv('APPLE_KEY_ID') ?: 'Q7M2T9XK4C';

function clientSecret(string $keyId, int $lifetime = 86400 * 180): string
{
    $key = file_get_contents(sprintf('%s/AuthKey_%s.p8', __DIR__, $keyId));
    $time = time();
    $claims = [
        'iss' => TEAM_ID,
        'iat' => $time,
        'exp' => $time + $lifetime,
        'aud' => 'https://appleid.apple.com',
        'sub' => CLIENT_ID,
    ];

    return JWT::encode($claims, $key, 'ES256', $keyId);
}

$fields = [
    'client_id' => CLIENT_ID,
    'client_secret' => clientSecret($keyId),
    'code' => $_POST['code'],
    'grant_type' => 'authorization_code',
];
$body = http_build_query($fields);

$ch = curl_init('https://appleid.apple.com/auth/token');
curl_setopt($ch, CURLOPT_RETURNTRANSFER, true);
curl_setopt($ch, CURLOPT_POST, 1);
curl_setopt($ch, CURLOPT_POSTFIELDS, $body);
curl_setopt($ch, CURLOPT_HTTPHEADER, ['Accept: application/json', 'Content-Type: application/x-www-form-urlencoded']);
$answer = json_decode(curl_exec($ch), true);
echo $answer['id_token'];
"""
_HEADERS = "curl_setopt($ch, CURLOPT_HTTPHEADER, ['Accept: application/json', 'Content-Type: application/x-www-form-urlencoded']);\n"
_POST_FIELDS = "curl_setopt($ch, CURLOPT_POSTFIELDS, $body);\n"
IN_PARTS = (_POST_FIELDS + _HEADERS, _POST_FIELDS.replace("$body", "$fields"))
FIREBASE_CHANGES = [
    ("HS256 if nothing is said", "$key, 'ES256', $keyId)", "$key)", "secret-alg-not-es256"),
    ("RS256", "'ES256'", "'RS256'", "secret-alg-not-es256"),
    ("kid left out", "'ES256', $keyId)", "'ES256')", "secret-kid-missing"),
    ("kid in the claims", "'ES256', $keyId)", "'ES256', null, ['typ' => 'JWT'])", "secret-kid-missing"),
    ("milliseconds", "$time = time()", "$time = round(microtime(true) * 1000)", "secret-iat-in-milliseconds"),
    ("a year", "86400 * 180", "86400 * 365", "secret-lives-too-long"),
    ("a year in words", "$time + $lifetime", "strtotime('+1 year')", "secret-lives-too-long"),
    ("months", "$time + $lifetime", "strtotime('+6 months', $time)", "lifetime-in-calendar-months"),
    ("as text", "'iat' => $time", "'iat' => (string) $time", "secret-iat-not-a-number"),
    ("as text of a date", "'iat' => $time", "'iat' => date('U')", "secret-iat-not-a-number"),
    ("the aud", "'aud' => 'https://appleid.apple.com'", "'aud' => 'https://appleid.apple.com/auth/token'", "secret-aud-is-endpoint"),
    ("iss is the client", "'iss' => TEAM_ID", "'iss' => CLIENT_ID", "secret-iss-is-client-id"),
    ("no iat", "        'iat' => $time,\n", "", "secret-iat-missing"),
    ("the client of an app", "'client_id' => CLIENT_ID", "'client_id' => 'com.acmefit.app'", "sub-differs-from-client-id"),
    ("JSON", "http_build_query($fields)", "json_encode($fields)", "request-body-is-json"),
    ("an array is sent in parts", *IN_PARTS, "request-body-is-multipart"),
    ("a form called JSON", "'Content-Type: application/x-www-form-urlencoded'", "'Content-Type: application/json'", "request-content-type-wrong"),
    ("no grant type", "    'grant_type' => 'authorization_code',\n", "", "grant-type-missing"),
    ("GET", "curl_setopt($ch, CURLOPT_POST, 1);", "curl_setopt($ch, CURLOPT_CUSTOMREQUEST, 'GET');", "request-method-not-post"),
    ("the address", "apple.com/auth/token'", "apple.com/token'", "request-url-wrong"),
]

# lcobucci/jwt and Guzzle, in a class of Symfony or Laravel.
LCOBUCCI = r"""<?php

namespace App\Services;

use DateTimeImmutable;
use GuzzleHttp\Client;
use Lcobucci\JWT\Configuration;
use Lcobucci\JWT\Signer\Ecdsa\Sha256;
use Lcobucci\JWT\Signer\Key\InMemory;

final class AppleAuth
{
    private const ISSUER = 'https://appleid.apple.com';

    public function __construct(
        private readonly Client $http,
        private readonly string $teamId = 'R5T8Q2WM7K',
        private readonly string $clientId = 'com.acmefit.web',
        private readonly string $keyId = 'Q7M2T9XK4C',
        private readonly string $keyPath = '/keys/AuthKey_Q7M2T9XK4C.p8',
    ) {
    }

    private function secret(): string
    {
        $config = Configuration::forAsymmetricSigner(new Sha256(), InMemory::file($this->keyPath), InMemory::plainText('unused'));
        $now = new DateTimeImmutable();

        return $config->builder()
            ->issuedBy($this->teamId)
            ->issuedAt($now)
            ->expiresAt($now->modify('+1 hour'))
            ->permittedFor(self::ISSUER)
            ->relatedTo($this->clientId)
            ->withHeader('kid', $this->keyId)
            ->getToken($config->signer(), $config->signingKey())
            ->toString();
    }

    public function exchange(string $code): array
    {
        $response = $this->http->post(self::ISSUER . '/auth/token', [
            'form_params' => [
                'client_id' => $this->clientId,
                'client_secret' => $this->secret(),
                'code' => $code,
                'grant_type' => 'authorization_code',
            ],
        ]);

        return json_decode((string) $response->getBody(), true);
    }
}
"""
LCOBUCCI_CHANGES = [
    ("HS256", "Signer\\Ecdsa\\Sha256", "Signer\\Hmac\\Sha256", "secret-alg-not-es256"),
    ("kid left out", "            ->withHeader('kid', $this->keyId)\n", "", "secret-kid-missing"),
    ("kid as a claim", "withHeader('kid'", "withClaim('kid'", "secret-kid-in-payload"),
    ("a year", "'+1 hour'", "'+1 year'", "secret-lives-too-long"),
    ("months", "modify('+1 hour')", "add(new \\DateInterval('P6M'))", "lifetime-in-calendar-months"),
    ("no exp", "            ->expiresAt($now->modify('+1 hour'))\n", "", "secret-exp-missing"),
    ("expired", "'+1 hour'", "'-1 hour'", "secret-exp-before-iat"),
    ("iss and sub", "issuedBy($this->teamId)", "issuedBy('com.acmefit.web')", "secret-iss-malformed"),
    ("the aud", "permittedFor(self::ISSUER)", "permittedFor(self::ISSUER . '/')", "secret-aud-has-slash"),
    ("JSON", "'form_params'", "'json'", "request-body-is-json"),
    ("in parts", "'form_params'", "'multipart'", "request-body-is-multipart"),
    ("in the address", "'form_params'", "'query'", "request-fields-in-query"),
    ("GET", "->post(", "->get(", "request-method-not-post"),
    ("request with a method", "->post(", "->request('GET', ", "request-method-not-post"),
    (
        "Basic",
        "                'client_secret' => $this->secret(),\n",
        "            ], 'auth' => [$this->clientId, $this->secret()], 'x' => [\n",
        "request-credentials-in-basic-auth",
    ),
]

# OpenSSL by hand, and a stream.
BY_HAND = r"""<?php
function base64url($data) {
    return rtrim(strtr(base64_encode($data), '+/', '-_'), '=');
}

function fromDER($der) {
    $hex = unpack('H*', $der)[1];
    $lengthOfR = hexdec(substr($hex, 6, 2));
    $r = substr($hex, 8, $lengthOfR * 2);
    $s = substr($hex, 8 + $lengthOfR * 2 + 4);
    $pad = fn($part) => str_pad(ltrim($part, '0'), 64, '0', STR_PAD_LEFT);
    return pack('H*', $pad($r) . $pad($s));
}

function mint($privateKey) {
    $header = ['alg' => 'ES256', 'kid' => 'Q7M2T9XK4C'];
    $claims = array(
        'iss' => 'R5T8Q2WM7K',
        'iat' => time(),
        'exp' => time() + 3600,
        'aud' => 'https://appleid.apple.com',
        'sub' => 'com.acmefit.web',
    );
    $input = base64url(json_encode($header)) . '.' . base64url(json_encode($claims));
    $signature = '';
    if (!openssl_sign($input, $signature, openssl_pkey_get_private($privateKey), OPENSSL_ALGO_SHA256)) {
        return false;
    }
    return $input . '.' . base64url(fromDER($signature));
}

$secret = mint(file_get_contents('AuthKey_Q7M2T9XK4C.p8'));
$content = http_build_query(array(
    'client_id' => 'com.acmefit.web',
    'client_secret' => $secret,
    'code' => $_POST['code'],
    'grant_type' => 'authorization_code',
));
$context = stream_context_create(array('http' => array(
    'method' => 'POST',
    'header' => "Content-Type: application/x-www-form-urlencoded\r\nAccept: application/json",
    'content' => $content,
)));
echo file_get_contents('https://appleid.apple.com/auth/token', false, $context);
"""
BY_HAND_CHANGES = [
    ("DER", "fromDER($signature)", "$signature", "signature-is-der"),
    ("alg left out", "'alg' => 'ES256', ", "", "secret-alg-missing"),
    ("kid left out", ", 'kid' => 'Q7M2T9XK4C'", "", "secret-kid-missing"),
    ("a year", "time() + 3600", "time() + 60 * 60 * 24 * 365", "secret-lives-too-long"),
    ("milliseconds", "'iat' => time()", "'iat' => time() * 1000", "secret-iat-in-milliseconds"),
    ("no sub", "        'sub' => 'com.acmefit.web',\n", "", "secret-sub-missing"),
    ("JSON", "http_build_query(array(", "json_encode(array(", "request-body-is-json"),
    ("GET", "    'method' => 'POST',\n", "", "request-method-not-post"),
    ("a form called JSON", "application/x-www-form-urlencoded", "application/json", "request-content-type-wrong"),
]

# web-token and Symfony's HttpClient.
WEB_TOKEN = r"""<?php
use Jose\Component\Core\AlgorithmManager;
use Jose\Component\KeyManagement\JWKFactory;
use Jose\Component\Signature\Algorithm\ES256;
use Jose\Component\Signature\JWSBuilder;
use Jose\Component\Signature\Serializer\CompactSerializer;
use Symfony\Component\HttpClient\HttpClient;

$jwk = JWKFactory::createFromKeyFile('AuthKey_Q7M2T9XK4C.p8', null, ['use' => 'sig']);
$jws = (new JWSBuilder(new AlgorithmManager([new ES256()])))
    ->create()
    ->withPayload(json_encode([
        'iat' => time(),
        'exp' => strtotime('+1 month'),
        'iss' => 'R5T8Q2WM7K',
        'aud' => 'https://appleid.apple.com',
        'sub' => 'com.acmefit.web',
    ]))
    ->addSignature($jwk, ['alg' => 'ES256', 'kid' => 'Q7M2T9XK4C'])
    ->build();
$secret = (new CompactSerializer())->serialize($jws, 0);

$client = HttpClient::create();
$response = $client->request('POST', 'https://appleid.apple.com/auth/token', [
    'body' => [
        'client_id' => 'com.acmefit.web',
        'client_secret' => $secret,
        'code' => $code,
        'grant_type' => 'authorization_code',
    ],
]);
"""
WEB_TOKEN_CHANGES = [
    ("kid left out", ", 'kid' => 'Q7M2T9XK4C'", "", "secret-kid-missing"),
    ("alg left out", "'alg' => 'ES256', ", "", "secret-alg-missing"),
    ("too long", "'+1 month'", "'+7 months'", "secret-lives-too-long"),
    ("the aud", "apple.com',\n        'sub'", "apple.com/auth',\n        'sub'", "secret-aud-not-apple"),
    ("JSON", "'body' => [", "'json' => [", "request-body-is-json"),
    ("PUT", "'POST'", "'PUT'", "request-method-not-post"),
]

# Laravel: a controller, pasted without the tag and without its class.
LARAVEL = r"""
private function clientSecret(): string
{
    $now = Carbon::now();

    return JWT::encode([
        'iss' => config('services.apple.team_id'),
        'iat' => $now->timestamp,
        'exp' => $now->copy()->addDays(30)->timestamp,
        'aud' => 'https://appleid.apple.com',
        'sub' => config('services.apple.client_id'),
    ], str_replace('\n', "\n", env('APPLE_PRIVATE_KEY')), 'ES256', config('services.apple.key_id'));
}

public function callback(Request $request)
{
    $response = Http::asForm()->post('https://appleid.apple.com/auth/token', [
        'client_id' => config('services.apple.client_id'),
        'client_secret' => $this->clientSecret(),
        'code' => $request->input('code'),
        'grant_type' => 'authorization_code',
    ])->throw()->json();

    return redirect('/home');
}
"""
LARAVEL_CHANGES = [
    ("JSON if nothing is said", "Http::asForm()->post", "Http::post", "request-body-is-json"),
    ("JSON", "Http::asForm()->post", "Http::asJson()->post", "request-body-is-json"),
    ("in parts", "Http::asForm()->post", "Http::asMultipart()->post", "request-body-is-multipart"),
    ("GET", "asForm()->post", "asForm()->get", "request-method-not-post"),
    ("kid left out", ", 'ES256', config('services.apple.key_id'))", ", 'ES256')", "secret-kid-missing"),
    ("a year", "addDays(30)", "addYear()", "secret-lives-too-long"),
    ("months", "addDays(30)", "addMonths(6)", "lifetime-in-calendar-months"),
    ("milliseconds", "$now->timestamp,\n        'exp'", "$now->getTimestampMs(),\n        'exp'", "secret-iat-in-milliseconds"),
    ("the mutable date", "$now->copy()->addDays(30)", "$now->addDays(184)", "secret-lives-too-long"),
]

WORDPRESS = r"""<?php
function acme_apple_exchange( $code ) {
    $secret = \Firebase\JWT\JWT::encode( array(
        'iss' => get_option( 'apple_team' ),
        'iat' => time(),
        'exp' => time() + HOUR_IN_SECONDS,
        'aud' => 'https://appleid.apple.com',
        'sub' => get_option( 'apple_client' ),
    ), get_option( 'apple_key' ), 'ES256', get_option( 'apple_key_id' ) );
    $response = wp_remote_post( 'https://appleid.apple.com/auth/token', array(
        'timeout' => 10,
        'body' => array(
            'client_id' => get_option( 'apple_client' ),
            'client_secret' => $secret,
            'code' => $code,
            'grant_type' => 'authorization_code',
        ),
    ) );
    return json_decode( wp_remote_retrieve_body( $response ), true );
}
"""
WORDPRESS_CHANGES = [
    ("JSON", "'body' => array(", "'headers' => array( 'Content-Type' => 'application/json' ), 'body' => array(", "request-content-type-wrong"),
    ("GET", "wp_remote_post", "wp_remote_get", "request-method-not-post"),
    ("no kid", ", 'ES256', get_option( 'apple_key_id' ) )", ", 'ES256' )", "secret-kid-missing"),
    ("a year", "HOUR_IN_SECONDS", "YEAR_IN_SECONDS", "secret-lives-too-long"),
]

# Arrays that become mappings, options of curl in one array, variables from an array, and a key by the address of its file.
ARRAYS = r"""<?php
$config = array('lifetime' => 600, 'kid' => 'Q7M2T9XK4C');
function part($value) { return rtrim(strtr(base64_encode(json_encode($value)), '+/', '-_'), '='); }
function secret($config)
{
    extract($config);
    $claims = array();
    $claims['iss'] = 'R5T8Q2WM7K';
    $claims['iat'] = time();
    $claims['exp'] = $claims['iat'] + $lifetime;
    $claims += ['iss' => 'ignored', 'aud' => 'https://appleid.apple.com', 'sub' => 'com.acmefit.web'];
    $parts = array_map('part', [['alg' => 'ES256', 'kid' => $kid], $claims]);
    openssl_sign(implode('.', $parts), $signature, 'file://AuthKey_Q7M2T9XK4C.p8', 'sha256');
    $parts[] = rtrim(strtr(base64_encode(fromDER($signature)), '+/', '-_'), '=');
    return implode('.', $parts);
}
function post($url, $fields = false)
{
    $ch = curl_init($url);
    if ($fields) {
        curl_setopt_array($ch, array(CURLOPT_POST => 1, CURLOPT_POSTFIELDS => http_build_query($fields), CURLOPT_RETURNTRANSFER => true));
    }
    return curl_exec($ch);
}
echo post('https://appleid.apple.com/auth/token', [
    'client_id' => 'com.acmefit.web',
    'client_secret' => secret($config),
    'code' => $_GET['code'],
    'grant_type' => 'authorization_code',
]);
"""
ARRAYS_CHANGES = [
    ("a year", "'lifetime' => 600", "'lifetime' => 31536000", "secret-lives-too-long"),
    ("no kid", ", 'kid' => $kid]", "]", "secret-kid-missing"),
    ("the endpoint", "'aud' => 'https://appleid.apple.com'", "'aud' => 'https://appleid.apple.com/auth/token'", "secret-aud-is-endpoint"),
    ("DER", "fromDER($signature)", "$signature", "signature-is-der"),
    ("in parts", "http_build_query($fields)", "$fields", "request-body-is-multipart"),
    ("JSON", "http_build_query($fields)", "json_encode($fields)", "request-body-is-json"),
    ("no grant_type", "    'grant_type' => 'authorization_code',\n", "", "grant-type-missing"),
]
# What these options say is not known.
UNKNOWN_OPTIONS = [
    "curl_setopt_array($ch, $options);",
    "foreach ($options as $name => $value) { curl_setopt($ch, $name, $value); }",
    "curl_setopt_array($ch, [CURLOPT_OF_ANOTHER_VERSION => 1, CURLOPT_POST => true]);",
]

PROGRAMS = {
    "firebase.php": (FIREBASE, FIREBASE_CHANGES),
    "AppleAuth.php": (LCOBUCCI, LCOBUCCI_CHANGES),
    "hand.php": (BY_HAND, BY_HAND_CHANGES),
    "web_token.php": (WEB_TOKEN, WEB_TOKEN_CHANGES),
    "Controller.php": (LARAVEL, LARAVEL_CHANGES),
    "plugin.php": (WORDPRESS, WORDPRESS_CHANGES),
    "arrays.php": (ARRAYS, ARRAYS_CHANGES),
}
CHANGES = [(name, *row) for name, (program, changes) in PROGRAMS.items() for row in changed(program, changes)]


@each("name", PROGRAMS)
def test_a_right_program_has_no_root_cause(name: str):
    program, _ = PROGRAMS[name]
    assert root_of(name, program) is None
    assert root_of("", program) is None
    (sketch, *_) = sketch_source(SourceText("php", program), 1_796_004_660)
    assert sketch.token
    assert sketch.request


@each("name, title, program, rule", CHANGES)
def test_each_mistake_is_the_root_cause(name: str, title: str, program: str, rule: str):
    assert root_of(name, program) == rule, title


@each("options", UNKNOWN_OPTIONS)
def test_nothing_is_said_of_a_request_with_options_that_are_not_known(options: str):
    program = f"<?php\n$ch = curl_init('https://appleid.apple.com/auth/token');\n{options}\n$tokens = curl_exec($ch);\n"
    assert sketch_source(SourceText("php", program), 1_796_004_660) == ()
    assert root_of("apple.php", program) is None
