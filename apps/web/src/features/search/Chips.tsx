import { Icon } from '../../design/Icon.tsx';
import { fullDate } from '../../lib/dates.ts';
import { useFormatLocale, useText } from '../../locales/text.ts';
import { useInbox } from '../../sdk/use-inbox.ts';
import { usePeople } from '../../sdk/use-people.ts';
import { useTitleOf } from '../../sdk/use-title-of.ts';
import { startOfDay, type Search } from './search-address.ts';
import { featureWords } from './words.ts';
import styles from './SearchPage.module.css';

type Props = { readonly search: Search; readonly onChange: (search: Search) => void };

/** What narrows the search, each with a way to take it back. */
export const Chips = ({ search, onChange }: Props) => {
  const text = useText();
  const locale = useFormatLocale();
  const { entries } = useInbox();
  const people = usePeople();
  const titleOf = useTitleOf();
  const entry = entries.find(({ conversation }) => conversation === search.in);
  const person = [...people.values()].find(({ id, username }) => id === search.from || username === search.from);
  const day = (written: string): string => fullDate(startOfDay(written) ?? 0, locale);
  const chips: { readonly key: string; readonly words: string; readonly without: Search }[] = [];
  const put = (key: string, words: string, without: Partial<Search>): void =>
    void chips.push({ key, words, without: { ...search, ...without } });
  if (search.from !== undefined)
    put('from', text('search.chipFrom', { name: person?.displayName ?? search.from }), { from: undefined });
  if (search.in !== undefined)
    put('in', text('search.chipIn', { name: entry ? titleOf(entry) : search.in }), { in: undefined });
  if (search.before !== undefined)
    put('before', text('search.chipBefore', { day: day(search.before) }), { before: undefined });
  if (search.after !== undefined)
    put('after', text('search.chipAfter', { day: day(search.after) }), { after: undefined });
  for (const feature of search.has)
    put(feature, text(featureWords[feature]), { has: search.has.filter((one) => one !== feature) });
  if (search.mentionsMe) put('me', text('search.chipMe'), { mentionsMe: false });
  if (chips.length === 0) return null;
  return (
    <ul className={styles.chips} aria-label={text('search.filters')}>
      {chips.map(({ key, words, without }) => (
        <li key={key}>
          <button type="button" aria-label={text('search.remove', { filter: words })} onClick={() => onChange(without)}>
            <bdi>{words}</bdi>
            <Icon name="close" size={14} />
          </button>
        </li>
      ))}
    </ul>
  );
};
