import { asClientId, asMessageId, asUserId } from '@rookery/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { NewMessage } from '../../../ports/conversation-log.ts';
import { BrokenBlock, hashOf, packBlock, unpackBlock } from './block.ts';
import type { Block, ColdMessage } from './block.ts';
import { packMessage, repeatWordOf } from './message-entry.ts';

const word = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString('base64url'));
const author = asUserId('u_ann');
const message = fc
  .record({
    id: fc.oneof(word, fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme-ascii' })),
    // Of the step between two there are 48 bits, with its sign.
    at: fc.nat({ max: 2 ** 47 - 1 }),
    clientId: fc.option(fc.oneof(word, fc.uuid(), fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme-ascii' })), {
      nil: undefined,
    }),
    replyTo: fc.option(fc.nat({ max: 2 ** 47 }), { nil: undefined }),
    content: fc.string({ maxLength: 300, unit: 'grapheme' }),
    hasParts: fc.boolean(),
  })
  .map(({ id, clientId, hasParts, ...rest }): NewMessage => ({
    ...rest,
    id: asMessageId(`m_${id}`),
    ...{ conversation: 'r_one' as never, author, needs: 0 as never, mentions: [] },
    ...(clientId === undefined ? {} : { clientId: asClientId(clientId) }),
    ...(hasParts ? { parts: [{ kind: 'thread', thread: 't_x' as never, seq: 3 } as never] } : {}),
  }));
const entry = fc
  .tuple(
    message,
    fc.uint8Array({ minLength: 3, maxLength: 3 }),
    fc.array(fc.nat({ max: 2 ** 24 - 1 }), { maxLength: 50 }),
  )
  .map(([said, index, mentions]) => {
    const called = Buffer.alloc(3 * mentions.length);
    for (const [at, one] of mentions.entries()) called.writeUIntBE(one, 3 * at, 3);
    return Buffer.concat([index, Buffer.from([mentions.length]), called, packMessage(said).packed]);
  });
const changes = fc.option(
  fc.record({
    overlay: fc.string().map((text) => JSON.stringify({ c: text })),
    marks: fc.array(fc.tuple(fc.string(), fc.array(fc.tuple(fc.string(), fc.nat())))),
    texts: fc.array(fc.string(), { maxLength: 3 }),
  }),
  { nil: null },
);
const block = fc
  .tuple(fc.array(fc.tuple(entry, changes), { maxLength: 40 }), fc.nat({ max: 2 ** 40 }))
  .map(([found, number]): Block => ({
    conversation: 'r_one' as never,
    epoch: 'e',
    number,
    messages: found.map(([one, changed], index): ColdMessage => ({
      seq: 256 * number + 1 + index,
      entry: one,
      changes: changed,
    })),
    authors: new Map([
      ['\u0000\u0001\u00ff', author],
      ['\u00fe\u0000\u0000', asUserId('u_bob')],
    ]),
  }));

describe('blocks of sealed messages', () => {
  test('[COLD-1] what was packed comes back, byte by byte', async () => {
    await fc.assert(
      fc.asyncProperty(block, async (one) => {
        const packed = await packBlock(one, 'salt');
        expect(unpackBlock(packed.bytes, packed.hash)).toEqual(one);
      }),
      { numRuns: 200 },
    );
  });

  test('[COLD-5] bytes with a flipped bit, cut off, or longer are refused in words', async () => {
    const one = fc.sample(block, { numRuns: 20, seed: 7 }).find(({ messages }) => messages.length > 5);
    if (!one) throw new Error('no sample is large enough');
    const packed = await packBlock(one, 'salt');
    const broken = (bytes: Buffer, hash = packed.hash): unknown => {
      try {
        unpackBlock(bytes, hash);
        return 'read';
      } catch (error) {
        return error;
      }
    };
    fc.assert(
      fc.property(fc.nat({ max: 8 * packed.bytes.length - 1 }), (bit) => {
        const bytes = Buffer.from(packed.bytes);
        bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(broken(bytes)).toBeInstanceOf(BrokenBlock);
        // Also where whoever changed it has named it anew, it is never taken for something else without a word, or it reads as whole.
        const renamed = broken(bytes, hashOf(bytes));
        expect(renamed === 'read' || renamed instanceof BrokenBlock).toBe(true);
      }),
      { numRuns: 300 },
    );
    for (const bytes of [
      packed.bytes.subarray(0, -1),
      Buffer.concat([packed.bytes, Buffer.from([0])]),
      Buffer.alloc(0),
    ])
      expect(broken(bytes)).toBeInstanceOf(BrokenBlock);
  });

  test('[LOG-2] the word by which a repeat is known is found again from the entry', () => {
    fc.assert(
      fc.property(message, fc.array(fc.nat({ max: 2 ** 24 - 1 }), { maxLength: 5 }), (said, mentions) => {
        const packed = packMessage(said);
        const start = Buffer.concat([Buffer.from([0, 0, 1, mentions.length]), Buffer.alloc(3 * mentions.length)]);
        expect(repeatWordOf(author, Buffer.concat([start, packed.packed]))).toEqual(packed.word);
      }),
    );
  });
});
