// The plan of a commune of this post: what is open in each sector, and the place of the alert that is open on this desk (R36).
// The table below it says the same numbers.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { PlanView } from '../../shared/screen/plan_view';
import { placeKind, placeText } from '../model/content';
import type { CommunePlan, SectorCount } from '../model/views';
import { t } from '../speech';
import { device, state } from '../state';

const open = (counts: readonly SectorCount[], exercise: boolean): number =>
  counts.filter((each) => each.exercise === exercise).reduce((sum, each) => sum + each.open, 0);

export function CommuneMap(): JSX.Element | null {
  const { places, sectors, communes, reading } = state.value;
  const [plans, setPlans] = useState<CommunePlan[]>([]);
  const chosen = useSignal('');
  useEffect(() => void device().plans().then(setPlans, () => undefined), [places]);
  const plan = plans.find((each) => each.insee === (chosen.value || reading?.insee)) ?? plans[0];
  if (plan === undefined) return null;
  const { insee, outlines } = plan;
  const counted = (sector: number) => sectors.filter((each) => each.insee === insee && each.sector === sector);
  const names = communes.find((each) => each.insee === insee)?.sectors ?? [];
  const label = (sector: number) => {
    const exercises = open(counted(sector), true);
    const name = names.find((each) => each.id === sector)?.name ?? '';
    const counts = [[t('col_open'), open(counted(sector), false)], ...(exercises === 0 ? [] : [[t('exercise'), exercises]])];
    return [`${sector} ${name}`, ...counts.map((each) => each.join(' : '))].join('\n'); // the number never makes room for a long name
  };
  const strong = names.map((each) => each.id).filter((id) => counted(id).some((each) => each.open > 0));
  const here = reading !== null && reading.insee === insee ? reading : null;
  const words = { title: t('mapTitle'), hint: t('mapHint'), closer: t('closer'), farther: t('farther'), whole: t('wholePlan') };
  return (
    <>
      {plans.length < 2 ? null : (
        <label class="field">
          <span>{t('col_commune')}</span>
          <select value={insee} onChange={(event) => (chosen.value = event.currentTarget.value)}>
            {plans.map((each) => (
              <option key={each.insee} value={each.insee}>
                {communes.find((one) => one.insee === each.insee)?.name ?? each.insee}
              </option>
            ))}
          </select>
        </label>
      )}
      <PlanView key={insee} words={words} outlines={outlines} strong={strong} label={label} spot={here?.content.place.kind === placeKind.point ? here.content.place : null} line={[]} watching={null} />
      <p role="status">{here === null ? '' : t('mapOpen', { place: placeText(here.content, { sector: t('sector'), street: t('street') }, '') })}</p>
    </>
  );
}
