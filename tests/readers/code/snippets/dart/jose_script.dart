import 'package:jose/jose.dart';

const pem = '''
-----BEGIN PRIVATE KEY-----
%APPLE_KEY%
-----END PRIVATE KEY-----
''';

void main(List<String> arguments) {
  final claims = JsonWebTokenClaims.fromJson({
    'iss': 'R5T8Q2WM7K',
    'aud': 'https://appleid.apple.com',
    'sub': arguments.isEmpty ? 'com.acmefit.web' : arguments.first,
    'iat': DateTime.now().millisecondsSinceEpoch ~/ 1000,
    'exp': DateTime.now().add(const Duration(minutes: 5)).millisecondsSinceEpoch ~/ 1000,
  });
  final builder = JsonWebSignatureBuilder()
    ..jsonContent = claims.toJson()
    ..setProtectedHeader('kid', 'Q7M2T9XK4C')
    ..addRecipient(JsonWebKey.fromPem(pem.replaceFirst('%APPLE_KEY%', const String.fromEnvironment('APPLE_KEY'))), algorithm: 'ES256');
  print(builder.build().toCompactSerialization());
}
