import type { TotpSecret, TotpState } from '@rookery/protocol';
import { useCallback, useEffect, useState } from 'react';
import { Button } from '../../design/Button.tsx';
import { Skeleton } from '../../design/Skeleton.tsx';
import { showToast } from '../../design/toasts.ts';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { thrownText } from '../../sdk/failure-text.ts';
import { ProvenButton } from '../../shell/ProvenButton.tsx';
import { NewFactor } from './NewFactor.tsx';
import { RecoveryCodes } from './RecoveryCodes.tsx';
import styles from './SecuritySettings.module.css';

/** What is being done about it. Codes are shown once. */
type Stage =
  | { readonly state: 'resting' }
  | ({ readonly state: 'beginning' } & TotpSecret)
  | { readonly state: 'codes'; readonly codes: readonly string[] };

const resting: Stage = { state: 'resting' };

/** Codes of an app beside the password: set up, looked after, switched off. */
export const SecondFactor = () => {
  const text = useText();
  const { account } = useClient();
  const [known, setKnown] = useState<TotpState>();
  const [failure, setFailure] = useState<string>();
  const [stage, setStage] = useState<Stage>(resting);
  const load = useCallback(
    () =>
      account.secondFactor().then(
        (found) => {
          setKnown(found);
          setFailure(undefined);
        },
        (thrown: unknown) => setFailure(thrownText(text, thrown)),
      ),
    [account, text],
  );
  useEffect(() => void load(), [load]);

  const show = (codes: readonly string[]) => {
    setStage({ state: 'codes', codes });
    void load();
  };

  return (
    <section className={styles.part} aria-labelledby="second-factor" aria-busy={!known && !failure}>
      <h3 id="second-factor">{text('factor.title')}</h3>
      {failure && (
        <p role="alert">
          {failure} <Button onClick={() => void load()}>{text('account.again')}</Button>
        </p>
      )}
      {!known && !failure && <Skeleton width="60%" />}
      {stage.state === 'beginning' && (
        <NewFactor secret={stage.secret} uri={stage.uri} onCodes={show} onCancel={() => setStage(resting)} />
      )}
      {stage.state === 'codes' && <RecoveryCodes codes={stage.codes} onKept={() => setStage(resting)} />}
      {known && stage.state === 'resting' && (
        <>
          <p className={styles.about}>
            {known.enabled ? text('factor.on', { count: known.recoveryLeft }) : text('factor.why')}
          </p>
          <div className={styles.buttons}>
            {known.enabled ? (
              <>
                <ProvenButton
                  label={text('factor.newCodes')}
                  act={(current) => account.renewRecovery(current).then(show)}
                />
                <ProvenButton
                  label={text('factor.off')}
                  act={(current) =>
                    account.endSecondFactor(current).then(() => {
                      showToast(text('factor.isOff'));
                      return load();
                    })
                  }
                />
              </>
            ) : (
              <ProvenButton
                label={text('factor.begin')}
                act={(current) =>
                  account.beginSecondFactor(current).then((begun) => setStage({ state: 'beginning', ...begun }))
                }
              />
            )}
          </div>
        </>
      )}
    </section>
  );
};
