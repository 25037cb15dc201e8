import 'dart:convert';
import 'dart:typed_data';
import 'package:dio/dio.dart';
import 'package:pointycastle/export.dart';

enum Kind {
  code('authorization_code'),
  refresh('refresh_token');

  const Kind(this.grantType);
  final String grantType;
}

String _encode(Object part) => base64Url.encode(part is String ? utf8.encode(part) : part as Uint8List).replaceAll('=', '');

String mint(ECSignature Function(Uint8List) sign) {
  final now = DateTime.now().millisecondsSinceEpoch ~/ 1000;
  final header = jsonEncode({'alg': 'ES256', 'kid': 'Q7M2T9XK4C'});
  final claims = jsonEncode(<String, Object>{
    'iss': 'R5T8Q2WM7K',
    'iat': now,
    'exp': now + 60 * 60 * 24 * 180,
    'aud': 'https://appleid.apple.com',
    'sub': 'com.acmefit.web',
  });
  final unsigned = '${_encode(header)}.${_encode(claims)}';
  final signature = sign(Uint8List.fromList(utf8.encode(unsigned)));
  return [unsigned, for (final number in [signature.r, signature.s]) number.toRadixString(16).padLeft(64, '0')].join('.');
}

Future<Response<dynamic>> post(Kind kind, String value, String secret) async {
  final dio = Dio(BaseOptions(baseUrl: 'https://appleid.apple.com'))..interceptors.add(LogInterceptor());
  final data = {
    'grant_type': kind.grantType,
    'client_secret': secret,
    ...switch (kind) {
      Kind.code => {'code': value},
      Kind.refresh => {'refresh_token': value},
    },
  };
  try {
    return await dio.post('/auth/token', data: data, options: Options(contentType: Headers.formUrlEncodedContentType));
  } on DioException catch (error) {
    print(error.response?.data);
    rethrow;
  }
}
