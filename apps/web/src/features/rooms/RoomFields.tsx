import { limits } from '@rookery/protocol';
import { Field } from '../../design/Field.tsx';
import { useText } from '../../locales/text.ts';

type Props = {
  readonly name: string;
  readonly topic: string;
  readonly nameHint?: string;
  /** What is wrong with the name. */
  readonly error: string | undefined;
};

/** What a room is called, and what it is about. */
export const RoomFields = ({ name, topic, nameHint, error }: Props) => {
  const text = useText();
  return (
    <>
      <Field
        data-autofocus
        label={text('room.name')}
        name="name"
        defaultValue={name}
        maxLength={limits.roomNameChars}
        autoComplete="off"
        dir="auto"
        hint={nameHint}
        error={error}
      />
      <Field
        label={text('room.topic')}
        name="topic"
        defaultValue={topic}
        maxLength={limits.topicChars}
        autoComplete="off"
        dir="auto"
        hint={text('room.topicHint')}
      />
    </>
  );
};
