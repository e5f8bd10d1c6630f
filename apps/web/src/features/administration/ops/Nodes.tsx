import type { OpsNode } from '@rookery/protocol';
import { Icon } from '../../../design/Icon.tsx';
import { absoluteTime, fullDate } from '../../../lib/dates.ts';
import { shortSpan } from '../../../lib/short-span.ts';
import { useFormatLocale, useText } from '../../../locales/text.ts';
import { bytes, figure, millis } from './figures.ts';
import type { Ops } from './use-ops.ts';
import { Table } from './Table.tsx';
import styles from './Ops.module.css';

/** Each node as it is now. */
export const Nodes = ({ ops: { nodes, missed, at } }: { readonly ops: Ops }) => {
  const text = useText();
  const locale = useFormatLocale();
  const pair = ({ p50, p99 }: OpsNode['ack']): string =>
    p50 === null || p99 === null ? '–' : `${millis(p50, locale)} / ${millis(p99, locale)}`;
  const space = (of: OpsNode['disk']): string => (of ? text('ops.free', { bytes: bytes(of.freeBytes, locale) }) : '–');
  return (
    <section className={styles.part} aria-labelledby="ops-nodes">
      <h2 id="ops-nodes">{text('ops.nodes')}</h2>
      <Table
        label={text('ops.nodes')}
        head={[
          ...[text('ops.node'), text('ops.state'), text('ops.since'), text('ops.online'), text('ops.messages')],
          ...[
            text('ops.deliveries'),
            text('ops.ackPair'),
            text('ops.deliveryPair'),
            text('ops.loopLag'),
            text('ops.cpu'),
          ],
          ...[text('ops.memory'), text('ops.disk'), text('ops.files'), text('ops.blocks'), text('ops.certificate')],
        ]}
        rows={[
          ...nodes.map((node) => ({
            key: node.name,
            cells: [
              <span key="name">
                <b>{node.name}</b>
                <small>{`${node.version} · Node.js ${node.runtime.replace(/^v/, '')}`}</small>
              </span>,
              <State
                key="state"
                isWell={node.isReady}
                words={text(node.isReady ? 'ops.ready' : 'ops.notReady')}
                details={node.details}
              />,
              <time
                key="since"
                dateTime={new Date(node.startedAt).toISOString()}
                title={absoluteTime(node.startedAt, locale)}
              >
                {shortSpan(at - node.startedAt, locale)}
              </time>,
              ...[
                figure(node.connections, locale),
                figure(node.messagesPerSecond, locale),
                figure(node.deliveriesPerSecond, locale),
              ],
              ...[
                pair(node.ack),
                pair(node.delivery),
                node.loopLagMs === null ? '–' : millis(node.loopLagMs, locale),
                figure(node.cpu, locale),
              ],
              ...[bytes(node.memoryBytes, locale), space(node.disk), space(node.files)],
              node.blocks === null ? (
                '–'
              ) : (
                <span key="blocks">
                  {figure(node.blocks.messages, locale)}
                  <small>
                    {node.blocks.failures === 0
                      ? bytes(node.blocks.bytes, locale)
                      : text('ops.blocksFailed', { count: node.blocks.failures })}
                  </small>
                </span>
              ),
              node.certificateEndsAt === null ? '–' : fullDate(node.certificateEndsAt, locale),
            ],
          })),
          ...missed.map((name) => ({
            key: name,
            cells: [
              <b key="name">{name}</b>,
              <State key="state" isWell={false} words={text('ops.silent')} details={[]} />,
              ...Array.from({ length: 13 }, () => '–'),
            ],
          })),
        ]}
      />
    </section>
  );
};

type StateProps = { readonly isWell: boolean; readonly words: string; readonly details: readonly string[] };

export const State = ({ isWell, words, details }: StateProps) => (
  <span className={styles.state} data-is-well={isWell || undefined}>
    <Icon name={isWell ? 'check' : 'alert'} size={16} />
    <span>
      {words}
      {details.map((detail) => (
        <small key={detail} lang="en">
          {detail}
        </small>
      ))}
    </span>
  </span>
);
