export type FilterName = 'from' | 'in' | 'before' | 'after' | 'has';

/** What a filter is called where it is typed, in either language, whichever is shown. */
const names: Readonly<Record<string, FilterName>> = {
  from: 'from',
  来自: 'from',
  in: 'in',
  在: 'in',
  before: 'before',
  早于: 'before',
  after: 'after',
  晚于: 'after',
  has: 'has',
  包含: 'has',
};

/** A filter that is being typed at the end of what stands in the field: `hello from:al`. */
export type TypedFilter = { readonly name: FilterName; readonly value: string; readonly rest: string };

export const typedFilter = (typed: string): TypedFilter | undefined => {
  const [all = '', before = '', name = '', value = ''] = /(^|\s)(\p{L}{1,6})[:：](\S{0,64})$/u.exec(typed) ?? [];
  const found = Object.hasOwn(names, name.toLowerCase()) ? names[name.toLowerCase()] : undefined;
  return found && { name: found, value, rest: typed.slice(0, typed.length - all.length) + before };
};
