// A vehicle and persons, by closed lists; a plate is the only thing that is typed, and it has the shape of one or none.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { Colour, Direction, HeightBand, Luggage, VehicleMake, VehicleType } from '../shared/base/vocabulary.gen';
import type { Observation } from '../shared/device/sealing';
import { canonicalPlate } from '../shared/policy/content';
import { change, draft } from './draft';
import { Choices, Select } from './parts';
import { t } from './speech';

type Vehicle = NonNullable<Observation['vehicle']>;
type Person = Observation['persons'][number];
const personsDescribed = 4;

export function VehicleFields(): JSX.Element {
  const vehicle = draft.value?.vehicle ?? null;
  const typed = useSignal(vehicle?.plate ?? '');
  const wrong = typed.value !== '' && canonicalPlate(typed.value) === null;
  const set = (more: Partial<Vehicle>) => {
    const now = { type: VehicleType.car, colour: null, make: null, plate: '', ...vehicle, ...more } as Vehicle;
    change({ vehicle: now });
  };
  return (
    <Choices legend={t('vehicleTitle')}>
      <Select label={t('vehicleType')} list="VehicleType" values={VehicleType} value={vehicle?.type ?? null} change={(type) => (type === null ? change({ vehicle: null }) : set({ type }))} />
      {vehicle === null ? null : (
        <>
          <Select label={t('colour')} list="Colour" values={Colour} value={vehicle.colour} change={(colour) => set({ colour })} />
          <Select label={t('make')} list="VehicleMake" values={VehicleMake} value={vehicle.make} change={(make) => set({ make })} />
          <label class="field">
            <span>{t('plate')}</span>
            <input
              type="text"
              autocomplete="off"
              autocapitalize="characters"
              spellcheck={false}
              maxLength={14}
              value={typed.value}
              aria-invalid={wrong}
              aria-describedby="plate-wrong"
              onInput={(event) => {
                typed.value = event.currentTarget.value;
                set({ plate: canonicalPlate(typed.value) ?? '' });
              }}
            />
          </label>
          <p id="plate-wrong" role="status">
            {wrong ? t('plateWrong') : ''}
          </p>
        </>
      )}
    </Choices>
  );
}

export function Persons(): JSX.Element {
  const persons = draft.value?.persons ?? [];
  const count = draft.value?.personCount ?? 0;
  const set = (at: number, more: Partial<Person>) => change({ persons: persons.map((each, i) => (i === at ? { ...each, ...more } : each)) });
  const add = () => {
    const fresh: Person = { height: HeightBand.from_160_to_180cm, upper: null, lower: null, luggage: null, direction: null };
    change({ persons: [...persons, fresh], personCount: Math.max(count, persons.length + 1) });
  };
  return (
    <Choices legend={t('personsTitle')}>
      <label class="field">
        <span>{t('personsCount')}</span>
        <input
          type="number"
          inputMode="numeric"
          min={persons.length}
          max={99}
          value={count}
          onInput={(event) => {
            const typed = Math.trunc(Number(event.currentTarget.value)) || 0;
            change({ personCount: Math.min(99, Math.max(persons.length, typed)) });
          }}
        />
      </label>
      {persons.map((person, i) => (
        <fieldset key={i}>
          <legend>
            {t('personsTitle')} {i + 1}
          </legend>
          <Select label={t('height')} list="HeightBand" values={HeightBand} value={person.height} change={(height) => set(i, { height: height ?? person.height })} />
          <Select label={t('upper')} list="Colour" values={Colour} value={person.upper} change={(upper) => set(i, { upper })} />
          <Select label={t('lower')} list="Colour" values={Colour} value={person.lower} change={(lower) => set(i, { lower })} />
          <Select label={t('luggage')} list="Luggage" values={Luggage} value={person.luggage} change={(luggage) => set(i, { luggage })} />
          <Select label={t('direction')} list="Direction" values={Direction} value={person.direction} change={(direction) => set(i, { direction })} />
          <button type="button" class="quiet" onClick={() => change({ persons: persons.filter((_, at) => at !== i) })}>
            {t('removePerson')}
          </button>
        </fieldset>
      ))}
      {persons.length >= personsDescribed ? null : (
        <button type="button" onClick={add}>
          {t('addPerson')}
        </button>
      )}
    </Choices>
  );
}
