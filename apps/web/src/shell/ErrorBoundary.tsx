import { Component, type ReactNode } from 'react';
import { Button } from '../design/Button.tsx';
import { copyText } from '../lib/clipboard.ts';
import { text } from '../locales/text.ts';
import { StatePane } from './StatePane.tsx';

type Props = {
  readonly name: string;
  readonly children: ReactNode;
  /** Stands above what is said when it breaks. */
  readonly head?: ReactNode;
  /** It is around a part beside or within the main one. */
  readonly isPart?: boolean;
};
type State = { readonly report: string | undefined };

/** One around each pane: what breaks in one leaves the others standing. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { report: undefined };

  static getDerivedStateFromError(error: unknown): State {
    const id = Math.floor(Math.random() * 0xffff_ffff)
      .toString(36)
      .padStart(7, '0');
    const { message, stack } = error instanceof Error ? error : { message: String(error), stack: undefined };
    return { report: `${id}\n${message}\n${stack ?? ''}` };
  }

  override componentDidCatch(error: unknown) {
    console.error(`rookery: the ${this.props.name} pane failed`, error);
  }

  override render() {
    const { report } = this.state;
    if (report === undefined) return this.props.children;
    const id = report.slice(0, 7);
    return (
      <StatePane
        head={this.props.head}
        isPart={this.props.isPart === true}
        title={text('crash.title')}
        words={text('crash.words', { id })}
      >
        <Button look="primary" onClick={() => this.setState({ report: undefined })}>
          {text('crash.again')}
        </Button>
        <Button onClick={() => void copyText(report)}>{text('crash.copy')}</Button>
      </StatePane>
    );
  }
}
