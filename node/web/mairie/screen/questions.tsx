// What a nomination, an act on a mandate, on the node or on the limits needs to know first.
import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { ActReason, Tie, limitTable } from '../../shared/base/vocabulary.gen';
import { save } from '../../shared/screen/save';
import type { NominationChoice } from '../device';
import { isTighter } from '../model/tighter';
import { MandateState, type RollView } from '../model/views';
import { act, device, panel, state } from '../state';
import { day, nameOf, t, word } from '../speech';
import { Announce } from './announcements';
import { limitName, limitValue } from './law';
import { Check, Choice, Field, Question, Several, dayGiven } from './parts';

export function Asked(): JSX.Element | null {
  const open = panel.value;
  if (open === null) return null;
  switch (open.name) {
    case 'nominate':
      return <Nominate id={open.id} />;
    case 'suspendNode':
      return <SuspendNode />;
    case 'resumeNode':
      return <ResumeNode />;
    case 'tighten':
      return <Tighten />;
    case 'announce':
      return <Announce />;
    default: {
      const row = state.value.roll.find((each) => each.id === open.id);
      if (row === undefined) return null;
      return open.name === 'renew' ? <Renew row={row} /> : <OnMandate row={row} kind={open.name} />;
    }
  }
}

const reasons = (all: readonly ActReason[]) => all.map((each) => [each, word('ActReason', each)] as const);
const mandateReasons = Object.values(ActReason);

// `referent`: the person herself, where she has a mandate; `deputy`: as her mandate names it.
function Terms({ choice, set, trainedHint, referent, deputy }: { choice: NominationChoice; set(part: Partial<NominationChoice>): void; trainedHint: string; referent: string; deputy: string }): JSX.Element {
  const { commune, roll } = state.value;
  const others = roll.filter((each) => each.state === MandateState.in_force && each.referent !== referent);
  return (
    <>
      <Field label={t('trained')} hint={trainedHint}>
        <input type="date" onInput={(event) => set({ trained: dayGiven(event.currentTarget.value) })} />
      </Field>
      <Several legend={t('sectorsOf')} all={(commune?.sectors ?? []).map((each) => [each.id, each.name] as const)} chosen={choice.sectors} change={(sectors) => set({ sectors })} />
      <Field label={t('until')} hint={t('untilHint')}>
        <input type="date" onInput={(event) => set({ until: dayGiven(event.currentTarget.value) })} />
      </Field>
      {others.length === 0 ? null : (
        <Choice
          label={t('deputy')}
          value={choice.deputy ?? ''}
          all={[['', deputy === '' ? t('deputyAny') : t('deputyBefore', { name: deputy })] as const, ...others.map((each) => [each.id, `${nameOf(each)} · ${each.sectors.join(', ')}`] as const)]}
          choose={(value) => set({ deputy: value === '' ? null : value })}
        />
      )}
    </>
  );
}

function Nominate({ id }: { id: string }): JSX.Element | null {
  const applicant = state.value.applicants.find((each) => each.id === id);
  const [choice, setChoice] = useState<NominationChoice>({ sectors: (state.value.commune?.sectors ?? []).map((each) => each.id), trained: 0, until: 0, replaces: null, deputy: null });
  const [compared, setCompared] = useState(false);
  if (applicant === undefined) return null;
  const set = (part: Partial<NominationChoice>) => setChoice({ ...choice, ...part });
  const former = state.value.roll.filter((each) => each.state !== MandateState.waiting && each.state !== MandateState.refused);
  const before = former.find((each) => each.id === choice.replaces);
  const ready = compared && choice.sectors.length > 0 && (choice.trained !== 0 || choice.replaces !== null);
  return (
    <Question title={t('nominateTitle', { name: nameOf(applicant) })} hint={t('nominateHint')} send={t('nominate')} ready={ready} submit={() => void act(() => device().nominate(id, choice), t('did_nominated', { name: nameOf(applicant) }))}>
      <h3>{t('sixWords')}</h3>
      <ol class="words">
        {applicant.words.map((each) => (
          <li key={each}>{each}</li>
        ))}
      </ol>
      <Check label={t('sixWordsSame')} checked={compared} change={setCompared} />
      {applicant.tie === Tie.none ? null : <p class="warn">{t('tieDeclared', { tie: word('Tie', applicant.tie) })}</p>}
      <Terms choice={choice} set={set} trainedHint={t('trainedHint')} referent={before?.referent ?? ''} deputy={before?.deputy ?? ''} />
      {former.length === 0 ? null : (
        <Choice
          label={t('replaces')}
          value={choice.replaces ?? ''}
          all={[['', t('replacesNobody')] as const, ...former.map((each) => [each.id, `${nameOf(each)} · ${t('untilDay', { day: day(each.until) })}`] as const)]}
          choose={(value) => set({ replaces: value === '' ? null : value })}
        />
      )}
    </Question>
  );
}

function Renew({ row }: { row: RollView }): JSX.Element {
  const [choice, setChoice] = useState<NominationChoice>({ sectors: row.sectorIds, trained: 0, until: 0, replaces: null, deputy: null });
  const set = (part: Partial<NominationChoice>) => setChoice({ ...choice, ...part });
  return (
    <Question title={t('renewTitle', { name: nameOf(row) })} hint={t('renewHint')} send={t('renew')} ready={choice.sectors.length > 0} submit={() => void act(() => device().renew(row.id, choice), t('did_renewed', { name: nameOf(row) }))}>
      <Terms choice={choice} set={set} trainedHint={t('trainedBefore', { day: day(row.trained) })} referent={row.referent} deputy={row.deputy} />
    </Question>
  );
}

const kinds = { revoke: 1, suspend: 2, lift: 3 } as const;
function OnMandate({ row, kind }: { row: RollView; kind: 'revoke' | 'suspend' | 'lift' }): JSX.Element {
  const [reason, setReason] = useState<ActReason>(kind === 'lift' ? ActReason.review : ActReason.device_lost);
  const [days, setDays] = useState(3);
  return (
    <Question title={t(`${kind}Title`, { name: nameOf(row) })} hint={t(`${kind}Hint`)} send={t(kind)} danger={kind !== 'lift'} submit={() => void act(() => device().actOnMandate(kinds[kind], row.id, reason, days * 24), t(`did_${kind}`, { name: nameOf(row) }))}>
      <Choice label={t('reason')} value={reason} all={reasons(mandateReasons)} choose={(value) => setReason(Number(value) as ActReason)} />
      {kind !== 'suspend' ? null : (
        <Field label={t('suspendDays')}>
          <input type="number" min={1} max={366} required value={days} onInput={(event) => setDays(Number(event.currentTarget.value))} />
        </Field>
      )}
    </Question>
  );
}

function SuspendNode(): JSX.Element {
  const [reason, setReason] = useState<ActReason>(ActReason.review);
  const [sure, setSure] = useState(false);
  return (
    <Question title={t('suspendNode')} hint={t('suspendNodeHint')} send={t('suspendNode')} danger ready={sure} submit={() => void act(() => device().suspendNode(reason), t('did_suspendNode'))}>
      <Choice label={t('reason')} value={reason} all={reasons(mandateReasons)} choose={(value) => setReason(Number(value) as ActReason)} />
      <Check label={t('suspendNodeSure')} checked={sure} change={setSure} />
    </Question>
  );
}

function ResumeNode(): JSX.Element {
  const [reason, setReason] = useState<ActReason>(ActReason.review);
  const file = useRef<HTMLInputElement>(null);
  const sign = async () => {
    const given = file.current?.files?.[0];
    const others = given === undefined ? null : new Uint8Array(await given.arrayBuffer());
    const { file: signed, complete } = await device().signResumption(reason, others);
    if (!complete) save('reprise.doc', 'application/octet-stream', new Uint8Array(signed));
  };
  return (
    <Question title={t('resumeNode')} hint={t('resumeNodeHint')} send={t('resumeSign')} submit={() => void act(sign, t('did_resumeNode'))}>
      <Choice label={t('reason')} value={reason} all={reasons(mandateReasons)} choose={(value) => setReason(Number(value) as ActReason)} />
      <Field label={t('resumeFile')} hint={t('resumeFileHint')}>
        <input ref={file} type="file" />
      </Field>
    </Question>
  );
}

const numbers = limitTable.map((row, i) => [row, i + 1] as const).filter(([row]) => row[1] !== 3);
function Tighten(): JSX.Element {
  const { law } = state.value;
  const [limit, setLimit] = useState(1);
  const [value, setValue] = useState<number | null>(null);
  const [reason, setReason] = useState<ActReason>(ActReason.review);
  const now = law.limits[limit - 1] ?? 0;
  const given = value ?? now;
  return (
    <Question title={t('tighten')} hint={t('tightenHint')} send={t('tightenSend')} ready={isTighter(limit, given, now)} submit={() => void act(() => device().tighten([{ limit, value: given }], reason), t('did_tightened'))}>
      <Choice label={t('tightenWhich')} value={limit} all={numbers.map(([, id]) => [id, limitName(id)] as const)} choose={(id) => (setLimit(Number(id)), setValue(null))} />
      <p class="hint">{word('LimitReason', limit)}</p>
      <Field label={t('tightenValue', { now: limitValue(limit, now), bound: limitTable[limit - 1]?.[5] ?? 0 })}>
        <input type="number" min={0} required value={given} onInput={(event) => setValue(Number(event.currentTarget.value))} />
      </Field>
      <Choice label={t('reason')} value={reason} all={reasons(mandateReasons)} choose={(id) => setReason(Number(id) as ActReason)} />
    </Question>
  );
}
