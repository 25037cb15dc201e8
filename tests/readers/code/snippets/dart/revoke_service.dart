import 'dart:convert';
import 'package:dart_jsonwebtoken/dart_jsonwebtoken.dart';
import 'package:dio/dio.dart';

class AppleRevokeService {
  static const _teamId = 'R5T8Q2WM7K';
  static const _keyId = 'Q7M2T9XK4C';
  static const _bundleId = 'com.acmefit.ios';
  final Dio dio;
  final String privateKey;

  AppleRevokeService({required this.dio, required this.privateKey});

  String _secret() {
    final jwt = JWT(
      {
        'iss': _teamId,
        'iat': DateTime.now().millisecondsSinceEpoch ~/ 1000,
        'exp': DateTime.now().add(const Duration(minutes: 5)).millisecondsSinceEpoch ~/ 1000,
        'aud': 'https://appleid.apple.com',
        'sub': _bundleId,
      },
      header: {'alg': 'ES256', 'kid': _keyId},
    );
    return jwt.sign(ECPrivateKey(privateKey), algorithm: JWTAlgorithm.ES256);
  }

  Future<void> revoke(String refreshToken) async {
    await dio.post(
      'https://appleid.apple.com/auth/revoke',
      data: {
        'client_id': _bundleId,
        'client_secret': _secret(),
        'token': refreshToken,
      },
      options: Options(
        contentType: Headers.formUrlEncodedContentType,
        validateStatus: (status) => status! < 500,
      ),
    );
  }
}
