import { protocolVersion } from '@rookery/protocol';
import { version } from '../../../package.json';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { useServerName } from '../../sdk/use-server.ts';
import styles from '../../shell/OwnSettings.module.css';

const ways = { websocket: 'about.websocket', polling: 'about.polling' } as const;

/** Which app this is, of which server, and how it is connected: what somebody is asked who reports that something is wrong. */
export const AboutSettings = () => {
  const text = useText();
  const client = useClient();
  const lines = [
    ['about.server', useServerName()],
    ['about.address', location.host],
    ['about.version', `Rookery ${version}`],
    ['about.protocol', String(protocolVersion)],
    ['about.connection', text(client.way === null ? 'about.none' : ways[client.way])],
  ] as const;
  return (
    <dl className={styles.facts}>
      {lines.map(([label, value]) => (
        <div key={label}>
          <dt>{text(label)}</dt>
          <dd dir="auto">{value}</dd>
        </div>
      ))}
    </dl>
  );
};
