// Read the outline of a key's DER, and write it again without any part of the key.

import { hex } from "./bytes.mjs";

const CURVES = {
  "2a8648ce3d030107": ["P-256", 32],
  "2b81040021": ["P-224", 28],
  "2b81040022": ["P-384", 48],
  "2b81040023": ["P-521", 66],
  "2b8104000a": ["secp256k1", 32],
};
const [INTEGER, BITS, OCTETS, NULL, OID, SEQUENCE] = [0x02, 0x03, 0x04, 0x05, 0x06, 0x30];
const FILLER = 0x55;
const SHORT = 8;
const DEPTH = 12;

/** Return the element of *data* at *at*: its tag, where its content begins and its declared end; null if there is none. */
export function element(data, at) {
  if (at + 2 > data.length) return null;
  let length = data[at + 1];
  let start = at + 2;
  if (length >= 0x80) {
    const count = length - 0x80;
    if (count < 1 || count > 3 || start + count > data.length) return null;
    length = 0;
    for (let index = 0; index < count; index += 1) length = length * 256 + data[start + index];
    start += count;
  }
  return { tag: data[at], start, end: start + length };
}

/** Return what *data* is, "private" in any form, "public" or "none", and its declared length in bytes. */
export function outline(data) {
  const outer = element(data, 0);
  const first = outer && outer.tag === SEQUENCE ? element(data, outer.start) : null;
  const second = first ? element(data, first.end) : null;
  if (!second) return { kind: "none", declared: 0 };
  const pair = `${first.tag},${second.tag}`;
  const isPrivate = ["2,48", "2,4", "2,2", "48,4"].includes(pair);
  const isPublic = ["48,3", "48,48"].includes(pair);
  return { kind: isPrivate ? "private" : isPublic ? "public" : "none", declared: outer.end };
}

/** Return a copy of *data* with filler for all contents, and where the private number and the point of an EC key are. */
export function emptied(data) {
  const copy = data.slice();
  const found = { curve: null, size: 0, scalar: null, point: null };
  walk(data, copy, 0, data.length, found, 0);
  return { copy, ...found };
}

function walk(data, copy, from, end, found, depth) {
  let at = from;
  while (at < end) {
    const one = element(data, at);
    if (!one || depth > DEPTH) {
      copy.fill(FILLER, at, end);
      return;
    }
    const stop = Math.min(one.end, end, data.length);
    visit(data, copy, one, stop, found, depth);
    at = Math.max(stop, at + 2);
  }
}

function visit(data, copy, one, stop, found, depth) {
  const { tag, start } = one;
  if (tag === SEQUENCE || tag === 0x31 || (tag >= 0xa0 && tag <= 0xa3)) walk(data, copy, start, stop, found, depth + 1);
  else if (tag === OID) note(data, start, stop, found);
  else if (tag === NULL || (tag === INTEGER && stop - start <= SHORT)) return;
  else if (tag === OCTETS && data[start] === SEQUENCE && spans(data, one)) walk(data, copy, start, stop, found, depth + 1);
  else if (tag === OCTETS) {
    if (!found.scalar) found.scalar = [start, stop, one.end];
    copy.fill(FILLER, start, stop);
  } else if (tag === BITS) {
    found.point = [start, stop, one.end];
    copy.fill(FILLER, Math.min(start + 2, stop), stop);
  } else copy.fill(FILLER, start, stop);
}

function spans(data, outer) {
  const inner = element(data, outer.start);
  return inner !== null && inner.end === outer.end;
}

function note(data, start, stop, found) {
  const known = CURVES[hex(data.subarray(start, stop))];
  if (known && !found.curve) [found.curve, found.size] = known;
}

/** Return the PKCS#8 of the private number *scalar* on *curve*, without its point. */
export function pkcs8(curve, scalar) {
  const inner = wrap(SEQUENCE, [...wrap(INTEGER, [1]), ...wrap(OCTETS, [...scalar])]);
  return new Uint8Array(wrap(SEQUENCE, [...wrap(INTEGER, [0]), ...algorithmOf(curve), ...wrap(OCTETS, inner)]));
}

/** Return the SubjectPublicKeyInfo of the point *x*, *y* on *curve*. */
export function publicInfo(curve, x, y) {
  return new Uint8Array(wrap(SEQUENCE, [...algorithmOf(curve), ...wrap(BITS, [0, 4, ...x, ...y])]));
}

function algorithmOf(curve) {
  const [id] = Object.entries(CURVES).find(([, [name]]) => name === curve);
  const oid = id.match(/../g).map((pair) => parseInt(pair, 16));
  return wrap(SEQUENCE, [...wrap(OID, [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01]), ...wrap(OID, oid)]);
}

function wrap(tag, content) {
  const length = content.length < 0x80 ? [content.length] : [0x81, content.length];
  return [tag, ...length, ...content];
}
