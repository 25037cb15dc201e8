"""What to do about each form of a key and each kind of damage, in one step."""

from __future__ import annotations

from siwakit.jose.keys.key_kinds import KeyDamage, KeyForm

_DOWNLOAD = "use the .p8 file of this key from the developer portal, unchanged"
_SET_TEXT = "put the text of the .p8 file into the setting"

OF_FORM = {
    KeyForm.PKCS8: _DOWNLOAD,
    KeyForm.SEC1: "convert it: openssl pkcs8 -topk8 -nocrypt -in KEY -out KEY.p8",
    KeyForm.ENCRYPTED: "decrypt it yourself (openssl pkcs8 -in KEY -out KEY.p8); siwakit does not ask for passwords",
    KeyForm.PUBLIC: "give the private key: a public key cannot sign",
    KeyForm.CERTIFICATE: "give the private key: a certificate cannot sign",
    KeyForm.RSA: "Apple accepts only ES256: " + _DOWNLOAD,
    KeyForm.PRIVATE_JWK: "convert it to PKCS#8, which is the form of Apple's .p8 file",
    KeyForm.PUBLIC_JWK: "give the private key: a public JWK cannot sign",
    KeyForm.PATH: "read the file and pass its text, not its name",
    KeyForm.JWT: "pass the private key; a JWT is what it signs",
    KeyForm.CURVE_NAME: _SET_TEXT,
    KeyForm.KEY_ID: "put the Key ID into the kid setting, and the text of the .p8 file here",
    KeyForm.EMPTY: _SET_TEXT + ", and check the setting's name",
    KeyForm.OTHER: _DOWNLOAD,
}
OF_DAMAGE = {
    KeyDamage.BYTE_ORDER_MARK: "save the file as UTF-8 without a byte order mark",
    KeyDamage.QUOTES: "store the key without the quotes",
    KeyDamage.BASE64_OF_PEM: "decode the base64 once before the key is used",
    KeyDamage.NEWLINES_ESCAPED: "turn the escapes into line breaks before the key is used",
    KeyDamage.INDENTED: "remove the indentation of every line",
    KeyDamage.ONE_LINE: "put the BEGIN line, every line of base64 and the END line on lines of their own",
    KeyDamage.LINES_MISSING: "add the lines -----BEGIN PRIVATE KEY----- and -----END PRIVATE KEY-----",
    KeyDamage.ARMOUR_DAMAGED: "write the lines with five dashes: -----BEGIN PRIVATE KEY----- and -----END PRIVATE KEY-----",
    KeyDamage.BASE64_DAMAGED: "copy the base64 again from the .p8 file",
    KeyDamage.TRUNCATED: "copy the complete .p8 file again, including its last line",
    KeyDamage.SECOND_KEY: "keep one key in the file: the one whose Key ID you use",
}
