import 'dart:convert';
import 'dart:io';

import 'package:dart_jsonwebtoken/dart_jsonwebtoken.dart';
import 'package:http/http.dart' as http;

const teamId = 'R5T8Q2WM7K';
const keyId = 'Q7M2T9XK4C';
const clientId = 'com.acmefit.web';

String createClientSecret() {
  final jwt = JWT(
    {},
    issuer: teamId,
    audience: Audience.one('https://appleid.apple.com'),
    subject: clientId,
    header: {'alg': 'ES256', 'kid': keyId},
  );
  final key = ECPrivateKey(File('AuthKey_$keyId.p8').readAsStringSync());
  return jwt.sign(key, algorithm: JWTAlgorithm.ES256, expiresIn: const Duration(minutes: 5));
}

Future<Map<String, dynamic>> exchange(String code) async {
  final response = await http.post(
    Uri.parse('https://appleid.apple.com/auth/token'),
    headers: {'Content-Type': 'application/x-www-form-urlencoded'},
    body: {
      'client_id': clientId,
      'client_secret': createClientSecret(),
      'code': code,
      'grant_type': 'authorization_code',
    },
  );
  if (response.statusCode != 200) {
    throw HttpException('Apple said ${response.body}');
  }
  return jsonDecode(response.body) as Map<String, dynamic>;
}
