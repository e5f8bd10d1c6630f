import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldName, isConversationId, isUserId, limits, parseRequest, utf8Bytes } from '../src/index.ts';
import { refused } from './refused.ts';

const say = (content: string): string => parseRequest('message:room', { room: 'general', content }).content;
const sayRefused = (content: string) => refused('message:room', { room: 'general', content })?.code;
const join = (username: string): string => parseRequest('user:join', username).username;
const joinRefused = (username: string) => refused('user:join', username)?.code;
const create = (name: string): string => parseRequest('room:create', name).name;
const createRefused = (name: string) => refused('room:create', name)?.code;

describe('[WIRE-11] text', () => {
  test.each([
    ['  hello \n', 'hello'],
    ['\u3000你好\u00a0', '你好'],
    ['cafe\u0301', 'café'],
    ['\u1112\u1161\u11ab', '한'],
    ['a\n\tb', 'a\n\tb'],
    ['\u2126', 'Ω'],
    ['👩\u200d👩\u200d👧', '👩\u200d👩\u200d👧'],
  ])('%j becomes %j', (given, text) => {
    expect(say(given)).toBe(text);
  });

  test.each(['', ' ', '\n\n\t', '\u3000', '\ufeff'])('%j is empty after trimming', (given) => {
    expect(sayRefused(given)).toBe('bad_request');
  });

  test.each(['\r', '\u0000', '\u0008', '\u000b', '\u000c', '\u001f', '\u007f', '\u0080', '\u009f', '\ud800', '\udfff'])(
    '%j inside is refused',
    (character) => {
      expect(sayRefused(`a${character}b`)).toBe('bad_request');
    },
  );

  test('names and topics are one line', () => {
    expect(createRefused('a\nb')).toBe('bad_request');
    expect(createRefused('a\tb')).toBe('bad_request');
    expect(refused('room:create', { name: 'a', topic: 'a\nb' })).toMatchObject({ code: 'bad_request', field: 'topic' });
  });

  test('what is taken is NFC, trimmed and well formed, and is taken again unchanged', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (given) => {
        if (sayRefused(given) !== undefined) return;
        const text = say(given);
        expect(text).toBe(text.normalize('NFC').trim());
        expect(text.isWellFormed()).toBe(true);
        expect(say(text)).toBe(text);
      }),
    );
  });
});

describe('[WIRE-12] limits count after trimming and normalising', () => {
  test.each([
    ['ASCII', 'x'],
    ['two bytes', 'é'],
    ['three bytes', '重'],
    ['four bytes', '😀'],
  ])('content of %s', (_, unit) => {
    const size = utf8Bytes(unit);
    const fit = unit.repeat(Math.floor(limits.contentBytes / size)) + 'x'.repeat(limits.contentBytes % size);
    expect(utf8Bytes(fit)).toBe(8_000);
    expect(say(fit)).toBe(fit);
    expect(say(`   ${fit}\n\n`)).toBe(fit);
    expect(sayRefused(`${fit}x`)).toBe('too_large');
    expect(utf8Bytes(`${fit}x`)).toBe(8_001);
  });

  test('what NFC makes short enough is short enough', () => {
    // α with three marks: four units of UTF-16, nine bytes; composed, one unit and three bytes.
    const given = 'α\u0313\u0301\u0345'.repeat(2_666);
    expect(utf8Bytes(say(given))).toBe(2_666 * 3);
    expect(sayRefused('α\u0313\u0301\u0345'.repeat(2_667))).toBe('too_large');
    expect(join('n\u0303'.repeat(32))).toBe('ñ'.repeat(32));
    expect(join('\u1112\u1161\u11ab'.repeat(32))).toBe('한'.repeat(32));
  });

  test('names count code points', () => {
    expect(join('𠮷'.repeat(32))).toBe('𠮷'.repeat(32));
    expect(joinRefused('𠮷'.repeat(33))).toBe('too_large');
    expect(create('😀'.repeat(80))).toBe('😀'.repeat(80));
    expect(createRefused('😀'.repeat(81))).toBe('too_large');
    expect(refused('user:join', { username: 'a', displayName: 'x'.repeat(65) })).toMatchObject({ code: 'too_large' });
    expect(refused('room:create', { name: 'a', topic: 'x'.repeat(251) })).toMatchObject({ code: 'too_large' });
    expect(refused('room:join', { room: 'x'.repeat(81) })).toMatchObject({ code: 'too_large', field: 'room' });
  });

  test('a limit comes before any other complaint', () => {
    expect(sayRefused('\ud800'.repeat(500_000))).toBe('too_large');
    expect(sayRefused('\u0000'.repeat(500_000))).toBe('too_large');
  });

  test('stacks of combining marks cost nothing', () => {
    const before = process.threadCpuUsage();
    expect(sayRefused(`a${'\u0300\u0316'.repeat(45_000)}`)).toBe('too_large');
    expect(sayRefused(`a${'\u0300\u0316'.repeat(1_900)}`)).toBe('bad_request');
    expect(process.threadCpuUsage(before).user / 1_000).toBeLessThan(1_000);
    expect(say(`Z${'\u0300\u0316'.repeat(20)}`)).toHaveLength(41);
  });
});

describe('[WIRE-13] usernames', () => {
  test.each(['alice', 'Ålice', '小明', 'たろう', 'хлеб', 'नमस्ते', '7', 'a.b-c_d', '𠮷野家', 'u-x', 'ux_y', 'ur_1'])(
    '%s is one',
    (name) => {
      expect(join(name)).toBe(name.normalize('NFC'));
    },
  );
  test.each([
    ['a space', 'a b'],
    ['a slash', 'a/b'],
    ['an at sign', '@alice'],
    ['markup', '<b>'],
    ['an emoji', '😀'],
    ['a mark alone', '\u0301'],
    ['a filler that shows nothing', '\u3164'],
    ['a zero-width space', 'ali\u200bce'],
    ['a variation selector', 'alice\ufe0f'],
    ['a direction override', 'a\u202eb'],
    ['a mark of direction', 'a\u200fb'],
    ['a stop at its end', 'alice.'],
    ['a dash before it', '-alice'],
    ['a line under it', '_'],
    ['nothing but stops', '..'],
    ['a line at its end', 'ur_'],
  ])('%s is refused', (_, name) => {
    expect(joinRefused(name)).toBe('bad_request');
  });
});

describe('[WIRE-14] no name looks like an id', () => {
  test.each(['u_', 'u_alice', 'r_1', 'd_x', 'm_', 'U_alice', 'R_1', 'ｕ_alice', 'ｕ＿1', ' u_alice', '\u200bu_alice'])(
    '%j is refused',
    (name) => {
      expect(joinRefused(name)).toBe('bad_request');
      expect(createRefused(name)).toBe('bad_request');
      expect(refused('room:edit', { room: 'r_1', name })).toMatchObject({ code: 'bad_request', field: 'name' });
    },
  );
  test('no id is a name, and no name an id', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[urdmx]_?[a-z0-9_-]{1,10}$/), (name) => {
        const isId = isUserId(name) || isConversationId(name);
        if (isId) expect(createRefused(name)).toBe('bad_request');
        if (createRefused(name) === undefined) expect(isId).toBe(false);
      }),
    );
  });
  test('ids hold 40 characters, no more', () => {
    for (const prefix of ['r_', 'd_']) {
      const longest = prefix + 'x'.repeat(38);
      expect(refused('read:mark', { conversation: longest, seq: 1 })).toBeNull();
      expect(isConversationId(longest)).toBe(true);
      expect(refused('read:mark', { conversation: `${longest}x`, seq: 1 })).toMatchObject({ code: 'too_large' });
      expect(isConversationId(`${longest}x`)).toBe(false);
    }
    expect(refused('presence:watch', { users: [`u_${'x'.repeat(38)}`] })).toBeNull();
    expect(refused('presence:watch', { users: ['r_1'] })).toMatchObject({ code: 'bad_request', field: 'users.0' });
  });
});

describe('[WIRE-15] room names', () => {
  test.each([
    'general',
    '产品 讨论',
    'Q&A: <b>',
    '🎉 party',
    "'; drop table rooms; --",
    '..',
    'constructor',
    '__proto__',
  ])('%s is one', (name) => {
    expect(create(name)).toBe(name);
    expect(parseRequest('room:join', name)).toEqual({ room: name });
  });
  test.each(['a\u202eb', 'a\u200f', '\u2066a\u2069'])('%j turns what stands beside it and is refused', (name) => {
    expect(createRefused(name)).toBe('bad_request');
    expect(refused('user:join', { username: 'a', displayName: name })).toMatchObject({ field: 'displayName' });
  });
  test.each(['\u200b', '\u3164', '\u200d\ufe0f', '\u2060 \u2060', '\u2800', '\u0301\u0316', '\u20e3'])(
    '%j shows nothing and is refused',
    (name) => {
      expect(createRefused(name)).toBe('bad_request');
      expect(refused('user:join', { username: 'a', displayName: name })).toMatchObject({ field: 'displayName' });
    },
  );
  test('a room is found under what it was created as', () => {
    expect(parseRequest('room:join', { room: ' cafe\u0301 ' })).toEqual({ room: create(' cafe\u0301 ') });
  });
});

describe('[WIRE-16] folding', () => {
  test.each([
    ['Alice', 'aLICE'],
    ['straße', 'STRASSE'],
    ['STRAẞE', 'strasse'],
    ['ΣΑΣ', 'σασ'],
    ['σας', 'σασ'],
    ['ＡＢＣ', 'abc'],
    ['İstanbul', 'i\u0307stanbul'],
    ['café', 'CAFE\u0301'],
    ['ﬁn', 'FIN'],
    ['general', 'gen\u200beral'],
  ])('%j and %j are one name', (one, other) => {
    expect(foldName(one)).toBe(foldName(other));
  });
  test.each([
    ['alice', 'alicé'],
    ['a-b', 'a_b'],
    ['重', '种'],
  ])('%j and %j are two', (one, other) => {
    expect(foldName(one)).not.toBe(foldName(other));
  });

  test('folding twice changes nothing, and neither does case before it: every character', () => {
    const faults: string[] = [];
    for (let code = 0; code < 0x110000; code++) {
      if (code >= 0xd800 && code < 0xe000) continue;
      const character = String.fromCodePoint(code);
      const folded = foldName(character);
      if (
        foldName(folded) !== folded ||
        foldName(character.toUpperCase()) !== folded ||
        foldName(character.toLowerCase()) !== folded
      )
        faults.push(code.toString(16));
    }
    expect(faults).toEqual([]);
  });
  test('folding twice changes nothing: any name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 20 }), (name) => {
        expect(foldName(foldName(name))).toBe(foldName(name));
        expect(foldName(name.toUpperCase())).toBe(foldName(name));
      }),
    );
  });
});

describe('[WIRE-17] emoji', () => {
  const react = (emoji: string) => refused('message:react', { conversation: 'r_1', seq: 1, emoji, on: true });
  test.each([
    ...['👍', '👍🏽', '❤️', '❤', '☝🏻', '👨‍👩‍👧‍👦', '👩🏻‍❤️‍💋‍👨🏿', '🏳️‍🌈', '🏴‍☠️', '🇨🇳', '🇬🇧', '🕵🏻‍♂️', '🧑🏽‍🚀', '🐦‍🔥'],
    ...[
      '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
      '1️⃣',
      '#️⃣',
      '*️⃣',
      '©️',
      '™',
      '㊙️',
      '0\u20e3',
      '🫩',
      '⛓️‍💥',
    ],
  ])('%s is one', (emoji) => {
    expect(react(emoji)).toBeNull();
  });
  test.each([
    ...['', ' ', 'a', '1', '#', '*', '12', '+1', ':)', '<3', '重', '👍👍', '👍 👍', '👍a', 'a👍', '🇨', '🇨🇳🇨', '🇨🇳🇬🇧'],
    ...[
      '\u200d',
      '👍\u200d',
      '\u200d👍',
      '\ufe0f',
      '\u20e3',
      '👍\u20e3',
      '1\ufe0f',
      '\u{e0067}\u{e007f}',
      '👍\n',
      '→',
      '<',
      '$',
      '\ud83d',
    ],
  ])('%j is not', (emoji) => {
    const isTrimmedAway = emoji.trim() === '👍';
    expect(react(emoji)).toEqual(
      isTrimmedAway ? null : expect.objectContaining({ code: 'bad_request', field: 'emoji' }),
    );
  });
  test('everything that Unicode recommends by one character is one', () => {
    const recommended = /^\p{RGI_Emoji}$/v;
    const faults: string[] = [];
    for (let code = 0; code < 0x1fbff; code++) {
      if (code >= 0xd800 && code < 0xe000) continue;
      for (const suffix of ['', '\ufe0f', '\ufe0f\u20e3', '\u{1f3fd}']) {
        const emoji = String.fromCodePoint(code) + suffix;
        if (recommended.test(emoji) && react(emoji) !== null) faults.push(emoji);
      }
    }
    expect(faults).toEqual([]);
  });
  test('a sequence ends at its limit', () => {
    expect(react(Array(9).fill('👩').join('\u200d'))).toMatchObject({ code: 'too_large' });
  });
});
