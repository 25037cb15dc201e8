// Find the public half of a key on the curves that WebCrypto does not have (SEC 2, sections 2.4.1 and 3.2.2 of SP 800-186).

const CURVES = {
  "P-224": {
    size: 28,
    p: 2n ** 224n - 2n ** 96n + 1n,
    a: -3n,
    n: 0xffffffffffffffffffffffffffff16a2e0b8f03e13dd29455c5c2a3dn,
    g: [0xb70e0cbd6bb4bf7f321390b94a03c1d356c21122343280d6115c1d21n, 0xbd376388b5f723fb4c22dfe6cd4375a05a07476444d5819985007e34n],
  },
  secp256k1: {
    size: 32,
    p: 2n ** 256n - 2n ** 32n - 977n,
    a: 0n,
    n: 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n,
    g: [0x79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798n, 0x483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8n],
  },
};

/** Return x and y, as bytes, of the public half of the private number *scalar* on *curve*; null where it is out of range. */
export function pointOf(curve, scalar) {
  const { size, n } = CURVES[curve];
  const number = numberOf(scalar);
  if (number <= 0n || number >= n) return null;
  const [x, y] = multiply(CURVES[curve], number);
  return { x: bytesOf(x, size), y: bytesOf(y, size) };
}

/** Return a private number on *curve* that nobody knows. */
export function drawScalar(curve) {
  const { size, n } = CURVES[curve];
  for (;;) {
    const scalar = crypto.getRandomValues(new Uint8Array(size));
    const number = numberOf(scalar);
    if (number > 0n && number < n) return scalar;
  }
}

function multiply(curve, number) {
  let sum = null;
  for (const bit of number.toString(2)) {
    if (sum) sum = add(curve, sum, sum);
    if (bit === "1") sum = sum ? add(curve, sum, curve.g) : curve.g;
  }
  return sum;
}

/** Add two points; on the way to a multiple below the order of the curve none of the sums is the point at infinity. */
function add({ p, a }, [x1, y1], [x2, y2]) {
  const slope = x1 === x2 ? (3n * x1 * x1 + a) * inverse(2n * y1, p) : (y2 - y1) * inverse(x2 - x1, p);
  const x = modulo(slope * slope - x1 - x2, p);
  return [x, modulo(slope * (x1 - x) - y1, p)];
}

function inverse(number, p) {
  let [low, high, one, other] = [modulo(number, p), p, 1n, 0n];
  while (low > 1n) {
    const times = high / low;
    [high, low] = [low, high - times * low];
    [other, one] = [one, other - times * one];
  }
  return one;
}

function modulo(number, p) {
  const rest = number % p;
  return rest < 0n ? rest + p : rest;
}

function numberOf(bytes) {
  return [...bytes].reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

function bytesOf(number, size) {
  return new Uint8Array(number.toString(16).padStart(2 * size, "0").match(/../g).map((pair) => parseInt(pair, 16)));
}
