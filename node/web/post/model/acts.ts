// What may be done with an alert as it stands: what the screen offers. The node decides (policy/work.h, policy/handover.h).
import { AlertState, Role } from '../../shared/base/vocabulary.gen';
import { type DeskAlert, Flag, hasState, workOf } from './alerts';

export type ActName = 'open' | 'take' | 'close' | 'callBack' | 'group' | 'pass' | 'handOver' | 'release' | 'reopen' | 'confirm';
// In the order in which a screen offers them.
export const actNames: readonly ActName[] = ['open', 'take', 'close', 'callBack', 'group', 'pass', 'handOver', 'release', 'reopen', 'confirm'];

// Null: it may be tried. Else the name of a sentence that says why not.
export type WhyNot = 'openFirst' | 'stillHeld' | 'notHeld' | 'takenAlready' | 'notTaken' | 'closedAlready' | 'notClosed' | 'inHandThere' | 'nobodyAbove' | 'notFromDesk';

export function whyNot(act: ActName, alert: DeskAlert, supervised: boolean): WhyNot | null {
  const work = workOf(alert);
  if (act === 'open') return null;
  if (alert.elsewhere?.leads === true) return 'inHandThere';
  switch (act) {
    case 'take':
      return alert.held ? 'stillHeld' : work.closed ? 'closedAlready' : work.taken ? 'takenAlready' : work.opened ? null : 'openFirst';
    case 'close':
      return work.closed ? 'closedAlready' : work.taken ? null : 'notTaken';
    case 'callBack':
      return work.closed ? 'closedAlready' : work.opened ? null : 'openFirst';
    case 'group':
      return alert.held ? 'stillHeld' : work.closed ? 'closedAlready' : null;
    case 'pass':
      return !supervised ? 'nobodyAbove' : alert.held ? 'stillHeld' : work.opened ? null : 'openFirst';
    case 'handOver':
      return alert.held ? 'stillHeld' : work.opened ? null : 'openFirst';
    case 'release':
      return alert.held ? null : 'notHeld';
    case 'reopen':
      return work.closed ? null : 'notClosed';
    case 'confirm':
      return (alert.flags & Flag.unconfirmed) !== 0 ? null : 'notFromDesk';
  }
}

// A commander releases alone; an officer's release waits for a second one on a device of his own (R11).
export const releasesAlone = (role: Role): boolean => role === Role.commander;
export const askedToCallBack = (alert: DeskAlert): boolean => hasState(alert, AlertState.call_back) && !workOf(alert).closed;
export const withdrawn = (alert: DeskAlert): boolean => hasState(alert, AlertState.withdrawal_noted);
