import { ClientError } from '@rookery/client';
import type { ReactNode } from 'react';
import { Button } from '../../design/Button.tsx';
import { Skeleton } from '../../design/Skeleton.tsx';
import { useText } from '../../locales/text.ts';
import { thrownText } from '../../sdk/failure-text.ts';
import type { Pages } from '../../sdk/use-pages.ts';
import styles from './Administration.module.css';

type Props = {
  readonly pages: Omit<Pages<unknown>, 'change'>;
  /** Said of an empty list. */
  readonly none: string;
  /** Said where what is asked about does not exist: trying again would not help. */
  readonly notFound?: string;
  /** An item for each row that is there. */
  readonly children: ReactNode;
};

/** A list that comes in pages: while it is awaited, where it fails, where it is empty, and how it goes on. */
export const PagedList = ({ pages: { rows, hasMore, failure, more, again }, none, notFound, children }: Props) => {
  const text = useText();
  if (notFound !== undefined && failure instanceof ClientError && failure.code === 'not_found')
    return <p role="alert">{notFound}</p>;
  return (
    <div aria-busy={!rows && failure === undefined}>
      {failure !== undefined && (
        <p role="alert">
          {thrownText(text, failure)} <Button onClick={again}>{text('account.again')}</Button>
        </p>
      )}
      {!rows && failure === undefined && <Skeleton width="60%" />}
      {rows?.length === 0 && <p className={styles.lead}>{none}</p>}
      <ul className={styles.list}>{children}</ul>
      {hasMore && (
        <Button look="plain" wide onClick={more}>
          {text('rooms.more')}
        </Button>
      )}
    </div>
  );
};
