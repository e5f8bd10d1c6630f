import { errors } from '@rookery/protocol';
import type { ErrorCode } from '@rookery/protocol';
import { me, SeededRandom } from '@rookery/testkit';
import { describe, expect, test } from 'vitest';
import { ClientError, webSession } from '../src/index.ts';
import { UlidSource } from '../src/ulid.ts';

test('errors are tried again as the protocol’s table says', () => {
  for (const code of Object.keys(errors) as ErrorCode[])
    expect([code, new ClientError(code, '').retry]).toEqual([code, errors[code].retry]);
  expect(new ClientError('of_a_newer_server' as ErrorCode, '').isPassing).toBe(false);
});

describe('ulids', () => {
  const random = new SeededRandom(3);

  test('rise within a millisecond and when the clock steps back', () => {
    let now = 1_700_000_000_000;
    const source = new UlidSource(() => now, random.fill);
    const ids = Array.from({ length: 5_000 }, (_, index) => {
      if (index % 1_000 === 999) now -= 5_000;
      else if (index % 7 === 0) now += 1;
      return source.next();
    });
    expect(ids).toEqual(ids.toSorted());
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
  });

  test('rise over what an earlier run left, and over nothing else', () => {
    const source = new UlidSource(() => 0, random.fill);
    source.startAfter('01ZZZZZZZZZZZZZZZZZZZZZZZZ');
    expect(source.next()).toBe('02000000000000000000000000');
    source.startAfter('a-uuid-of-another-client');
    expect(source.next()).toBe('02000000000000000000000001');
  });
});

describe('a session in a browser', () => {
  const storage = () => {
    const items = new Map<string, string>();
    return {
      getItem: (key: string) => items.get(key) ?? null,
      setItem: (key: string, value: string) => void items.set(key, value),
      removeItem: (key: string) => void items.delete(key),
    };
  };

  test('is kept and forgotten', () => {
    const kept = storage();
    webSession(kept).save({ token: 't', user: me });
    expect(webSession(kept).load()).toEqual({ token: 't', user: me });
    webSession(kept).save(null);
    expect(webSession(kept).load()).toBeNull();
  });

  test('that somebody spoiled, or may not be kept, is none', () => {
    const kept = storage();
    for (const spoiled of ['{', '7', '{"token":1}', '{"token":"t","user":{}}']) {
      kept.setItem('rookery.session', spoiled);
      expect(webSession(kept).load()).toBeNull();
    }
    const forbid = (): never => {
      throw new Error('forbidden');
    };
    const forbidden = webSession({ getItem: forbid, setItem: forbid, removeItem: forbid });
    forbidden.save({ token: 't', user: me });
    expect(forbidden.load()).toBeNull();
  });
});
