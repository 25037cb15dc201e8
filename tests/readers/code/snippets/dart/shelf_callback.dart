import 'dart:convert';
import 'dart:io';
import 'package:dart_jsonwebtoken/dart_jsonwebtoken.dart';
import 'package:http/http.dart' as http;
import 'package:shelf/shelf.dart';

Future<Response> appleCallback(Request request) async {
  final form = Uri.splitQueryString(await request.readAsString());
  final env = Platform.environment;
  final now = DateTime.now().toUtc();
  final secret = JWT(
    {
      'iss': env['APPLE_TEAM_ID'],
      'iat': now.millisecondsSinceEpoch ~/ 1000,
      'exp': now.add(const Duration(hours: 1)).millisecondsSinceEpoch ~/ 1000,
      'aud': 'https://appleid.apple.com',
      'sub': env['APPLE_CLIENT_ID'],
    },
    header: {'kid': env['APPLE_KEY_ID']},
  ).sign(ECPrivateKey(env['APPLE_PRIVATE_KEY']!), algorithm: JWTAlgorithm.ES256, noIssueAt: true);

  final client = http.Client();
  final answer = await client.post(Uri.https('appleid.apple.com', '/auth/token'), body: {
    'client_id': env['APPLE_CLIENT_ID']!,
    'client_secret': secret,
    'code': form['code']!,
    'grant_type': 'authorization_code',
    'redirect_uri': 'https://acmefit.com/callbacks/apple',
  });
  return Response(answer.statusCode, body: answer.body);
}
