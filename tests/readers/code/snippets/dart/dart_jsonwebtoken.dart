import 'dart:convert';
import 'dart:io';

import 'package:dart_jsonwebtoken/dart_jsonwebtoken.dart';
import 'package:http/http.dart' as http;
import 'package:sign_in_with_apple/sign_in_with_apple.dart' show AppleIDAuthorizationScopes, SignInWithApple;

const String audience = 'https://appleid.apple.com';
final tokenUrl = Uri.https('appleid.apple.com', '/auth/token');

class AppleSecret {
  AppleSecret(this.teamId, this.keyId, {required this.clientId, String? path, this.lifetime = const Duration(days: 30)})
      : _key = ECPrivateKey(File(path ?? 'AuthKey_$keyId.p8').readAsStringSync());

  factory AppleSecret.fromEnvironment() => AppleSecret(
        Platform.environment['APPLE_TEAM_ID']!,
        Platform.environment['APPLE_KEY_ID'] ?? 'Q7M2T9XK4C',
        clientId: 'com.acmefit.web',
      );

  final String teamId, keyId;
  final String clientId;
  final Duration lifetime;
  final ECPrivateKey _key;

  String get secret {
    final jwt = JWT(
      {
        'iss': teamId,
        'aud': audience,
        'sub': clientId,
      },
      header: {'kid': keyId, 'alg': 'ES256'},
    );
    return jwt.sign(_key, algorithm: JWTAlgorithm.ES256, expiresIn: lifetime);
  }
}

Future<Map<String, dynamic>> exchange(String code, {bool isWeb = false}) async {
  final apple = AppleSecret.fromEnvironment();
  final response = await http.post(
    tokenUrl,
    headers: {HttpHeaders.contentTypeHeader: 'application/x-www-form-urlencoded'},
    body: {
      'client_id': apple.clientId,
      'client_secret': apple.secret,
      'code': code,
      'grant_type': 'authorization_code',
      if (isWeb) 'redirect_uri': 'https://www.acmefit.example/callback',
    },
  );
  if (response.statusCode != 200) {
    throw HttpException('Apple answered ${response.statusCode}');
  }
  return jsonDecode(response.body) as Map<String, dynamic>;
}
