import type { AuditRecord } from '@rookery/protocol';
import { useState } from 'react';
import { Button } from '../../design/Button.tsx';
import { useText } from '../../locales/text.ts';
import { tellFailure } from '../../sdk/tell-failure.ts';
import { AuditRecords } from './AuditRecords.tsx';
import { SearchField } from './SearchField.tsx';
import { useActs } from './use-acts.ts';
import { useSettled } from './use-settled.ts';
import styles from './Administration.module.css';

/** What was done to whom by those who have power on the server, with its export. */
export const AuditSettings = () => {
  const text = useText();
  const [room, setRoom] = useState('');
  const [user, setUser] = useState('');
  const [isExporting, setIsExporting] = useState(false);
  const read = useActs(useSettled(room), useSettled(user.replace(/^@/u, '')));

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
        <SearchField label={text('audit.room')} name="room" value={room} onChange={setRoom} />
        <SearchField label={text('audit.person')} name="person" value={user} onChange={setUser} />
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
