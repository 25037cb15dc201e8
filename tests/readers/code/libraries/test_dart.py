from __future__ import annotations

from tests.each import each
from tests.readers.code.libraries.roots import changed, root_of

DART_JSONWEBTOKEN = """
import 'dart:io';
import 'package:dart_jsonwebtoken/dart_jsonwebtoken.dart';
import 'package:http/http.dart' as http;

const teamId = 'R5T8Q2WM7K';
const clientId = 'com.acmefit.web';

String clientSecret() {
  final jwt = JWT(
    {'iss': teamId, 'aud': 'https://appleid.apple.com', 'sub': clientId},
    header: {'kid': 'Q7M2T9XK4C'},
  );
  final key = ECPrivateKey(File('AuthKey_Q7M2T9XK4C.p8').readAsStringSync());
  return jwt.sign(key, algorithm: JWTAlgorithm.ES256, expiresIn: const Duration(days: 30));
}

Future<Map<String, dynamic>> exchange(String code) async {
  final response = await http.post(
    Uri.https('appleid.apple.com', '/auth/token'),
    headers: {'Content-Type': 'application/x-www-form-urlencoded'},
    body: {'client_id': clientId, 'client_secret': clientSecret(), 'code': code, 'grant_type': 'authorization_code'},
  );
  return jsonDecode(response.body);
}
"""
DIO = """
class AppleAuth {
  AppleAuth(this._dio);
  final Dio _dio;

  String mint(String pem) {
    final now = DateTime.now().millisecondsSinceEpoch ~/ 1000;
    final builder = JsonWebSignatureBuilder()
      ..jsonContent = {'iss': 'R5T8Q2WM7K', 'iat': now, 'exp': now + 3600, 'aud': 'https://appleid.apple.com', 'sub': 'com.acmefit.web'}
      ..setProtectedHeader('kid', 'Q7M2T9XK4C')
      ..addRecipient(JsonWebKey.fromPem(pem), algorithm: 'ES256');
    return builder.build().toCompactSerialization();
  }

  Future<Response> exchange(String code, String pem) {
    return _dio.post(
      'https://appleid.apple.com/auth/token',
      data: {'client_id': 'com.acmefit.web', 'client_secret': mint(pem), 'code': code, 'grant_type': 'authorization_code'},
      options: Options(contentType: Headers.formUrlEncodedContentType),
    );
  }
}
"""
BASE = """
final dio = Dio(BaseOptions(baseUrl: 'https://appleid.apple.com', contentType: Headers.formUrlEncodedContentType));

Future<void> revoke(String token, String secret) => dio.post('/auth/revoke', data: {
      'client_id': 'com.acmefit.web',
      'client_secret': secret,
      'token': token,
    });
"""
IO = """
Future<void> exchange(String code, String secret) async {
  final request = await HttpClient().postUrl(Uri.parse('https://appleid.apple.com/auth/token'));
  request.headers.contentType = ContentType('application', 'x-www-form-urlencoded');
  final form = {'client_id': 'com.acmefit.web', 'client_secret': secret, 'code': code, 'grant_type': 'authorization_code'};
  request.write(form.entries.map((entry) => '${entry.key}=${Uri.encodeQueryComponent(entry.value)}').join('&'));
  final response = await request.close();
  print(response.statusCode);
}
"""
PROGRAMS = {"apple.dart": DART_JSONWEBTOKEN, "dio.dart": DIO, "base.dart": BASE, "io.dart": IO}
CHANGED = (
    *(
        ("apple.dart", *row)
        for row in changed(
            DART_JSONWEBTOKEN,
            (
                ("no algorithm", "algorithm: JWTAlgorithm.ES256, ", "", "secret-alg-not-es256"),
                ("no key id", "\n    header: {'kid': 'Q7M2T9XK4C'},", "", "secret-kid-missing"),
                ("no issue time", "expiresIn:", "noIssueAt: true, expiresIn:", "secret-iat-missing"),
                ("a year", "days: 30", "days: 365", "secret-lives-too-long"),
                (
                    "the other claims",
                    "'iss': teamId, 'aud': 'https://appleid.apple.com', 'sub': clientId",
                    "'iss': clientId, 'aud': 'https://appleid.apple.com', 'sub': teamId",
                    "secret-iss-is-client-id",
                ),
                ("another address", "/auth/token", "/auth/tokens", "request-url-wrong"),
                ("no grant type", ", 'grant_type': 'authorization_code'", "", "grant-type-missing"),
            ),
        )
    ),
    *(
        ("dio.dart", *row)
        for row in changed(
            DIO,
            (
                ("milliseconds", ".millisecondsSinceEpoch ~/ 1000", ".millisecondsSinceEpoch", "secret-iat-in-milliseconds"),
                ("no key id", "\n      ..setProtectedHeader('kid', 'Q7M2T9XK4C')", "", "secret-kid-missing"),
                ("JSON", "Headers.formUrlEncodedContentType", "Headers.jsonContentType", "request-body-is-json"),
            ),
        )
    ),
    *(("base.dart", *row) for row in changed(BASE, (("JSON", ", contentType: Headers.formUrlEncodedContentType", "", "request-body-is-json"),))),
    *(("io.dart", *row) for row in changed(IO, (("JSON", "'x-www-form-urlencoded'", "'json'", "request-content-type-wrong"),))),
)


@each("name", PROGRAMS)
def test_a_right_program_is_not_accused(name: str) -> None:
    assert root_of(name, PROGRAMS[name]) is None


@each(("name", "title", "program", "rule"), CHANGED)
def test_a_mistake_is_named(name: str, title: str, program: str, rule: str) -> None:
    assert root_of(name, program) == rule, title
