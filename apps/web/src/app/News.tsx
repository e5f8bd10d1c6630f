import { useEffect } from 'react';
import { NoticeNews } from '../features/notices/NoticeNews.tsx';
import type { Place } from '../lib/paths.ts';
import { DepartureNews } from './DepartureNews.tsx';
import { KeptNews } from './KeptNews.tsx';
import { followPhone } from './phone.ts';

type Props = {
  readonly place: Place;
  /** The conversation that is open. */
  readonly open: string | undefined;
};

/** What is said in passing, wherever the reader is. Shows nothing by itself. */
export const News = ({ place, open }: Props) => {
  useEffect(followPhone, []);
  return (
    <>
      <DepartureNews place={place} />
      <KeptNews />
      <NoticeNews open={open} thread={'thread' in place ? place.thread : undefined} />
    </>
  );
};
