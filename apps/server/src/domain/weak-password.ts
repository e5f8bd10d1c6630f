import { foldName } from '@rookery/protocol';

/** Among the first that anybody tries, of eight characters and more: English, keyboards, Chinese habits. */
const common = new Set(
  `password passw0rd password1 password12 password123 password1234 p@ssword p@ssw0rd passwort passwort1 iloveyou iloveyou1 princess
  sunshine football baseball superman michael1 michelle jennifer trustno1 starwars whatever dragon123 monkey123 letmein1 letmein123
  welcome1 welcome123 changeme changeme1 computer internet qwertyui qwertyuiop qwerty12 qwerty123 qwerty1234 1q2w3e4r 1q2w3e4r5t
  1qaz2wsx 1qaz2wsx3edc qazwsxedc zaq12wsx asdfghjk asdfghjkl asdf1234 zxcvbnm1 zxcvbnm123 abcd1234 abc12345 abc123456 a1b2c3d4
  a1234567 a12345678 a123456789 aa123456 aa12345678 12341234 12121212 11112222 11223344 112233445566 123123123 123321123 147258369
  159357159 987654321 0987654321 88888888 66666666 12345678a 123456789a 1234567890a woaini1314 woaini520 woaini521 woaini123
  5201314520 52013145 5201314a 1314520520 woaiwojia wodemima mima1234 nihao123 qq123456 qq123456789 zhang123 wang1234 admin123
  admin1234 administrator rookery1 rookery123 chat1234 test1234 testtest guest123 default1 secret123`
    .split(/\s+/)
    .filter((word) => word !== ''),
);

const digits = '01234567890123456789';
const letters = 'abcdefghijklmnopqrstuvwxyz';
const rows = [digits, letters, 'qwertyuiopasdfghjklzxcvbnm'];
const reversed = (text: string): string => [...text].toReversed().join('');
const runs = [...rows, ...rows.map(reversed)];

/** Why a password is too easy to guess, as a sentence; null where nothing is said against it. Cheap: what it lets through may still be weak. [ACC-5] */
export function weaknessOf(password: string, names: readonly string[]): string | null {
  const folded = foldName(password).replaceAll(/\s/g, '');
  if (folded.length === 0 || isRepeated(folded)) return 'This password is one thing over and over: choose another one.';
  if (common.has(folded)) return 'This password is one of the first that anybody tries: choose another one.';
  if (runs.some((run) => run.includes(folded))) return 'This password only follows the keys: choose another one.';
  if (names.some((name) => isNearly(folded, foldName(name))))
    return 'This password is the name itself: choose another one.';
  return null;
}

/** Whether it is the name, forward or backward, and hardly anything else. */
const isNearly = (text: string, name: string): boolean =>
  name.length > 0 && text.length - name.length <= 4 && (text.includes(name) || text.includes(reversed(name)));

/** Whether a part of at most four characters makes all of it. */
function isRepeated(text: string): boolean {
  const characters = [...text];
  return [1, 2, 3, 4].some((part) => characters.every((character, index) => character === characters[index % part]));
}
