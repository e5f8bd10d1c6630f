import type { Place } from '../lib/paths.ts';
import { DepartureNews } from './DepartureNews.tsx';
import { KeptNews } from './KeptNews.tsx';

/** What is said in passing, wherever the reader is. Shows nothing by itself. */
export const News = ({ place }: { readonly place: Place }) => (
  <>
    <DepartureNews place={place} />
    <KeptNews />
  </>
);
