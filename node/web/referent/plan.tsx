// Where: a point on the commune's plan. The sector follows from it, and the person may say another.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { Spot } from '../shared/place/outline';
import { PlanView } from '../shared/screen/plan_view';
import { change, draft, metres, noPlace } from './draft';
import { BackHome, Title } from './parts';
import { ownSectorAt, places, sectorLabel, sectorName } from './places';
import { t } from './speech';
import { go, said, state } from './state';

export function OnPlan(): JSX.Element {
  const seen = draft.value;
  const outside = useSignal(false);
  if (seen === null) return <BackHome />;
  const { sectors } = state.value;
  const spot: Spot | null = seen.place.kind === 2 ? seen.place : null;
  const words = { title: t('planTitle'), hint: t('planHint'), closer: t('closer'), farther: t('farther'), whole: t('wholePlan') };
  const placed = ({ latitude, longitude }: Spot) => {
    const sector = ownSectorAt({ latitude, longitude });
    metres.value = 0;
    outside.value = sector === null;
    change({ place: { ...noPlace, kind: 2, latitude, longitude }, ...(sector === null ? {} : { sector }) });
  };
  const crossAt = (at: Spot) => {
    const sector = ownSectorAt(at);
    said.value = sector === null ? t('crossOutside') : t('crossIn', { name: sectorName(sector) });
  };
  return (
    <>
      <BackHome />
      <Title>{t('planTitle')}</Title>
      <PlanView words={words} outlines={places.value.outlines} strong={spot === null ? [] : [seen.sector]} label={sectorName} spot={spot} line={[]} watching={{ placed, crossAt }} />
      <p role="status" class={outside.value ? 'warn' : 'hint'}>
        {spot === null ? t('spotNone') : outside.value ? t('spotOutside') : t('spotIn', { name: sectorName(seen.sector) })}
      </p>
      {sectors.length < 2 ? null : (
        <label class="field">
          <span>{t('sector')}</span>
          <select value={seen.sector} onChange={(event) => change({ sector: Number(event.currentTarget.value) })}>
            {sectors.map((each) => (
              <option key={each.id} value={each.id}>
                {sectorLabel(each)}
              </option>
            ))}
          </select>
        </label>
      )}
      <button type="button" class="main" disabled={spot === null} onClick={() => go({ name: 'recap', category: seen.category })}>
        {t('goOn')}
      </button>
    </>
  );
}
