// Convert bytes to text and back, in the encodings that keys and tokens use.

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const VALUES = new Map([...LETTERS, "-", "_"].map((letter, at) => [letter, at < 64 ? at : at - 2]));

/** Return the bytes that base64 *letters* of either alphabet encode; a surplus letter is dropped. */
export function fromBase64(letters) {
  const count = letters.length % 4 === 1 ? letters.length - 1 : letters.length;
  const bytes = new Uint8Array(Math.floor((count * 3) / 4));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (let index = 0; index < count; index += 1) {
    bits = ((bits << 6) | VALUES.get(letters[index])) & 0xffffff;
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes[at] = (bits >> held) & 0xff;
      at += 1;
    }
  }
  return bytes;
}

/** Return *bytes* as base64 without padding. */
export function toBase64(bytes) {
  let text = "";
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    bits = ((bits << 8) | byte) & 0xffffff;
    held += 8;
    while (held >= 6) {
      held -= 6;
      text += LETTERS[(bits >> held) & 63];
    }
  }
  return held ? text + LETTERS[(bits << (6 - held)) & 63] : text;
}

/** Return *bytes* as base64url without padding. */
export function toBase64url(bytes) {
  return toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_");
}

/** Return the value of one base64 letter. */
export function valueOf(letter) {
  return VALUES.get(letter);
}

/** Return the letter of a value from 0 to 63. */
export function letterOf(value) {
  return LETTERS[value];
}

/** Return *text* as UTF-8. */
export function utf8(text) {
  return new TextEncoder().encode(text);
}

/** Return UTF-8 *bytes* as text. */
export function text(bytes) {
  return new TextDecoder().decode(bytes);
}

/** Return whether two byte arrays are equal. */
export function same(first, second) {
  return first.length === second.length && first.every((byte, at) => byte === second[at]);
}

/** Return *bytes* in hexadecimal. */
export function hex(bytes) {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
