import 'dart:convert';
import 'package:dart_jsonwebtoken/dart_jsonwebtoken.dart';
import 'package:http/http.dart' as http;

/// Service account of Google, HS256 session, and Apple's revocation.
Future<String> googleToken(String email, String pem) async {
  final jwt = JWT({'scope': 'https://www.googleapis.com/auth/firebase.messaging', 'iss': email, 'aud': 'https://oauth2.googleapis.com/token'});
  final signed = jwt.sign(RSAPrivateKey(pem), algorithm: JWTAlgorithm.RS256, expiresIn: Duration(hours: 1));
  final res = await http.post(Uri.parse('https://oauth2.googleapis.com/token'),
      headers: {'Content-Type': 'application/json'}, body: jsonEncode({'grant_type': 'urn:ietf:params:oauth:grant-type:jwt-bearer', 'assertion': signed}));
  return jsonDecode(res.body)['access_token'];
}

String session(String uid, String secret) => JWT({'sub': uid}, issuer: 'acmefit').sign(SecretKey(secret), expiresIn: Duration(days: 400));

Future<bool> revokeApple({required String clientId, required String clientSecret, required String token}) async {
  final res = await http.post(
    Uri.parse('https://appleid.apple.com/auth/revoke'),
    body: {'client_id': clientId, 'client_secret': clientSecret, 'token': token, 'token_type_hint': 'access_token'},
  );
  return res.statusCode == 200;
}
