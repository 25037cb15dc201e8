import 'package:dio/dio.dart';
import 'package:jose/jose.dart';

class AppleAuth {
  AppleAuth(this.teamId, this.keyId, this.clientId, this.pem);

  final String teamId;
  final String keyId;
  final String clientId;
  final String pem;
  final Dio _dio = Dio(BaseOptions(baseUrl: 'https://appleid.apple.com'));

  String clientSecret() {
    final now = DateTime.now().millisecondsSinceEpoch ~/ 1000;
    final claims = JsonWebTokenClaims.fromJson({
      'iss': teamId,
      'iat': now,
      'exp': now + 60 * 60,
      'aud': 'https://appleid.apple.com',
      'sub': clientId,
    });
    final builder = JsonWebSignatureBuilder()
      ..jsonContent = claims.toJson()
      ..setProtectedHeader('kid', keyId)
      ..addRecipient(JsonWebKey.fromPem(pem), algorithm: 'ES256');
    return builder.build().toCompactSerialization();
  }

  Future<Response<dynamic>> revoke(String refreshToken) {
    return _dio.post(
      '/auth/revoke',
      data: {
        'client_id': clientId,
        'client_secret': clientSecret(),
        'token': refreshToken,
        'token_type_hint': 'refresh_token',
      },
      options: Options(contentType: Headers.formUrlEncodedContentType),
    );
  }
}
