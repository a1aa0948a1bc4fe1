// From a key to what it does on this page. Which key means what is in model/keys.ts.
import { CancelReason } from '../shared/base/vocabulary.gen';
import type { ActName } from './model/acts';
import { type Command, type Pressed, type Where, commandOf } from './model/keys';
import { NoticeState } from '../shared/policy/notice_state';
import { act, back, begin, chosenNotice, current, device, move, panel, state, tab } from './state';
import { t } from './speech';

const acts: Readonly<Partial<Record<string, ActName>>> = {
  open: 'open',
  take: 'take',
  close: 'close',
  callBack: 'callBack',
  group: 'group',
  pass: 'pass',
  release: 'release',
  reopen: 'reopen',
};

const asksOne: readonly string[] = ['open', 'close', 'pass', 'group']; // questions whose answers are numbered

function where(): Where {
  const open = panel.value;
  if (open !== null) return asksOne.includes(open.name) ? 'choice' : 'panel';
  if (state.value.stage !== 'duty') return 'panel';
  return tab.value === 'list' || tab.value === 'notices' ? tab.value : 'panel';
}

const isField = (target: EventTarget | null): boolean => {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return target.type !== 'checkbox' && target.type !== 'radio';
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
};

export function onKey(event: KeyboardEvent): void {
  const { key, ctrlKey, altKey, metaKey, repeat, target } = event;
  // A row of the list is chosen where it has the focus: Enter opens it, as it does from anywhere else.
  const onControl = target instanceof HTMLElement && target.closest('button:not(.alert), a, summary, input') !== null;
  const pressed: Pressed = { key, ctrlKey, altKey, metaKey, repeat, inField: isField(target), onControl };
  const command = commandOf(pressed, where());
  if (command === null) return;
  event.preventDefault();
  run(command);
}

export function run(command: Command): void {
  if (typeof command === 'object') return choose(command.choice);
  if (command === 'help') return void (panel.value = { name: 'help' });
  if (command === 'back') return back();
  if (command === 'next' || command === 'previous') return move(command === 'next' ? 1 : -1);
  if (command === 'write') return void (panel.value = { name: 'write' });
  if (command === 'sign' || command === 'cancel') return onNotice(command);
  const name = acts[command];
  if (name !== undefined && current.value !== null) begin(name, current.value);
}

export function onNotice(command: 'sign' | 'cancel', id = chosenNotice.value): void {
  const notice = state.value.notices.find((each) => each.id === id);
  if (notice === undefined) return;
  if (command === 'cancel' && notice.state <= NoticeState.open)
    void act(() => device().cancelNotice(notice.id, CancelReason.mistake), t('did_notice_cancelled'));
  if (command === 'sign' && notice.state === NoticeState.waits && !notice.signedHere)
    void act(() => device().signNotice(notice.id), t('did_notice_signed'));
}

// The n-th answer of the question in front, as if it were pressed.
function choose(choice: number): void {
  document.querySelectorAll<HTMLButtonElement>('dialog button[data-answer]')[choice]?.click();
}
