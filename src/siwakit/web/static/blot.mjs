// Redact whatever could be the private number of a key in a form that `keys.mjs` does not parse.
//
// A run that is as long and as random as a key's number is replaced by one of the same form: redacting too much is better than
// sending a key. What is judged stays, although it looks alike: tokens, codes, public keys, base64 text, and fields such as nonce.

import { fromBase64, text as decoded } from "./bytes.mjs";
import { outline } from "./der.mjs";

// 28 bytes, the size on the smallest curve, in digits of hexadecimal, decimal and base64.
const BYTES = 28;
const DECIMAL = 60;
const BASE64 = 37;
const DEPTH = 3;
const LONGEST_TOKEN = 4096;
const OPEN_NAMES =
  /(?:nonce|state|code_?verifier|code_?challenge|(?:authorization|refresh|access|id|identity)_?(?:code|token)|(?<![A-Za-z0-9_])(?:code|token|sub|jti|kid|[ac]t?_hash|x5[ct]|thumbprint|sha-?256)|"[xyne])(?:\\*["'])?\]?\s{0,3}(?:=>|=|:)\s{0,3}\[?(?:\\*["'])?$/i;
const OPEN_LIST = /(?:nonces|codes|tokens|x5c)\\*["']?\s{0,3}[:=]\s{0,3}\[[^\]]{0,4000}/gi;
const TOKEN = /(?<![A-Za-z0-9])ey[A-Za-z0-9_+/=-]{4,}(?:\.[A-Za-z0-9_+/=-]*){0,4}|(?<![A-Za-z0-9])[acr][0-9a-f]{24,32}\.\d\.[A-Za-z0-9]{1,8}\.[A-Za-z0-9_-]+/g;
// A wrapped token continues on the next line until its signature is complete.
const WRAPPED = /^(?:\s{1,4}|["'\s+\\]{2,12}|\s{0,2}\\?\n\s{0,12})([A-Za-z0-9_.+/-]{8,}={0,2})(?![A-Za-z0-9_=])/;
const OPEN_BLOCK = /BEGIN [A-Z ]{0,30}(?:PUBLIC KEY|CERTIFICATE|PARAMETERS)-{2,5}(?:\s|\\{1,4}[rn])*(?:[A-Za-z0-9+/=]{1,80}(?:\s|\\{1,4}[rn])*)*/g;
const HEX =
  /(?:(?<![0-9A-Za-z_])|(?<=[\\0%]x?)|(?<=[g-zG-Z_])(?=[0-9a-fA-F]{56}))[0-9a-fA-F](?:(?:[ \t\n:,;_\0"'+.]|\\{1,4}[rn]|0x|\\{1,4}x|%(?:25){0,3}){0,12}[0-9a-fA-F]){55,}/g;
const OCTAL = /(?:\\{1,4}[0-3][0-7]{2}){20,}/g;
const NUMBERS = /(?<![\d.])-?\d{1,3}(?:\s{0,4}[,; ]\s{0,4}-?\d{1,3}){27,}(?![\d.])/g;
const LONG_NUMBER = /\d(?:[ _,.\n]?\d){59,}/g;
const ESCAPED = /(?:\\{1,4}u\{?00[0-9a-fA-F]{2}\}?|&#x?[0-9a-fA-F]{2,4};|%(?:25){0,3}[2-7][0-9a-fA-F]){16,}/g;
const BYTES_TEXT = /b?(["'])(?:(?!\1)[^\n]){8,600}\1/g;
// Base64 characters, including a plus, a slash or an equals sign as escaped in addresses, JSON and HTML.
const MEANT = "(?:[A-Za-z0-9+/_-]|%(?:25){0,3}(?:2[BbFf]|3[Dd])|\\\\{1,4}u00(?:2[bfBF]|3[dD])|\\\\{1,4}/|&#(?:x2[bfBF]|4[37]|61);)";
const BREAK = "(?:[ \\t\\0]|\\\\{0,4}\\r?\\n[ \\t>|*#/+-]{0,12}|\\\\{1,4}[rn]|%(?:25){0,3}(?:0[AaDd]|20)|[\"'`][\\s+.,\\\\]{1,40}[\"'`]|[,;|])";
const RUN = new RegExp(`${MEANT}+(?:=|%(?:25){0,3}3[Dd]){0,2}(?:${BREAK}{1,6}${MEANT}+(?:=|%(?:25){0,3}3[Dd]){0,2})*`, "g");
const GAP = new RegExp(`((?:${BREAK}){1,6})`);
const ESCAPE = /%(?:25){0,3}[0-9A-Fa-f]{2}|\\{1,4}u00[0-9A-Fa-f]{2}|\\{1,4}\/|&#x?[0-9A-Fa-f]+;/g;

/** Return *given* without anything that could be the number of a key; *kept* are the texts of stand-ins, which stay. */
export function blot(given, kept = [], depth = 0) {
  let text = given.replace(ESCAPED, (run) => run.replace(/(u\{?00|&#x?|%(?:25)*)[0-9a-fA-F]{2,4}/g, "$141"));
  const open = spans(text, kept);
  // The replacement has the same length, so that positions stay correct.
  const inList = new Uint8Array(text.length + 1);
  for (const one of text.matchAll(OPEN_LIST)) inList.fill(1, one.index, one.index + one[0].length + 1);
  const isNamed = (at) => OPEN_NAMES.test(text.slice(Math.max(0, at - 40), at)) || inList[at] === 1;
  const fill = (pattern, test, filler) => {
    text = between(text, open, pattern, (run, at) => (isNamed(at) || !test(run) ? run : filler(run)));
  };
  fill(HEX, isHex, (run) => run.replace(/(0x|x|%(?:25)*)|[0-9a-fA-F]/g, (one, mark) => mark ?? "0"));
  fill(OCTAL, () => true, (run) => run.replace(/\d/g, "0"));
  fill(NUMBERS, isBytes, (run) => run.replace(/\d/g, "0"));
  fill(LONG_NUMBER, () => true, (run) => run.replace(/\d/g, "0"));
  fill(BYTES_TEXT, (run) => (run.match(/\\x[0-9a-f]{2}/gi) ?? []).length >= 8, (run) => run.replace(/[0-9a-zA-Z!#-&(-[\]-~](?!["'])/g, "0"));
  return between(text, open, RUN, (run, at) => blotRun(run, at, isNamed, depth));
}

/** Replace each match of *pattern* in *text* outside the *open* ranges. */
function between(text, open, pattern, by) {
  let out = "";
  let from = 0;
  for (const [start, end] of [...open, [text.length, text.length]]) {
    if (start > from) out += text.slice(from, start).replace(pattern, (run, ...rest) => by(run, from + rest.find((one) => typeof one === "number")));
    out += text.slice(Math.max(from, start), Math.max(from, end));
    from = Math.max(from, end);
  }
  return out;
}

/** Return the ranges of *text* in which nothing is redacted: tokens, codes, public keys and stand-ins. */
function spans(text, kept) {
  const found = [...text.matchAll(OPEN_BLOCK)].map((one) => [one.index, one.index + one[0].length]);
  for (const one of text.matchAll(TOKEN)) found.push([one.index, endOfToken(text, one.index, one[0])]);
  for (const stand of kept) {
    for (let at = text.indexOf(stand); stand && at >= 0; at = text.indexOf(stand, at + stand.length)) found.push([at, at + stand.length]);
  }
  return found.sort(([first], [second]) => first - second);
}

function endOfToken(text, at, token) {
  let end = at + token.length;
  for (let letters = token; letters.split(".").length < 3 || letters.length - letters.lastIndexOf(".") <= 86; ) {
    const more = WRAPPED.exec(text.slice(end, end + 1200));
    if (!more || more[1].startsWith("ey") || isHex(more[1]) || letters.length > LONGEST_TOKEN) break;
    letters += more[1];
    end += more[0].length;
  }
  return end;
}

function isHex(run) {
  const digits = run.replace(/0x|\\+x|%(?:25)*|\\+[rn]|[^0-9a-fA-F]/g, "");
  return digits.length >= 2 * BYTES && new Set(digits.toLowerCase()).size > 4 && (/[a-f]/i.test(digits) || digits.length > DECIMAL);
}

function isBytes(run) {
  const numbers = run.match(/-?\d+/g).map(Number);
  return numbers.every((one) => one >= -128 && one <= 255) && new Set(numbers).size > 12;
}

function blotRun(run, at, isNamed, depth) {
  const pieces = piecesOf(run);
  const blotted = new Set();
  const open = (piece) => isNamed(at + piece.at);
  for (let first = 0; first < pieces.length; ) {
    let last = first;
    // Pieces of one number are of equal length, or each is long enough to be recognised as random.
    while (last + 1 < pieces.length && belongs(pieces[last + 1], pieces[last], pieces[first]) && !open(pieces[last])) last += 1;
    const group = pieces.slice(first, last + 1);
    const letters = group.map((piece) => piece.letters).join("");
    // Words are common and secrets rare, so the expensive check for a field name in front comes last.
    if (letters.length >= BASE64 && isRandom(letters, 0.2)) blotGroup(group.filter((piece) => !open(piece)), depth, blotted);
    first = last + 1;
  }
  let out = "";
  let from = 0;
  for (const piece of pieces) {
    out += run.slice(from, piece.at) + (blotted.has(piece) ? piece.text.replace(ESCAPE, "A").replace(/[A-Za-z0-9+/_-]/g, "A") : piece.text);
    from = piece.at + piece.text.length;
  }
  return out + run.slice(from);
}

function blotGroup(group, depth, blotted) {
  if (isSecret(group.map((piece) => piece.letters).join(""), depth)) group.forEach((piece) => blotted.add(piece));
}

function piecesOf(run) {
  let at = 0;
  const parts = run.split(GAP).map((text, number) => {
    at += text.length;
    return { at: at - text.length, text, letters: text.replace(ESCAPE, "+").replace(/=/g, ""), isGap: number % 2 === 1 };
  });
  return parts.filter((part) => !part.isGap && part.letters);
}

function belongs(next, last, first) {
  if (next.letters.length === first.letters.length && next.letters.length <= 76) return true;
  if (last.letters.length === first.letters.length && next.letters.length < first.letters.length && first.letters.length <= 76) return true;
  return [next, last].every((piece) => piece.letters.length >= 6 && isRandom(piece.letters, 0.3));
}

/** Return whether *letters* of base64 could be the number of a key, or text that contains one, and are neither a public key nor words. */
function isSecret(letters, depth) {
  if (letters.length < BASE64 || !isRandom(letters, 0.36)) return false;
  const bytes = fromBase64(letters.replace(/[^A-Za-z0-9+/_-]/g, ""));
  const inner = textIn(bytes);
  if (inner === null) return outline(bytes).kind !== "public";
  return /BEGIN.{0,40}PRIVATE/s.test(inner) || depth >= DEPTH || blot(inner, [], depth + 1) !== inner;
}

function isRandom(given, least) {
  // Words joined by hyphens and slashes are not base64: the test is how often letters and digits alternate.
  const letters = given.replace(/[^A-Za-z0-9]/g, "");
  let changes = 0;
  for (let at = 1; at < letters.length; at += 1) if (kindOf(letters, at) !== kindOf(letters, at - 1)) changes += 1;
  const isBase32 = /^[A-Z2-7]+$/.test(letters) && /\d/.test(letters);
  return changes / Math.max(1, letters.length - 1) >= (isBase32 ? least / 2 : least) && new Set(letters).size > Math.min(12, letters.length / 3);
}

function kindOf(letters, at) {
  const code = letters.charCodeAt(at);
  return code < 58 ? 3 : code < 91 ? 2 : 1;
}

/** Decode *bytes* as text, also UTF-16; null if they are not text. */
function textIn(bytes) {
  const zeros = bytes.filter((byte) => byte === 0).length;
  const text = decoded(zeros * 3 > bytes.length ? bytes.filter((byte) => byte !== 0) : bytes);
  return /[\ufffd\0-\x08\x0e-\x1f]/.test(text.slice(0, -3)) ? null : text;
}
