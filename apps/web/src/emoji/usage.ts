import { cell } from '../lib/cell.ts';
import { ownName } from '../lib/base-path.ts';

const name = ownName('rookery.emoji');
const mostKept = 60;
/** Uses count half as much after so long. */
const halfLifeMs = 14 * 24 * 3_600_000;

export const tones = ['', '\u{1F3FB}', '\u{1F3FC}', '\u{1F3FD}', '\u{1F3FE}', '\u{1F3FF}'] as const;

type Use = { readonly sign: string; readonly weight: number; readonly at: number };
type Usage = { readonly uses: readonly Use[]; readonly tone: number };

const isUse = (one: unknown): one is Use => {
  const { sign, weight, at } = (one ?? {}) as Record<string, unknown>;
  return typeof sign === 'string' && sign.length <= 40 && typeof weight === 'number' && typeof at === 'number';
};

const read = (): Usage => {
  try {
    const { uses, tone } = JSON.parse(localStorage.getItem(name) ?? '{}') as Record<string, unknown>;
    return {
      uses: Array.isArray(uses) ? uses.filter(isUse).slice(0, mostKept) : [],
      tone: typeof tone === 'number' && tones[tone] !== undefined ? tone : 0,
    };
  } catch {
    return { uses: [], tone: 0 };
  }
};

/** Which emoji this browser's reader uses, and the tone of their skin. */
export const usage = cell<Usage>(read());

const keep = (next: Usage): void => {
  usage.set(next);
  try {
    localStorage.setItem(name, JSON.stringify(next));
  } catch {
    // Storage refused: until the page goes.
  }
};

const weightAt = ({ weight, at }: Use, now: number): number => weight * 0.5 ** ((now - at) / halfLifeMs);

/** One was written or reacted with. */
export const countEmoji = (sign: string, now = Date.now()): void => {
  const { uses, tone } = usage.get();
  const before = uses.find((one) => one.sign === sign);
  const counted = { sign, weight: 1 + (before ? weightAt(before, now) : 0), at: now };
  const all = [counted, ...uses.filter((one) => one !== before)];
  keep({ tone, uses: all.toSorted((a, b) => weightAt(b, now) - weightAt(a, now)).slice(0, mostKept) });
};

export const chooseTone = (tone: number): void => keep({ ...usage.get(), tone });

/** As the reader's hands look, where it has any. */
export const toned = (sign: string, tone = usage.get().tone): string => {
  const wanted = sign.replace(/^(\p{Emoji_Modifier_Base})\uFE0F?/u, `$1${tones[tone] ?? ''}`);
  return /^\p{RGI_Emoji}$/v.test(wanted) ? wanted : sign;
};
