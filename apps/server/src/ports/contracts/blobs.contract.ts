import { createHash, randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { ChatError } from '@rookery/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { placeOf, readPlace } from '../../domain/blob-place.ts';
import type { Blobs, StoredBlob } from '../blobs.ts';

export type OpenedBlobs = { readonly blobs: Blobs; close(): Promise<void> };

const mib = 1_048_576;
const roomy = { bytes: 64 * mib };

export const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** In pieces, as from a network. */
export async function* inPieces(bytes: Uint8Array, pieceBytes = 50_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}

export async function wholeOf(stream: Readable): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of stream as AsyncIterable<Buffer>) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** What any store of bytes must do. */
export function describeBlobs(name: string, open: () => Promise<OpenedBlobs>): void {
  describe(`blobs in ${name}`, () => {
    let opened: OpenedBlobs;
    let count = 0;
    const newScope = (): string => `r_${(count += 1)}_${randomBytes(6).toString('hex')}`;
    const read = async (scope: string, hash: string, range?: { from: number; to: number }): Promise<Buffer | null> => {
      const found = await opened.blobs.open(scope, hash, range);
      return found ? wholeOf(found.stream) : null;
    };
    const listAll = async (limit: number): Promise<StoredBlob[]> => {
      const all: StoredBlob[] = [];
      for (let after: string | null | undefined; after !== null;) {
        const page = await opened.blobs.list(after ?? null, limit);
        expect(page.blobs.length).toBeLessThanOrEqual(limit);
        all.push(...page.blobs);
        after = page.next;
      }
      return all;
    };

    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    test('[BLOB-1] what was put is given back byte for byte under its hash, in its scope and in no other, and lies there once', async () => {
      const { blobs } = opened;
      const [scope, other] = [newScope(), newScope()];
      // None, one, some pieces, and more than a remote store takes in one request.
      for (const bytes of [0, 1, 120_001, 12 * mib + 7].map((length) => randomBytes(length))) {
        const hash = hashOf(bytes);
        const before = Date.now();
        for (const _again of [1, 2])
          expect(await blobs.put(scope, inPieces(bytes), roomy)).toEqual({ hash, bytes: bytes.length });
        const found = await blobs.open(scope, hash);
        expect(found?.bytes).toBe(bytes.length);
        expect(hashOf(await wholeOf(found!.stream))).toBe(hash);
        expect(await blobs.open(other, hash)).toBeUndefined();
        const listed = (await listAll(1_000)).filter((blob) => blob.hash === hash);
        expect(listed).toMatchObject([{ scope, hash, bytes: bytes.length }]);
        // Stores that keep whole seconds count them down.
        expect(listed[0]!.at).toBeGreaterThan(before - 2_000);
        expect(listed[0]!.at).toBeLessThan(Date.now() + 2_000);
      }
      expect(await blobs.sweepCutOff(0)).toBe(0);
    });

    test('[BLOB-2] a body that is too long, or fails, is read no further and leaves nothing', async () => {
      const { blobs } = opened;
      const scope = newScope();
      const bytes = randomBytes(7 * mib);
      let givenUp = false;
      async function* endless(): AsyncGenerator<Uint8Array> {
        try {
          for (;;) yield bytes.subarray(0, 100_000);
        } finally {
          givenUp = true;
        }
      }
      await expect(blobs.put(scope, endless(), { bytes: 6 * mib })).rejects.toMatchObject({ code: 'too_large' });
      expect(givenUp).toBe(true);
      await expect(blobs.put(scope, inPieces(bytes), { bytes: bytes.length - 1 })).rejects.toBeInstanceOf(ChatError);
      const failure = new Error('the network is gone');
      async function* failing(): AsyncGenerator<Uint8Array> {
        yield* inPieces(bytes);
        throw failure;
      }
      await expect(blobs.put(scope, failing(), roomy)).rejects.toBe(failure);
      expect(await blobs.open(scope, hashOf(bytes))).toBeUndefined();
      expect((await listAll(1_000)).filter((blob) => blob.scope === scope)).toEqual([]);
      expect(await blobs.sweepCutOff(0)).toBe(0);
      expect(await blobs.put(scope, inPieces(bytes), { bytes: bytes.length })).toMatchObject({ bytes: bytes.length });
    });

    test('[BLOB-3] a range gives its bytes, as far as there are some, and tells the size of the whole', async () => {
      const scope = newScope();
      const bytes = randomBytes(200_000);
      const { hash } = await opened.blobs.put(scope, inPieces(bytes), roomy);
      for (const [from, to] of [
        [0, 0],
        [1_000, 150_000],
        [199_999, 199_999],
        [150_000, 1_000_000],
      ] as const)
        expect((await read(scope, hash, { from, to }))?.equals(bytes.subarray(from, to + 1))).toBe(true);
      const beyond = await opened.blobs.open(scope, hash, { from: 200_000, to: 200_010 });
      expect(beyond?.bytes).toBe(200_000);
      expect(await wholeOf(beyond!.stream)).toHaveLength(0);
      expect(await opened.blobs.open(scope, hashOf(Buffer.from('x')), { from: 0, to: 1 })).toBeUndefined();
      // Whoever goes away in the middle holds nothing open.
      const left = await opened.blobs.open(scope, hash);
      left!.stream.destroy();
      expect(await read(scope, hash)).toHaveLength(200_000);
    });

    test('[BLOB-4] a copy stands by itself; what is removed is gone, and removing again does nothing', async () => {
      const { blobs } = opened;
      const [from, to] = [newScope(), newScope()];
      const bytes = randomBytes(70_000);
      const { hash } = await blobs.put(from, inPieces(bytes), roomy);
      for (const _again of [1, 2]) expect(await blobs.copy(from, to, hash)).toBe(true);
      expect(await blobs.copy(from, from, hash)).toBe(true);
      for (const _again of [1, 2]) await blobs.remove(from, hash);
      expect(await blobs.open(from, hash)).toBeUndefined();
      expect((await read(to, hash))?.equals(bytes)).toBe(true);
      expect(await blobs.copy(from, to, hash)).toBe(false);
      expect(await blobs.copy(from, newScope(), hashOf(Buffer.from('never put')))).toBe(false);
      expect(await blobs.copy(to, from, hash)).toBe(true);
      expect((await read(from, hash))?.equals(bytes)).toBe(true);
      expect(await blobs.sweepCutOff(0)).toBe(0);
    });

    test('[BLOB-5] pages show each blob once, with its size, whatever the names of scopes', async () => {
      const { blobs } = opened;
      const mine = newScope();
      const expected = new Map<string, number>();
      for (const scope of [mine, `${mine}-`, `${mine}_`, `${mine}0`, `${mine}Z`, newScope()])
        for (const length of [10, 20, 30]) {
          const { hash } = await blobs.put(scope, inPieces(randomBytes(length)), roomy);
          expected.set(placeOf(scope, hash), length);
        }
      for (const limit of [2, 7, 1_000]) {
        const shown = (await listAll(limit)).map(({ scope, hash, bytes }) => [placeOf(scope, hash), bytes] as const);
        expect(new Set(shown.map(([place]) => place)).size).toBe(shown.length);
        expect(new Map(shown.filter(([place]) => expected.has(place)))).toEqual(expected);
      }
    });

    test('[BLOB-1, BLOB-4] many at once, of the same bytes and of others, beside what is removed', async () => {
      const { blobs } = opened;
      const scope = newScope();
      const same = randomBytes(300_000);
      await Promise.all(
        Array.from({ length: 16 }, async (_, index) => {
          if (index % 2 === 0) return blobs.put(scope, inPieces(same, 10_000), roomy);
          const passing = randomBytes(1_000 + index);
          const { hash } = await blobs.put(scope, inPieces(passing), roomy);
          return blobs.remove(scope, hash);
        }),
      );
      expect((await read(scope, hashOf(same)))?.equals(same)).toBe(true);
      expect((await listAll(1_000)).filter((blob) => blob.scope === scope)).toHaveLength(1);
    });

    test('[BLOB-1] nothing but a scope and a hash leads anywhere', async () => {
      const { blobs } = opened;
      const hash = hashOf(Buffer.from('x'));
      for (const [scope, name] of [
        ['..', hash],
        ['a/b', hash],
        ['', hash],
        ['r_a\0', hash],
        ['r_a', '../../etc/passwd'],
        ['r_a', hash.toUpperCase()],
      ] as const)
        await expect((async () => blobs.open(scope, name))()).rejects.toThrow('not the scope or hash');
      expect(readPlace(`00/r_a/${hash}`)).toBeUndefined();
      expect(readPlace(placeOf('r_a', hash))).toEqual({ scope: 'r_a', hash });
    });
  });
}
