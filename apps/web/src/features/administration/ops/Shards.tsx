import { useFormatLocale, useText } from '../../../locales/text.ts';
import { bytes, figure, percent } from './figures.ts';
import { State } from './Nodes.tsx';
import { Table } from './Table.tsx';
import type { Ops } from './use-ops.ts';
import styles from './Ops.module.css';

/** Where everything is kept: each Redis master with its replicas, or the database. */
export const Shards = ({ ops: { shards } }: { readonly ops: Ops }) => {
  const text = useText();
  const locale = useFormatLocale();
  const isMemory = shards.some(({ kept }) => kept === 'memory');
  return (
    <section className={styles.part} aria-labelledby="ops-shards">
      <h2 id="ops-shards">{text(isMemory ? 'ops.shards' : 'ops.database')}</h2>
      {shards.length === 0 ? (
        <p className={styles.note}>{text('ops.storeSilent')}</p>
      ) : (
        <Table
          label={text(isMemory ? 'ops.shards' : 'ops.database')}
          head={[
            ...[
              text(isMemory ? 'ops.master' : 'ops.database'),
              text('ops.state'),
              text('ops.inUse'),
              text('ops.limit'),
            ],
            ...(isMemory ? [text('ops.slots'), text('ops.commands'), text('ops.replicas')] : []),
          ]}
          rows={shards.map((shard) => ({
            key: shard.name,
            cells: [
              <b key="name">{shard.name}</b>,
              <State
                key="state"
                isWell={!shard.isDegraded}
                words={text(shard.isSilent ? 'ops.silent' : shard.isDegraded ? 'ops.noReplica' : 'ops.wholeState')}
                details={[]}
              />,
              shard.isSilent ? '–' : bytes(shard.bytes, locale),
              shard.isSilent
                ? '–'
                : shard.limitBytes === null
                  ? text('ops.noLimit')
                  : `${bytes(shard.limitBytes, locale)} (${percent(shard.bytes / shard.limitBytes, locale)})`,
              ...(isMemory
                ? [
                    shard.slots === null ? '–' : figure(shard.slots, locale),
                    shard.commandsPerSecond === null ? '–' : figure(shard.commandsPerSecond, locale),
                    shard.replicas.length === 0 ? (
                      '–'
                    ) : (
                      <ul key="replicas">
                        {shard.replicas.map(({ name, isOnline, lagBytes }) => (
                          <li key={name}>
                            {name}
                            <small>
                              {!isOnline
                                ? text('ops.offline')
                                : lagBytes === 0
                                  ? text('ops.inSync')
                                  : text('ops.behind', { bytes: bytes(lagBytes, locale) })}
                            </small>
                          </li>
                        ))}
                      </ul>
                    ),
                  ]
                : []),
            ],
          }))}
        />
      )}
    </section>
  );
};
