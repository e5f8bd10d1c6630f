import { Field } from '../../design/Field.tsx';

type Props = {
  readonly label: string;
  readonly name: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
};

/** For names as they are, which no browser knows better. */
export const SearchField = ({ onChange, ...field }: Props) => (
  <Field
    {...field}
    type="search"
    autoComplete="off"
    spellCheck={false}
    dir="auto"
    onChange={(event) => onChange(event.target.value)}
  />
);
