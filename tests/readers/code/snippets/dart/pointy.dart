import 'dart:convert';
import 'dart:typed_data';
import 'package:pointycastle/export.dart';

Uint8List _int32(BigInt v) {
  final hex = v.toRadixString(16).padLeft(64, '0');
  return Uint8List.fromList([for (var i = 0; i < 64; i += 2) int.parse(hex.substring(i, i + 2), radix: 16)]);
}

String _b64(List<int> data) => base64Url.encode(data).replaceAll('=', '');

String secret(ECPrivateKey key, String team, String kid, String client) {
  final now = DateTime.now().millisecondsSinceEpoch ~/ 1000;
  final header = _b64(utf8.encode(jsonEncode({'alg': 'ES256', 'kid': kid})));
  final payload = _b64(utf8.encode(jsonEncode({
    'iss': team,
    'iat': now,
    'exp': now + 15777000,
    'aud': 'https://appleid.apple.com',
    'sub': client,
  })));
  final input = '$header.$payload';
  final signer = ECDSASigner(SHA256Digest())..init(true, ParametersWithRandom(PrivateKeyParameter(key), FortunaRandom()));
  final sig = signer.generateSignature(Uint8List.fromList(ascii.encode(input))) as ECSignature;
  return '$input.${_b64([..._int32(sig.r), ..._int32(sig.s)])}';
}
