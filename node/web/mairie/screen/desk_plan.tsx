// A point on the commune's plan, where the person on the telephone says it is.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { type Spot, sectorAt } from '../../shared/place/outline';
import { PlanView } from '../../shared/screen/plan_view';
import { ofPart } from '../speech';
import { said, state } from '../state';
import { deskTexts } from '../texts/desk';
import { type WhereProps, noPlace } from './desk_where';

const p = ofPart(deskTexts);

export function DeskPlan({ seen, sectors, places, set, done }: WhereProps): JSX.Element {
  const [outside, setOutside] = useState(false);
  const spot: Spot | null = seen.place.kind === 2 ? seen.place : null;
  const words = { title: p('planTitle'), hint: p('planHint'), closer: p('closer'), farther: p('farther'), whole: p('whole') };
  const nameOf = (sector: number): string => state.value.commune?.sectors.find((each) => each.id === sector)?.name ?? '';
  // The sector of this person's that the spot lies in.
  const own = (at: Spot): number | null => {
    const sector = sectorAt(places.outlines, at);
    return sectors.some((each) => each.id === sector) ? sector : null;
  };
  const placed = ({ latitude, longitude }: Spot) => {
    const sector = own({ latitude, longitude });
    setOutside(sector === null);
    set({ place: { ...noPlace, kind: 2, latitude, longitude }, ...(sector === null ? {} : { sector }) });
  };
  const crossAt = (at: Spot) => {
    const sector = own(at);
    said.value = sector === null ? p('crossOutside') : p('crossIn', { name: nameOf(sector) });
  };
  return (
    <>
      <PlanView words={words} outlines={places.outlines} strong={spot === null ? [] : [seen.sector]} label={nameOf} spot={spot} line={[]} watching={{ placed, crossAt }} />
      <p role="status" class={outside ? 'warn' : 'hint'}>
        {spot === null ? p('spotNone') : outside ? p('spotOutside') : p('spotIn', { name: nameOf(seen.sector) })}
      </p>
      <button type="button" class="main" disabled={spot === null} onClick={done}>
        {p('next')}
      </button>
    </>
  );
}
