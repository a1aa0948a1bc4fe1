// What a browser judges and says is what the C++ policy judges and says: the same cases, drawn once (policy.gen.json).
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type AlertState, type Category, type Conduct, Urgency, limitTable } from '../shared/base/vocabulary.gen';
import * as content from '../shared/policy/content';
import { knownLimits } from '../shared/policy/limits';
import * as service from '../shared/policy/service';
import { eraseAt, truth, truthChangesAt } from '../shared/policy/truth';

type Values = [number, number][];
interface Cases {
  plates: [string, boolean][];
  conducts: [Category, Conduct[], number, string][];
  services: [[number, number, number, number][], number, boolean, number | null, number | null][];
  limits: [Values, number, Values, Values, number[]][];
  truths: [number, number | null, number | null, boolean, Urgency, number, number, number | null][];
  erasures: [[AlertState, number][], number][];
}
const cases = JSON.parse(readFileSync(new URL('./policy.gen.json', import.meta.url), 'utf8')) as Cases;
const values = (list: Values) => list.map(([limit, value]) => ({ limit, value }));
const none = knownLimits(null, { categories: 8190, limits: [] }, null);

describe('the browser judges as the nodes do', () => {
  test('shapes of plates (R8)', () => {
    for (const [plate, fits] of cases.plates) expect(content.isPlateShape(plate), plate).toBe(fits);
    expect(content.canonicalPlate('ab-123 cd')).toBe('AB123CD');
    expect(content.canonicalPlate('Anna Martin')).toBeNull();
  });
  test('conducts (R7)', () => {
    for (const [category, conducts, persons, detail] of cases.conducts)
      expect(content.judgeConduct(category, conducts, persons)?.detail ?? '', `${category} ${conducts.join()}`).toBe(detail);
  });
  test('opening hours, over both changes of the clock (R33)', () => {
    for (const [spells, at, open, closes, opens] of cases.services) {
      const hours = spells.map(([weekday, fromMinute, untilMinute, day]) => ({ weekday, fromMinute, untilMinute, day }));
      expect([service.openByCalendar(hours, at), service.closesAfter(hours, at), service.opensAfter(hours, at)]).toEqual([open, closes, opens]);
    }
  });
  test('limits: the tighter of each (R24)', () => {
    for (const [rules, categories, charter, mandate, effective] of cases.limits) {
      const known = knownLimits(values(rules), { categories, limits: values(charter) }, values(mandate));
      expect(limitTable.map(([name]) => known[name])).toEqual(effective);
    }
  });
  test('what the sender’s screen may say (R33)', () => {
    for (const [sent, accepted, delivered, expired, urgency, now, said, changes] of cases.truths) {
      const facts = { sent, accepted, delivered, expired, urgency };
      expect([truth(facts, none, now), truthChangesAt(facts, none)]).toEqual([said, changes]);
    }
  });
  test('when an alert must be gone (R26)', () => {
    for (const [history, gone] of cases.erasures)
      expect(eraseAt(history.map(([state, at]) => ({ state, at })), none)).toBe(gone);
  });
  test('danger going on asks for the call first (R9), an exercise for nothing real (R27)', () => {
    expect(content.judgeUrgency(Urgency.in_progress, false)).toEqual({ rule: 9, detail: 'call_17_first' });
    expect(content.judgeUrgency(Urgency.in_progress, true)).toBeNull();
    expect(content.judgeExercise(true, false)?.rule).toBe(27);
    expect(content.judgePlate(6, 'AB123CD')?.detail).toBe('plate_in_other_category');
  });
});
