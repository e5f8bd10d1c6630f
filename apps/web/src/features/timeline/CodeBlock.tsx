import { Suspense } from 'react';
import { useText } from '../../locales/text.ts';
import { lazyPart } from '../../shell/lazy-part.tsx';
import { usePreference } from '../../store/preferences.ts';
import { CodeFrame } from './CodeFrame.tsx';

const LivelyCode = lazyPart(async () => (await import('./late.ts')).LivelyCode);

type Props = { readonly language: string; readonly code: string };

/** A fence: plain at first, of the height that it keeps; its buttons and colours come after the first screen. */
export const CodeBlock = ({ language, code }: Props) => {
  const text = useText();
  const wraps = usePreference('wrapsCode');
  const plain = (
    <CodeFrame name={language || text('code.plain')} wraps={wraps}>
      {code}
    </CodeFrame>
  );
  return (
    <Suspense fallback={plain}>
      <LivelyCode language={language} code={code} />
    </Suspense>
  );
};
