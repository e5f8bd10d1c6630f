import type { CustomContainerComponentProps } from 'virtua';
import { useText } from '../../locales/text.ts';

/** The virtualizer's container, named as the list it is. */
export const RowList = ({ style, children, ref }: CustomContainerComponentProps) => {
  const text = useText();
  return (
    <div ref={ref} style={style} role="list" aria-label={text('timeline.messages')}>
      {children}
    </div>
  );
};
