import { searchFeatures, type SearchFeature } from '@rookery/protocol';

/** What is looked for, as the address has it: who opens the same address looks for the same. */
export type Search = {
  readonly words: string;
  /** A conversation's id. */
  readonly in: string | undefined;
  /** A person's id or username. */
  readonly from: string | undefined;
  /** Days, as 2026-11-26: before the first begins, from when the second begins. */
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly has: readonly SearchFeature[];
  readonly mentionsMe: boolean;
};

export const noSearch: Search = {
  ...{ words: '', in: undefined, from: undefined, before: undefined, after: undefined },
  ...{ has: [], mentionsMe: false },
};

/** A day that there is, in the reader's zone; else undefined. */
export const startOfDay = (day: string): number | undefined => {
  const [, year = '', month = '', date = ''] = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(day) ?? [];
  const at = new Date(Number(year), Number(month) - 1, Number(date));
  return year !== '' && at.getMonth() === Number(month) - 1 && at.getTime() >= 0 ? at.getTime() : undefined;
};

export const isNothing = ({ words, has, mentionsMe, ...filters }: Search): boolean =>
  words.trim() === '' &&
  has.length === 0 &&
  !mentionsMe &&
  Object.values(filters).every((filter) => filter === undefined);

export const searchPath = ({ words, has, mentionsMe, ...filters }: Search): string => {
  const query = new URLSearchParams();
  if (words !== '') query.set('q', words);
  for (const name of ['in', 'from', 'before', 'after'] as const) {
    const filter = filters[name];
    if (filter !== undefined) query.set(name, filter);
  }
  for (const feature of has) query.append('has', feature);
  if (mentionsMe) query.set('mentions', 'me');
  const written = query.toString();
  return written === '' ? '/search' : `/search?${written}`;
};

/** Whatever an address says is read as something that can be looked for. */
export const readSearch = (written: string): Search => {
  const query = new URLSearchParams(written);
  const day = (name: string): string | undefined => {
    const given = query.get(name) ?? '';
    return startOfDay(given) === undefined ? undefined : given;
  };
  return {
    words: (query.get('q') ?? '').slice(0, 500),
    in: /^[rdgt]_[\w-]{1,38}$/.exec(query.get('in') ?? '')?.[0],
    from: query.get('from')?.slice(0, 40) || undefined,
    before: day('before'),
    after: day('after'),
    has: searchFeatures.filter((feature) => query.getAll('has').includes(feature)),
    mentionsMe: query.get('mentions') === 'me',
  };
};
