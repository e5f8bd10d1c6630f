import type { AuditRecord } from '@rookery/protocol';
import { useCallback, useState } from 'react';
import { Button } from '../../design/Button.tsx';
import { Field } from '../../design/Field.tsx';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { tellFailure } from '../../sdk/tell-failure.ts';
import { AuditRecords } from './AuditRecords.tsx';
import { useSettled } from './use-settled.ts';
import styles from './Administration.module.css';

type Filter = { readonly room?: string; readonly user?: string };

/** What was done to whom by those who have power on the server, with its export. */
export const AuditSettings = () => {
  const text = useText();
  const client = useClient();
  const [room, setRoom] = useState('');
  const [user, setUser] = useState('');
  const [isExporting, setIsExporting] = useState(false);
  const [wantedRoom, wantedUser] = [useSettled(room), useSettled(user.replace(/^@/u, ''))];
  const read = useCallback(
    (cursor: string | undefined) => {
      const filter: Filter = {
        ...(wantedRoom === '' ? {} : { room: wantedRoom }),
        ...(wantedUser === '' ? {} : { user: wantedUser }),
      };
      return client
        .acts({ ...filter, ...(cursor === undefined ? {} : { cursor }) })
        .then(({ records, next }) => ({ rows: records, next }));
    },
    [client, wantedRoom, wantedUser],
  );

  const save = async () => {
    setIsExporting(true);
    try {
      const records: AuditRecord[] = [];
      for (let cursor: string | null | undefined; cursor !== null;) {
        const page = await read(cursor);
        records.push(...page.rows);
        cursor = page.next;
      }
      const file = new Blob(
        records.map((record) => `${JSON.stringify(record)}\n`),
        { type: 'application/jsonl' },
      );
      const address = URL.createObjectURL(file);
      Object.assign(document.createElement('a'), { href: address, download: 'audit.jsonl' }).click();
      setTimeout(() => URL.revokeObjectURL(address), 60_000);
    } catch (thrown) {
      tellFailure(thrown);
    }
    setIsExporting(false);
  };

  return (
    <>
      <p className={styles.lead}>{text('audit.lead')}</p>
      <div className={styles.filters}>
        <Field
          label={text('audit.room')}
          name="room"
          type="search"
          autoComplete="off"
          spellCheck={false}
          dir="auto"
          value={room}
          onChange={(event) => setRoom(event.target.value)}
        />
        <Field
          label={text('audit.person')}
          name="person"
          type="search"
          autoComplete="off"
          spellCheck={false}
          dir="auto"
          value={user}
          onChange={(event) => setUser(event.target.value)}
        />
      </div>
      <div className={styles.buttons}>
        <Button aria-busy={isExporting} onClick={() => void (isExporting ? undefined : save())}>
          {text('audit.export')}
        </Button>
      </div>
      <AuditRecords read={read} />
    </>
  );
};
