import type { SearchFeature } from '@rookery/protocol';
import type { FilterName } from './typed-filter.ts';

/** Ids of words, by what they are called. */
export const featureWords: Readonly<Record<SearchFeature, string>> = {
  file: 'search.hasFile',
  image: 'search.hasImage',
  link: 'search.hasLink',
  pin: 'search.hasPin',
};

/** What a filter is called where it is typed. */
export const filterWords: Readonly<Record<FilterName, string>> = {
  from: 'search.nameFrom',
  in: 'search.nameIn',
  before: 'search.nameBefore',
  after: 'search.nameAfter',
  has: 'search.nameHas',
};

/** What a button says that begins one. */
export const adderWords: Readonly<Record<FilterName, string>> = {
  from: 'search.addFrom',
  in: 'search.addIn',
  before: 'search.addBefore',
  after: 'search.addAfter',
  has: 'search.addHas',
};
