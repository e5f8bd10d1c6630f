import * as z from 'zod/mini';
import { idPrefixes } from './ids.ts';
import { limits } from './limits.ts';

const encoder = new TextEncoder();
/** Length of `text` in UTF-8 bytes. */
export const utf8Bytes = (text: string): number => encoder.encode(text).byteLength;

const controlCharacters = /[\u0000-\u001f\u007f-\u009f]/;
const controlCharactersInText = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;

type Rule = {
  readonly min: 0 | 1;
  readonly max: number;
  readonly unit: 'chars' | 'bytes';
  readonly lines: boolean;
  readonly allowed?: (text: string) => boolean;
};

/**
 * Text as the protocol has it: trimmed, NFC, no lone surrogates, no control characters (newline and tab where `lines`).
 * Over its limit it fails as `too_big`, which the edge answers with `too_large`; anything else is `bad_request`.
 */
const text = (rule: Rule) =>
  z.string().check(
    // NFC at most triples a string's length: what is far over its limit is refused before it is normalised.
    z.overwrite((value) => (value.length > rule.max * 12 ? value : value.trim().normalize('NFC'))),
    z.check((context) => {
      const value = context.value;
      const size =
        value.length > rule.max * 12 ? value.length : rule.unit === 'bytes' ? utf8Bytes(value) : [...value].length;
      const bad = (message: string) =>
        context.issues.push({ code: 'custom', message, input: value, continue: false });
      if (size > rule.max) {
        context.issues.push({
          code: 'too_big',
          origin: 'string',
          maximum: rule.max,
          inclusive: true,
          input: value,
          message: `must be at most ${rule.max} ${rule.unit === 'bytes' ? 'UTF-8 bytes' : 'characters'}`,
        });
      } else if (size < rule.min) bad('must not be empty');
      else if (!value.isWellFormed()) bad('must be well-formed Unicode');
      else if ((rule.lines ? controlCharactersInText : controlCharacters).test(value))
        bad('must not contain control characters');
      else if (rule.allowed && !rule.allowed(value)) bad('contains characters that are not allowed');
    }),
  );

const startsLikeAnId = (name: string): boolean =>
  idPrefixes.some((prefix) => name.toLowerCase().startsWith(prefix));

export const content = text({ min: 1, max: limits.contentBytes, unit: 'bytes', lines: true });
export const username = text({
  min: 1,
  max: limits.usernameChars,
  unit: 'chars',
  lines: false,
  allowed: (name) => /^[\p{L}\p{N}_.-][\p{L}\p{N}\p{M}_.-]*$/u.test(name) && !startsLikeAnId(name),
});
export const displayName = text({ min: 1, max: limits.displayNameChars, unit: 'chars', lines: false });
export const roomName = text({
  min: 1,
  max: limits.roomNameChars,
  unit: 'chars',
  lines: false,
  allowed: (name) => !startsLikeAnId(name),
});
export const topic = text({ min: 0, max: limits.topicChars, unit: 'chars', lines: false });
export const query = text({ min: 0, max: limits.queryChars, unit: 'chars', lines: false });
export const emoji = text({
  min: 1,
  max: limits.emojiChars,
  unit: 'chars',
  lines: false,
  allowed: (value) => !/[\s\p{L}]/u.test(value) && /\p{Emoji}|\p{S}/u.test(value),
});

/** The form under which a name is unique: without regard to case. */
export const foldName = (name: string): string => name.normalize('NFKC').toLowerCase().normalize('NFC');
