const letters = 'abcdefghijklmnopqrstuvwxyz234567';

/** RFC 4648, lower case, without padding: for multiples of five bytes. */
export const base32 = (bytes: Buffer): string =>
  [
    ...BigInt(`0x${bytes.toString('hex')}`)
      .toString(32)
      .padStart((bytes.length * 8) / 5, '0'),
  ]
    .map((digit) => letters[Number.parseInt(digit, 32)])
    .join('');
