// Replace the private keys in a text with stand-ins: other keys in the same form, of the same length, with the same damage.

import { fromBase64, letterOf, text as decoded, toBase64, toBase64url, utf8, valueOf } from "./bytes.mjs";
import { emptied, outline } from "./der.mjs";
import { take } from "./vault.mjs";

const BEGIN = /BEGIN(?:[ +]|%20){1,4}([A-Za-z0-9 +%]{0,60}?)(?:KEY|CERTIFICATE|PARAMETERS)(?:[^\S\n]{0,4}[-_\u2010-\u2015\u2212]{0,12})/gi;
const END = /(?:[-_\u2010-\u2015\u2212 ]|%20){0,12}END(?:[ +]|%20)/gi;
const HEADER_LINE = /(?:Proc-Type|DEK-Info):[^\n\\]{0,200}/y;
const ESCAPE = /\\{1,4}[rnt]|%0[AaDd]|%20/y;
const ENCODED = /%(?:2[BbFf]|3[Dd])|\\\//y;
// The first character of a header of an encrypted key, an escape, or the gap between two string literals.
const SPECIAL = new Set("PD\\%\"'`");
const LETTER = /[A-Za-z0-9+/_-]/;
const EATEN = /^n(?:[A-Za-z0-9+/]{64}n){1,80}[A-Za-z0-9+/]{0,64}={0,2}n?$/;
const BETWEEN = /["'`][ \t]{0,8}[+.\\]?[ \t]{0,8}\n[ \t]{0,40}(?:[+.][ \t]{0,8})?["'`]/y;
const MASKED = /[*\u2022\u25cf]{3,}|\u2026|\.{3,}|^\s*x{3,}\s*$|<[^<>]{1,40}>|redacted/i;
const RUN = /(?:^|[^A-Za-z0-9+/]|\\[rn])([ML](?:[A-Za-z0-9+/_]|-(?!-)){39})/g;
const NEXT_LINE = /(?:\s{1,8}|\\{1,4}[rn]|%0[AaDd]){1,4}(?=[A-Za-z0-9+/_-]{8,})/y;
const MORE = /(?:[A-Za-z0-9+/_]|-(?!-)){1,16384}/y;
const JWK_MEMBER = /(?<!\\)(\\{0,8})"(d|p|q|dp|dq|qi|k|x|y)\1"\s{0,8}:\s{0,8}\1"([A-Za-z0-9_+/=-]{16,1000})\1"/g;
const MAX_BODY = 16384;
const SHORTEST = 16;
const SHORTEST_STAND_IN = 60;
const DEPTH = 3;

/** Return *given* with a stand-in for every private key in it, and the texts of keys before and after, for trials with them. */
export async function withoutKeys(given, depth = 0) {
  const texts = [];
  const kept = [];
  const text = await replaceJwks(await replaceArmoured(given, texts, kept, depth), kept);
  // Loaded on the first paste, so that the page opens quickly.
  const { blot } = await import("./blot.mjs");
  return { text: blot(text, kept), texts };
}

async function replaceArmoured(given, texts, kept, depth) {
  let out = "";
  let from = 0;
  const marks = [...given.matchAll(BEGIN)];
  for (const [number, mark] of marks.entries()) {
    if (mark.index < from) continue;
    const start = mark.index + mark[0].length;
    const reach = Math.min(given.length, start + MAX_BODY, marks[number + 1]?.index ?? given.length);
    const end = firstEnd(given, start, reach);
    const stop = end ? end.index : Math.max(start, reach === given.length ? reach : lead(given, reach));
    const isOpen = /PUBLIC|CERTIFICATE|PARAMETERS/i.test(mark[0]) && !/PRIVATE/i.test(mark[0]);
    if (isOpen) continue;
    const body = given.slice(start, stop);
    const isMasked = MASKED.test(body) && body.length < 150;
    const filled = isMasked ? body : await replaceBody(body, /BEGIN\+/i.test(mark[0]));
    // A stand-in in a shared text is its own stand-in.
    if (filled !== body || (!isMasked && body.length >= SHORTEST_STAND_IN)) kept.push(filled);
    // Both texts of a key: the original, and the one that is sent.
    const [first, last] = [lead(given, mark.index), tail(given, end, stop)];
    texts.push([given.slice(first, last), given.slice(first, start) + filled + given.slice(stop, last)]);
    out += (await replaceRuns(given.slice(from, start), texts, kept, depth)) + filled;
    from = stop;
  }
  return out + (await replaceRuns(given.slice(from), texts, kept, depth));
}

function firstEnd(text, start, reach) {
  END.lastIndex = 0;
  const end = END.exec(text.slice(start, reach));
  return end && { 0: end[0], index: start + end.index };
}

function lead(text, at) {
  let start = at;
  while (start > 0 && at - start < 16 && "-_ \u2010\u2011\u2012\u2013\u2014\u2015\u2212".includes(text[start - 1])) start -= 1;
  return start;
}

function tail(text, end, stop) {
  if (!end) return stop;
  const rest = /^(?:[A-Za-z0-9 +%]{0,60}(?:KEY|CERTIFICATE))?[-_\u2010-\u2015\u2212]{0,12}/.exec(text.slice(end.index + end[0].length));
  return end.index + end[0].length + rest[0].length;
}

/** Replace the letters of *body*; everything else in it (line breaks, escapes, quotes, stray characters) stays in place. */
async function replaceBody(body, plusIsSpace) {
  const parts = split(body, plusIsSpace);
  const letters = parts.filter((part) => part.letter).map((part) => part.letter);
  if (letters.length < SHORTEST) return body;
  const joined = letters.join("");
  const asSpaces = isWhole(joined) ? null : await withPluses(parts);
  if (asSpaces !== null) return asSpaces;
  const filled = await standInFor(joined);
  const plus = plusIsSpace || /%0[AaDd]/.test(body) ? "%2B" : "+";
  let at = 0;
  return parts.map((part) => (part.letter ? spell(part, filled[at++], plus) : part.text)).join("");
}

function split(body, plusIsSpace) {
  const parts = [];
  const eaten = EATEN.test(body);
  let at = 0;
  while (at < body.length) {
    const mayBeMore = SPECIAL.has(body[at]);
    const kept = mayBeMore ? sticky(HEADER_LINE, body, at) ?? sticky(BETWEEN, body, at) ?? sticky(ESCAPE, body, at) : null;
    const encoded = mayBeMore && kept === null ? sticky(ENCODED, body, at) : null;
    const one = kept ?? encoded ?? body[at];
    const meant = encoded ? { "%2b": "+", "%2f": "/", "\\/": "/" }[encoded.toLowerCase()] : one;
    const isBreak = eaten && (at % 65 === 0 || (at === body.length - 1 && one === "n"));
    const isLetter = kept === null && !isBreak && meant !== undefined && LETTER.test(meant) && !(plusIsSpace && one === "+");
    parts.push(isLetter ? { text: one, letter: meant } : { text: one });
    at += one.length;
  }
  return parts;
}

function spell(part, letter, plus) {
  if (letter === "+") return plus;
  if (part.text.length === 1) return letter;
  if (part.text[0] === "%") return letter === "/" ? "%2F" : letter;
  return letter === "/" ? "\\/" : letter;
}

function isWhole(letters) {
  const bytes = fromBase64(letters);
  const { kind, declared } = outline(bytes);
  return kind !== "none" && declared === bytes.length;
}

/** Read spaces as plus signs that form decoding replaced; null if that does not give a complete key either. */
async function withPluses(parts) {
  const first = parts.findIndex((part) => part.letter);
  const last = parts.findLastIndex((part) => part.letter);
  const inner = parts.slice(first, last + 1);
  const letters = inner.filter((part) => part.letter || part.text === " ").map((part) => part.letter ?? "+").join("");
  if (!parts.slice(first, last).some((part) => part.text === " ") || !isWhole(letters)) return null;
  const filled = await standInFor(letters);
  let at = 0;
  const spelled = inner.map((part, place) => {
    if (!part.letter && part.text !== " ") return part.text;
    const letter = filled[at++];
    // A space at the start of a line is indentation, not a lost plus sign.
    return letter === "+" && inner[place - 1]?.text !== "\n" ? " " : letter;
  });
  return [...parts.slice(0, first).map((part) => part.text), ...spelled, ...parts.slice(last + 1).map((part) => part.text)].join("");
}

/** Return as many letters as *letters*, which encode the same outline with another key in it. */
async function standInFor(letters) {
  const bytes = fromBase64(letters);
  const { kind, declared } = outline(bytes);
  if (kind === "public") return letters;
  const filler = "A".repeat(letters.length);
  if (kind === "none") return filler;
  const size = Math.min(declared, bytes.length);
  const filled = new Uint8Array(bytes.length);
  filled.set(await filledDer(bytes.subarray(0, size), declared > bytes.length));
  const spelled = (toBase64(filled) + filler).slice(0, letters.length);
  return inAlphabet(withStrayBits(spelled, letters), letters);
}

async function filledDer(bytes, isShort) {
  const { copy, curve, size, scalar, point } = emptied(bytes);
  const isEc = curve && scalar && scalar[2] - scalar[0] === size;
  if (!isEc) return copy;
  const isPartial = isShort || scalar[1] - scalar[0] !== size;
  const own = point && !isPartial ? bytes.slice(point[0] + 1, point[1]) : null;
  const blank = new Uint8Array(size);
  const entry = isPartial ? { standIn: { d: blank, x: blank, y: blank }, loads: true } : await take(curve, bytes.slice(scalar[0], scalar[1]), own);
  const { standIn } = entry;
  write(copy, scalar, standIn.d);
  // If the halves of a key do not match, those of its stand-in do not match either.
  if (!entry.loads && point) copy[scalar[1] - 1] ^= 1;
  else if (!entry.loads) copy.fill(0xff, scalar[0], scalar[1]);
  if (point) write(copy, point, pointBytes(standIn, point[2] - point[0] - 1));
  return copy;
}

function write(copy, [start, stop], content) {
  copy.set(content.subarray(0, stop - start), start);
}

function pointBytes({ x, y }, length) {
  if (length === 1 + x.length) return new Uint8Array([0, 2 + (y.at(-1) & 1), ...x]);
  return new Uint8Array([0, 4, ...x, ...y]);
}

/** Keep bits after the last byte that are not zero: they are damage, and not part of the key. */
function withStrayBits(spelled, letters) {
  const spare = { 2: 4, 3: 2 }[letters.length % 4];
  if (!spare) return spelled;
  const mask = (1 << spare) - 1;
  const last = (valueOf(spelled.at(-1)) & ~mask) | (valueOf(letters.at(-1)) & mask);
  return spelled.slice(0, -1) + letterOf(last);
}

function inAlphabet(spelled, letters) {
  return /[-_]/.test(letters) ? spelled.replaceAll("+", "-").replaceAll("/", "_") : spelled;
}

/** Replace keys without BEGIN and END lines, and whole PEM texts encoded in base64. */
async function replaceRuns(given, texts, kept, depth) {
  let out = "";
  let from = 0;
  for (const found of given.matchAll(RUN)) {
    const start = found.index + found[0].length - found[1].length;
    if (start < from || !mayBeKey(found[1])) continue;
    const parts = linesOf(given, start);
    const letters = parts.map((part) => part.letters).join("");
    const filled = await filledRun(letters, texts, depth);
    if (filled === null || filled === letters) continue;
    let at = 0;
    const spelled = parts.map((part) => {
      const piece = filled.slice(at, at + part.letters.length);
      at += part.letters.length;
      return part.gap + piece;
    });
    kept.push(spelled.join(""));
    out += given.slice(from, start) + spelled.join("");
    from = start + parts.reduce((sum, part) => sum + part.gap.length + part.letters.length, 0);
  }
  return out + given.slice(from);
}

/** Check only the first letters of a run: most runs are not keys, and a paste may be large. */
function mayBeKey(letters) {
  const bytes = fromBase64(letters);
  return letters[0] === "M" ? outline(bytes).kind === "private" : letters.startsWith("LS0t") && /BEGIN/i.test(decoded(bytes));
}

function linesOf(text, start) {
  const parts = [{ gap: "", letters: sticky(MORE, text, start) }];
  let at = start + parts[0].letters.length;
  for (let count = parts[0].letters.length; count < MAX_BODY; ) {
    const gap = sticky(NEXT_LINE, text, at);
    const letters = gap === null ? null : sticky(MORE, text, at + gap.length);
    if (letters === null) break;
    parts.push({ gap, letters });
    at += gap.length + letters.length;
    count += letters.length;
  }
  return parts;
}

async function filledRun(letters, texts, depth) {
  const bytes = fromBase64(letters);
  if (letters[0] === "M") {
    const { kind, declared } = outline(bytes);
    if (kind !== "private") return null;
    const count = Math.min(letters.length, Math.ceil((declared * 4) / 3));
    return (await standInFor(letters.slice(0, count))) + letters.slice(count);
  }
  if (depth >= DEPTH) return null;
  const inner = decoded(bytes);
  const { text, texts: more } = await withoutKeys(inner, depth + 1);
  texts.push(...more);
  const spelled = (toBase64(utf8(text)) + "A".repeat(letters.length)).slice(0, letters.length);
  return inAlphabet(spelled, letters);
}

/** Replace the private members of a JWK, and with them its x and y. */
async function replaceJwks(given, kept) {
  const found = [...given.matchAll(JWK_MEMBER)];
  let out = "";
  let from = 0;
  for (const object of given.matchAll(/\{[^{}]{0,8000}\}/g)) {
    const members = found.filter((one) => one.index > object.index && one.index < object.index + object[0].length);
    if (!/kty/.test(object[0]) || !members.some((one) => !["x", "y"].includes(one[2]))) continue;
    const values = await jwkValues(object[0], Object.fromEntries(members.map((one) => [one[2], one[3]])));
    kept.push(...Object.values(values));
    for (const one of members) {
      const start = one.index + one[0].lastIndexOf(one[3]);
      out += given.slice(from, start) + values[one[2]];
      from = start + one[3].length;
    }
  }
  return out + given.slice(from);
}

async function jwkValues(object, members) {
  const filler = Object.fromEntries(Object.entries(members).map(([name, value]) => [name, "A".repeat(value.length)]));
  const { d, x, y } = members;
  const isWhole = [d, x, y].every((one) => one && /^[A-Za-z0-9_-]{43}$/.test(one));
  if (!isWhole || !/P-256/.test(object)) return { ...members, ...filler, x: members.x, y: members.y };
  const [number, first, second] = [d, x, y].map(fromBase64);
  const entry = await take("P-256", number, new Uint8Array([4, ...first, ...second]));
  const standIn = { ...entry.standIn, d: entry.standIn.d.slice() };
  if (!entry.loads) standIn.d[31] ^= 1;
  return { ...filler, d: toBase64url(standIn.d), x: toBase64url(standIn.x), y: toBase64url(standIn.y) };
}

function sticky(pattern, text, at) {
  pattern.lastIndex = at;
  const found = pattern.exec(text);
  return found ? found[0] : null;
}
