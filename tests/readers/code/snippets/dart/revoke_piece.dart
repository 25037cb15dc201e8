final request = await HttpClient().postUrl(Uri.parse('https://appleid.apple.com/auth/revoke'));
request.headers.contentType = ContentType('application', 'x-www-form-urlencoded');
final form = {'client_id': 'com.acmefit.app', 'client_secret': secret, 'token': token};
request.write(form.entries.map((entry) => '${entry.key}=${Uri.encodeQueryComponent(entry.value)}').join('&'));
final response = await request.close();
print(response.statusCode);
