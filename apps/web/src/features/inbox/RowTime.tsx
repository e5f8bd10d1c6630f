import { listTime } from '../../lib/dates.ts';
import { useToday } from '../../lib/today.ts';
import { useFormatLocale } from '../../locales/text.ts';

/** When it was said, as short as a list wants it. */
export const RowTime = ({ at }: { readonly at: number }) => {
  const locale = useFormatLocale();
  const today = useToday();
  return <time dateTime={new Date(at).toISOString()}>{listTime(at, Math.max(today, at), locale)}</time>;
};
