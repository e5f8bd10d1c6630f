import type { OpsCapacity } from '@rookery/protocol';
import { fullDate } from '../../../lib/dates.ts';
import { shortSpan } from '../../../lib/short-span.ts';
import { useFormatLocale, useText } from '../../../locales/text.ts';
import { bytes, figure, percent, untilThen } from './figures.ts';
import { Meter } from './Meter.tsx';
import type { Ops } from './use-ops.ts';
import styles from './Capacity.module.css';
import shared from './Ops.module.css';

type Term = OpsCapacity['terms'][number];
type Filling = OpsCapacity['fillings'][number];

const termWords: Readonly<Record<Term['of'], string>> = {
  cpu: 'ops.ofCpu',
  memory: 'ops.ofMemory',
  connections: 'ops.ofConnections',
};
const fillingWords: Readonly<Record<Filling['what'], string>> = {
  memory: 'ops.memoryOf',
  disk: 'ops.diskOf',
  files: 'ops.filesOf',
};

/** How much is left, with its arithmetic. */
export const Capacity = ({ ops }: { readonly ops: Ops }) => {
  const text = useText();
  return (
    <section className={shared.part} aria-labelledby="ops-left">
      <h2 id="ops-left">{text('ops.left')}</h2>
      <div className={styles.columns}>
        <People {...ops.capacity} />
        <Fillings ops={ops} />
      </div>
    </section>
  );
};

const People = ({ morePeople, terms }: OpsCapacity) => {
  const text = useText();
  const locale = useFormatLocale();
  const say = (of: Term['of'], value: number): string =>
    of === 'memory' ? bytes(value, locale) : figure(value, locale);
  const unmeasured = terms.flatMap(({ node, of, more }) => (of === 'cpu' && more === null ? node : []));
  return (
    <div className={styles.card}>
      <h3>{text('ops.people')}</h3>
      {morePeople === null ? (
        <p className={shared.note}>{text('ops.peopleUnknown')}</p>
      ) : (
        <p className={styles.big}>
          <b>{figure(morePeople, locale)}</b> {text('ops.peopleMore')}
        </p>
      )}
      {morePeople !== null && unmeasured.length > 0 && (
        <p className={shared.note}>{text('ops.peopleUnmeasured', { nodes: unmeasured.join(', ') })}</p>
      )}
      <ul className={styles.meters}>
        {terms.map(({ node, of, used, limit, more }) => (
          <li key={`${node} ${of}`}>
            <span>{text(termWords[of], { node })}</span>
            <span className={styles.figure}>
              {more === null || unmeasured.includes(node)
                ? text('ops.usedOf', { used: say(of, used), limit: say(of, limit) })
                : text('ops.roomFor', { count: figure(more, locale) })}
            </span>
            <Meter share={used / limit} />
          </li>
        ))}
      </ul>
      {terms.length > 0 && (
        <details className={styles.how}>
          <summary>{text('ops.how')}</summary>
          <p>{text('ops.howPeople')}</p>
          <ul>
            {terms.map(({ node, of, used, limit, each, more }) =>
              of === 'connections' && unmeasured.includes(node) ? null : (
                <li key={`${node} ${of}`}>
                  <span>{text(termWords[of], { node })}</span>
                  {each === null || more === null ? (
                    <span>{text(of === 'cpu' ? 'ops.unmeasured' : 'ops.unmeasuredMemory')}</span>
                  ) : (
                    <code>{`(${say(of, limit)} − ${say(of, used)}) ÷ ${say(of, each)} = ${figure(more, locale)}`}</code>
                  )}
                </li>
              ),
            )}
          </ul>
        </details>
      )}
    </div>
  );
};

const Fillings = ({ ops: { at, capacity } }: { readonly ops: Ops }) => {
  const text = useText();
  const locale = useFormatLocale();
  const { fillings, bytesPerMessage } = capacity;
  const when = ({ fullAt, bytesPerDay }: Filling): string =>
    fullAt !== null
      ? text('ops.fullIn', { until: untilThen(fullAt - at, locale), date: fullDate(fullAt, locale) })
      : text(bytesPerDay === null ? 'ops.fillUnknown' : 'ops.fillNever');
  return (
    <div className={styles.card}>
      <h3>{text('ops.space')}</h3>
      {fillings.length === 0 ? (
        <p className={shared.note}>{text('ops.spaceUnknown')}</p>
      ) : (
        <ul className={styles.meters}>
          {fillings.map((filling) => (
            <li key={`${filling.what} ${filling.name}`}>
              <span>
                {text(fillingWords[filling.what], { name: filling.name })}
                <small>{when(filling)}</small>
              </span>
              <span className={styles.figure}>{percent(filling.bytes / filling.limitBytes, locale)}</span>
              <Meter share={filling.bytes / filling.limitBytes} />
            </li>
          ))}
        </ul>
      )}
      {bytesPerMessage !== null && (
        <p className={shared.note}>{text('ops.perMessage', { bytes: figure(bytesPerMessage, locale) })}</p>
      )}
      {fillings.some(({ bytesPerDay, fullAt }) => bytesPerDay !== null && fullAt !== null) && (
        <details className={styles.how}>
          <summary>{text('ops.how')}</summary>
          <ul>
            {fillings.map(({ what, name, bytes: used, limitBytes, bytesPerDay, overMs, fullAt }) =>
              bytesPerDay === null || fullAt === null ? null : (
                <li key={`${what} ${name}`}>
                  <span>{text(fillingWords[what], { name })}</span>
                  <code>
                    {`(${bytes(limitBytes, locale)} − ${bytes(used, locale)}) ÷ ${text('ops.perDay', { bytes: bytes(bytesPerDay, locale) })} = ${shortSpan(fullAt - at, locale)}`}
                  </code>
                  <small>{text('ops.measuredOver', { span: shortSpan(overMs, locale) })}</small>
                </li>
              ),
            )}
          </ul>
        </details>
      )}
    </div>
  );
};
