import type { Waiting, WaitingMessage, WaitingPlace } from './digest.ts';

type Words = {
  readonly heading: (count: number, server: string) => string;
  readonly inThread: (name: string) => string;
  /** What is not shown of a conversation. */
  readonly more: (count: number) => string;
  readonly morePlaces: (count: number) => string;
  /** In place of what was said, where letters hold no words. */
  readonly messages: (count: number) => string;
  readonly open: (server: string) => string;
  readonly why: (server: string) => string;
  readonly stop: string;
  /** Of `Intl`, for times. */
  readonly locale: string;
};

const en: Words = {
  heading: (count, server) =>
    count === 1 ? `You have an unread message in ${server}` : `You have ${count} unread messages in ${server}`,
  inThread: (name) => `Thread in ${name}`,
  more: (count) => (count === 1 ? 'and one more' : `and ${count} more`),
  morePlaces: (count) => (count === 1 ? 'And one more conversation.' : `And ${count} more conversations.`),
  messages: (count) => (count === 1 ? '1 message' : `${count} messages`),
  open: (server) => `Open ${server}`,
  why: (server) => `You get this because you have been away from ${server}, and were written to or mentioned.`,
  stop: 'No more of these e-mails',
  locale: 'en-GB',
};

const zh: Words = {
  heading: (count, server) => `你在 ${server} 有 ${count} 条未读消息`,
  inThread: (name) => `${name} 中的讨论串`,
  more: (count) => `还有 ${count} 条`,
  morePlaces: (count) => `另有 ${count} 个会话有新消息。`,
  messages: (count) => `${count} 条消息`,
  open: (server) => `打开 ${server}`,
  why: (server) => `你有一段时间没有打开 ${server}，期间有人给你发了私信或提到了你，所以寄来这封邮件。`,
  stop: '不再接收这类邮件',
  locale: 'zh-CN',
};

export type LetterFrame = {
  /** What this server is called. */
  readonly server: string;
  /** What links begin with. */
  readonly address: string;
  readonly hasWords: boolean;
  /** The reader's; null: not known, and the letter is in both. */
  readonly language: string | null;
  /** In which times are told; null: UTC, and it says so. */
  readonly zone: string | null;
  /** Asks whether letters are to end. */
  readonly unsubscribePage: string;
};

/** What breaks lines, is not seen, or turns the order of letters round: a name or a text is to reach nothing beside itself. */
const unseen = /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;
const plain = (text: string): string => text.replaceAll(unseen, ' ').replaceAll(/ {2,}/g, ' ').trim();

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => plain(text).replaceAll(/[&<>"']/g, (letter) => escapes[letter] ?? '');

/** Characters of a name that go into a subject. */
const subjectName = 60;

/** A letter that says what waits: the same as text and as HTML, in the reader's language, or in both. Nothing that a person wrote can be more in it than text. [MAIL-8] */
export function digestLetter(
  waiting: Waiting,
  frame: LetterFrame,
): { readonly subject: string; readonly text: string; readonly html: string } {
  const languages = frame.language === null ? [en, zh] : [frame.language.toLowerCase().startsWith('zh') ? zh : en];
  const server = plain(frame.server).slice(0, subjectName).toWellFormed();
  const say = (words: (of: Words) => string): string[] => [...new Set(languages.map(words))];
  const parts = { waiting, frame, server, say, time: timeIn(frame, languages[0] ?? en) };
  return {
    subject: say(({ heading }) => heading(waiting.count, server)).join(' / '),
    text: asText(parts),
    html: asHtml(parts),
  };
}

type Parts = {
  readonly waiting: Waiting;
  readonly frame: LetterFrame;
  readonly server: string;
  readonly say: (words: (of: Words) => string) => string[];
  readonly time: (at: number) => string;
};

function timeIn({ zone }: LetterFrame, { locale }: Words): (at: number) => string {
  const when = { dateStyle: 'medium', timeStyle: 'short' } as const;
  const format = new Intl.DateTimeFormat(locale, { ...when, timeZone: zone ?? 'UTC' });
  return (at) => `${format.format(at)}${zone === null ? ' UTC' : ''}`;
}

const titleOf = ({ kind, name }: WaitingPlace, say: Parts['say']): string => {
  const shown = kind === 'room' || kind === 'thread' ? `#${plain(name)}` : plain(name);
  return kind === 'thread' ? say(({ inThread }) => inThread(shown)).join(' / ') : shown;
};

// ---- as text ----

function asText({ waiting, frame, server, say, time }: Parts): string {
  const messageOf = ({ from, at, text }: WaitingMessage): string => `  ${plain(from)} (${time(at)}): ${plain(text)}`;
  const placeOf = (place: WaitingPlace): string => {
    const rest = place.count - (frame.hasWords ? place.shown.length : 0);
    const restWords = say(({ more, messages }) => (frame.hasWords ? more(rest) : messages(rest))).join(' / ');
    return [
      titleOf(place, say),
      ...(frame.hasWords ? place.shown.map(messageOf) : []),
      ...(rest > 0 ? [`  ${restWords}`] : []),
      `  ${frame.address}${place.path}`,
    ].join('\n');
  };
  return `${[
    ...say(({ heading }) => heading(waiting.count, server)),
    ...waiting.places.map(placeOf),
    ...(waiting.morePlaces > 0 ? say(({ morePlaces }) => morePlaces(waiting.morePlaces)) : []),
    `${say(({ open }) => open(server)).join(' / ')}: ${frame.address}/`,
    '-- ',
    ...say(({ why }) => why(server)),
    `${say(({ stop }) => stop).join(' / ')}: ${frame.unsubscribePage}`,
  ].join('\n\n')}\n`;
}

// ---- as HTML: tables and styles in attributes, which is what programs for mail know ----

const font =
  "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,'PingFang SC','Hiragino Sans GB','Microsoft YaHei','Noto Sans CJK SC',sans-serif";
const quiet = 'color:#6b7280;font-size:13px;line-height:20px';

function asHtml({ waiting, frame, server, say, time }: Parts): string {
  const messageOf = ({ from, at, text }: WaitingMessage): string =>
    `<p style="margin:8px 0 0;font-size:15px;line-height:22px;overflow-wrap:anywhere"><b><bdi>${escaped(from)}</bdi></b> <span style="${quiet}">${escaped(time(at))}</span><br><bdi>${escaped(text)}</bdi></p>`;
  const placeOf = (place: WaitingPlace): string => {
    const rest = place.count - (frame.hasWords ? place.shown.length : 0);
    const restWords = say(({ more, messages }) => (frame.hasWords ? more(rest) : messages(rest))).join(' · ');
    return `<tr><td style="padding:16px 28px;border-top:1px solid #e5e7eb">
<a href="${escaped(frame.address + place.path)}" style="color:#1d4ed8;font-size:15px;line-height:22px;font-weight:600;text-decoration:none;overflow-wrap:anywhere"><bdi>${escaped(titleOf(place, say))}</bdi></a>
${frame.hasWords ? place.shown.map(messageOf).join('\n') : ''}${rest > 0 ? `<p style="margin:8px 0 0;${quiet}">${escaped(restWords)}</p>` : ''}
</td></tr>`;
  };
  const [heading = '', ...others] = say((words) => words.heading(waiting.count, server));
  const lang = say(({ locale }) => locale)[0] ?? 'en';
  return `<!doctype html>
<html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light"><title>${escaped(heading)}</title></head>
<body style="margin:0;padding:24px 12px;background:#f3f4f6;color:#111827;font-family:${font}">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px;margin:0 auto;background:#ffffff;border:1px solid #e5e7eb;border-radius:12px;border-collapse:separate">
<tr><td style="padding:24px 28px 20px">
<h1 style="margin:0;font-size:20px;line-height:28px;font-weight:600">${escaped(heading)}</h1>
${others.map((other) => `<p lang="zh-CN" style="margin:2px 0 0;font-size:16px;line-height:26px;color:#374151">${escaped(other)}</p>`).join('\n')}
</td></tr>
${waiting.places.map(placeOf).join('\n')}
${waiting.morePlaces > 0 ? `<tr><td style="padding:14px 28px;border-top:1px solid #e5e7eb;${quiet}">${say((words) => escaped(words.morePlaces(waiting.morePlaces))).join('<br>')}</td></tr>` : ''}
<tr><td style="padding:20px 28px 24px;border-top:1px solid #e5e7eb">
<a href="${escaped(frame.address)}/" style="display:inline-block;padding:10px 18px;border-radius:8px;background:#1d4ed8;color:#ffffff;font-size:15px;line-height:20px;font-weight:600;text-decoration:none">${escaped(say(({ open }) => open(server)).join(' · '))}</a>
</td></tr>
</table>
<div style="max-width:560px;margin:0 auto;padding:16px 28px 0;${quiet}">
${say(({ why }) => escaped(why(server))).join('<br>')}<br>
<a href="${escaped(frame.unsubscribePage)}" style="color:#6b7280;text-decoration:underline">${escaped(say(({ stop }) => stop).join(' · '))}</a>
</div>
</body></html>
`;
}
