// Where, as the person on the telephone says it: the sector alone, a street and a house, or a point on the plan. The sector
// follows from a point, and the clerk may say another.
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Locality } from '../../shared/device/locality';
import type { Observation } from '../../shared/device/sealing';
import { streetLine } from '../../shared/place/streets';
import { later } from '../../shared/screen/later';
import { type House, StreetChoice } from '../../shared/screen/street_choice';
import { ofPart, t } from '../speech';
import { device, state } from '../state';
import { deskTexts } from '../texts/desk';
import { Choice } from './parts';

const p = ofPart(deskTexts);
const Plan = later(() => t('opening'))(async () => (await import('./desk_plan')).DeskPlan);

export const noPlace: Observation['place'] = { kind: 1, latitude: 0, longitude: 0, street: 0, number: 0 };
export type Places = Locality & { version: string };
// As the desk's device has them, asked of it when its state says that there are others.
export function usePlaces(): Places {
  const { places: version } = state.value;
  const [places, setPlaces] = useState<Places>({ version: '/', streets: [], outlines: [] });
  useEffect(() => {
    if (version !== places.version) void device().places().then((fresh) => setPlaces({ version, ...fresh }), () => undefined);
  }, [version]);
  return places;
}

export function placeWords({ kind, street, number }: Observation['place'], { streets }: Places): string {
  if (kind === 2) return ` · ${p('deskOnPlan')}`;
  return kind === 3 ? ` · ${streetLine(streets[street] ?? '', number)}` : '';
}

export interface WhereProps {
  seen: Observation;
  sectors: { id: number; name: string }[]; // that the person may report in
  places: Places;
  set(part: Partial<Observation>): void;
  done(): void;
}
export function Where(props: WhereProps): JSX.Element {
  const { sectors, places, set, done } = props;
  const [how, setHow] = useState<'sector' | 'street' | 'plan'>('sector');
  const { streets, outlines } = places;
  return (
    <>
      {how === 'sector' ? <p class="hint">{p('deskSectorAlone')}</p> : <SectorChoice {...props} />}
      {how !== 'sector' ? null : (
        <ul class="answers">
          {sectors.map((each) => (
            <li key={each.id}>
              <button type="button" onClick={() => (set({ sector: each.id, place: noPlace }), done())}>
                {each.name}
              </button>
            </li>
          ))}
        </ul>
      )}
      {how === 'street' ? <InStreet {...props} /> : null}
      {how === 'plan' ? <Plan {...props} /> : null}
      <div class="row">
        {how !== 'sector' ? (
          <button type="button" onClick={() => setHow('sector')}>
            {p('deskBySector')}
          </button>
        ) : null}
        {streets.length === 0 || how === 'street' ? null : (
          <button type="button" onClick={() => setHow('street')}>
            {p('deskInStreet')}
          </button>
        )}
        {outlines.length === 0 || how === 'plan' ? null : (
          <button type="button" onClick={() => setHow('plan')}>
            {p('deskByPlan')}
          </button>
        )}
      </div>
    </>
  );
}

function SectorChoice({ seen, sectors, set }: WhereProps): JSX.Element | null {
  if (sectors.length < 2) return null;
  return <Choice label={p('deskSector')} value={seen.sector} all={sectors.map((each) => [each.id, each.name] as const)} choose={(value) => set({ sector: Number(value) })} />;
}

function InStreet({ seen, places, set, done }: WhereProps): JSX.Element {
  const words = {
    name: p('streetName'),
    choice: p('streetChoice'),
    found: (count: number) => p('streetsFound', { count }),
    more: (shown: number, count: number) => p('streetsMore', { shown, count }),
    house: p('house'),
    houseHint: (most: number) => p('houseHint', { most }),
    goOn: p('next'),
  };
  const use = (house: House) => (set({ place: { ...noPlace, kind: 3, ...house } }), done());
  return <StreetChoice words={words} streets={places.streets} before={seen.place.kind === 3 ? seen.place : null} use={use} />;
}
