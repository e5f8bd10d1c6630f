import type { ClientId } from '@rookery/protocol';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const timeChars = 10;
const randomChars = 16;

/**
 * ULIDs, each greater than the one before, also within one millisecond and when the clock steps back: they order what one device wrote.
 * `fill` fills its argument with random bytes.
 */
export class UlidSource {
  readonly #now: () => number;
  readonly #fill: (bytes: Uint8Array) => void;
  #last = '';

  constructor(now: () => number, fill: (bytes: Uint8Array) => void) {
    this.#now = now;
    this.#fill = fill;
  }

  next(): ClientId {
    const time = timePart(this.#now());
    this.#last = time > this.#last.slice(0, timeChars) ? time + this.#randomPart() : increment(this.#last);
    return this.#last as ClientId;
  }

  /** What comes next is greater than `id`, one of an earlier run. */
  startAfter(id: string): void {
    if (isUlid.test(id) && id > this.#last) this.#last = id;
  }

  #randomPart(): string {
    const bytes = new Uint8Array(randomChars);
    this.#fill(bytes);
    return Array.from(bytes, (byte) => alphabet[byte % 32]).join('');
  }
}

const isUlid = /^[0-9A-HJKMNP-TV-Z]{26}$/;

function timePart(ms: number): string {
  let text = '';
  for (let rest = Math.max(0, Math.floor(ms)), digit = 0; digit < timeChars; digit += 1, rest = Math.floor(rest / 32))
    text = alphabet[rest % 32] + text;
  return text;
}

function increment(id: string): string {
  let index = id.length - 1;
  while (index >= 0 && id[index] === 'Z') index -= 1;
  const digit = alphabet[alphabet.indexOf(id[index] ?? '') + 1] ?? '0';
  return id.slice(0, Math.max(0, index)) + digit + '0'.repeat(id.length - 1 - index);
}
