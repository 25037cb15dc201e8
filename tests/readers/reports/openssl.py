"""What people paste when OpenSSL refuses the key: the names are made up, the messages are OpenSSL's."""

from __future__ import annotations

_KEY_IS_NO_PEM = ("key-is-a-path", "key-pem-lines-missing", "key-newlines-escaped")
_KEY_IS_DAMAGED = ("key-newlines-escaped", "key-base64-damaged")

REPORTS = (
    (
        "Node 16 finds no start line when it signs",
        """Error: error:0909006C:PEM routines:get_name:no start line
    at Sign.sign (internal/crypto/sig.js:103:29)
    at Object.sign (/srv/app/node_modules/jwa/index.js:152:45)
    at Object.jwsSign [as sign] (/srv/app/node_modules/jws/lib/sign-stream.js:32:24)
    at Object.module.exports [as sign] (/srv/app/node_modules/jsonwebtoken/sign.js:204:16)
    at createAppleClientSecret (/srv/app/src/auth/apple.ts:22:14) {
  library: 'PEM routines',
  function: 'get_name',
  reason: 'no start line',
  code: 'ERR_OSSL_PEM_NO_START_LINE'
}""",
        _KEY_IS_NO_PEM,
    ),
    (
        "Node 20 cannot decode the key",
        """node:internal/crypto/sign:128
  const ret = this[kHandle].sign(data, format, type, passphrase, rsaPadding,
                            ^

Error: error:1E08010C:DECODER routines::unsupported
    at Sign.sign (node:internal/crypto/sign:128:29)
    at Object.sign (/app/node_modules/jwa/index.js:152:45)
    at AppleStrategy.getClientSecret (/app/dist/apple.js:31:20) {
  library: 'DECODER routines',
  reason: 'unsupported',
  code: 'ERR_OSSL_UNSUPPORTED'
}""",
        _KEY_IS_DAMAGED,
    ),
    (
        "an API that answers with the error alone",
        '{"statusCode":500,"error":"error:1E08010C:DECODER routines::unsupported","timestamp":"2026-11-29T08:46Z","message":"Internal server error"}',
        _KEY_IS_DAMAGED,
    ),
    (
        "Bun finds no start line",
        """31 |   const key = createPrivateKey(process.env.APPLE_PRIVATE_KEY)
                   ^
error: error:0900006e:PEM routines:OPENSSL_internal:NO_START_LINE
  library: "PEM routines",
 function: "OPENSSL_internal",
   reason: "NO_START_LINE",
     code: "ERR_OSSL_NO_START_LINE"
      at appleSecret (/app/src/apple.ts:31:15)""",
        _KEY_IS_NO_PEM,
    ),
    (
        "the END line was lost in a YAML file",
        "[2026-11-29 14:12:03] production.ERROR: apple: openssl_pkey_get_private: error:0906D066:PEM routines:PEM_read_bio:bad end line",
        ("key-armour-damaged",),
    ),
    (
        "the base64 holds something else",
        "ERROR apple: sign client_secret: error:04800064:PEM routines::bad base64 decode (OpenSSL::PKey::PKeyError)",
        ("key-base64-damaged",),
    ),
    (
        "the key was pasted only in part",
        """{
    "error": {
        "library": "asn1 encoding routines",
        "reason": "not enough data",
        "code": "ERR_OSSL_ASN1_NOT_ENOUGH_DATA"
    }
}""",
        ("key-is-truncated",),
    ),
    (
        "a damaged key in old OpenSSL",
        """ERROR -- : Apple client secret: Error: error:0D0680A8:asn1 encoding routines:asn1_check_tlen:wrong tag
  opensslErrorStack:
   [ 'error:0D08303A:asn1 encoding routines:asn1_template_noexp_d2i:nested asn1 error',
     'error:0907B00D:PEM routines:PEM_READ_BIO_PRIVATEKEY:ASN1 lib' ]""",
        _KEY_IS_DAMAGED,
    ),
    (
        "the key was encrypted by a colleague",
        "TypeError: apple sign-in: error:07880109:common libcrypto routines::interrupted or cancelled",
        ("key-is-encrypted",),
    ),
    (
        "RS256 with Apple's key",
        "apple: could not sign client secret: error:0607907F:digital envelope routines:EVP_PKEY_get0_RSA:expecting an rsa key",
        ("secret-alg-not-es256",),
    ),
    (
        "the command line finds no key",
        """$ openssl ec -in AuthKey_2X9R4HXF34.p8 -noout -text
unable to load Private Key
4306425456:error:09FFF06C:PEM routines:CRYPTO_internal:no start line:/libressl-2.6/crypto/pem/pem_lib.c:683:Expecting: ANY PRIVATE KEY""",
        _KEY_IS_NO_PEM,
    ),
    (
        "the command line of OpenSSL 3 cannot read the key",
        """$ openssl ec -in apple.p8
read EC key
Could not read private key from apple.p8
4087F37B8A7F0000:error:1608010C:STORE routines:ossl_store_handle_load_result:unsupported:../crypto/store/store_result.c:149:
unable to load Key""",
        _KEY_IS_DAMAGED,
    ),
    (
        "the command line does not find the file",
        """Can't open keys/AuthKey_2X9R4HXF34.p8 for reading, No such file or directory
140245:error:02001002:system library:fopen:No such file or directory:../crypto/bio/bss_file.c:69:fopen('keys/AuthKey_2X9R4HXF34.p8','r')
unable to load Private Key""",
        ("key-never-reached-the-signer",),
    ),
)
