// Which key does what. Pure: a key and where one is become a command, or nothing.

export type Command =
  | 'next'
  | 'previous'
  | 'open'
  | 'take'
  | 'close'
  | 'callBack'
  | 'group'
  | 'pass'
  | 'release'
  | 'reopen'
  | 'write'
  | 'sign'
  | 'cancel'
  | 'help'
  | 'back'
  | { choice: number }; // in a list of numbered answers, from 0

export interface Pressed {
  key: string;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
  repeat: boolean;
  inField: boolean; // a person is writing or choosing from a list
  onControl: boolean; // a button or link has the focus: Enter is its own
}
// `list`: the inbox; `notices`: theirs; `choice`: a question with numbered answers; `panel`: anything else.
export type Where = 'list' | 'notices' | 'choice' | 'panel';

const inList: Readonly<Record<string, Command>> = {
  ArrowDown: 'next',
  j: 'next',
  ArrowUp: 'previous',
  k: 'previous',
  Enter: 'open',
  p: 'take',
  c: 'close',
  r: 'callBack',
  g: 'group',
  t: 'pass',
  l: 'release',
  o: 'reopen',
};
const inNotices: Readonly<Record<string, Command>> = {
  ArrowDown: 'next',
  j: 'next',
  ArrowUp: 'previous',
  k: 'previous',
  n: 'write',
  s: 'sign',
  x: 'cancel',
};
const movements: readonly Command[] = ['next', 'previous'];

export function commandOf(pressed: Pressed, where: Where): Command | null {
  if (pressed.ctrlKey || pressed.altKey || pressed.metaKey) return null;
  if (pressed.key === 'Escape') return 'back';
  if (pressed.inField) return null;
  if (pressed.key === '?') return 'help';
  if (where === 'choice' && /^[1-9]$/.test(pressed.key) && !pressed.repeat) return { choice: Number(pressed.key) - 1 };
  const keys = where === 'list' ? inList : where === 'notices' ? inNotices : {};
  const key = pressed.key.length === 1 ? pressed.key.toLowerCase() : pressed.key;
  const command = Object.hasOwn(keys, key) ? (keys[key] as Command) : null;
  if (command === 'open' && pressed.onControl) return null;
  // A key that is held down moves, and does nothing else twice.
  return command !== null && pressed.repeat && !movements.includes(command) ? null : command;
}

// For the page of help: each command with its keys, in the order of a working day.
export type NamedCommand = Exclude<Command, { choice: number }>;
export const keyboard: readonly { command: NamedCommand; keys: readonly string[] }[] = [
  { command: 'next', keys: ['↓', 'J'] },
  { command: 'previous', keys: ['↑', 'K'] },
  { command: 'open', keys: ['Enter'] },
  { command: 'take', keys: ['P'] },
  { command: 'close', keys: ['C'] },
  { command: 'callBack', keys: ['R'] },
  { command: 'group', keys: ['G'] },
  { command: 'pass', keys: ['T'] },
  { command: 'release', keys: ['L'] },
  { command: 'reopen', keys: ['O'] },
  { command: 'write', keys: ['N'] },
  { command: 'sign', keys: ['S'] },
  { command: 'cancel', keys: ['X'] },
  { command: 'help', keys: ['?'] },
  { command: 'back', keys: ['Escape'] },
];

// The next or the previous one of what is on the screen; the selection stays where it was when there is none.
export function moved(shown: readonly { id: string }[], selected: string | null, step: 1 | -1): string | null {
  const at = shown.findIndex((each) => each.id === selected);
  const next = at < 0 ? (step === 1 ? 0 : shown.length - 1) : Math.min(shown.length - 1, Math.max(0, at + step));
  return shown[next]?.id ?? selected;
}
